"""explain(): why each trade, what binds, and what would change the answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.explanation.confidence import confidence
from allocator.explanation.flips import flips
from allocator.explanation.paths import paths
from allocator.explanation.returns import return_reasons
from allocator.explanation.scale import least_size
from allocator.explanation.target import read_target
from allocator.explanation.trades import trade_reasons

if TYPE_CHECKING:
    from allocator.explanation.confidence import Confidence
    from allocator.explanation.flips import Flip, Path
    from allocator.explanation.returns import ReturnReasons
    from allocator.explanation.scale import LeastSize
    from allocator.explanation.target import Target
    from allocator.explanation.trades import TradeReasons
    from allocator.model.proposal import Proposal


@dataclass(frozen=True, slots=True, eq=False)
class Explanation:
    """
    The reasons of a proposal.

    Attributes:
        proposal: What is explained.
        target: Its continuous optimum, as flip points see it.
        trades: Each trade that was weighed, divided among reasons to the cent.
        returns: Each index's expected return, divided among drivers.
        varied: The figures along which flips were looked for.
        flips: The flips found, in that order.
        least_size: The portfolio value at which trades begin; None where size decides nothing.
        confidence: How sure the sign of the tilt is; None without a tilt.
    """

    proposal: Proposal
    target: Target
    trades: tuple[TradeReasons, ...]
    returns: tuple[ReturnReasons, ...]
    varied: tuple[Path, ...]
    flips: tuple[Flip, ...]
    least_size: LeastSize | None
    confidence: Confidence | None


def explain(proposal: Proposal) -> Explanation:
    """
    Explain a proposal by solving it again, some hundred times, with one thing changed.

    Args:
        proposal: The answer (`allocator.propose`).

    Returns:
        Its reasons. `docs/explain.md` says what each figure means.

    Raises:
        InfeasiblePolicyError: If a solve with one thing changed meets limits that exclude it.
        CertificationError: If one of the solves fails its own check.
    """
    brief, solution = proposal.brief, proposal.solution
    varied = paths(proposal)
    return Explanation(
        proposal=proposal,
        target=read_target(brief, solution),
        trades=trade_reasons(proposal),
        returns=return_reasons(brief),
        varied=varied,
        flips=tuple(flip for path in varied for flip in flips(path)),
        least_size=least_size(brief, solution),
        confidence=confidence(brief, solution),
    )

"""what_if(): the same question with a few figures changed, beside the answer as things stand."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from allocator.errors import AllocatorError, InputError, Problem
from allocator.model.limits import small_cap_share, turnover
from allocator.model.views import SMALL_MINUS_LARGE
from allocator.pipeline import propose
from allocator.pipeline.case import stated
from allocator.portfolio.changes import alterations, apply_changes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from allocator.model.arrays import Array
    from allocator.model.change import Alteration
    from allocator.model.policy import Policy
    from allocator.model.portfolio import Portfolio
    from allocator.model.proposal import Proposal
    from allocator.model.scenario import Scenario
    from allocator.model.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Comparison:
    """One figure of both answers; None where there is none, as small caps without equity."""

    name: str
    base: float | None
    changed: float | None

    @property
    def difference(self) -> float | None:
        """The changed figure less the base; None unless there are both."""
        if self.base is None or self.changed is None:
            return None
        return self.changed - self.base


@dataclass(frozen=True, slots=True, eq=False)
class WhatIf:
    """
    Two proposals for one portfolio, and what differs in what was asked and in what came out.

    `base` is exactly what `propose` gives; `changed` what it gives with the changes. Figures are
    fractions and fractions per year; those whose name ends in `usd` are dollars.
    """

    alterations: tuple[Alteration, ...]
    base: Proposal
    changed: Proposal
    comparisons: tuple[Comparison, ...]


def what_if(
    portfolio: Portfolio,
    changes: Mapping[str, object],
    policy: Policy | None = None,
    scenarios: tuple[Scenario, ...] | None = None,
    snapshot: Snapshot | None = None,
    on: date | None = None,
) -> WhatIf:
    """
    Answer twice: as things stand, and with single figures changed.

    Probabilities that are not set are rescaled in proportion, so that all sum to 1.

    Args:
        portfolio: What is held (`read_portfolio`).
        changes: Keys and values, as `{"limits.small_cap.upper": 0.25}`; `docs/commands.md` lists
            the keys.
        policy: As for `propose`.
        scenarios: As for `propose`.
        snapshot: As for `propose`.
        on: As for `propose`.

    Returns:
        Both proposals and their differences.

    Raises:
        InputError: If a key is unknown or a value is refused, beside what `propose` raises.
    """
    case = stated(policy, scenarios, snapshot, on)
    before = (case.policy, case.scenarios)
    after = apply_changes(*before, checked_changes(changes))
    with _blaming("as things stand"):
        base = propose(portfolio, *before, case.snapshot, case.on)
    changed = base
    if after != before:
        with _blaming("with the changes"):
            changed = propose(portfolio, *after, case.snapshot, case.on)
    return WhatIf(
        alterations=alterations(before, after, changes),
        base=base,
        changed=changed,
        comparisons=_compared(_figures(base), _figures(changed)),
    )


def checked_changes(changes: object) -> Mapping[str, object]:
    """Refuse what is no table of keys and values."""
    if not isinstance(changes, Mapping):
        remedy = 'write {"limits.small_cap.upper": 0.25}'
        raise InputError(Problem("changes", "is not a table of keys and values", remedy))
    return changes


@contextmanager
def _blaming(side: str) -> Iterator[None]:
    """Say of a failure that names no place which of the two questions it is about."""
    try:
        yield
    except AllocatorError as failure:
        failure.problems = tuple(
            replace(problem, place=problem.place or side) for problem in failure.problems
        )
        raise


def _compared(
    base: Mapping[str, float | None], changed: Mapping[str, float | None]
) -> tuple[Comparison, ...]:
    """Set figures side by side; a driver that speaks on one side only adds nothing on the other."""
    names = dict.fromkeys((*base, *changed))
    return tuple(Comparison(name, base.get(name, 0.0), changed.get(name, 0.0)) for name in names)


def _figures(proposal: Proposal) -> dict[str, float | None]:
    """Measure a proposal: where small caps go, what trades and they are worth, what is expected."""
    household, gain = proposal.brief.household, proposal.gain
    value, outlook = float(household.value), proposal.brief.outlook
    ratios = np.array([position.fund.expense_ratio for position in household.positions])
    exposure = household.exposure @ proposal.weights
    traded = sum((trade.value for trade in proposal.trades), start=0 * household.value)
    parts = {name: spread(proposal, part) for name, part in outlook.contributions.items()}
    return {
        "small_cap_now": small_cap_share(household, household.weights),
        "small_cap_target": small_cap_share(household, proposal.solution.weights),
        "small_cap_after": small_cap_share(household, proposal.weights),
        "trades": float(len(proposal.trades)),
        "traded_usd": float(traded),
        "turnover": turnover(household, proposal.weights),
        "gain": gain.net,
        "gain_usd": gain.net * value,
        "gain_uncertainty": gain.uncertainty,
        "expected_return": float(outlook.mean @ exposure - ratios @ proposal.weights),
        "volatility": float(np.sqrt(exposure @ proposal.brief.risk @ exposure)),
        "small_minus_large": spread(proposal, outlook.mean),
        "equilibrium": spread(proposal, outlook.prior),
        **{name: parts[name] for name in sorted(parts, key=lambda name: -abs(parts[name]))},
    }


def spread(proposal: Proposal, returns: Array) -> float:
    """Take Russell 2000 minus S&P 500 out of figures by index, shape (J,)."""
    names = proposal.brief.household.index_names
    legs = SMALL_MINUS_LARGE.legs
    return sum(weight * float(returns[names.index(name)]) for name, weight in legs)

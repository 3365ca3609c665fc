"""An explanation as plain text: why each trade, what binds, what would change the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.explanation.game import COSTS, LESS_DOUBT, LIMITS, NEUTRAL
from allocator.model.policy import Criterion
from allocator.model.proposal import Advice
from allocator.report.advice import advice
from allocator.report.closing import disclaimer
from allocator.report.explanation_words import (
    binding_lines,
    change_lines,
    confidence_lines,
    size_lines,
)
from allocator.report.heading import heading
from allocator.report.numbers import signed_dollars, signed_percent
from allocator.report.origin import Origin
from allocator.report.reasons import spoken
from allocator.report.table import GAP, clipped, columns, paragraph, table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from allocator.explanation import Explanation
    from allocator.explanation.trades import TradeReasons
    from allocator.model.proposal import Proposal

_ACCOUNT_COLUMNS = 18

_REASONS = {
    NEUTRAL: "return to the neutral mix",
    LESS_DOUBT: "less doubt, for having views",
    COSTS: "costs",
    LIMITS: "limits",
}
"""Reasons that their keys do not say well."""


def explanation_text(
    explained: Explanation, today: date, width: int = 100, origin: Origin | None = None
) -> str:
    """
    Write the reasons of a proposal for a person.

    Args:
        explained: What `allocator.explain` gives.
        today: The day it is read on, from which the age of the data is told.
        width: The widest a line may be, at least 80.
        origin: Where the inputs came from, if that is known.

    Returns:
        Lines of plain text, aligned, without colour; the last ends with a line break.
    """
    proposal = explained.proposal
    sections = [
        heading(proposal, today, width, origin or Origin()),
        advice(proposal, width),
        _trade_lines(explained, width),
        _return_lines(explained, width),
        binding_lines(explained, width),
        change_lines(explained, width),
        size_lines(explained, width),
        confidence_lines(explained, width),
        disclaimer(width),
    ]
    return "\n\n".join("\n".join(lines) for lines in sections if lines) + "\n"


def _trade_lines(explained: Explanation, width: int) -> list[str]:
    """Tabulate the dollars of each trade by reason, the trades side by side."""
    if not explained.trades:
        return ["Why each trade: there is none"]
    reasons = [
        name
        for name in explained.trades[0].parts
        if any(trade.parts[name] for trade in explained.trades)
    ]
    several = len(explained.proposal.portfolio.accounts) > 1
    said = [reason(name, explained.proposal) for name in reasons]
    labels = ["", *([""] if several else []), *said, "the trade"]
    cells = [_trade_column(trade, reasons, several=several) for trade in explained.trades]
    weighed = "" if explained.proposal.advice is Advice.TRADE else ", weighed but not advised"
    title = f"Why each trade{weighed} (dollars, buying + and selling -)"
    return [title, *_side_by_side(labels, cells, width)]


def _trade_column(trade: TradeReasons, reasons: list[str], *, several: bool) -> list[str]:
    """Write one trade from top to bottom: what it is, its reasons, its value."""
    head = [f"{trade.trade.side} {trade.trade.symbol}"]
    head += [f"in {clipped(trade.trade.account, _ACCOUNT_COLUMNS)}"] if several else []
    parts = [signed_dollars(trade.parts[name]) for name in reasons]
    return [*head, *parts, signed_dollars(trade.total)]


def reason(name: str, proposal: Proposal) -> str:
    """Say a reason in words; another criterion than the usual changes what risk counts."""
    criterion = proposal.brief.policy.objective.criterion
    if name == LESS_DOUBT and criterion is not Criterion.EXPECTED:
        return f"doubt and risk under '{criterion}'"
    return _REASONS.get(name, spoken(name))


def _return_lines(explained: Explanation, width: int) -> list[str]:
    """Tabulate what each driver adds to the expected return of each index."""
    found = explained.returns
    drivers = list(found[0].parts)
    labels = ["", *(each.index for each in found)]
    cells = [["equilibrium", *(signed_percent(each.prior, 2) for each in found)]]
    cells += [
        [spoken(driver), *(signed_percent(each.parts[driver], 2) for each in found)]
        for driver in drivers
    ]
    cells.append(["expected", *(signed_percent(each.posterior, 2) for each in found)])
    return [
        "Expected return over cash, a year, by driver",
        *_side_by_side(labels, cells, width),
        *paragraph(
            "in each row the parts add up to what is expected, but for rounding here",
            width,
            indent=2,
        ),
    ]


def _side_by_side(labels: Sequence[str], cells: list[list[str]], width: int) -> list[str]:
    """Set columns beside their labels, in as many tables below each other as they need."""
    side = max(map(columns, labels)) + GAP
    lines: list[str] = []
    block: list[list[str]] = []
    for column in cells:
        if block and _needed([*block, column]) + side > width:
            lines += [*_block(labels, block, width), ""]
            block = []
        block.append(column)
    return lines + _block(labels, block, width)


def _needed(block: list[list[str]]) -> int:
    """Count the letters that columns take."""
    return sum(GAP + max(map(columns, column)) for column in block)


def _block(labels: Sequence[str], block: list[list[str]], width: int) -> list[str]:
    """Lay out one table."""
    rows = list(zip(labels, *block, strict=True))
    return table(rows, "l" + "r" * len(block), width)

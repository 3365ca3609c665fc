"""A proposal as plain text that a person can act on: what to do first, then why, then proof."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.report.accounts import account_lines
from allocator.report.advice import advice
from allocator.report.by_account import account_weight_lines
from allocator.report.closing import disclaimer, judgement, notes, verified
from allocator.report.heading import heading
from allocator.report.holdings import weight_lines
from allocator.report.limits import limits
from allocator.report.origin import Origin
from allocator.report.others import other_lines
from allocator.report.outlook import driver_lines, expectation_lines, scenario_lines
from allocator.report.taxes import tax_lines
from allocator.report.trades import trade_lines
from allocator.report.worlds import doubt_lines, outcome_lines

if TYPE_CHECKING:
    from datetime import date

    from allocator.model.proposal import Proposal


def as_text(proposal: Proposal, today: date, width: int = 100, origin: Origin | None = None) -> str:
    """
    Write a proposal for a person.

    Args:
        proposal: What to report.
        today: The day it is read on, from which the age of the data is told.
        width: The widest a line may be, at least 80.
        origin: Where the inputs came from and where the trades went, if that is known.

    Returns:
        Lines of plain text, aligned, without colour; the last ends with a line break.
    """
    origin = origin or Origin()
    sections = [
        heading(proposal, today, width, origin),
        account_lines(proposal, width),
        advice(proposal, width),
        trade_lines(proposal, width, origin),
        tax_lines(proposal, width),
        weight_lines(proposal, width),
        account_weight_lines(proposal, width),
        other_lines(proposal, width),
        expectation_lines(proposal, width),
        [*driver_lines(proposal, width), *doubt_lines(proposal, width)],
        scenario_lines(proposal, width, origin),
        outcome_lines(proposal, width),
        limits(proposal, width),
        verified(proposal, width),
        notes(proposal, width),
        judgement(proposal, width, origin),
        disclaimer(width),
    ]
    return "\n\n".join("\n".join(lines) for lines in sections if lines) + "\n"

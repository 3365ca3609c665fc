"""What is held and left as it is: options, single bonds, debts, and rows that nobody recognised."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from allocator.report.accounts import short_name
from allocator.report.numbers import dollars
from allocator.report.table import paragraph, table

if TYPE_CHECKING:
    from allocator.model.proposal import Proposal

_DESCRIPTION, _ACCOUNT = 0, 3


def other_lines(proposal: Proposal, width: int) -> list[str]:
    """List what is held and not advised on, with what it is worth as far as the files say so."""
    held = proposal.portfolio.others
    if not held:
        return []
    several = len(proposal.portfolio.accounts) > 1
    rows = [
        (
            each.description,
            each.kind.value,
            "no value given" if each.value is None else dollars(each.value),
            f"in {short_name(each.account)}" if several else "",
        )
        for each in held
    ]
    values = [each.value for each in held if each.value is not None]
    total = f", {dollars(sum(values, Decimal(0)))} in all" if len(values) > 1 else ""
    title = f"Held and left alone{total}, and in no other figure here"
    return [
        *paragraph(title, width, hang=2),
        *table(rows, "llrl", width, cut=(_DESCRIPTION, _ACCOUNT)),
    ]

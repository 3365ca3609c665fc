"""Money that is put into a household, or to be taken out of it, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.report.accounts import short_name
from allocator.report.numbers import dollars

if TYPE_CHECKING:
    from allocator.model.proposal import Proposal


def money_that_moves(proposal: Proposal) -> str:
    """Say what is to be invested and what to be raised; nothing where no money moves."""
    several = len(proposal.portfolio.accounts) > 1
    said = []
    for name, amount in proposal.portfolio.cash_flows:
        where = f" {'put into' if amount > 0 else 'from'} {short_name(name)}" if several else ""
        if amount > 0:
            said.append(f"invest {dollars(amount)}{where}")
        elif amount < 0:
            said.append(f"raise {dollars(-amount)}{where}")
    return " and to ".join(said)

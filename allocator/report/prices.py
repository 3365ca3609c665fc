"""The prices behind a proposal: of which kind and of which day each is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.model.assets import PriceBasis
from allocator.report.numbers import long_date

if TYPE_CHECKING:
    from allocator.model.household import Position
    from allocator.model.proposal import Proposal

COMPUTED = {PriceBasis.ADJUSTED, PriceBasis.REBUILT, PriceBasis.UNPROVEN}
"""Kinds of price that the fund may never have traded at."""


def concerned(proposal: Proposal) -> list[Position]:
    """List the positions that are held or traded."""
    traded = {(trade.account, trade.symbol) for trade in proposal.trades}
    household = proposal.brief.household
    return [
        position
        for position in household.positions
        if position.shares
        or (household.accounts[position.account].name, position.fund.symbol) in traded
    ]


def odd_prices(proposal: Proposal) -> set[tuple[str, str]]:
    """List account and symbol of what is held or traded and valued at a computed price."""
    accounts = proposal.brief.household.accounts
    return {
        (accounts[position.account].name, position.fund.symbol)
        for position in concerned(proposal)
        if position.price_basis in COMPUTED
    }


def price_notes(proposal: Proposal) -> list[str]:
    """Gather the funds whose price is not a plain close of the snapshot's day, by what it is."""
    found: dict[str, set[str]] = {}
    for position in concerned(proposal):
        said = _what_it_is(proposal, position)
        if said:
            found.setdefault(said, set()).add(position.fund.symbol)
    return [
        f"{'price' if len(symbols) == 1 else 'prices'} of {', '.join(sorted(symbols))}{said}"
        for said, symbols in sorted(found.items())
    ]


def _what_it_is(proposal: Proposal, position: Position) -> str:
    """Say whose price it is, of which day and of which kind; nothing where that is plain."""
    if position.price_basis is PriceBasis.FILE:
        stated = proposal.portfolio.as_of
        return " from the portfolio file" + (f" of {long_date(stated)}" if stated else "")
    kind = f": {position.price_basis}" if position.price_basis in COMPUTED else ""
    day = position.fund.price_date
    if day is None or day == proposal.snapshot.as_of or position.price_basis is PriceBasis.PAR:
        return kind
    return f" of {long_date(day)}{kind}"

"""The prices behind a proposal: of which kind each is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.model.assets import PriceBasis

if TYPE_CHECKING:
    from allocator.model.household import Position
    from allocator.model.proposal import Proposal

PLAIN = {PriceBasis.CLOSE, PriceBasis.PAR}
"""Kinds of price that need no word: the fund did trade at them."""


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
    """List account and symbol of what is held or traded and not valued at a plain close."""
    accounts = proposal.brief.household.accounts
    return {
        (accounts[position.account].name, position.fund.symbol)
        for position in concerned(proposal)
        if position.price_basis not in PLAIN
    }

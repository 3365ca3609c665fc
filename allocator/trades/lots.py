"""Which lots a sale takes its shares from, and what each of them realises, to the cent."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from allocator.model.money import to_cents
from allocator.model.trades import LotSale

if TYPE_CHECKING:
    from allocator.model.brief import Brief
    from allocator.model.lots import TaxLot

Taken = tuple[tuple["TaxLot", Decimal], ...]
"""Lots with the shares taken out of each."""


def lots_to_sell(brief: Brief, changes: tuple[Decimal, ...]) -> tuple[Taken, ...]:
    """
    Choose the lots of every sale: those on which the least tax is counted.

    Args:
        brief: Positions with their lots, rates, and what is counted of a tax put off.
        changes: Shares to add to each position, negative to sell, P of them.

    Returns:
        For each position the lots sold from, with the shares taken; nothing where none is sold.
    """
    book = brief.household.book
    taken: list[Taken] = []
    for p, change in enumerate(changes):
        left, rows = max(-change, Decimal(0)), []
        order = [n for n in np.flatnonzero(book.positions == p) if book.may_sell[n]]
        for n in sorted(order, key=lambda n: book.gains[n]):
            count = min(left, book.lots[n].shares)
            left -= count
            rows += [(book.lots[n], count)] if count else []
        taken.append(tuple(rows))
    return tuple(taken)


def lot_sales(taken: Taken, shares: Decimal, proceeds: Decimal) -> tuple[LotSale, ...]:
    """
    Say what each lot realises.

    Proceeds after costs are divided by shares, the last lot taking the cents that are left, so that
    they sum to the trade's own.
    """
    sold: list[LotSale] = []
    left = proceeds
    for number, (lot, count) in enumerate(taken):
        is_last = number == len(taken) - 1
        part = left if is_last else to_cents(proceeds * count / shares)
        left -= part
        basis = None if lot.cost_per_share is None else to_cents(lot.cost_per_share * count)
        gain = None if basis is None else part - basis
        sold.append(LotSale(count, lot.acquired, basis, gain, lot.term))
    return tuple(sold)

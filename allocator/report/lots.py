"""The lots of each sale, as they are to be named to the broker."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING

from allocator.report.numbers import count, dollars, number, signed_dollars
from allocator.report.table import table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from allocator.model.tax import Term
    from allocator.model.trades import LotSale, Trade

SHOWN = 4
"""So many lots of one kind are listed; of more, all but three are summed."""

_INDENT = " " * 4
_GAP, _DATE = 0, 2
"""Columns that give way on a narrow terminal."""


def lot_lines(trades: Sequence[Trade], width: int) -> list[list[str]]:
    """
    Tabulate the lots of all trades in columns of their own.

    Returns:
        For each trade its lines: none for a purchase, in an account that is not taxed, or where
        nothing is known of the lots.
    """
    rows = [list(_rows(trade)) for trade in trades]
    flat = [row for inside in rows for row in inside]
    lines = iter(table(flat, "lrlrrl", width, cut=(_GAP, _DATE)) if flat else [])
    return [[next(lines) for _ in inside] for inside in rows]


def are_named(trades: Iterable[Trade]) -> bool:
    """Tell whether it matters to anybody which lots the trades sell."""
    return any(_matters(lot) for trade in trades for lot in trade.lots)


def is_summed(trade: Trade) -> bool:
    """Tell whether some lots of a trade are not listed each by itself."""
    return are_named([trade]) and max(Counter(map(_kind, trade.lots)).values()) > SHOWN


def character(term: Term | None) -> str:
    """Say how long shares were held."""
    return "" if term is None else f"{term}-term"


def _matters(lot: LotSale) -> bool:
    """Tell whether a gain depends on the lot: not in a sheltered account, nor without a cost."""
    return lot.term is not None or lot.cost_basis is not None


def _rows(trade: Trade) -> Iterable[tuple[str, ...]]:
    """Write the lots of a trade by kind, the many of one kind summed."""
    if not any(map(_matters, trade.lots)):
        return
    for _, same in groupby(sorted(trade.lots, key=_kind), key=_kind):
        kind = list(same)
        listed = kind if len(kind) <= SHOWN else kind[: SHOWN - 1]
        for lot in listed:
            yield _row(lot, f"of {lot.acquired or 'a day not known'}")
        if rest := kind[len(listed) :]:
            yield _row(_summed(rest), f"in {count(len(rest), 'more lot')}")


def _kind(lot: LotSale) -> tuple[bool, str, bool]:
    """Tell apart what is told apart in a sum: known or not, long or short, gain or loss."""
    return lot.gain is None, lot.term or "", (lot.gain or 0) < 0


def _summed(lots: list[LotSale]) -> LotSale:
    """Add up lots of one kind."""
    first = lots[0]
    known = first.gain is not None
    return replace(
        first,
        shares=sum((lot.shares for lot in lots), Decimal(0)),
        cost_basis=sum((lot.cost_basis or Decimal(0) for lot in lots), Decimal(0))
        if known
        else None,
        gain=sum((lot.gain or Decimal(0) for lot in lots), Decimal(0)) if known else None,
    )


def _row(lot: LotSale, which: str) -> tuple[str, ...]:
    """Write one line."""
    cost = "cost not known" if lot.cost_basis is None else f"cost {dollars(lot.cost_basis)}"
    gain = "" if lot.gain is None else f"{_verb(lot.gain)} {signed_dollars(lot.gain)}"
    return _INDENT, number(lot.shares), which, cost, gain, character(lot.term)


def _verb(gain: Decimal) -> str:
    """Call a loss a loss."""
    return "loss" if gain < 0 else "gain"

"""
What a row of holdings does not state, and what becomes of the row.

Exporting a file again fills no gap that the broker left: such a row is held, or priced by others,
and told. Only a row that contradicts itself is refused.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from allocator.model.money import market_value
from allocator.model.portfolio import OtherKind
from allocator.portfolio.brokers.dollars import usd

if TYPE_CHECKING:
    from allocator.model.portfolio import Lot
    from allocator.portfolio.brokers.holding_row import HoldingRow

_HALF_A_CENT = Decimal("0.005")
"""How far a printed price or value may lie from the exact one."""

_NOTHING = "nothing needs to be done"


def rounding(shares: Decimal) -> Decimal:
    """Give how far a value may be from shares times price, in dollars, by rounding alone."""
    return _HALF_A_CENT * (abs(shares) + 1)


def contradiction(row: HoldingRow) -> str:
    """Say how shares, price and value contradict each other; empty if they do not."""
    shares, price, value = row.shares, row.price, row.value
    if shares is None or value is None:
        return ""
    if price is None:
        return f"{shares} shares are said to be worth {usd(value)}" if shares * value < 0 else ""
    if abs(shares * price - value) <= rounding(shares):
        return ""
    made = f"{shares * price:,.2f}"
    return f"{shares} shares at {price} make {made}, but the row says {value:,.2f}"


def valued(row: HoldingRow) -> HoldingRow:
    """Work out a value that the row does not state, of shares and price; else leave it."""
    if row.value is not None or row.shares is None or row.price is None:
        return row
    return replace(row, value=market_value(row.shares, row.price), is_value_ours=True)


def kind_to_hold(row: HoldingRow) -> OtherKind | None:
    """Say as what a row of shares is held; None if it can be advised on."""
    if row.shares is not None and row.shares < 0:
        return OtherKind.SHORT
    # Nothing that the broker says is worthless is priced by others.
    is_worthless = row.price <= 0 if row.price is not None else row.value == 0
    return OtherKind.INCOMPLETE if is_worthless else None


def words_for(row: HoldingRow, kind: OtherKind) -> str:
    """Say what a row is that is held, or what it lacks, and what it is worth."""
    what = _what(row, kind)
    if row.value is not None:
        return f"{what}, worth {usd(row.value)}"
    return what if kind is OtherKind.INCOMPLETE else f"{what}, of unknown value"


def _what(row: HoldingRow, kind: OtherKind) -> str:
    """Say what a row is, or what it lacks."""
    if kind is OtherKind.UNKNOWN:
        return "is not recognised as a fund"
    if kind is OtherKind.FOREIGN_CASH:
        return "is not in dollars"
    if kind is not OtherKind.INCOMPLETE:
        return f"is a{'n' if kind[0] in 'aeiou' else ''} {kind}"
    if row.price is not None and row.price <= 0:
        return f"the price {row.price} is not above zero"
    if row.shares is not None:
        return "the row states no price"
    return f"the row states {'neither quantity nor value' if row.value is None else 'no quantity'}"


def warnings(row: HoldingRow) -> list[tuple[str, str]]:
    """Say what a row of shares lacks that is advised on nevertheless, each with its remedy."""
    found = []
    if row.price is None:
        worth = "" if row.value is None else f" (worth {usd(row.value)} by it)"
        message = f"the row states no price{worth}: it is priced as in other rows or by our data"
        found.append((message, "check its price in the proposal"))
    if row.is_value_ours and row.value is not None:
        message = f"the row states no value: shares times price are {usd(row.value)}"
        found.append((message, _NOTHING))
    if _has_negative_cost(row):
        message = "the row states a cost below zero: what it cost is taken as not known"
        found.append((message, "state what was paid in a plain CSV if the tax matters"))
    return found


def without_negative_cost(row: HoldingRow) -> HoldingRow:
    """Take a cost below zero, of the row or of a lot, for one that is not known."""
    if not _has_negative_cost(row):
        return row
    cost = None if _is_negative(row.cost) else row.cost
    return replace(row, cost=cost, lots=tuple(map(_known_cost, row.lots)))


def _has_negative_cost(row: HoldingRow) -> bool:
    """Whether any cost of the row is below zero."""
    return any(map(_is_negative, (row.cost, *(lot.cost_basis for lot in row.lots))))


def _is_negative(cost: Decimal | None) -> bool:
    """Whether a cost is known and below zero."""
    return cost is not None and cost < 0


def _known_cost(lot: Lot) -> Lot:
    """Take the cost out of a lot if it is below zero."""
    return replace(lot, cost_basis=None) if _is_negative(lot.cost_basis) else lot

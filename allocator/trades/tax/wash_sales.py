"""
Wash sales: losses that are disallowed since identical shares were bought (IRC section 1091).

Of one group of identical funds. A loss is matched to purchases within 30 calendar days before or
after the sale, share by share: losses in order of sale, purchases in order of acquisition (Treas.
Reg. section 1.1091-1(b) and (c)), each share replacing one at most (section 1.1091-1(e)). Shares
sold on or before the day of the sale replace nothing, and neither does the rest of the lot that is
sold: selling part of what was bought together only reduces a holding (Rev. Rul. 56-602).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from allocator.errors import InputError
from allocator.trades.tax.wash_records import record_problems

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

WINDOW_DAYS = 30
"""A purchase so many days before or after a sale still counts, one day more does not."""


@dataclass(frozen=True, slots=True)
class Purchase:
    """Shares bought together, dollars paid for each; `sheltered` if in an IRA or the like."""

    day: date
    shares: Decimal
    cost_per_share: Decimal
    sheltered: bool = False


@dataclass(frozen=True, slots=True)
class Sale:
    """Shares sold out of a lot, `lot` being its place among the purchases, dollars for each."""

    day: date
    shares: Decimal
    price: Decimal
    lot: int


@dataclass(frozen=True, slots=True)
class Replacement:
    """
    Shares that replace sold ones, and what they take over.

    `purchase` is the place among the purchases. `basis` is the dollars that count as paid for these
    shares, `held_since` the day from which they count as held: the disallowed loss and the days the
    sold ones were held are added. With `lost`, shares in a sheltered account, neither is: the loss
    is gone for good (Rev. Rul. 2008-5).
    """

    purchase: int
    shares: Decimal
    disallowed: Decimal
    basis: Decimal
    held_since: date
    lost: bool


@dataclass(frozen=True, slots=True)
class SaleOutcome:
    """What a sale realises in dollars, before any loss is disallowed, and what replaces it."""

    gain: Decimal
    replacements: tuple[Replacement, ...]

    @property
    def disallowed(self) -> Decimal:
        """The part of the loss that does not count now, positive."""
        return sum((each.disallowed for each in self.replacements), Decimal(0))

    @property
    def allowed(self) -> Decimal:
        """The gain that counts, negative for a loss."""
        return self.gain + self.disallowed


@dataclass(frozen=True, slots=True)
class _Piece:
    """Shares of one lot with one history; `replaces` once they replaced others."""

    shares: Decimal
    basis: Decimal
    held_since: date
    replaces: bool


def wash_sales(purchases: tuple[Purchase, ...], sales: tuple[Sale, ...]) -> tuple[SaleOutcome, ...]:
    """
    Work out which losses count, of all accounts of a household together.

    Args:
        purchases: Every purchase of funds of one group.
        sales: Sales out of them, on or after the day of purchase and of no more than there is. Out
            of a lot part of which replaced other shares, those are sold first.

    Returns:
        An outcome for each sale, in the order given. In a sheltered account nothing is disallowed,
        since no loss counts there.

    Raises:
        InputError: If they are not such purchases and sales; it names every reason.
    """
    problems = record_problems(purchases, sales)
    if problems:
        raise InputError(*problems)
    lots = [[_Piece(p.shares, p.cost_per_share, p.day, replaces=False)] for p in purchases]
    outcomes: dict[int, SaleOutcome] = {}
    by_day: defaultdict[date, list[int]] = defaultdict(list)
    for number, sale in enumerate(sales):
        by_day[sale.day].append(number)
    for day in sorted(by_day):
        sold = {
            number: _take(lots[sales[number].lot], sales[number].shares) for number in by_day[day]
        }
        for number, pieces in sold.items():
            outcomes[number] = _outcome(purchases, lots, sales[number], pieces)
    return tuple(outcomes[number] for number in range(len(sales)))


def _take(lot: list[_Piece], shares: Decimal) -> list[_Piece]:
    """Take shares out of a lot, those that replaced others first."""
    taken: list[_Piece] = []
    kept: list[_Piece] = []
    for piece in sorted(lot, key=lambda piece: not piece.replaces):
        count = min(piece.shares, shares)
        shares -= count
        taken += [replace(piece, shares=count)] if count else []
        kept += [replace(piece, shares=piece.shares - count)] if count < piece.shares else []
    lot[:] = kept
    return taken


def _outcome(
    purchases: tuple[Purchase, ...], lots: list[list[_Piece]], sale: Sale, pieces: list[_Piece]
) -> SaleOutcome:
    """Work out the gain of a sale, and what replaces the shares sold at a loss."""
    gain = sum(((sale.price - piece.basis) * piece.shares for piece in pieces), Decimal(0))
    losses = [] if purchases[sale.lot].sheltered else [p for p in pieces if p.basis > sale.price]
    replacements = [
        replacement
        for piece in losses
        for replacement in _replacements(purchases, lots, sale, piece)
    ]
    return SaleOutcome(gain, tuple(replacements))


def _replacements(
    purchases: tuple[Purchase, ...], lots: list[list[_Piece]], sale: Sale, sold: _Piece
) -> Iterator[Replacement]:
    """Match shares sold at a loss to the earliest purchases in the window, and mark those."""
    left, loss, held = sold.shares, sold.basis - sale.price, sale.day - sold.held_since
    for place in sorted(range(len(purchases)), key=lambda place: purchases[place].day):
        bought = purchases[place]
        if place == sale.lot or abs((bought.day - sale.day).days) > WINDOW_DAYS:
            continue
        for piece in [piece for piece in lots[place] if not piece.replaces]:
            count = min(left, piece.shares)
            if not count:
                break
            left -= count
            moved = _Piece(count, piece.basis, piece.held_since, replaces=True)
            if not bought.sheltered:
                since = piece.held_since - held
                moved = replace(moved, basis=piece.basis + loss, held_since=since)
            rest = replace(piece, shares=piece.shares - count)
            lots[place] = [p for p in (moved, *lots[place], rest) if p is not piece and p.shares]
            yield Replacement(
                purchase=place,
                shares=count,
                disallowed=loss * count,
                basis=moved.basis * count,
                held_since=moved.held_since,
                lost=bought.sheltered,
            )

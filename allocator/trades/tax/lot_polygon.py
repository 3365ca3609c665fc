"""
Which gains a choice of lots can realise: a polygon, known by its corners.

A choice realises a point (S, L) of short-term and long-term gains. Since shares of lots may be
mixed, the points that can be reached form a convex polygon. A corner is found by selling lots in
order of a weighted gain. All this is in floats: it only suggests choices, which are then weighed in
cents.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING

from allocator.model.tax import Term
from allocator.trades.tax.lot_orders import in_order_of_purchase, take

if TYPE_CHECKING:
    from collections.abc import Iterator

    from allocator.trades.tax.lot_sales import Selling, Shares

    Point = tuple[float, float]
    Choice = tuple[Shares, ...]

NO_GAIN = 1e-7
"""Dollars by which a corner is farther out than an edge only through rounding."""


@dataclass(frozen=True, slots=True)
class Polygon:
    """The sales; for each, its lots in order of purchase and the gains of a share of each lot."""

    sellings: tuple[Selling, ...]
    orders: tuple[list[int], ...]
    points: tuple[list[Point], ...]

    @classmethod
    def of(cls, sellings: tuple[Selling, ...]) -> Polygon:
        """Describe what sales can realise."""
        orders = tuple(map(in_order_of_purchase, sellings))
        return cls(sellings, orders, tuple(map(_points, sellings)))

    def lowest(self, short: float, long: float) -> Choice:
        """Choose the lots for which short * S + long * L is least."""
        found: list[Shares] = []
        for selling, order, points in zip(self.sellings, self.orders, self.points, strict=True):
            weighted = [_along((short, long), point) for point in points]
            found.append(take(selling, sorted(order, key=weighted.__getitem__)))
        return tuple(found)

    def crossing(self, line: Point, level: float, side: float) -> Iterator[Choice]:
        """
        Find where the edge of the polygon on one side crosses line . (S, L) = level.

        Two corners, one on each side of the line, are replaced by corners farther out until there
        are none: then the edge between them is that of the polygon.

        Args:
            line: Both coefficients of the line.
            level: Its right-hand side.
            side: 1 or -1.

        Returns:
            The choice at the crossing, its shares rounded to steps both ways; none if the line
            misses the polygon.
        """
        below, above = self.lowest(*line), self.lowest(-line[0], -line[1])
        if not _along(line, self._point(below)) <= level <= _along(line, self._point(above)):
            return
        while True:
            (S0, L0), (S1, L1) = self._point(below), self._point(above)
            out = side * (L1 - L0), side * (S0 - S1)
            corner = self.lowest(-out[0], -out[1])
            farther = _along(out, self._point(corner)) - _along(out, (S0, L0))
            if farther <= NO_GAIN * (abs(out[0]) + abs(out[1])):
                break
            if _along(line, self._point(corner)) <= level:
                below = corner
            else:
                above = corner
        yield from self._between(below, above, line, level)

    def _point(self, choice: Choice) -> Point:
        """Find the gains of a choice."""
        short = long = 0.0
        for shares, points in zip(choice, self.points, strict=True):
            for count, (S, L) in zip(shares, points, strict=True):
                if count:
                    short += float(count) * S
                    long += float(count) * L
        return short, long

    def _between(self, below: Choice, above: Choice, line: Point, level: float) -> Iterator[Choice]:
        """Go from one corner to another, lot for lot, and stop on either side of the line."""
        height = _along(line, self._point(below))
        for number, (selling, target) in enumerate(zip(self.sellings, above, strict=True)):
            shares, points = list(below[number]), self.points[number]
            for given, taken, amount in _exchanges(shares, target):
                rise = _along(line, points[taken]) - _along(line, points[given])
                then = height + rise * float(amount)
                if then >= level and rise > 0:
                    steps = Decimal((level - height) / rise) / selling.step
                    count = steps.to_integral_value(ROUND_FLOOR) * selling.step
                    for moved in {max(count, Decimal(0)), min(count + selling.step, amount)}:
                        mixed = list(shares)
                        mixed[given] -= moved
                        mixed[taken] += moved
                        yield (*above[:number], tuple(mixed), *below[number + 1 :])
                    return
                shares[given] -= amount
                shares[taken] += amount
                height = then


def _points(selling: Selling) -> list[Point]:
    """Find the short-term and long-term gain of one share of each lot."""
    price = float(selling.proceeds) / float(selling.shares) if selling.shares else 0.0
    found: list[Point] = []
    for lot in selling.lots:
        gain = 0.0 if lot.cost_per_share is None else price - float(lot.cost_per_share)
        found.append((gain * (lot.term is Term.SHORT), gain * (lot.term is Term.LONG)))
    return found


def _along(direction: Point, point: Point) -> float:
    """Measure a point along a direction."""
    return direction[0] * point[0] + direction[1] * point[1]


def _exchanges(shares: list[Decimal], target: Shares) -> list[tuple[int, int, Decimal]]:
    """List moves of shares from one lot to another that lead to a target."""
    excess = [(n, have - want) for n, (have, want) in enumerate(zip(shares, target, strict=True))]
    given = [(n, each) for n, each in excess if each > 0]
    taken = [(n, -each) for n, each in excess if each < 0]
    moves: list[tuple[int, int, Decimal]] = []
    while given and taken:
        (from_lot, spare), (to_lot, wanted) = given.pop(), taken.pop()
        amount = min(spare, wanted)
        moves.append((from_lot, to_lot, amount))
        if spare > amount:
            given.append((from_lot, spare - amount))
        if wanted > amount:
            taken.append((to_lot, wanted - amount))
    return moves

"""
The tax on a year's gains as a function of net short and net long ones: linear in five pieces.

Gains are netted by character, then across characters; a net loss offsets ordinary income up to a
limit, and the rest is carried forward (IRC sections 1211, 1212, 1222; Schedule D). The function is
continuous and not convex: a long-term loss may cancel a short-term gain, taxed at more. So each
piece is optimised by itself, and the best answer of all is the optimum.

Everything here is in fractions of the household's value.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from allocator.model.household import Household
    from allocator.model.tax import TaxRules

Line = tuple[float, float, float]
"""a, b, c: a times net short gains plus b times net long gains is at most c."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece: short * S + long * L + constant where all lines hold, S and L the net gains."""

    name: str
    short: float
    long: float
    constant: float
    lines: tuple[Line, ...]

    def tax(self, S: float, L: float) -> float:
        """Take the tax that this piece states."""
        return self.short * S + self.long * L + self.constant

    def breach(self, S: float, L: float) -> float:
        """Measure how far outside the piece a point lies; zero inside."""
        return max(0.0, *(a * S + b * L - c for a, b, c in self.lines))


@dataclass(frozen=True, slots=True)
class Netting:
    """
    The tax of a household's year: its pieces, and where the year stands before any trade.

    `put_off` is what a tax that falls due later, since a gain is not realised now, weighs per
    dollar of gain.
    """

    pieces: tuple[Piece, ...]
    short: float
    long: float
    put_off: float

    def tax(self, short: float, long: float) -> float:
        """Take the tax that realising short and long gains adds to that of the year so far."""
        return self._of(self.short + short, self.long + long) - self._of(self.short, self.long)

    def counted(self, short: float, long: float) -> float:
        """Take the tax now, less what is put off no longer."""
        return self.tax(short, long) - self.put_off * (short + long)

    def _of(self, S: float, L: float) -> float:
        """Take the tax of the piece that a point lies in; at an edge the pieces agree."""
        return min(self.pieces, key=lambda piece: piece.breach(S, L)).tax(S, L)


def netting_of(household: Household, rules: TaxRules) -> Netting | None:
    """
    State the tax of a household as it stands.

    Args:
        household: For its value and the rates of its day.
        rules: The year so far, what is carried forward, and what a tax put off weighs.

    Returns:
        The tax, or None where nothing is taxed.
    """
    rates = household.day.rates
    if not rates.any:
        return None
    value = household.value
    limit = float(rates.loss_limit / value)
    later = rules.put_off * rates.long_term
    short, long, other = rates.short_term, rates.long_term, rates.interest
    return Netting(
        pieces=(
            Piece("both are gains", short, long, 0.0, ((-1, 0, 0), (0, -1, 0))),
            Piece("a short-term loss", long, long, 0.0, ((1, 0, 0), (-1, -1, 0))),
            Piece("a long-term loss", short, short, 0.0, ((0, 1, 0), (-1, -1, 0))),
            Piece("a loss, deducted", other, other, 0.0, ((1, 1, 0), (-1, -1, limit))),
            Piece("a loss, carried on", later, later, (later - other) * limit, ((1, 1, -limit),)),
        ),
        short=float((rules.realised_short - rules.carried_short) / value),
        long=float((rules.realised_long - rules.carried_long) / value),
        put_off=later,
    )

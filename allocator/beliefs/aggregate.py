"""What an index costs by its companies' earnings: one ratio a definition, never mixed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from allocator.beliefs.checks import array_of, length_of, refusal

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


class Aggregation(StrEnum):
    """How companies' earnings become those of an index; the words are the tag of the result."""

    LOSSES_INCLUDED = "losses included"
    LOSSES_EXCLUDED = "loss-makers excluded"
    MEAN_OF_POSITIVE = "arithmetic mean of positive ratios"


@dataclass(frozen=True, slots=True)
class AggregateValuation:
    """
    An index's price-earnings ratio by one definition.

    `price_earnings` is None where the earnings counted do not add up to more than nothing;
    `earnings_yield`, earnings over price as a fraction, is defined even so.
    """

    price_earnings: float | None
    earnings_yield: float
    definition: Aggregation


def aggregate_price_earnings(
    market_values: ArrayLike,
    earnings: ArrayLike,
    definition: Aggregation | str = Aggregation.LOSSES_INCLUDED,
) -> AggregateValuation:
    """
    Aggregate an index by a named definition.

    What the holder of an index pays for is the sum of market values over the sum of earnings,
    losses included: the harmonic mean of the companies' ratios, weighted by market value. Many
    providers leave out companies that earn nothing or lose, with their market value, or average
    ratios; either looks cheaper the more companies lose.

    Args:
        market_values: What each company is worth, shape (n,), positive, in one unit of money.
        earnings: What each earned in a year, shape (n,), in the same unit.
        definition: Whose earnings count, and how.

    Returns:
        The ratio, where there is one, its inverse, and the definition as their tag.

    Raises:
        InputError: If an array is malformed or empty, a market value is not positive, the
            definition is not known, or it leaves out every company.

    Example:
        Four companies of 100 each that earn 10, 5, 2 and lose 7:

        >>> toy = [100, 100, 100, 100], [10, 5, 2, -7]
        >>> [round(aggregate_price_earnings(*toy, each).price_earnings, 3) for each in Aggregation]
        [40.0, 17.647, 26.667]
        >>> in_the_red = aggregate_price_earnings([100, 100], [10, -12])
        >>> in_the_red.price_earnings, in_the_red.earnings_yield
        (None, -0.01)
    """
    n = length_of(market_values, "market_values")
    prices = array_of(market_values, "market_values", n)
    earned = array_of(earnings, "earnings", n)
    chosen = _aggregation(definition)
    if not n:
        raise refusal("market_values", "names no company", "give at least one")
    if (prices <= 0).any():
        raise refusal("market_values", "holds one that is not positive", "leave that company out")
    if chosen is not Aggregation.LOSSES_INCLUDED:
        prices, earned = prices[earned > 0], earned[earned > 0]
        if not len(earned):
            remedy = f"use {str(Aggregation.LOSSES_INCLUDED)!r} and its earnings yield"
            raise refusal("earnings", f"none is positive, and {chosen} leaves out all", remedy)
    if chosen is Aggregation.MEAN_OF_POSITIVE:
        ratio = float((prices / earned).mean())
        return AggregateValuation(ratio, 1 / ratio, chosen)
    price, total = float(prices.sum()), float(earned.sum())
    return AggregateValuation(price / total if total > 0 else None, total / price, chosen)


def _aggregation(definition: Aggregation | str) -> Aggregation:
    """Find the definition that is named."""
    try:
        return Aggregation(definition)
    except ValueError:
        known = ", ".join(repr(str(each)) for each in Aggregation)
        raise refusal("definition", f"{definition!r} is not known", f"one of: {known}") from None

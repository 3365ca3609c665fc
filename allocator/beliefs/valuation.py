"""
The valuation driver: price-earnings ratios on their way back to the five-year mean.

Price against earnings is read as it is defined: ratios of two definitions are never compared, and
where earnings add up to a loss their yield, which stays defined, takes the place of the ratio.
"""

from __future__ import annotations

from math import hypot, log
from typing import TYPE_CHECKING

from allocator.errors import MarketDataError, Problem
from allocator.model.scenario import ValuationBasis
from allocator.model.snapshot import Measure
from allocator.model.views import SMALL_MINUS_LARGE, Component, Silence, Spread

if TYPE_CHECKING:
    from allocator.model.scenario import ValuationInput
    from allocator.model.snapshot import Snapshot, Valuation

DRIVER = "valuation"
_PLACE = "snapshot: valuations"
_GROWTH, _VALUE = " Growth", " Value"


def valuation(
    snapshot: Snapshot, given: ValuationInput, held: tuple[str, ...] = ()
) -> tuple[Component, ...] | Silence:
    """
    Expect each side to close part of its distance from its own five-year mean.

    Per index, E = -(1 - 2^(-1/h)) ln(PE / mean) over one year with half-life h; the distance is
    cut at `z_cap` standard deviations. Five years are about one half-life, so the mean is known
    to about one standard deviation of the history: that, carried through the same reversion, is
    the standard deviation of each side. Of earnings yields the distance is (mean - yield) / mean,
    the same to first order, and defined where a loss leaves no ratio. On the relative basis one
    ratio, of the one index over the other, takes the place of the two.

    Small against large speaks first; then growth against value of each segment of which both are
    held and both have a valuation.

    Args:
        snapshot: Valuations with their definitions.
        given: Half-life, share, cap and basis.
        held: The indexes in question.

    Returns:
        One component a spread, or why there is none.

    Raises:
        MarketDataError: If the two sides of a spread are defined or measured differently, or a
            ratio or a mean is not positive.
    """
    if given.share == 0:
        return Silence(DRIVER, "no reversion is expected within the year")
    spreads = (SMALL_MINUS_LARGE, *growth_minus_value(snapshot, held))
    found = tuple((spread, sides(snapshot, spread, given.basis)) for spread in spreads)
    spoken = tuple(_component(spread, pair, given) for spread, pair in found if pair)
    return spoken or Silence(DRIVER, _missing(snapshot, given.basis))


def growth_minus_value(snapshot: Snapshot, held: tuple[str, ...]) -> tuple[Spread, ...]:
    """Pair growth and value indexes of one segment, as far as both are held, in order of name."""
    twins = {
        name: name.removesuffix(_GROWTH) + _VALUE
        for name in sorted(held)
        if name.endswith(_GROWTH) and name in snapshot.indexes
    }
    return tuple(
        Spread(((growth, 1.0), (value, -1.0)))
        for growth, value in twins.items()
        if value in held and value in snapshot.indexes
    )


def sides(snapshot: Snapshot, spread: Spread, basis: ValuationBasis) -> tuple[Valuation, ...]:
    """
    Find what a spread is judged by: its long and its short index, or one relative to the other.

    Returns:
        Two valuations of one definition, or one that is relative; none if there are none.

    Raises:
        MarketDataError: If both sides are known, but not by one definition and measure.
    """
    (long, _), (short, _) = spread.legs
    if basis is ValuationBasis.RELATIVE:
        return _of(snapshot, long, short)[:1]
    longs, shorts = _of(snapshot, long), _of(snapshot, short)
    pairs = [(one, other) for one in longs for other in shorts if _comparable(one, other)]
    if longs and shorts and not pairs:
        raise _mixed(longs[0], shorts[0])
    return pairs[0] if pairs else ()


def reversion(given: ValuationInput) -> float:
    """
    Say which part of a distance a year closes in a scenario: its share of 1 - 2^(-1/h).

    Example:
        >>> from allocator.model.scenario import ValuationInput
        >>> round(reversion(ValuationInput(share=1.0, half_life_years=5.0, z_cap=3.0)), 3)
        0.129
    """
    return given.share * (1 - 2 ** (-1 / given.half_life_years))


def distance(valuation: Valuation) -> float:
    """
    Measure how dear an index is: ln(PE / mean), or (mean - yield) / mean of earnings yields.

    Raises:
        MarketDataError: If there is no such distance.
    """
    ratio, mean = valuation.value, valuation.mean_5y
    is_ratio = valuation.measure is Measure.PRICE_EARNINGS
    if is_ratio and ratio <= 0:
        message = f"the {valuation.measure} of {valuation.of} is not positive"
        remedy = "give its earnings_yield instead, which stays defined where earnings are negative"
        raise MarketDataError(Problem(_PLACE, message, remedy))
    if mean <= 0:
        message = f"the mean {valuation.measure} of {valuation.of} is not positive"
        raise MarketDataError(Problem(_PLACE, message, "leave it out: nothing is measured by it"))
    return log(ratio / mean) if is_ratio else (mean - ratio) / mean


def believed(valuation: Valuation, z_cap: float) -> float:
    """Cut a distance at `z_cap` standard deviations of the history."""
    found = distance(valuation)
    most = z_cap * _relative_deviation(valuation)
    return max(-most, min(most, found))


def _component(spread: Spread, pair: tuple[Valuation, ...], given: ValuationInput) -> Component:
    """Say what a spread is expected to return while its sides revert."""
    part = reversion(given)
    apart = [sign * believed(side, given.z_cap) for sign, side in zip((-1, 1), pair, strict=False)]
    return Component(
        driver=DRIVER,
        spread=spread,
        mean=part * sum(apart),
        standard_deviation=abs(part) * hypot(*map(_relative_deviation, pair)),
        summary=f"{'; '.join(map(_in_words, pair))}; half-life {given.half_life_years:g} "
        f"years ({pair[0].definition}, {pair[0].on})",
    )


def _of(snapshot: Snapshot, index: str, relative_to: str | None = None) -> tuple[Valuation, ...]:
    """Find the valuations of an index, the newest first."""
    found = [v for v in snapshot.valuations if (v.index, v.relative_to) == (index, relative_to)]
    return tuple(sorted(found, key=lambda each: each.on, reverse=True))


def _comparable(one: Valuation, other: Valuation) -> bool:
    """Tell whether two valuations count earnings alike and set them against price alike."""
    return (one.definition, one.measure) == (other.definition, other.measure)


def _relative_deviation(valuation: Valuation) -> float:
    """Express the standard deviation of the history as a fraction of its mean."""
    return valuation.sd_5y / valuation.mean_5y


def _in_words(valuation: Valuation) -> str:
    """Say a ratio against its mean, and what is special about that mean."""
    special = f" of {valuation.reference_date}" if valuation.reference_date != valuation.on else ""
    special = " (derived)" if valuation.derived else special
    value, mean = valuation.value, valuation.mean_5y
    if valuation.measure is Measure.EARNINGS_YIELD and not valuation.relative_to:
        return f"{valuation.of} earnings yield {value:.2%} against {mean:.2%}{special}"
    named = "" if valuation.measure is Measure.PRICE_EARNINGS else " earnings yield"
    return f"{valuation.of}{named} {value:.2f} against {mean:.2f}{special}"


def _missing(snapshot: Snapshot, basis: ValuationBasis) -> str:
    """Say which valuation small against large lacks."""
    small, large = (name for name, _ in SMALL_MINUS_LARGE.legs)
    if basis is ValuationBasis.RELATIVE:
        lacking = f"{small} relative to {large}"
        return f"no price-earnings ratio of {lacking} with its history on {snapshot.as_of}"
    lacking = large if _of(snapshot, small) else small
    return f"no price-earnings ratio of {lacking} on {snapshot.as_of}"


def _mixed(one: Valuation, other: Valuation) -> MarketDataError:
    """Refuse what counts earnings differently: it differs by more than prices do."""
    if one.definition == other.definition:
        message = (
            f"{one.of} has its {one.measure}, {other.of} its {other.measure}: the two measure "
            "distance differently"
        )
        remedy = "give both as price_earnings or both as earnings_yield"
    else:
        message = (
            f"price and earnings are set against each other by two definitions: {one.of} is "
            f"{one.definition!r}, {other.of} is {other.definition!r}"
        )
        remedy = (
            "take both from one provider with one definition: [[valuation]] in data.toml; one that "
            "was not known by the snapshot's day is not in it, so see whether a later day has both"
        )
    return MarketDataError(Problem(_PLACE, message, remedy))

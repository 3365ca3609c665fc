"""The valuation driver: price-earnings ratios on their way back to the five-year mean."""

from __future__ import annotations

from math import hypot, log
from typing import TYPE_CHECKING

from allocator.errors import MarketDataError, Problem
from allocator.model.views import SMALL_MINUS_LARGE, Component, Silence

if TYPE_CHECKING:
    from allocator.model.scenario import ValuationInput
    from allocator.model.snapshot import Snapshot, Valuation

DRIVER = "valuation"


def valuation(snapshot: Snapshot, given: ValuationInput) -> Component | Silence:
    """
    Expect each side to close part of its distance from its own five-year mean.

    Per index, E = -(1 - 2^(-1/h)) ln(PE / mean) over one year with half-life h; the distance is
    cut at `z_cap` standard deviations. Five years are about one half-life, so the mean is known
    to about one standard deviation of the history: that, carried through the same reversion, is
    the standard deviation of each side.

    Args:
        snapshot: Valuations with their definitions.
        given: Half-life, share and cap.

    Returns:
        A component on Russell 2000 minus S&P 500, or why there is none.

    Raises:
        MarketDataError: If the two ratios are defined differently, or one is not positive.
    """
    if given.share == 0:
        return Silence(DRIVER, "no reversion is expected within the year")
    pair = [snapshot.valuations.get(name) for name, _ in SMALL_MINUS_LARGE.legs]
    small, large = pair
    if small is None or large is None:
        missing = SMALL_MINUS_LARGE.legs[0 if small is None else 1][0]
        return Silence(DRIVER, f"no price-earnings ratio of {missing} on {snapshot.as_of}")
    _check_comparable(small, large)
    reversion = given.share * (1 - 2 ** (-1 / given.half_life_years))
    spread = _distance(large, given.z_cap) - _distance(small, given.z_cap)
    return Component(
        driver=DRIVER,
        spread=SMALL_MINUS_LARGE,
        mean=reversion * spread,
        standard_deviation=abs(reversion) * hypot(_log_deviation(small), _log_deviation(large)),
        summary=f"{_in_words(small)}; {_in_words(large)}; half-life {given.half_life_years:g} "
        f"years ({small.definition}, {small.on})",
    )


def _distance(valuation: Valuation, z_cap: float) -> float:
    """Measure ln(PE / mean), cut at `z_cap` standard deviations of the history."""
    most = z_cap * _log_deviation(valuation)
    return max(-most, min(most, log(valuation.price_earnings / valuation.mean_5y)))


def _log_deviation(valuation: Valuation) -> float:
    """Express the standard deviation of the history as a fraction of its mean."""
    return valuation.sd_5y / valuation.mean_5y


def _in_words(valuation: Valuation) -> str:
    """Say a ratio against its mean, and what is special about that mean: its note says how."""
    special = f" of {valuation.reference_date}" if valuation.reference_date != valuation.on else ""
    special = " (derived)" if "derived" in valuation.note else special
    ratio, mean = valuation.price_earnings, valuation.mean_5y
    return f"{valuation.index} {ratio:.2f} against {mean:.2f}{special}"


def _check_comparable(small: Valuation, large: Valuation) -> None:
    """Refuse ratios that count earnings differently: they differ by more than their prices do."""
    if small.definition != large.definition:
        message = (
            f"price-earnings ratios are defined differently: {small.index} is "
            f"{small.definition!r}, {large.index} is {large.definition!r}"
        )
        remedy = "take both from one provider with one definition"
        raise MarketDataError(Problem("snapshot: valuations", message, remedy))
    for valuation in (small, large):
        if valuation.price_earnings <= 0 or valuation.mean_5y <= 0:
            message = f"the price-earnings ratio of {valuation.index} is not positive"
            remedy = "leave the valuation out while aggregate earnings are negative"
            raise MarketDataError(Problem("snapshot: valuations", message, remedy))

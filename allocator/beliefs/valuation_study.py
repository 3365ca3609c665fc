"""What is known of valuations: each against its own history, and what the driver makes of them."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import mean, stdev
from typing import TYPE_CHECKING

from allocator.beliefs.valuation import believed, distance, reversion, sides, valuation
from allocator.model.snapshot import Measure

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from allocator.model.scenario import Scenario, ValuationInput
    from allocator.model.snapshot import Snapshot, Valuation, ValuationHistory
    from allocator.model.views import Component

MONTHS = 60
"""Five years."""


@dataclass(frozen=True, slots=True)
class Standing:
    """
    A valuation against its five years.

    `z` counts standard deviations above the mean, below it for earnings yields, so that above zero
    is dear; `distance` is the driver's own, in logs (see `allocator.beliefs.valuation`).
    """

    valuation: Valuation
    z: float
    distance: float


@dataclass(frozen=True, slots=True)
class Side:
    """What one valuation reverts within a year; `cut` if it is farther off than is believed."""

    of: str
    expected: float
    cut: bool


@dataclass(frozen=True, slots=True)
class Spoken:
    """What the driver says in the scenarios of one input; None of them has a table [valuation]."""

    scenarios: tuple[str, ...]
    given: ValuationInput | None
    reversion: float
    sides: tuple[Side, ...]
    said: tuple[Component, ...]
    silent: str


@dataclass(frozen=True, slots=True)
class Past:
    """
    A value of a history against the months of the five years before it.

    `mean_5y` and `sd_5y` (n - 1) are of the `months` that are known of those sixty; None of fewer
    than two, or where the history does not reach back five years.
    """

    history: ValuationHistory
    on: date
    value: float
    months: int
    mean_5y: float | None
    sd_5y: float | None
    z: float | None


@dataclass(frozen=True, slots=True)
class ValuationStudy:
    """All that a snapshot knows of valuations, and what the driver says in each scenario."""

    as_of: date
    standings: tuple[Standing, ...]
    spoken: tuple[Spoken, ...]
    past: tuple[Past, ...]


def study_valuation(snapshot: Snapshot, scenarios: tuple[Scenario, ...]) -> ValuationStudy:
    """
    Study valuations, as if every index of the snapshot were held.

    Args:
        snapshot: Valuations, their histories and definitions.
        scenarios: The worlds; those of one input are told together.

    Raises:
        MarketDataError: As `allocator.beliefs.valuation.valuation`.
    """
    by_input: dict[ValuationInput | None, list[str]] = {}
    for scenario in scenarios:
        by_input.setdefault(scenario.valuation, []).append(scenario.name)
    return ValuationStudy(
        as_of=snapshot.as_of,
        standings=tuple(Standing(v, _z(v), distance(v)) for v in snapshot.valuations),
        spoken=tuple(_spoken(snapshot, given, tuple(own)) for given, own in by_input.items()),
        past=tuple(past_at(history, -1) for history in snapshot.valuation_history),
    )


def z_score(history: Sequence[float], value: float) -> float | None:
    """
    Count the standard deviations, of a sample (n - 1), that a value lies above a history's mean.

    Returns:
        The count; None of fewer than two values, or of equal ones.

    Example:
        >>> round(z_score([16, 18, 20, 22, 24], 26), 4)
        1.8974
    """
    deviation = stdev(history) if len(history) > 1 else 0.0
    return (value - mean(history)) / deviation if deviation else None


def _z(found: Valuation) -> float:
    """Count deviations towards dear."""
    dearer = 1 if found.measure is Measure.PRICE_EARNINGS else -1
    return dearer * (found.value - found.mean_5y) / found.sd_5y


def _spoken(snapshot: Snapshot, given: ValuationInput | None, names: tuple[str, ...]) -> Spoken:
    """Ask the driver for one input."""
    if given is None:
        return Spoken(names, None, 0.0, (), (), "no table [valuation]")
    said = valuation(snapshot, given, tuple(sorted(snapshot.indexes)))
    if not isinstance(said, tuple):
        return Spoken(names, given, reversion(given), (), (), said.reason)
    used = dict.fromkeys(
        side for component in said for side in sides(snapshot, component.spread, given.basis)
    )
    reverting = tuple(_side(each, given) for each in used)
    return Spoken(names, given, reversion(given), reverting, said, "")


def _side(found: Valuation, given: ValuationInput) -> Side:
    """Say what one valuation reverts within a year."""
    kept = believed(found, given.z_cap)
    return Side(found.of, -reversion(given) * kept, kept != distance(found))


def past_at(history: ValuationHistory, at: int) -> Past:
    """Hold a value of a history, given by its place, against the five years before its month."""
    on, value = history.months[at], history.values[at]
    ages = [(on.year - month.year) * 12 + on.month - month.month for month in history.months]
    before = [v for age, v in zip(ages, history.values, strict=True) if 0 < age <= MONTHS]
    enough = ages[0] >= MONTHS and len(before) > 1
    return Past(
        history=history,
        on=on,
        value=value,
        months=len(before),
        mean_5y=mean(before) if enough else None,
        sd_5y=stdev(before) if enough else None,
        z=z_score(before, value) if enough else None,
    )

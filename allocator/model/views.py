"""
Views: what a driver expects of a spread, and the evidence it rests on.

A driver contributes a component; the components on one spread add up to one view. They are parts
of one expectation, not rival measurements of it, so their means and variances add.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum, sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class Spread:
    """Legs over indexes: ("Russell 2000", +1), ("S&P 500", -1). Sorted, so that equal is equal."""

    legs: tuple[tuple[str, float], ...]

    def __post_init__(self) -> None:
        """Put the long legs first, then by name."""
        ordered = tuple(sorted(self.legs, key=lambda leg: (-leg[1], leg[0])))
        object.__setattr__(self, "legs", ordered)

    def __str__(self) -> str:
        """Read as words: `Russell 2000 - S&P 500`."""
        text = ""
        for name, weight in self.legs:
            sign = ("-" if weight < 0 else "") if not text else (" - " if weight < 0 else " + ")
            size = "" if abs(weight) == 1 else f"{abs(weight):g} "
            text += f"{sign}{size}{name}"
        return text


SMALL_MINUS_LARGE = Spread((("Russell 2000", 1.0), ("S&P 500", -1.0)))
"""The spread that the three built-in drivers speak about."""


@dataclass(frozen=True, slots=True)
class Episode:
    """One past case: the window and what each side returned in it, as fractions."""

    start: date
    end: date
    small: float
    large: float

    @property
    def difference(self) -> float:
        """Small minus large over the window."""
        return self.small - self.large


@dataclass(frozen=True, slots=True)
class Evidence:
    """
    A sample of episodes, and what it says: the figures behind a view.

    `baseline_mean`, the unconditional mean difference, and all figures of the sample are fractions
    over twelve months.
    """

    basis: str
    episodes: tuple[Episode, ...]
    baseline_mean: float
    source: str

    @property
    def differences(self) -> tuple[float, ...]:
        """Small minus large in each of them."""
        return tuple(episode.difference for episode in self.episodes)

    @property
    def n(self) -> int:
        """How many episodes."""
        return len(self.episodes)

    @property
    def positive(self) -> int:
        """In how many of them small led."""
        return sum(each > 0 for each in self.differences)

    @property
    def mean(self) -> float | None:
        """The mean difference; None of none."""
        return fsum(self.differences) / self.n if self.episodes else None

    @property
    def standard_deviation(self) -> float | None:
        """The standard deviation of a sample (n - 1); None of fewer than two."""
        mean = self.mean
        if mean is None or self.n < 2:
            return None
        return sqrt(fsum((each - mean) ** 2 for each in self.differences) / (self.n - 1))

    @property
    def standard_error(self) -> float | None:
        """The standard error of the mean; None of fewer than two."""
        deviation = self.standard_deviation
        return deviation / sqrt(self.n) if deviation is not None else None

    @property
    def t_statistic(self) -> float | None:
        """The mean in standard errors; None of fewer than two, or of equal ones."""
        mean, error = self.mean, self.standard_error
        return mean / error if mean is not None and error else None


@dataclass(frozen=True, slots=True)
class PauseRule:
    """The episodes of a phase had a pause been taken to be so many quiet days."""

    days: int
    episodes: tuple[Episode, ...]


@dataclass(frozen=True, slots=True)
class StartRange:
    """The least and the largest difference of one episode over the days it could be begun on."""

    start: date
    least: float
    largest: float


@dataclass(frozen=True, slots=True)
class Chance:
    """
    How often a sample's mean is matched by dates that mean nothing.

    Attributes:
        random_dates: The part of `draws` samples of as many random days whose mean lies as far
            beyond the average of all days, on the same side.
        draws: How many samples were drawn.
        seed: Of NumPy's PCG64, which drew them.
        shifted: The same part of all shifts of the sample's own days along the record, end to
            begin: their distances are kept, so that what overlaps stays overlapping.
    """

    random_dates: float
    draws: int
    seed: int
    shifted: float


@dataclass(frozen=True, slots=True)
class Robustness:
    """
    How far the evidence of a phase depends on choices that somebody made.

    Attributes:
        pauses: The episodes under other rules of what a pause is.
        starts: For each episode, what other days within `sessions` of its own give.
        sessions: How many sessions later an episode is begun at most.
        chance: Against dates that mean nothing; None of fewer than two episodes.
    """

    pauses: tuple[PauseRule, ...]
    starts: tuple[StartRange, ...]
    sessions: int
    chance: Chance | None


@dataclass(frozen=True, slots=True)
class Component:
    """
    What one driver expects of one spread over twelve months, beyond equilibrium.

    `mean` and `standard_deviation` are fractions. `summary` is the evidence in one line;
    `expires` the day from which the component says nothing more, if it has one.
    """

    driver: str
    spread: Spread
    mean: float
    standard_deviation: float
    summary: str
    expires: date | None = None


@dataclass(frozen=True, slots=True)
class Silence:
    """Why a driver has nothing to say."""

    driver: str
    reason: str


@dataclass(frozen=True, slots=True)
class View:
    """The components on one spread, added up."""

    spread: Spread
    components: tuple[Component, ...]

    @property
    def mean(self) -> float:
        """The sum of the means: excess over equilibrium, a fraction over twelve months."""
        return sum(component.mean for component in self.components)

    @property
    def standard_deviation(self) -> float:
        """The components' errors are independent, so their variances add."""
        return sqrt(sum(component.standard_deviation**2 for component in self.components))


def add_up(components: tuple[Component, ...]) -> tuple[View, ...]:
    """Gather components into one view per spread, in order of the spread's words."""
    spreads = sorted({component.spread for component in components}, key=str)
    return tuple(
        View(spread, tuple(c for c in components if c.spread == spread)) for spread in spreads
    )

"""A snapshot: everything a proposal knows of the world, as of one date."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from allocator.model.arrays import frozen, frozen_covariance

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from allocator.model.arrays import Array
    from allocator.model.assets import Fund, Index
    from allocator.model.inflation import CoreInflation
    from allocator.model.mega_caps import MegaCaps
    from allocator.model.quality import Finding
    from allocator.model.rate_cycle import Phase, RateChange
    from allocator.model.signals import Signal
    from allocator.model.views import Evidence, Robustness


@dataclass(frozen=True, slots=True)
class Completion:
    """
    How the weeks that an index lacks were filled from its nearest index.

    Attributes:
        index: The index whose series is shorter than the window.
        nearest: The index on which it was regressed.
        side: Where weeks were filled: `before` or `after` its series, at `both` ends, or `within`.
        filled: Weeks filled, of the `weeks` of the window.
        weeks: Weeks of the window.
        beta: Slope of the regression over the common weeks; 0 if that explains too little, and then
            its own weeks stand for all.
        r_squared: The part of its variance that the regression explains, used or not.
        residual_volatility: What beta leaves out, a fraction per year; added back to the model.
    """

    index: str
    nearest: str
    side: str
    filled: int
    weeks: int
    beta: float
    r_squared: float
    residual_volatility: float


@dataclass(frozen=True, slots=True, eq=False)
class RiskModel:
    """
    Annual covariance of index total returns, shape (n, n), with its labels and sample.

    `estimator` names the method and its parameters; `condition` is the largest eigenvalue over
    the smallest; `completions` are the indexes whose series do not span the window.

    Raises:
        ValueError: If the covariance is not finite, symmetric and positive definite.
    """

    indexes: tuple[str, ...]
    covariance: Array
    estimator: str
    start: date
    end: date
    weeks: int
    condition: float
    completions: tuple[Completion, ...]

    def __post_init__(self) -> None:
        """Copy, check and freeze the matrix."""
        checked = frozen_covariance(self.covariance, len(self.indexes))
        object.__setattr__(self, "covariance", checked)

    def among(self, names: tuple[str, ...]) -> Array:
        """Cut out the covariance of `names`, in their order, shape (k, k)."""
        rows = [self.indexes.index(name) for name in names]
        return self.covariance[np.ix_(rows, rows)]


class Measure(StrEnum):
    """How price and earnings are set against each other."""

    PRICE_EARNINGS = "price-earnings ratio"
    EARNINGS_YIELD = "earnings yield"


@dataclass(frozen=True, slots=True)
class Valuation:
    """
    A price-earnings ratio or an earnings yield, its definition, and the history it is held against.

    Exactly one of the two has a value; the yield, a fraction, is defined even where earnings add up
    to a loss. With `relative_to` it is that of `index` divided by that of the other index.
    `definition` names provider, horizon and treatment of loss-makers; two valuations compare only
    if their definitions are the same. Mean and deviation are of the same measure over five years,
    known on `reference_date`; `derived` says that they were worked out from something else than
    that history, `note` how.

    Raises:
        ValueError: If there are both, or neither.
    """

    index: str
    price_earnings: float | None
    on: date
    definition: str
    mean_5y: float
    sd_5y: float
    reference_date: date
    note: str
    source: str
    earnings_yield: float | None = None
    relative_to: str | None = None
    derived: bool = False

    def __post_init__(self) -> None:
        """Refuse both and neither."""
        if (self.price_earnings is None) == (self.earnings_yield is None):
            message = "a valuation is either a price-earnings ratio or an earnings yield"
            raise ValueError(message)

    @property
    def measure(self) -> Measure:
        """Which of the two it is."""
        has_ratio = self.price_earnings is not None
        return Measure.PRICE_EARNINGS if has_ratio else Measure.EARNINGS_YIELD

    @property
    def value(self) -> float:
        """The one that there is."""
        return next(v for v in (self.price_earnings, self.earnings_yield) if v is not None)

    @property
    def known_from(self) -> date:
        """The day on which all of it was known."""
        return max(self.on, self.reference_date)

    @property
    def of(self) -> str:
        """The index, or both."""
        return f"{self.index} relative to {self.relative_to}" if self.relative_to else self.index


@dataclass(frozen=True, slots=True)
class ValuationHistory:
    """
    Past values of one valuation ratio of an index, by month, as far as they were public.

    `definition` names provider and method, as in `Valuation`; values of two definitions do not
    compare. `since` and `mean` speak of the whole history, which the months shown are the end of.
    """

    index: str
    definition: str
    months: tuple[date, ...]
    values: tuple[float, ...]
    since: date
    mean: float
    source: str


@dataclass(frozen=True, slots=True)
class Input:
    """
    A series or table that went into a snapshot, as far as it was known on its day.

    `digest` is the SHA-256 of exactly what was used (see `allocator.market.series`).
    """

    name: str
    origin: str
    first: date
    last: date
    rows: int
    digest: str


@dataclass(frozen=True, slots=True)
class IndexSize:
    """The market value of an index, in billions of dollars."""

    index: str
    usd_bn: float
    on: date
    source: str


@dataclass(frozen=True, slots=True)
class SectorMix:
    """An index by sector: (name, fraction) pairs that sum to at most 1, the rest unclassified."""

    index: str
    weights: tuple[tuple[str, float], ...]
    on: date
    source: str


@dataclass(frozen=True, slots=True, eq=False)
class WeeklyReturns:
    """
    Past weekly total returns of indexes, shape (weeks, n), in order of `indexes`.

    Only a snapshot that a user builds for himself holds them: histories do not ship.
    """

    indexes: tuple[str, ...]
    ends: tuple[date, ...]
    returns: Array

    def __post_init__(self) -> None:
        """Copy, check and freeze the returns."""
        shape = len(self.ends), len(self.indexes)
        object.__setattr__(self, "returns", frozen(self.returns, *shape))


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """
    The market as known on `as_of`.

    `episodes` holds the evidence for each phase of the rate cycle on price returns,
    `episodes_total` the same on total returns, and `witness` that of another, longer record: other
    portfolios, and a cycle read from the effective rate. `robustness` says how far the evidence on
    price returns depends on choices. `mega_caps`, `core_inflation` and `signals` are what was known
    of them, which may be nothing. `sectors` splits indexes by sector, `weeks` are past weekly
    returns where the snapshot is a user's own. `sources` says where each kind of figure comes from,
    `inputs` exactly what was used, `findings` what checks of it found, `versions` what computed it.
    `digest` is the SHA-256 of the file it was read from.
    """

    as_of: date
    indexes: Mapping[str, Index]
    funds: Mapping[str, Fund]
    risk: RiskModel
    rate_changes: tuple[RateChange, ...]
    pause_days: int
    episodes: Mapping[Phase, Evidence]
    episodes_total: Mapping[Phase, Evidence]
    witness: Mapping[Phase, Evidence]
    robustness: Mapping[Phase, Robustness]
    valuations: tuple[Valuation, ...]
    valuation_history: tuple[ValuationHistory, ...]
    index_sizes: Mapping[str, IndexSize]
    mega_caps: MegaCaps | None
    core_inflation: CoreInflation | None
    signals: tuple[Signal, ...]
    sources: Mapping[str, str]
    inputs: tuple[Input, ...]
    findings: tuple[Finding, ...]
    notes: tuple[str, ...]
    versions: Mapping[str, str]
    digest: str
    sectors: tuple[SectorMix, ...] = ()
    weeks: WeeklyReturns | None = None

"""A snapshot: everything a proposal knows of the world, as of one date."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from allocator.model.arrays import frozen_covariance

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from allocator.model.arrays import Array
    from allocator.model.assets import Fund, Index
    from allocator.model.rate_cycle import Phase, RateChange
    from allocator.model.views import Evidence


@dataclass(frozen=True, slots=True, eq=False)
class RiskModel:
    """
    Annual covariance of index total returns, shape (n, n), with its labels and sample.

    Raises:
        ValueError: If the covariance is not finite, symmetric and positive definite.
    """

    indexes: tuple[str, ...]
    covariance: Array
    estimator: str
    start: date
    end: date
    weeks: int

    def __post_init__(self) -> None:
        """Copy, check and freeze the matrix."""
        checked = frozen_covariance(self.covariance, len(self.indexes))
        object.__setattr__(self, "covariance", checked)

    def among(self, names: tuple[str, ...]) -> Array:
        """Cut out the covariance of `names`, in their order, shape (k, k)."""
        rows = [self.indexes.index(name) for name in names]
        return self.covariance[np.ix_(rows, rows)]


@dataclass(frozen=True, slots=True)
class Valuation:
    """
    A price-earnings ratio with its definition, and the history it is held against.

    `definition` names provider, horizon and treatment of loss-makers; two valuations compare
    only if their definitions are the same. `reference_date` dates the mean and deviation.
    """

    index: str
    price_earnings: float
    on: date
    definition: str
    mean_5y: float
    sd_5y: float
    reference_date: date
    note: str
    source: str


@dataclass(frozen=True, slots=True)
class IndexSize:
    """The market value of an index, in billions of dollars."""

    index: str
    usd_bn: float
    on: date
    source: str


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """
    The market as known on `as_of`.

    `episodes` holds the evidence for each phase of the rate cycle on price returns,
    `episodes_total` the same on total returns where both sides have them. `sources` says where
    each kind of figure comes from. `digest` is the SHA-256 of the file it was read from.
    """

    as_of: date
    indexes: Mapping[str, Index]
    funds: Mapping[str, Fund]
    risk: RiskModel
    rate_changes: tuple[RateChange, ...]
    pause_days: int
    episodes: Mapping[Phase, Evidence]
    episodes_total: Mapping[Phase, Evidence]
    valuations: Mapping[str, Valuation]
    index_sizes: Mapping[str, IndexSize]
    sources: Mapping[str, str]
    notes: tuple[str, ...]
    digest: str

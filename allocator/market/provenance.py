"""What exactly went into a snapshot, and what computed it."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from allocator.market.covariance import Estimator
from allocator.model.snapshot import Input

if TYPE_CHECKING:
    from collections.abc import Mapping

    from allocator.market.picking import Picked
    from allocator.market.series import Table

_ALWAYS = ("allocator", "numpy", "pandas")
_OF_ESTIMATORS: Mapping[Estimator, tuple[str, ...]] = {
    Estimator.LEDOIT_WOLF: ("scikit-learn",),
    Estimator.GERBER: ("riskfolio-lib",),
    Estimator.DENOISED: ("riskfolio-lib", "scikit-learn"),
}


def inputs_of(picked: Picked, used: tuple[Table, ...]) -> tuple[Input, ...]:
    """Record every series and table that was used, in order of name."""
    series = [
        Input(str(s.key), s.origin, s.first, s.last, len(s), s.digest) for s in picked.values()
    ]
    tables = [
        Input(str(t.key), t.origin, t.key.day, t.key.day, len(t.lines), t.digest) for t in used
    ]
    return tuple(sorted(series + tables, key=lambda each: each.name))


def versions_used(estimator: Estimator) -> Mapping[str, str]:
    """Name the versions of whatever the figures depend on."""
    extra = _OF_ESTIMATORS.get(estimator, ())
    return {name: _version(name) for name in (*_ALWAYS, *extra)}


def _version(package: str) -> str:
    """Look a version up."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "unknown"

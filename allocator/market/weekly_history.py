"""
The weekly returns behind a risk model, kept for risk measured on history.

Only indexes that have every week of the window themselves are kept. Weeks that were filled in by
regression carry the right variance and no tails of their own, so they are no history.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from allocator.model.snapshot import WeeklyReturns

if TYPE_CHECKING:
    from allocator.market.covariance import RiskEstimate
    from allocator.model.snapshot import Snapshot

_DECIMALS = 6
"""A hundredth of a basis point; a cent of a share of a hundred dollars is a whole one."""


def with_weeks(snapshot: Snapshot, estimate: RiskEstimate) -> Snapshot:
    """Add to a snapshot the returns its risk was estimated from, and say where they are from."""
    whole = estimate.returns.dropna(axis="columns")
    indexes = tuple(str(name) for name in whole.columns)
    weeks = WeeklyReturns(
        indexes=indexes,
        ends=tuple(week.date() for week in whole.index),
        returns=whole.to_numpy(dtype="f8").round(_DECIMALS) + 0.0,
    )
    source = f"simple total returns of {len(weeks.ends)} weeks to Friday, of the series of risk"
    gone = [name for name in estimate.model.indexes if name not in indexes]
    if gone:
        source += f"; without {', '.join(gone)}, whose weeks are filled in"
    return replace(snapshot, weeks=weeks, sources={**snapshot.sources, "weeks": source})

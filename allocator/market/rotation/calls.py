"""Call volume from a user's file: whether calls on small caps trade far more than usual."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.market.rotation.watch import begins, stands_since
from allocator.market.series import Kind
from allocator.model.signals import CALL_VOLUME, Signal

if TYPE_CHECKING:
    import pandas as pd

    from allocator.market.picking import Picked
    from allocator.market.rotation.watch import Watch

RECENT, USUAL = 5, 250
"""Sessions whose mean is judged, and those just before them by which it is."""
UNUSUAL = 2.0
"""Standard deviations above the usual mean."""


def call_volume(watch: Watch, picked: Picked) -> Signal | None:
    """
    Judge the latest call volumes by those of the year before.

    Of several series the one that reaches furthest counts.

    Returns:
        The signal, also where the series is too short to be judged; None without any series.
    """
    given = [series for (kind, _), series in picked.items() if kind is Kind.VOLUME]
    if not given:
        return None
    series = max(given, key=lambda each: (each.last, len(each), each.key))
    scores = z_scores(series.to_pandas())
    stands = scores > UNUSUAL
    readable = series.last if scores.empty else scores.index[0].date()
    unknown = watch.ends_early(series.last, "volumes")
    if scores.empty or scores.index[-1].date() < series.last:
        seen = f"{len(series):,} numbers to {series.last}"
        unknown = unknown or f"a z-score takes {RECENT + USUAL} numbers that vary"
    else:
        seen = f"on {series.last} z {scores.iloc[-1]:+.1f}"
    return Signal(
        key=CALL_VOLUME,
        title="unusual volume of call options",
        seen=f"{series.key.name}: {seen}",
        rule=f"the mean volume of {RECENT} sessions lies more than {UNUSUAL:g} standard deviations "
        f"above the mean of the {USUAL} sessions before them, both of single sessions; on while it "
        "does",
        since=None if unknown else stands_since(stands),
        evidence=watch.evidence(begins(stands)),
        readable=readable,
        mean_since=watch.mean_since(readable),
        read_from=f"{series.key}, {series.first} to {series.last}",
        unknown_because=unknown,
    )


def z_scores(volume: pd.Series[float]) -> pd.Series[float]:
    """
    Set the mean of five sessions against mean and standard deviation (n - 1) of the 250 before.

    Args:
        volume: By session, in order.

    Returns:
        Standard deviations by session, from the 255th on; none where the 250 are all alike.

    Example:
        Volumes of 9 and 11 in turn, then 20 five times: (20 - 10) / (250 / 249)^0.5.

        >>> import pandas as pd
        >>> days = pd.bdate_range("2001-01-01", periods=255)
        >>> volume = pd.Series([9.0, 11.0] * 125 + [20.0] * 5, days)
        >>> z_scores(volume).round(4).tolist()
        [9.98]
    """
    before = volume.shift(RECENT).rolling(USUAL)
    deviation = before.std()
    score = (volume.rolling(RECENT).mean() - before.mean()) / deviation.where(deviation > 0)
    return score.replace([np.inf, -np.inf], np.nan).dropna()

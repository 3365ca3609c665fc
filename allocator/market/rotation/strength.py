"""Relative strength: how far small caps have outrun large ones of late, ranked in its own past."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from allocator.market.rotation.watch import begins, signed, stands_since
from allocator.model.signals import Signal

if TYPE_CHECKING:
    from allocator.market.rotation.watch import Watch
    from allocator.model.arrays import Array

SESSIONS = (20, 60, 120)
"""About a month, a quarter and half a year."""
FEWEST = 1260
"""Readings, five years of them, among which a day is ranked at least."""
_FIFTHS = ("lowest", "second lowest", "middle", "second highest", "highest")


def relative_strength(watch: Watch, sessions: int) -> Signal | None:
    """
    Rank what small caps made over some sessions beyond large ones among all such readings so far.

    Returns:
        The signal of the fifth in which the last reading lies; None with less than `FEWEST`.
    """
    small, large = (_returns(each, sessions) for each in (watch.duel.small, watch.duel.large))
    apart = small - large
    ranks = apart.expanding(FEWEST).rank().dropna()
    if ranks.empty:
        return None
    fifths = fifth_of(ranks, np.arange(FEWEST, len(apart) + 1, dtype=np.float64))
    name = _FIFTHS[int(fifths.iloc[-1])]
    readable = pd.Timestamp(fifths.index[0]).date()
    stands = fifths == fifths.iloc[-1]
    unknown = watch.ends_early(watch.last)
    above = (float(ranks.iloc[-1]) - 1) / len(apart)
    return Signal(
        key=f"relative-strength-{sessions}",
        title=f"small less large caps over {sessions} sessions: {name} fifth",
        seen=f"on {watch.last} {signed(float(apart.iloc[-1]), ' points')} "
        f"({signed(float(small.iloc[-1]))} less {signed(float(large.iloc[-1]))}), above "
        f"{above:.0%} of {len(apart):,} days",
        rule=f"the {sessions}-session return of the Russell 2000 less that of the S&P 500 enters "
        f"the {name} fifth of its own past, every day ranked among those up to it only; on while "
        "it stays there",
        since=None if unknown else stands_since(stands),
        evidence=watch.evidence(begins(stands)),
        readable=readable,
        mean_since=watch.mean_since(readable),
        unknown_because=unknown,
    )


def fifth_of(ranks: pd.Series[float], counts: Array) -> pd.Series[int]:
    """
    Tell in which fifth ranks lie, from 0 for the lowest to 4.

    Args:
        ranks: From 1 for the lowest, ties sharing their mean, shape (n,).
        counts: Among how many each was ranked, shape (n,).

    Example:
        >>> fifth_of(pd.Series([1.0, 2.0, 3.0, 10.0]), np.full(4, 10.0)).tolist()
        [0, 0, 1, 4]
    """
    return pd.Series(np.ceil(5 * ranks.to_numpy() / counts).astype(int) - 1, ranks.index)


def _returns(level: pd.Series[float], sessions: int) -> pd.Series[float]:
    """Give the return over so many sessions up to each day that has them."""
    values = level.to_numpy()
    return pd.Series(values[sessions:] / values[:-sessions] - 1, level.index[sessions:])

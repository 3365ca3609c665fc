"""The market's past as known on one day: frames made of the series that were picked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from allocator.errors import MarketDataError, Problem
from allocator.market.picking import STALE_AFTER
from allocator.market.series import Kind
from allocator.market.wanted import kind_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from allocator.market.picking import Picked


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """
    Everything of an archive that a snapshot of `as_of` may use.

    Attributes:
        adjusted: Fund closes with distributions reinvested, one row a day, one column a fund.
        close: Fund closes as traded, scaled for splits.
        distributions: Dollars a share, by day and fund; zero where there was none.
        splits: Days on which shares were split, one row each: Date, Ticker.
        picked: All of it as series, by kind and name, with rates, returns and valuations.
    """

    as_of: date
    adjusted: pd.DataFrame
    close: pd.DataFrame
    distributions: pd.DataFrame
    splits: pd.DataFrame
    picked: Picked

    def is_fresh(self, day: date) -> bool:
        """Tell whether something last seen on `day` still counts on the day of the snapshot."""
        return self.as_of - day <= STALE_AFTER

    def present(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """List which series of an index, or funds that stand for it, there are."""
        return tuple(name for name in names if (kind_of(name), name) in self.picked)

    def level(self, names: tuple[str, ...]) -> pd.Series[float] | None:
        """
        Follow an index through the series that stand for it, each carried on by the next.

        Args:
            names: Of indexes, or of funds, whose adjusted close counts.

        Returns:
            Levels by day, of which only the changes mean anything; None if there are none.
        """
        there = [self.picked[kind_of(name), name] for name in self.present(names)]
        return chained([series.to_pandas() for series in there])


def lay_out(picked: Picked, as_of: date) -> History:
    """Make frames of what was picked; its days must be in order, each once."""
    return History(
        as_of=as_of,
        adjusted=_frame(picked, Kind.ADJUSTED),
        close=_frame(picked, Kind.CLOSE),
        distributions=_frame(picked, Kind.DISTRIBUTION).fillna(0.0),
        splits=_splits(picked),
        picked=picked,
    )


def chained(parts: list[pd.Series[float]]) -> pd.Series[float] | None:
    """
    Carry each series on by the next, scaled to meet it on the last common day.

    A part that has no day in common with what went before, and ends later, takes its place: what
    cannot be joined is not guessed.

    Example:
        >>> days = pd.to_datetime(["2019-01-09", "2019-01-10", "2019-01-11"])
        >>> index, fund = pd.Series([98.0, 100.0], days[:2]), pd.Series([50.0, 51.0], days[1:])
        >>> chained([index, fund]).tolist()
        [98.0, 100.0, 102.0]
    """
    whole: pd.Series[float] | None = None
    for part in parts:
        if whole is None:
            whole = part
            continue
        common = whole.index.intersection(part.index)
        later = part[part.index > whole.index[-1]]
        if later.empty:
            continue
        if common.empty:
            whole = part
            continue
        joint = common[-1]
        kept = whole[:joint]
        whole = pd.concat([kept, part[part.index > joint] * (kept.iloc[-1] / part[joint])])
    return whole


def preceded(
    series: pd.Series[float] | None, by: pd.Series[float] | None
) -> pd.Series[float] | None:
    """Go back before the first day of a series with another one, scaled to meet it there."""
    if series is None or by is None or by.index[0] >= series.index[0]:
        return series
    return chained([by[: series.index[0]], series])


def refused(what: str, remedy: str) -> MarketDataError:
    """Make the error for history that is there but does not carry a snapshot."""
    return MarketDataError(Problem("market data", what, remedy))


def _frame(picked: Picked, kind: Kind) -> pd.DataFrame:
    """Lay out all series of one kind by day and name."""
    chosen = {name: series.to_pandas() for (each, name), series in picked.items() if each is kind}
    if not chosen:
        return pd.DataFrame(index=pd.DatetimeIndex([]))
    return pd.DataFrame(dict(sorted(chosen.items()))).sort_index()


def _splits(picked: Picked) -> pd.DataFrame:
    """List the days on which shares were split."""
    rows = [
        (day, name)
        for (kind, name), series in picked.items()
        if kind is Kind.SPLIT
        for day in pd.DatetimeIndex(series.to_pandas().index)
    ]
    columns: Iterable[str] = ("Date", "Ticker")
    return pd.DataFrame(sorted(rows), columns=list(columns)).astype({"Date": "datetime64[ns]"})

"""
The market's past as known on one day: series picked from an archive, and frames made of them.

Where an archive has several sources of one series, the one that reaches furthest counts, then the
longest, then the first by name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pandas as pd

from allocator.errors import MarketDataError, Problem
from allocator.market.catalogue import known_as
from allocator.market.series import PRICES, Frequency, Kind
from allocator.model.views import SMALL_MINUS_LARGE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from allocator.market.archive import Archive
    from allocator.market.facts import Facts
    from allocator.market.series import Series

    Picked = Mapping[tuple[Kind, str], Series]

STALE_AFTER = timedelta(days=7)
"""A price older than this on the day of a snapshot is no price."""

EVIDENCE_SINCE = date(1978, 12, 29)
"""The Russell indexes begin here, and with them every comparison of small and large caps."""

_PRICED_YEARS = 2
"""What prices a fund looks back at: the distributions of a year, and those before a stale close."""
_OF_FUNDS = (Kind.CLOSE, Kind.ADJUSTED, Kind.DISTRIBUTION, Kind.SPLIT)
_RATES = re.compile(r"DFF|DFEDTAR[UL]?|fed_target_upper\w*|FOMC_(UPPER|LOWER)")
WITNESS_SMALL, WITNESS_LARGE = "Qnt 2", "Hi 20"
"""
Fama and French's portfolios by size that stand for small and large caps.

Of their sorts, the second quintile has the highest correlation with the Russell 2000 (0.992, months
1979-2025), and the second quintile less the highest one the highest with Russell 2000 less Russell
1000 (0.977; Lo 30 less Hi 30 has 0.936). Both are of one sort, NYSE quintiles.
"""


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
        return tuple(name for name in names if (_kind_of(name), name) in self.picked)

    def level(self, names: tuple[str, ...]) -> pd.Series[float] | None:
        """
        Follow an index through the series that stand for it, each carried on by the next.

        Args:
            names: Of indexes, or of funds, whose adjusted close counts.

        Returns:
            Levels by day, of which only the changes mean anything; None if there are none.
        """
        there = [self.picked[_kind_of(name), name] for name in self.present(names)]
        return chained([series.to_pandas() for series in there])


def pick_history(archive: Archive, facts: Facts, as_of: date, years: int) -> Picked:
    """
    Pick from an archive whatever the facts ask for, as known on a day, and no more than is used.

    Args:
        archive: Where the series are.
        facts: Which funds and indexes there are.
        as_of: The day.
        years: The window of the risk model.

    Returns:
        The series of the spread since `EVIDENCE_SINCE`, those of other indexes over the window and
        a year before it, those that only price a fund over two years; rates, returns and
        valuations as they are.

    Raises:
        MarketDataError: If a series cannot be read, no fund has a price, or the newest is stale.
    """
    whole = pick_series(archive, _asked_for(facts), as_of)
    begins = _begins(facts, as_of, years)
    used = {key: series.since(begins(*key)) for key, series in whole.items()}
    picked = {key: series for key, series in used.items() if len(series)}
    days = [series.last for key, series in picked.items() if key[0] in _OF_FUNDS[:2]]
    if not days:
        remedy = "fetch prices with allocator data refresh, or import files of them"
        raise MarketDataError(Problem(archive.place, f"no fund has a price by {as_of}", remedy))
    if as_of - max(days) > STALE_AFTER:
        message = f"prices end on {max(days)}, too long before {as_of}"
        remedy = f"choose a date up to {max(days) + STALE_AFTER}, or add newer prices"
        raise MarketDataError(Problem(archive.place, message, remedy))
    return picked


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


def pick_series(archive: Archive, asked_for: Callable[[Kind, str], bool], as_of: date) -> Picked:
    """
    Pick one series of each kind and name, cut at what was public on a day.

    Prices count if they are daily, returns and valuations if they are monthly.

    Args:
        archive: Where they are.
        asked_for: Tells whether a kind and name is wanted.
        as_of: The day.

    Returns:
        Series with at least one number, by kind and name.
    """
    found: dict[tuple[Kind, str], Series] = {}
    for key in archive.keys():  # noqa: SIM118 - an archive is no mapping
        if not asked_for(key.kind, key.name):
            continue
        series = archive.read(key).until(as_of)
        held = found.get((key.kind, key.name))
        if len(series) and _fits(series) and (held is None or _reach(held) < _reach(series)):
            found[key.kind, key.name] = series
    return found


def rivals_of(archive: Archive, picked: Picked, as_of: date) -> tuple[Series, ...]:
    """
    Read what other sources say of the prices that were picked, over the same span.

    Nothing is built from them; where they contradict what was picked, nobody knows who is right.
    """
    found = []
    for key in archive.keys():  # noqa: SIM118 - an archive is no mapping
        chosen = picked.get((key.kind, key.name))
        if chosen is not None and key.kind in PRICES and key != chosen.key:
            rival = archive.read(key).until(as_of).since(chosen.first)
            if len(rival) and _fits(rival):
                found.append(rival)
    return tuple(found)


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


def _asked_for(facts: Facts) -> Callable[[Kind, str], bool]:
    """Tell which series the facts ask for."""
    funds = {fund.symbol for fund in facts.funds if not fund.par}
    levels = {
        (_kind_of(name), name)
        for index in facts.indexes
        for name in (*index.series, *index.price_series, *index.price_series_before)
    }
    witness = {WITNESS_SMALL, WITNESS_LARGE}

    def wanted(kind: Kind, name: str) -> bool:
        if kind in _OF_FUNDS and name in funds:
            return True
        if kind is Kind.RATE:
            return _RATES.fullmatch(name) is not None
        if kind is Kind.RETURN:
            return name in witness
        return kind is Kind.VALUATION or (kind, name) in levels

    return wanted


def _begins(facts: Facts, as_of: date, years: int) -> Callable[[Kind, str], date]:
    """Tell from which day on a series is used."""
    spread = {name for name, _ in SMALL_MINUS_LARGE.legs}
    by_name = {index.name: index for index in facts.indexes}
    witnesses = {
        name
        for index in (by_name[name] for name in spread)
        for name in (*index.series, *index.price_series, *index.price_series_before)
    }
    chains = {name for index in facts.indexes for name in index.series}
    window, recently = _years_before(as_of, years + 1), _years_before(as_of, _PRICED_YEARS)

    def begins(kind: Kind, name: str) -> date:
        if kind not in PRICES and kind not in _OF_FUNDS:
            return date.min
        if kind in (PRICES - {Kind.CLOSE}) and name in witnesses:
            return EVIDENCE_SINCE
        return window if kind is not Kind.CLOSE and name in chains else recently

    return begins


def _years_before(day: date, years: int) -> date:
    """Go back by years, from the first of the month."""
    return day.replace(year=day.year - years, day=1)


def _kind_of(name: str) -> Kind:
    """Tell how a name in a chain is held: an index as itself, a fund as its adjusted close."""
    known = known_as(name)
    return known.kind if known else Kind.ADJUSTED


def _fits(series: Series) -> bool:
    """Tell whether a series has the frequency that its kind is used in."""
    if series.key.kind in PRICES:
        return series.frequency is Frequency.DAILY
    if series.key.kind is Kind.RETURN:
        return series.frequency is Frequency.MONTHLY
    return True


def _reach(series: Series) -> tuple[int, int]:
    """Rank by the last day, then by how far back it goes."""
    return int(series.days.max().astype(int)), -int(series.days.min().astype(int))


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

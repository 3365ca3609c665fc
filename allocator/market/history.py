"""
The market's past as frames: prices, distributions, index levels, all cut at one day.

This is where CSV becomes numbers, so this is where numbers are checked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from io import StringIO
from typing import TYPE_CHECKING

import pandas as pd

from allocator.errors import MarketDataError, Problem
from allocator.market.source_file import SourceFile, read_dated

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

STALE_AFTER = timedelta(days=7)
"""A price older than this on the day of a snapshot is no price."""

ADJUSTED = "prices/etf_adjclose_daily.csv"
CLOSE = "prices/etf_close_unadjusted_daily.csv"
DISTRIBUTIONS = "prices/etf_distributions.csv"
SPLICED = "prices/russell_tr_spliced_daily.csv"
LEVELS = "prices/index_rut_gspc_daily.csv"


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """
    All price series up to and including `as_of`, one row a day, one column a series.

    Attributes:
        adjusted: ETF closes with distributions reinvested, by symbol.
        close: ETF closes as traded, adjusted for splits, by symbol.
        distributions: Dollars a share, by day and symbol; zero where there was none.
        splits: Days and symbols on which shares were split, one row each: Date, Ticker.
        spliced: Total return indexes of FTSE Russell, carried on by funds: R2000_TR and so on.
        levels: Index levels without dividends: RUT and GSPC.
        files: What all of it was read from.
    """

    as_of: date
    adjusted: pd.DataFrame
    close: pd.DataFrame
    distributions: pd.DataFrame
    splits: pd.DataFrame
    spliced: pd.DataFrame
    levels: pd.DataFrame
    files: tuple[SourceFile, ...]

    def is_fresh(self, day: date) -> bool:
        """Tell whether something last seen on `day` still counts on the day of the snapshot."""
        return self.as_of - day <= STALE_AFTER


def read_history(folder: Path, as_of: date) -> History:
    """
    Read every price series of a folder up to and including `as_of`.

    Raises:
        MarketDataError: If a file is missing or malformed, or the newest price is stale.
    """
    names = (ADJUSTED, CLOSE, SPLICED, LEVELS)
    panels = {name: read_dated(folder, name, as_of) for name in names}
    events = read_dated(folder, DISTRIBUTIONS, as_of)
    distributions, splits = _events(events)
    history = History(
        as_of=as_of,
        adjusted=_panel(panels[ADJUSTED], "SPY"),
        close=_panel(panels[CLOSE]),
        distributions=distributions,
        splits=splits,
        spliced=_panel(panels[SPLICED], "R2000_TR"),
        levels=_panel(panels[LEVELS], "RUT", "GSPC"),
        files=(*panels.values(), events),
    )
    if not history.is_fresh(panels[ADJUSTED].last):
        message = f"ends on {panels[ADJUSTED].last}, too long before {as_of}"
        remedy = f"choose a date up to {panels[ADJUSTED].last + STALE_AFTER}, or add newer prices"
        raise panels[ADJUSTED].refuse(message, remedy)
    return history


def _panel(source: SourceFile, *needed: str) -> pd.DataFrame:
    """Read prices, one row a day and one column a series; every price is positive."""
    frame = _parsed(source)
    for column in needed:
        if column not in frame.columns:
            raise source.refuse(f"has no column {column}")
    frame.index = pd.DatetimeIndex(_days(source, frame.iloc[:, 0]))
    frame = frame.iloc[:, 1:]
    for name in frame:
        if not pd.api.types.is_numeric_dtype(frame[name]):
            raise source.refuse(f"column {name} holds something that is not a number")
    frame = frame.astype("float64")
    if not frame.index.is_monotonic_increasing or not frame.index.is_unique:
        raise source.refuse("its days are not in order, each once")
    _check_positive(source, frame)
    return frame


def _check_positive(source: SourceFile, frame: pd.DataFrame) -> None:
    """Refuse zero, negative and infinite prices, naming the first."""
    wrong = frame.notna() & ~((frame > 0) & (frame < float("inf")))
    if wrong.to_numpy().any():
        column = str(wrong.any().idxmax())
        day = wrong[column].idxmax()
        raise source.refuse(f"the price of {column} on {day:%Y-%m-%d} is not positive and finite")


def _events(source: SourceFile) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read distributions as days by symbols, and the splits among the events."""
    frame = _parsed(source)
    amounts = ["Dividend", "CapitalGain", "Split"]
    for column in ("Ticker", *amounts):
        if column not in frame.columns:
            raise source.refuse(f"has no column {column}")
    for column in amounts:
        if not pd.api.types.is_numeric_dtype(frame[column]):
            raise source.refuse(f"column {column} holds something that is not a number")
    if frame[amounts].isna().to_numpy().any() or (frame[amounts] < 0).to_numpy().any():
        raise source.refuse("holds an amount that is empty or negative")
    frame["Date"] = _days(source, frame.iloc[:, 0])
    frame["Amount"] = frame["Dividend"] + frame["CapitalGain"]
    paid = frame.pivot_table(index="Date", columns="Ticker", values="Amount", aggfunc="sum")
    return paid.fillna(0.0), frame.loc[frame["Split"] > 0, ["Date", "Ticker"]]


def _parsed(source: SourceFile) -> pd.DataFrame:
    """Parse CSV; only an empty cell is missing, so that a fund called NA would be one."""
    try:
        frame = pd.read_csv(StringIO(source.text), keep_default_na=False, na_values=[""])
    except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError) as error:
        message = f"is not well-formed CSV: {str(error).strip()}"
        raise source.refuse(message) from None
    if not isinstance(frame.index, pd.RangeIndex):
        raise source.refuse("has rows with more cells than its header")
    return frame


def _days(source: SourceFile, column: pd.Series[str]) -> pd.Series[pd.Timestamp]:
    """Read the dates of a column."""
    try:
        return pd.to_datetime(column, format="%Y-%m-%d")
    except ValueError as error:
        raise source.refuse(f"holds a date that does not exist: {error}") from None


def refused(what: str, remedy: str) -> MarketDataError:
    """Make the error for history that is there but does not carry a snapshot."""
    return MarketDataError(Problem("market data", what, remedy))

"""
How large the small caps are: sizes of indexes, and the small-cap part of the whole market.

Members come from the holdings of a Russell 3000 fund, market values of whole companies from a
screener. Companies are ranked as FTSE Russell does, by total market value: beyond the 1,000
largest a company is small. Bands around the breakpoint are not applied.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING

import pandas as pd

from allocator.market.source_file import SourceFile, read_newest
from allocator.model.snapshot import IndexSize

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

HOLDINGS = "holdings/IWV_holdings"
SCREENER = "fundamentals/finviz_universe"
LARGE = 1000
S_AND_P = 500
_MILLIONS_PER_BILLION = 1000


@dataclass(frozen=True, slots=True)
class Capitalisation:
    """
    What holdings and market values say together, on the day of the newer of the two.

    `small_share` is the part of the fund's value, weighted by free float as the index is, in
    companies beyond the 1,000 largest; `source` says how it was measured. `sizes` count whole
    companies, not their free float.
    """

    on: date
    small_share: float
    source: str
    sizes: tuple[IndexSize, ...]
    files: tuple[SourceFile, ...]


def measure_capitalisation(folder: Path, as_of: date) -> Capitalisation | None:
    """
    Measure from the newest holdings and market values not newer than `as_of`.

    Returns:
        The measurement, or None where one of the two is not known by then.

    Raises:
        MarketDataError: If a file is malformed.
    """
    holdings = read_newest(folder, HOLDINGS, as_of)
    screener = read_newest(folder, SCREENER, as_of)
    if holdings is None or screener is None:
        return None
    held, caps = _held(holdings), _market_values(screener)
    companies, matched = _companies(held, caps)
    if len(companies) <= LARGE:
        message = f"holds {len(companies)} companies with a market value, not more than {LARGE}"
        raise holdings.refuse(message)
    on = max(holdings.last, screener.last)
    pair = f"{holdings.name} and market values of {screener.name}"
    small = companies["held"].iloc[LARGE:].sum() / companies["held"].sum()
    source = (
        f"measured: companies beyond the {LARGE:,} largest in {pair}, as a part of the fund's "
        f"value; {matched:.2%} of it could be matched"
    )
    return Capitalisation(
        on, float(small), source, _sizes(companies, on, pair), (holdings, screener)
    )


def _sizes(companies: pd.DataFrame, on: date, pair: str) -> tuple[IndexSize, ...]:
    """Add up whole companies, in billions of dollars."""
    values = companies["cap"] / _MILLIONS_PER_BILLION
    small = (
        f"measured: total market value of the {len(companies) - LARGE:,} companies beyond the "
        f"{LARGE:,} largest in {pair}; free float would be less, the smallest companies are missing"
    )
    large = (
        f"measured: total market value of the {S_AND_P} largest companies in {pair}, which stand "
        "in for the members; free float would be less"
    )
    return (
        IndexSize("Russell 2000", float(values.iloc[LARGE:].sum()), on, small),
        IndexSize("S&P 500", float(values.iloc[:S_AND_P].sum()), on, large),
    )


def _companies(held: pd.DataFrame, caps: pd.DataFrame) -> tuple[pd.DataFrame, float]:
    """
    Join lines to companies, largest first, and tell which part of the value was matched.

    Share classes of one company each carry the market value of the whole company, so it is
    counted once, while what the fund holds of them is added.
    """
    joined = held.merge(caps, on="key", how="inner")
    grouped = joined.groupby("company").agg(cap=("cap", "max"), held=("held", "sum"))
    ranked = grouped.sort_values(["cap", "held"], ascending=False, kind="stable")
    return ranked, float(joined["held"].sum() / held["held"].sum())


def _held(source: SourceFile) -> pd.DataFrame:
    """
    Read what the fund holds in shares, by ticker; lines without one are dropped.

    Cash goes by the ticker USD, which is also a fund's, so only equity lines count.
    """
    frame = _text(source, "Ticker", "Asset Class", "Market Value")
    frame = frame[(frame["Asset Class"] == "Equity") & (frame["Ticker"] != "-")]
    held = _numbers(source, frame["Market Value"])
    lines = pd.DataFrame({"key": frame["Ticker"], "held": held})
    return lines.groupby("key", as_index=False).sum()


def _market_values(source: SourceFile) -> pd.DataFrame:
    """Read market values in millions of dollars; BRK-B here is BRKB in the holdings."""
    frame = _text(source, "Ticker", "Company", "Market Cap")
    frame = frame[frame["Market Cap"] != ""]
    caps = pd.DataFrame(
        {
            "key": frame["Ticker"].str.replace("-", "", regex=False),
            "company": frame["Company"],
            "cap": _numbers(source, frame["Market Cap"]),
        }
    )
    if not caps["key"].is_unique:
        raise source.refuse("names a ticker twice")
    return caps


def _text(source: SourceFile, *columns: str) -> pd.DataFrame:
    """Parse columns as text: NA is a ticker, not a missing value."""
    try:
        return pd.read_csv(
            StringIO(source.text), usecols=list(columns), dtype=str, keep_default_na=False
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError) as error:
        message = f"is not a table with {', '.join(columns)}: {str(error).strip()}"
        raise source.refuse(message) from None


def _numbers(source: SourceFile, column: pd.Series[str]) -> pd.Series[float]:
    """Read numbers that may have thousands commas."""
    numbers = pd.to_numeric(column.str.replace(",", "", regex=False), errors="coerce")
    if numbers.isna().any():
        where = column[numbers.isna()].iloc[0]
        raise source.refuse(f"{where!r} in {column.name} is not a number")
    return numbers.astype("float64")

"""
How large the small caps are: sizes of indexes, and the small-cap part of the whole market.

Members come from the holdings of a Russell 3000 fund, market values of whole companies from a
screener. Companies are ranked as FTSE Russell does, by total market value: beyond the 1,000
largest a company is small. Bands around the breakpoint are not applied.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.errors import MarketDataError, Problem
from allocator.market.series import TableKind
from allocator.model.snapshot import IndexSize

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from allocator.market.archive import Archive
    from allocator.market.series import Table

WHOLE_MARKET = "IWV"
"""The fund whose holdings stand for the Russell 3000."""
LARGE = 1000
S_AND_P = 500
_MOST_OF_THE_MARKET = 2000
"""A list with fewer companies is one of an index, not of the market."""
_BILLION = 1e9
_REMEDY = "restore the file, or fetch it again from its source"


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
    tables: tuple[Table, ...]


def measure_capitalisation(archive: Archive, as_of: date) -> Capitalisation | None:
    """
    Measure from the newest holdings and market values not newer than `as_of`.

    Returns:
        The measurement, or None where one of the two is not known by then.

    Raises:
        MarketDataError: If a table is damaged, or too short to rank.
    """
    held = _newest(archive, TableKind.HOLDINGS, as_of, WHOLE_MARKET)
    listed = _newest(archive, TableKind.COMPANIES, as_of)
    if held is None or listed is None:
        return None
    companies, matched = _companies(_held(held), _market_values(listed))
    if len(companies) <= LARGE:
        message = f"holds {len(companies)} companies with a market value, not more than {LARGE}"
        raise MarketDataError(Problem(held.origin, message, _REMEDY))
    on = max(held.key.day, listed.key.day)
    pair = f"{held.origin} and market values of {listed.origin}"
    small = companies["held"].iloc[LARGE:].sum() / companies["held"].sum()
    source = (
        f"measured: companies beyond the {LARGE:,} largest in {pair}, as a part of the fund's "
        f"value; {matched:.2%} of it could be matched"
    )
    return Capitalisation(on, float(small), source, _sizes(companies, on, pair), (held, listed))


def _newest(archive: Archive, kind: TableKind, as_of: date, name: str = "") -> Table | None:
    """Find the newest table of a kind, of one fund if it is named, that is of some size."""
    known = [key for key in archive.table_keys() if key.kind is kind and key.day <= as_of]
    for key in sorted(known, key=lambda key: (key.day, key.source), reverse=True):
        if name in {"", key.name}:
            table = archive.read_table(key)
            if name or len(table.lines) >= _MOST_OF_THE_MARKET:
                return table
    return None


def _sizes(companies: pd.DataFrame, on: date, pair: str) -> tuple[IndexSize, ...]:
    """Add up whole companies, in billions of dollars."""
    values = companies["cap"] / _BILLION
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


def _held(table: Table) -> pd.DataFrame:
    """
    Take what the fund holds in shares, by ticker; lines without one are dropped.

    Cash goes by the ticker USD, which is also a fund's, so only equity lines count.
    """
    lines = table.lines
    shares = lines[(lines["asset_class"] == "Equity") & ~lines["ticker"].isin(["", "-"])]
    held = shares.rename(columns={"ticker": "key", "value": "held"})[["key", "held"]]
    return held.groupby("key", as_index=False).sum()


def _market_values(table: Table) -> pd.DataFrame:
    """Take market values in dollars; BRK-B here is BRKB in the holdings."""
    lines = table.lines.dropna(subset=["market_value"])
    caps = lines.rename(columns={"ticker": "key", "market_value": "cap"})
    caps["key"] = caps["key"].str.replace("-", "", regex=False)
    if not caps["key"].is_unique:
        raise MarketDataError(Problem(table.origin, "names a ticker twice", _REMEDY))
    return caps[["key", "company", "cap"]]

"""
The companies of the market by size: what a fund of all of them holds, and what each is worth.

Members come from the holdings of a Russell 3000 fund, market values of whole companies from a
screener. Companies are ranked as FTSE Russell does, by total market value; bands around a
breakpoint are not applied.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.errors import MarketDataError, Problem
from allocator.market.series import TableKind

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from allocator.market.archive import Archive
    from allocator.market.series import Table

WHOLE_MARKET = "IWV"
"""The fund whose holdings stand for the Russell 3000."""
S_AND_P = 500
"""So many of the largest companies stand in for the members of the S&P 500."""
BILLION = 1e9
REMEDY = "restore the file, or fetch it again from its source"
_MOST_OF_THE_MARKET = 2000
"""A list with fewer companies is one of an index, not of the market."""


@dataclass(frozen=True, slots=True, eq=False)
class Ranking:
    """
    Companies that the whole-market fund holds, largest first, and all that are listed.

    Attributes:
        on: The day of the newer of the two tables.
        companies: By company: `cap`, what it is worth in dollars; `held`, what the fund holds of
            it; `sector`, or "".
        listed: One line a ticker: `key`, `company`, `cap`, `sector`.
        matched: The part of the fund's value whose companies could be found in the list.
        pair: Where the two tables are from, in words.
        tables: The two tables.
    """

    on: date
    companies: pd.DataFrame
    listed: pd.DataFrame
    matched: float
    pair: str
    tables: tuple[Table, ...]


def rank_companies(archive: Archive, as_of: date) -> Ranking | None:
    """
    Rank by the newest holdings and market values not newer than `as_of`.

    Returns:
        The ranking, or None where one of the two is not known by then.

    Raises:
        MarketDataError: If a table is damaged.
    """
    held = newest_table(archive, TableKind.HOLDINGS, as_of, WHOLE_MARKET)
    listed = newest_table(archive, TableKind.COMPANIES, as_of)
    if held is None or listed is None:
        return None
    values, lines = _market_values(listed), held_lines(held)
    companies = by_company(lines, values)
    return Ranking(
        on=max(held.key.day, listed.key.day),
        companies=companies.sort_values(["cap", "held"], ascending=False, kind="stable"),
        listed=values,
        matched=float(companies["held"].sum() / lines["held"].sum()),
        pair=f"{held.origin} and market values of {listed.origin}",
        tables=(held, listed),
    )


def newest_table(archive: Archive, kind: TableKind, as_of: date, name: str = "") -> Table | None:
    """Find the newest table of a kind, of one fund if it is named, that is of some size."""
    known = [key for key in archive.table_keys() if key.kind is kind and key.day <= as_of]
    for key in sorted(known, key=lambda key: (key.day, key.source), reverse=True):
        if name in {"", key.name}:
            table = archive.read_table(key)
            if name or len(table.lines) >= _MOST_OF_THE_MARKET:
                return table
    return None


def held_lines(table: Table) -> pd.DataFrame:
    """
    Take what a fund holds in shares, `held` by `key`, its ticker; lines without one are dropped.

    Cash goes by the ticker USD, which is also a fund's, so only equity lines count.
    """
    lines = table.lines
    shares = lines[(lines["asset_class"] == "Equity") & ~lines["ticker"].isin(["", "-"])]
    held = shares.rename(columns={"ticker": "key", "value": "held"})[["key", "held"]]
    return held.groupby("key", as_index=False).sum()


def by_company(lines: pd.DataFrame, listed: pd.DataFrame) -> pd.DataFrame:
    """
    Join lines to companies; what is not listed with a value drops out.

    Share classes of one company each carry the market value of the whole company, so it is
    counted once, while what the fund holds of them is added.

    Args:
        lines: `held` by `key`.
        listed: As in `Ranking`.
    """
    joined = lines.merge(listed, on="key", how="inner")
    return joined.groupby("company").agg(
        cap=("cap", "max"), held=("held", "sum"), sector=("sector", "first")
    )


def _market_values(table: Table) -> pd.DataFrame:
    """Take market values in dollars; BRK-B here is BRKB in the holdings."""
    lines = table.lines.dropna(subset=["market_value"])
    caps = lines.rename(columns={"ticker": "key", "market_value": "cap"})
    caps["key"] = caps["key"].str.replace("-", "", regex=False)
    if not caps["key"].is_unique:
        raise MarketDataError(Problem(table.origin, "names a ticker twice", REMEDY))
    if "sector" not in caps:  # stored before lists were read with their sectors
        caps["sector"] = ""
    return caps[["key", "company", "cap", "sector"]]

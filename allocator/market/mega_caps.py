"""
The largest companies, seen through to the indexes.

A company of the whole market is a mega cap from 200 billion dollars on, the usual definition; its
sector is what the list of market values says. Every sector is measured.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from allocator.market.ranking import BILLION, S_AND_P, by_company, held_lines, newest_table
from allocator.market.series import TableKind
from allocator.model.mega_caps import MegaCaps

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from allocator.market.archive import Archive
    from allocator.market.facts import Members
    from allocator.market.ranking import Ranking
    from allocator.market.series import Table

LEAST_USD_BN = 200.0
"""From this market value on a company is called a mega cap."""
NASDAQ = "Nasdaq-100"
NASDAQ_FUND = "QQQ"
"""The fund whose holdings show the make-up of that index."""


def measure_mega_caps(
    ranking: Ranking, members: tuple[Members, ...], nasdaq: Table | None
) -> MegaCaps | None:
    """
    Measure what mega caps are worth by sector, and what part of indexes they are.

    The S&P 500 is the 500 largest companies by what they are worth, as for its size. The
    Nasdaq-100 is what its fund holds or, where no holdings are known, its members by what the
    whole companies are worth: without the index's caps on the largest.

    Args:
        ranking: The companies of the market.
        members: Lists of members, as far as they were known on the day.
        nasdaq: What the fund of the Nasdaq-100 holds, if that is known.

    Returns:
        The measurement, or None where no company is large enough, or one has no sector.
    """
    companies = ranking.companies
    mega = companies[companies["cap"] >= LEAST_USD_BN * BILLION]
    if mega.empty or (mega["sector"] == "").any():
        return None
    made = {"S&P 500": companies["cap"].iloc[:S_AND_P]}
    days, said = [ranking.on], [f"S&P 500 as the {S_AND_P} largest of them"]
    if nasdaq is not None:
        made[NASDAQ] = by_company(held_lines(nasdaq), ranking.listed)["held"]
        days.append(nasdaq.key.day)
        said.append(f"{NASDAQ} as {NASDAQ_FUND} holds it, {nasdaq.origin}")
    for listed in {each.index: each for each in sorted(members, key=lambda m: m.on)}.values():
        if nasdaq is not None and listed.index == NASDAQ:
            continue
        made[listed.index], valued = _worth(listed, ranking.listed)
        days.append(listed.on)
        said.append(
            f"{listed.index} as its members of {listed.on}, {valued} of "
            f"{len(listed.tickers)} tickers valued, without the index's caps on the largest "
            f"({listed.source})"
        )
    sectors = mega.groupby("sector")["cap"].sum() / BILLION
    return MegaCaps(
        on=max(days),
        least_usd_bn=LEAST_USD_BN,
        sectors=_named(sectors),
        weights={index: _parts(values, mega["sector"]) for index, values in made.items()},
        source=(
            f"measured: the {len(mega)} companies worth at least ${LEAST_USD_BN:g}bn in "
            f"{ranking.pair}, by total market value (free float would differ); {'; '.join(said)}"
        ),
    )


def nasdaq_holdings(archive: Archive, as_of: date) -> Table | None:
    """Find the newest holdings of the fund on the Nasdaq-100, if the archive has any."""
    return newest_table(archive, TableKind.HOLDINGS, as_of, NASDAQ_FUND)


def _worth(members: Members, listed: pd.DataFrame) -> tuple[pd.Series[float], int]:
    """Value the members of an index by company, and count the tickers that could be."""
    lines = pd.DataFrame({"key": list(members.tickers), "held": 1.0})
    companies = by_company(lines, listed)
    return companies["cap"], int(companies["held"].sum())


def _parts(values: pd.Series[float], sectors: pd.Series[str]) -> Mapping[str, float]:
    """Add up what mega caps are of an index by sector, as parts of the whole."""
    inside = values[values.index.isin(sectors.index)]
    return _named(inside.groupby(sectors.reindex(inside.index)).sum() / values.sum())


def _named(numbers: pd.Series[float]) -> Mapping[str, float]:
    """Take numbers by name, in its order."""
    return {str(name): float(number) for name, number in numbers.sort_index().items()}

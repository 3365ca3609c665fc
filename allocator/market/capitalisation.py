"""
How large the small caps are: sizes of indexes, and the small-cap part of the whole market.

Beyond the 1,000 largest a company is small. Bands around the breakpoint are not applied.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.errors import MarketDataError, Problem
from allocator.market.ranking import BILLION, REMEDY, S_AND_P
from allocator.model.snapshot import IndexSize

if TYPE_CHECKING:
    from datetime import date

    from allocator.market.ranking import Ranking

LARGE = 1000


@dataclass(frozen=True, slots=True)
class Capitalisation:
    """
    What holdings and market values say together, on the day of the newer of the two.

    `small_share` is the part of the fund's value, weighted by free float as the index is, in
    companies beyond the 1,000 largest; `source` says how it was measured, `origin` from which
    tables. `sizes` count whole companies, not their free float.
    """

    on: date
    small_share: float
    source: str
    sizes: tuple[IndexSize, ...]
    origin: str


def measure_capitalisation(ranking: Ranking) -> Capitalisation:
    """
    Measure sizes and the small-cap share.

    Raises:
        MarketDataError: If there are too few companies to rank.
    """
    companies = ranking.companies
    if len(companies) <= LARGE:
        message = f"holds {len(companies)} companies with a market value, not more than {LARGE}"
        raise MarketDataError(Problem(ranking.tables[0].origin, message, REMEDY))
    small = companies["held"].iloc[LARGE:].sum() / companies["held"].sum()
    source = (
        f"measured: companies beyond the {LARGE:,} largest in {ranking.pair}, as a part of the "
        f"fund's value; {ranking.matched:.2%} of it could be matched"
    )
    origin = " and ".join(table.origin for table in ranking.tables)
    return Capitalisation(ranking.on, float(small), source, _sizes(ranking), origin)


def _sizes(ranking: Ranking) -> tuple[IndexSize, ...]:
    """Add up whole companies, in billions of dollars."""
    values, on, pair = ranking.companies["cap"] / BILLION, ranking.on, ranking.pair
    small = (
        f"measured: total market value of the {len(values) - LARGE:,} companies beyond the "
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

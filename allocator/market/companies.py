"""What lists of companies tell of a day: sizes of indexes and small caps, mega caps, sectors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.market.capitalisation import measure_capitalisation
from allocator.market.mega_caps import NASDAQ, measure_mega_caps, nasdaq_holdings
from allocator.market.ranking import rank_companies
from allocator.market.sectors import measure_sectors

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from allocator.market.archive import Archive
    from allocator.market.capitalisation import Capitalisation
    from allocator.market.facts import Facts
    from allocator.market.series import Table
    from allocator.model.mega_caps import MegaCaps
    from allocator.model.snapshot import SectorMix


@dataclass(frozen=True, slots=True, eq=False)
class Companies:
    """Sizes, mega caps, sectors, and the tables measured; none of each if not known."""

    capitalisation: Capitalisation | None = None
    mega_caps: MegaCaps | None = None
    sectors: tuple[SectorMix, ...] = ()
    tables: tuple[Table, ...] = ()


def measure_companies(
    archive: Archive, as_of: date, facts: Facts, covered: Collection[str]
) -> Companies:
    """
    Measure by the newest tables not newer than a day.

    Args:
        archive: The store, or a folder of files.
        as_of: The day.
        facts: Which funds there are, and lists of members, as far as they were known on it.
        covered: The indexes that matter.

    Raises:
        MarketDataError: If a table is damaged, or has too few companies to rank.
    """
    funds = tuple(fund for fund in facts.funds if fund.index in covered)
    sectors, shown = measure_sectors(archive, as_of, funds)
    ranking = rank_companies(archive, as_of)
    if ranking is None:
        return Companies(sectors=sectors, tables=shown)
    nasdaq = nasdaq_holdings(archive, as_of) if NASDAQ in covered else None
    wanted = tuple(each for each in facts.members if each.index in covered)
    tables = (*ranking.tables, *shown) if nasdaq is None else (*ranking.tables, *shown, nasdaq)
    return Companies(
        capitalisation=measure_capitalisation(ranking),
        mega_caps=measure_mega_caps(ranking, wanted, nasdaq),
        sectors=sectors,
        tables=tuple({table.key: table for table in tables}.values()),
    )

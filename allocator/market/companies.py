"""What lists of companies tell of a day: how large indexes and small caps are, and mega caps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.market.capitalisation import measure_capitalisation
from allocator.market.mega_caps import NASDAQ, measure_mega_caps, nasdaq_holdings
from allocator.market.ranking import rank_companies

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from allocator.market.archive import Archive
    from allocator.market.capitalisation import Capitalisation
    from allocator.market.facts import Members
    from allocator.market.series import Table
    from allocator.model.mega_caps import MegaCaps


@dataclass(frozen=True, slots=True, eq=False)
class Companies:
    """Sizes, mega caps, and the tables they were measured from; none of each if not known."""

    capitalisation: Capitalisation | None = None
    mega_caps: MegaCaps | None = None
    tables: tuple[Table, ...] = ()


def measure_companies(
    archive: Archive, as_of: date, members: tuple[Members, ...], covered: Collection[str]
) -> Companies:
    """
    Measure by the newest tables not newer than a day.

    Args:
        archive: The store, or a folder of files.
        as_of: The day.
        members: Lists of members of indexes, as far as they were known on it.
        covered: The indexes that matter.

    Raises:
        MarketDataError: If a table is damaged, or has too few companies to rank.
    """
    ranking = rank_companies(archive, as_of)
    if ranking is None:
        return Companies()
    nasdaq = nasdaq_holdings(archive, as_of) if NASDAQ in covered else None
    wanted = tuple(each for each in members if each.index in covered)
    return Companies(
        capitalisation=measure_capitalisation(ranking),
        mega_caps=measure_mega_caps(ranking, wanted, nasdaq),
        tables=ranking.tables if nasdaq is None else (*ranking.tables, nasdaq),
    )

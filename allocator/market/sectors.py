"""
Indexes by sector, as the holdings of a fund on each show it.

Sectors go by the provider's names and are the provider's: iShares sorts by GICS whatever the index
itself is sorted by. Only lines of equity count, as an index holds neither cash nor futures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.errors import MarketDataError, Problem
from allocator.market.ranking import REMEDY, newest_table
from allocator.market.series import TableKind
from allocator.model.snapshot import SectorMix

if TYPE_CHECKING:
    from datetime import date

    from allocator.market.archive import Archive
    from allocator.market.facts import FundFact
    from allocator.market.series import Table

_UNSAID = ("", "-")
"""What stands for a sector that is not given."""


def measure_sectors(
    archive: Archive, as_of: date, funds: tuple[FundFact, ...]
) -> tuple[tuple[SectorMix, ...], tuple[Table, ...]]:
    """
    Split every index of which a fund's holdings are known, by the newest not newer than a day.

    Args:
        archive: The store, or a folder of files.
        as_of: The day.
        funds: The funds whose holdings stand for their index; inverse and leveraged ones do not.

    Returns:
        The sectors of each such index, in order of its name, and the tables they are from.

    Raises:
        MarketDataError: If a table is damaged, or values a sector at less than nothing.
    """
    found: dict[str, tuple[SectorMix, Table]] = {}
    for fund in funds:
        if fund.multiple != 1:
            continue
        table = newest_table(archive, TableKind.HOLDINGS, as_of, fund.symbol)
        mix = _mix(fund.index, table) if table is not None else None
        if table is None or mix is None:
            continue
        if fund.index not in found or found[fund.index][0].on < mix.on:
            found[fund.index] = mix, table
    ordered = [found[index] for index in sorted(found)]
    return tuple(mix for mix, _ in ordered), tuple(table for _, table in ordered)


def _mix(index: str, table: Table) -> SectorMix | None:
    """Add up what is held by sector; None where no line says its sector."""
    lines = table.lines[table.lines["asset_class"] == "Equity"]
    if "sector" not in lines:
        return None
    values = lines["value"].groupby(lines["sector"].fillna("")).sum().sort_index()
    if (values < 0).any():
        message = f"holds less than nothing of {values.idxmin()}"
        raise MarketDataError(Problem(table.origin, message, REMEDY))
    whole, said = float(values.sum()), values.drop(list(_UNSAID), errors="ignore")
    if not whole or said.empty:
        return None
    parts = tuple((str(name), float(value) / whole) for name, value in said.items() if value)
    rest = 1 - sum(part for _, part in parts)
    source = (
        f"measured: {index} as {table.key.name} held it on {table.key.day}, {table.origin}; "
        f"sectors as that provider names them; {max(rest, 0.0):.2%} without one"
    )
    return SectorMix(index, parts, table.key.day, source)

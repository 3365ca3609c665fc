"""Rows of any layout, and the holdings they add up to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from allocator.model.portfolio import Holding, Lock, Lot

if TYPE_CHECKING:
    from collections.abc import Callable

    from allocator.portfolio.findings import Findings

    Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Entry:
    """One row that holds shares, as any layout reads it; `is_exported` if a broker wrote it."""

    line: int
    account: str
    symbol: str
    lot: Lot
    price: Decimal | None
    index: str | None
    lock: Lock
    is_exported: bool = False


def gather(entries: list[Entry], findings: Findings) -> tuple[Holding, ...]:
    """
    Merge rows of one fund in one account into a holding with several lots.

    The order of rows decides nothing: holdings are sorted by account and symbol, lots by date
    and cost.

    Args:
        entries: The rows.
        findings: Where rows that contradict each other are noted.

    Returns:
        The holdings, one for each account and symbol.
    """
    groups: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        groups.setdefault((entry.account, entry.symbol), []).append(entry)
    _check_indexes(entries, findings)
    return tuple(_holding(groups[place], findings) for place in sorted(groups))


def _holding(group: list[Entry], findings: Findings) -> Holding:
    """Merge the rows of one holding, noting where they differ."""
    first = group[0]
    locks = _agreed(group, "lock", lambda entry: entry.lock, findings)
    return Holding(
        account=first.account,
        symbol=first.symbol,
        lots=tuple(sorted((entry.lot for entry in group), key=_lot_order)),
        price=_agreed(group, "price", lambda entry: entry.price, findings),
        index=_agreed(group, "index", lambda entry: entry.index, findings),
        lock=locks or Lock.NONE,
        place=findings.place(first.line),
        is_exported=first.is_exported,
    )


def _lot_order(lot: Lot) -> tuple[date, Decimal, Decimal]:
    """Order lots by date, cost and shares; what is not known comes first."""
    unknown = Decimal(-1)
    cost = unknown if lot.cost_basis is None else lot.cost_basis
    return lot.acquired or date.min, cost, lot.shares


def _agreed(
    group: list[Entry],
    column: str,
    value: Callable[[Entry], Value | None],
    findings: Findings,
) -> Value | None:
    """Take the one value that rows give, noting every row that gives another."""
    stated = [(entry, value(entry)) for entry in group if value(entry) is not None]
    for entry, found in stated[1:]:
        first, expected = stated[0]
        if found != expected:
            message = (
                f"{entry.symbol} has {column} {str(found) or 'none'} here "
                f"and {str(expected) or 'none'} in line {first.line}"
            )
            findings.error(entry.line, message, f"give both rows the same {column}")
    return stated[0][1] if stated else None


def _check_indexes(entries: list[Entry], findings: Findings) -> None:
    """Note funds that are said to track one index in one account and another in another."""
    declared: dict[str, Entry] = {}
    for entry in entries:
        if entry.index is None:
            continue
        first = declared.setdefault(entry.symbol, entry)
        if first.index != entry.index and first.account != entry.account:
            message = (
                f"{entry.symbol} tracks {entry.index} here and {first.index} in line {first.line}"
            )
            findings.error(entry.line, message, "a fund tracks one index in every account")

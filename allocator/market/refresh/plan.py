"""What to ask for: everything, or what a user names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.errors import InputError, Problem
from allocator.market.catalogue import plain_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.market.sources.source import Item, Source

Plan = tuple[tuple["Source", tuple["Item", ...]], ...]
"""Sources with what each is asked for."""


def plan(sources: Sequence[Source], only: Sequence[str]) -> Plan:
    """
    Choose what to ask for.

    Args:
        sources: Whom.
        only: Names of sources or of items, such as `yahoo`, `IWM`, `^RUT`, `DGS10`; none for
            everything. Capitals and Yahoo's mark of an index do not matter.

    Returns:
        Sources with what each is asked for, in its own order.

    Raises:
        InputError: If a name is neither.
    """
    everything = [(source, source.items()) for source in sources]
    if not only:
        return tuple(everything)
    wanted = {_spelled(name): name for name in only}
    chosen = []
    found: set[str] = set()
    for source, items in everything:
        names = {item: {_spelled(source.name), _spelled(item.name)} for item in items}
        kept = tuple(item for item in items if names[item] & wanted.keys())
        found = found.union(*names.values())
        if kept:
            chosen.append((source, kept))
    unknown = [name for spelled, name in wanted.items() if spelled not in found]
    if unknown:
        message = f"{', '.join(unknown)}: is neither a source nor anything that one is asked for"
        whom = ", ".join(source.name for source in sources)
        raise InputError(Problem("--only", message, f"give {whom}, or IWM, ^RUT, DGS10 and such"))
    return tuple(chosen)


def _spelled(name: str) -> str:
    """Spell a name so that two spellings of it are one."""
    return plain_name(name).casefold()

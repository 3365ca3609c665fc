"""
Checks of market data: whatever would make a proposal wrong, or a reader careful, as findings.

Nothing here repairs anything, and nothing raises for bad data. An error is something from which a
proposal would be wrong; a warning is something that a reader should know. Each family of checks is
a module of functions from series to findings; `together` puts them to all that belong together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.errors import MarketDataError, Severity
from allocator.market.quality import days, jumps, shiller, tail, together, values
from allocator.market.quality.kin import Kin
from allocator.model.quality import Check

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import date, datetime

    from allocator.market.archive import Archive
    from allocator.market.facts import Facts
    from allocator.market.series import Key, Series
    from allocator.model.quality import Finding

__all__ = ["examine"]

_ON_ROWS = (
    values.impossible_days,
    values.out_of_order,
    values.doubled,
    values.impossible_values,
)
_ON_SERIES = (
    days.monthly_beginning,
    days.gaps,
    days.closed_days,
    tail.standing_still,
    jumps.rebased,
    shiller.changed_units,
)
_CHECKS = tuple(Check)


def examine(
    archive: Archive,
    facts: Facts,
    as_of: date | None,
    keys: Collection[Key] | None = None,
    fetched: Mapping[Key, datetime] | None = None,
) -> tuple[Finding, ...]:
    """
    Check every series of an archive, alone and against the others.

    Args:
        archive: Where they are. What it cannot read is not found here: its `problems` say it.
        facts: What indexes and funds are, and so which series belong together.
        as_of: The last day whose news may be used; None for all there is.
        keys: The series to look at, if not all.
        fetched: When series were fetched, with time zone, where that is known.

    Returns:
        What was found, errors first; the same for the same series in whatever order.
    """
    given = tuple(_read(archive, as_of, keys))
    with np.errstate(all="ignore"):  # garbage may overflow; what is no number is never found
        found = _examined(given, facts, as_of, fetched or {})
    return tuple(sorted(dict.fromkeys(found), key=_rank))


def _examined(
    given: tuple[Series, ...],
    facts: Facts,
    as_of: date | None,
    fetched: Mapping[Key, datetime],
) -> list[Finding]:
    """Put all checks to series: the first ones to all rows, the others to rows that can be."""
    sound = tuple(kept for each in given if len(kept := values.usable(each)))
    found = [finding for each in given for check in _ON_ROWS for finding in check(each)]
    found += [finding for each in sound for check in _ON_SERIES for finding in check(each)]
    for each in sound:
        if each.key in fetched:
            found += tail.unfinished_day(each, fetched[each.key])
    found += together.all_checks(Kin.of(sound, facts), as_of)
    return found


def _read(archive: Archive, as_of: date | None, keys: Collection[Key] | None) -> Iterator[Series]:
    """Read the series asked for, in order, as known on a day; an empty one has nothing wrong."""
    for key in sorted(archive.keys() if keys is None else keys):
        try:
            series = archive.read(key)
        except MarketDataError:
            continue
        known = series if as_of is None else series.until(as_of)
        if len(known):
            yield known


def _rank(finding: Finding) -> tuple[bool, int, str, str]:
    """Put errors first, then the checks in their order, then places."""
    is_warning = finding.severity is not Severity.ERROR
    return is_warning, _CHECKS.index(finding.check), finding.place, finding.message

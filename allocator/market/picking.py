"""
Picking one series of each kind and name from an archive, as known on a day.

Where several sources have one, those that end well before the others are stale, and those with
far fewer numbers are parts; of the rest the one that reaches furthest counts.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from allocator.errors import MarketDataError, Problem
from allocator.market.quality.wording import warning
from allocator.market.series import PRICES, Frequency, Kind
from allocator.market.wanted import OF_FUNDS, wanted_by
from allocator.model.quality import Check

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from allocator.market.archive import Archive
    from allocator.market.facts import Facts
    from allocator.market.series import Key, Series
    from allocator.market.wanted import Wanted
    from allocator.model.quality import Finding

    Picked = Mapping[tuple[Kind, str], Series]

STALE_AFTER = timedelta(days=7)
"""A price older than this on the day of a snapshot is no price."""

_BEHIND = {
    Kind.DISTRIBUTION: timedelta(days=100),
    Kind.RETURN: timedelta(days=62),
    Kind.VALUATION: timedelta(days=62),
    Kind.SPLIT: timedelta(0),
}
"""How long one source may end before another and still count; `STALE_AFTER` for the others."""
_AS_MANY = 0.95
"""A source with this part of the numbers of the longest counts as being as long."""
_NEEDED = "prices and volumes are used by the day, returns by the month"


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """
    What was picked from an archive, and what was not.

    Attributes:
        picked: The series that count, by kind and name.
        rivals: What other sources say of the prices that were picked. Nothing is built from them;
            where they contradict, nobody knows who is right.
        unfit: Series asked for that have not the frequency their kind is used in.
    """

    picked: Picked
    rivals: tuple[Series, ...]
    unfit: tuple[Series, ...]

    def findings(self) -> tuple[Finding, ...]:
        """Say which series were passed over though they have more, or are all there is."""
        pairs = ((each, self.picked[each.key.kind, each.key.name]) for each in self.rivals)
        more = (
            (each, chosen)
            for each, chosen in pairs
            if each.last > chosen.last or len(each) * _AS_MANY > len(chosen)
        )
        lone = (each for each in self.unfit if (each.key.kind, each.key.name) not in self.picked)
        return (
            *(_told(each, _passed_over(each, chosen), chosen.key) for each, chosen in more),
            *(_told(each, f"is {each.frequency} and not used: {_NEEDED}") for each in lone),
        )


def pick_history(archive: Archive, facts: Facts, as_of: date, years: int) -> Choice:
    """
    Pick from an archive whatever the facts ask for, as known on a day, and no more than is used.

    Args:
        archive: Where the series are.
        facts: Which funds and indexes there are.
        as_of: The day.
        years: The window of the risk model.

    Raises:
        MarketDataError: If a series cannot be read, no fund has a price, or the newest is stale.
    """
    choice = pick_series(archive, wanted_by(facts, as_of, years), as_of)
    days = [series.last for key, series in choice.picked.items() if key[0] in OF_FUNDS[:2]]
    if not days:
        remedy = "fetch prices with allocator data refresh, or import files of them"
        raise MarketDataError(Problem(archive.place, f"no fund has a price by {as_of}", remedy))
    if as_of - max(days) > STALE_AFTER:
        message = f"prices end on {max(days)}, too long before {as_of}"
        remedy = f"choose a date up to {max(days) + STALE_AFTER}, or add newer prices"
        raise MarketDataError(Problem(archive.place, message, remedy))
    return choice


def pick_series(archive: Archive, wanted: Wanted, as_of: date) -> Choice:
    """
    Pick one series of each kind and name, cut at what was public on a day.

    Prices and volumes count if they are daily, returns if they are monthly.

    Args:
        archive: Where they are.
        wanted: Tells the first day that is used of a kind and name, or None for none.
        as_of: The day.

    Returns:
        Series with at least one number.
    """
    offered: dict[tuple[Kind, str], list[Series]] = defaultdict(list)
    unfit = []
    for key in archive.keys():  # noqa: SIM118 - an archive is no mapping
        since = wanted(key.kind, key.name)
        if since is None:
            continue
        series = archive.read(key).until(as_of).since(since)
        if not len(series):
            continue
        if _fits(series):
            offered[key.kind, key.name].append(series)
        else:
            unfit.append(series)
    picked = {name: _best(several) for name, several in offered.items()}
    rivals = tuple(
        each
        for name, several in offered.items()
        for each in several
        if each is not picked[name] and name[0] in PRICES
    )
    return Choice(picked, rivals, tuple(unfit))


def _best(several: list[Series]) -> Series:
    """Choose among sources of one series."""
    newest = max(each.last for each in several)
    behind = _BEHIND.get(several[0].key.kind, STALE_AFTER)
    current = [each for each in several if newest - each.last <= behind]
    most = max(len(each) for each in current)
    whole = [each for each in current if len(each) >= _AS_MANY * most]
    return min(whole, key=lambda each: (-each.last.toordinal(), -len(each), each.key.source))


def _fits(series: Series) -> bool:
    """Tell whether a series has the frequency that its kind is used in."""
    if series.key.kind in PRICES or series.key.kind is Kind.VOLUME:
        return series.frequency is Frequency.DAILY
    if series.key.kind is Kind.RETURN:
        return series.frequency is Frequency.MONTHLY
    return True


def _passed_over(rival: Series, chosen: Series) -> str:
    """Say why a source that has more was passed over."""
    return (
        f"has {len(rival):,} numbers to {rival.last} and is not used, but {chosen.key}, which has "
        f"{len(chosen):,} to {chosen.last}; import both with one --source to join them"
    )


def _told(series: Series, message: str, *others: Key) -> Finding:
    """Warn about a whole series."""
    return warning(Check.SOURCES, series.key, message, series.days, *others)

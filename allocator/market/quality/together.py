"""Checks that hold series against others that belong to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.market.catalogue import known_as
from allocator.market.quality.contradictions import closes_apart, contradictions
from allocator.market.quality.jumps import jumps
from allocator.market.quality.month_end import averaged, in_fractions, out_of_step, seems_averaged
from allocator.market.quality.price_level import another_scale, dividends_in_it, weeks_apart
from allocator.market.quality.rebuild import rebuild
from allocator.market.quality.shiller import impossible_ratios
from allocator.market.quality.tail import due_among, due_by, stale
from allocator.market.quality.tracking import last_day_apart, missing_distributions, tracking_gap
from allocator.market.series import PRICES, Frequency, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from allocator.market.catalogue import Release
    from allocator.market.quality.kin import Kin
    from allocator.market.series import Key, Series
    from allocator.model.quality import Finding


def all_checks(kin: Kin, as_of: date | None) -> Iterator[Finding]:
    """Make every check that needs more than one series."""
    yield from _stale(kin, as_of)
    yield from _jumps(kin)
    yield from _rebuilt(kin)
    misread = tuple(_in_step(kin))
    yield from misread
    yield from _contradictions(kin, {finding.place for finding in misread})
    yield from _tracking(kin)
    yield from _levels(kin)
    for table in kin.tables():
        yield from impossible_ratios(table)


def _stale(kin: Kin, as_of: date | None) -> Iterator[Finding]:
    """Hold the end of each series against the day, or against the others of its kind and source."""
    for series in kin.series:
        if kin.succeeded(series):
            continue
        if as_of is not None:
            due = due_by(series, as_of)
            behind = "" if due == np.datetime64(as_of) else f", the newest public by {as_of}"
            yield from stale(series, due, f"{due}{behind}")
        else:
            peers = [each for each in kin.series if _is_of_one_crawl(each, series)]
            yield from stale(series, due_among(peers), "most others of its source")


def _jumps(kin: Kin) -> Iterator[Finding]:
    """Doubt moves that nothing else makes; closes are held against their adjusted ones instead."""
    for series in kin.series:
        is_close = series.key.kind is Kind.CLOSE
        adjusted = kin.partner(series, Kind.ADJUSTED) if is_close else None
        if adjusted is None or adjusted.days[0] > series.days[0]:
            splits = kin.partner(series, Kind.SPLIT)
            yield from jumps(series, kin.peers(series), splits, alike=kin.may_be_stocks(series))


def _rebuilt(kin: Kin) -> Iterator[Finding]:
    """Rebuild every adjusted price."""
    for series in kin.series:
        close = kin.partner(series, Kind.CLOSE)
        is_adjusted = series.key.kind is Kind.ADJUSTED and series.frequency is Frequency.DAILY
        if is_adjusted and close is not None:
            yield from rebuild(close, series, kin.partner(series, Kind.DISTRIBUTION))


def _in_step(kin: Kin) -> Iterator[Finding]:
    """Hold returns and monthly prices against the days of the market, or of their own."""
    for series in kin.series:
        if series.key.kind is Kind.RETURN:
            market = kin.market_for(series)
            if market is not None:
                yield from out_of_step(series, market)
                yield from in_fractions(series, market)
        elif series.key.kind in PRICES and series.frequency is Frequency.MONTHLY:
            daily = kin.daily_of(series)
            if daily is None:
                yield from seems_averaged(series)
            else:
                yield from averaged(series, daily) or out_of_step(series, daily)


def _contradictions(kin: Kin, misread: set[str]) -> Iterator[Finding]:
    """Hold sources against each other, unless one is known to be something else altogether."""
    for one, other in kin.same():
        if not misread & {str(one.key), str(other.key)}:
            yield from closes_apart(one, other) or contradictions(one, other)


def _tracking(kin: Kin) -> Iterator[Finding]:
    """Hold funds against their indexes and against each other."""
    races, twins = tuple(kin.races()), tuple(kin.twins())
    for race in races:
        yield from tracking_gap(race)
    seen: set[frozenset[Key]] = set()
    for twin in twins:
        pair = frozenset((twin.fund.key, twin.other.key))
        if pair not in seen:
            yield from last_day_apart(twin)
        seen.add(pair)
    found: dict[str, Finding] = {}
    for race in (*races, *twins):
        paid = kin.partner(race.fund, Kind.DISTRIBUTION)
        for finding in () if paid is None else missing_distributions(race, paid):
            known = found.get(finding.place)
            if known is None or finding.count > known.count:
                found[finding.place] = finding
    yield from found.values()


def _levels(kin: Kin) -> Iterator[Finding]:
    """Hold levels of indexes against a fund: its closes if there, and its price with dividends."""
    for level, close, adjusted in kin.levels():
        price = adjusted if close is None else close
        if price is not None:
            yield from another_scale(level, price) or weeks_apart(level, price)
        if adjusted is not None:
            yield from dividends_in_it(level, adjusted)


def _is_of_one_crawl(one: Series, other: Series) -> bool:
    """Tell whether two series come together and as early, so that they should end together."""
    return _crawl(one) == _crawl(other)


def _crawl(series: Series) -> tuple[Kind, str, Frequency, Release | None]:
    """Tell with which others a series comes."""
    known = known_as(series.key.name)
    key = series.key
    return key.kind, key.source, series.frequency, known.release if known else None

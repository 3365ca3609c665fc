"""Probabilities of policy moves from federal funds futures, by the method of CME's FedWatch."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from math import floor, fsum
from typing import TYPE_CHECKING

from allocator.beliefs.policy_anchors import rates_around
from allocator.errors import InputError, Problem
from allocator.model.calendar import a_year_after
from allocator.model.policy_path import (
    STEP,
    MeetingOdds,
    Odds,
    PolicyPath,
    YearAhead,
    month_of,
    months_after,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from allocator.beliefs.policy_anchors import Around
    from allocator.model.policy_path import FuturesQuotes, Meeting, MeetingCalendar

_CERTAIN = 1e-9
"""Nearer than this to a whole number of steps is that number; prices have four decimals."""


def move_odds(change: float) -> tuple[Odds, ...]:
    """
    Split an expected change into the odds of the two neighbouring moves.

    Only multiples of 25 basis points are taken to be possible, and only the two around the
    expected change, so that the odds are the one pair with that mean.

    Args:
        change: The expected change, in percent points.

    Example:
        >>> [(odds.change_bp, round(odds.probability, 3)) for odds in move_odds(0.266429 - 0.1325)]
        [(0, 0.464), (25, 0.536)]
    """
    steps = change / STEP
    if abs(steps - round(steps)) < _CERTAIN:
        return (Odds(_in_bp(round(steps)), 1.0),)
    lower = floor(steps)
    upper = steps - lower
    return Odds(_in_bp(lower), 1 - upper), Odds(_in_bp(lower + 1), upper)


def together(first: Iterable[Odds], second: tuple[Odds, ...]) -> tuple[Odds, ...]:
    """Add two independent changes: the odds of every sum, in order of size."""
    found: dict[int, float] = {}
    for one in first:
        for other in second:
            change = one.change_bp + other.change_bp
            found[change] = found.get(change, 0.0) + one.probability * other.probability
    return tuple(Odds(change, found[change]) for change in sorted(found))


def policy_path(given: FuturesQuotes, calendar: MeetingCalendar, as_of: date) -> PolicyPath:
    """
    Read the implied path off a day's quotes.

    The path begins with the first meeting announced after `as_of` and ends before the first one
    that the quotes do not settle. Where a meeting has an anchor on both sides its own contract is
    not needed, and how far it is off is kept as its misfit.

    Args:
        given: The quotes.
        calendar: The meetings known; a month it does not cover is no anchor.
        as_of: The day from which on meetings and the twelve months count.

    Returns:
        The path, without meetings where none is settled.

    Raises:
        InputError: If `as_of` is no day, or lies before that of the quotes.

    References:
        CME Group, "Understanding the CME Group FedWatch Tool Methodology": its example, the odds
        of one meeting and the tree over several. Where months leave a choice, the rates join up
        from one meeting to the next.
    """
    _check_day(given, as_of)
    rates = {quote.month: quote.rate for quote in given.quotes}
    around = rates_around(rates, calendar)
    ahead = _ahead(calendar, as_of, max(rates))
    settled = _until_unsettled(ahead, around)
    found = _chain(settled, around)
    missing = [_unsettled(each) for each in ahead[len(settled) : len(settled) + 1]]
    missing += _beyond(rates, calendar)
    year_ahead = _year_ahead(found, rates, calendar, as_of)
    if year_ahead is None:
        missing.append("the change within twelve months: no meeting ahead is settled")
    return PolicyPath(
        quoted=given.as_of,
        as_of=as_of,
        source=given.source,
        meetings=found,
        drift=sum(later.before - earlier.after for earlier, later in pairwise(found)),
        year_ahead=year_ahead,
        missing=tuple(missing),
    )


def _ahead(calendar: MeetingCalendar, as_of: date, last: date) -> tuple[Meeting, ...]:
    """List the meetings announced after a day, up to the last month quoted."""
    return tuple(
        meeting
        for meeting in calendar.meetings
        if meeting.last_day > as_of and month_of(meeting.last_day) <= last
    )


def _until_unsettled(
    ahead: tuple[Meeting, ...], around: Mapping[date, Around]
) -> tuple[Meeting, ...]:
    """Keep the meetings before the first one that the quotes do not settle."""
    for number, meeting in enumerate(ahead):
        if month_of(meeting.last_day) not in around:
            return ahead[:number]
    return ahead


def _check_day(given: FuturesQuotes, as_of: date) -> None:
    """Refuse what is no day that quotes can be read on."""
    if type(as_of) is not date or as_of.year >= date.max.year:
        message, remedy = f"is {as_of!r}, not a day", "give a date, as date(2025, 12, 24)"
        raise InputError(Problem("as_of", message, remedy))
    if as_of < given.as_of:
        message = f"{as_of} lies before the day of the quotes, {given.as_of}"
        raise InputError(Problem("as_of", message, "give that day or a later one"))


def _chain(meetings: tuple[Meeting, ...], around: Mapping[date, Around]) -> tuple[MeetingOdds, ...]:
    """Give each meeting its odds, and those of all moves so far."""
    found = []
    total: tuple[Odds, ...] = (Odds(0, 1.0),)
    for meeting in meetings:
        known = around[month_of(meeting.last_day)]
        moves = move_odds(known.after - known.before)
        total = together(total, moves)
        found.append(
            MeetingOdds(
                announced=meeting.last_day,
                before=known.before,
                after=known.after,
                moves=moves,
                total=total,
                anchor=known.anchor,
                misfit=known.misfit,
                days_after=known.days_after,
            )
        )
    return tuple(found)


def _year_ahead(
    found: tuple[MeetingOdds, ...],
    rates: Mapping[date, float],
    calendar: MeetingCalendar,
    as_of: date,
) -> YearAhead | None:
    """
    Read the change within twelve months off the meetings, else off the last contract within them.

    The second where not every meeting is settled: the average of a month needs no calendar, but
    does not say which meeting moves the rate. The odds are those of the meetings that are settled;
    what the expected change is beyond theirs is one more move, split as that of a meeting is.
    """
    ends = a_year_after(as_of)
    within = [each for each in found if each.announced <= ends]
    if not within:
        return None
    horizon, now, reached = months_after(month_of(as_of), 12), within[0].before, within[-1]
    due = [each for each in calendar.meetings if as_of < each.last_day <= ends]
    last = max(month for month in rates if month <= horizon)
    change = reached.after - now
    is_covered = calendar.covers(month_of(as_of)) and calendar.covers(horizon)
    is_whole = is_covered and len(within) == len(due)
    begins = calendar.covers(month_of(as_of)) and within[0].announced == due[0].last_day
    read_from = f"{'every meeting' if is_whole else 'the meetings'} until {reached.announced}"
    if not is_whole and last > month_of(reached.announced):
        change, read_from = rates[last] - now, f"the average rate quoted for {last:%Y-%m}"
    elif not is_whole:
        read_from += " only"
    return YearAhead(
        change=change,
        read_from=read_from,
        odds=_with_mean(change, reached.total),
        is_whole=is_whole or (begins and max(last, month_of(reached.announced)) >= horizon),
    )


def _with_mean(change: float, odds: tuple[Odds, ...]) -> tuple[Odds, ...]:
    """Add to the odds of some meetings one more move, so that all together have this mean."""
    theirs = fsum(each.change_bp * each.probability for each in odds) / 100
    return together(odds, move_odds(change - theirs))


def _unsettled(meeting: Meeting) -> str:
    """Say that a meeting and what comes after it cannot be told."""
    return (
        f"the meeting of {meeting.last_day} and those after it: a quote of its month and of a "
        "month next to it is needed, back to one without a meeting"
    )


def _beyond(rates: Mapping[date, float], calendar: MeetingCalendar) -> list[str]:
    """Say which quoted months the calendar does not cover."""
    unknown = sorted(month for month in rates if not calendar.covers(month))
    if not unknown:
        return []
    months = ", ".join(f"{month:%Y-%m}" for month in unknown)
    return [f"meetings in {months}: the calendar does not reach them"]


def _in_bp(steps: int) -> int:
    """Turn steps into basis points."""
    return round(100 * STEP) * steps

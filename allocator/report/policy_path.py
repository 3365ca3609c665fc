"""What `allocator views policy-path` says: the odds of each meeting, and how they were got."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.model.plain import plain
from allocator.model.policy_path import STEP, Anchor
from allocator.report.json_text import json_text
from allocator.report.numbers import count, long_date, percent
from allocator.report.table import labelled, paragraph, table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from allocator.model.policy_path import (
        Meeting,
        MeetingCalendar,
        MeetingOdds,
        Odds,
        PolicyPath,
        YearAhead,
    )

_LEAST_SHOWN = 0.0005
"""Odds that would print as 0.0% are left out of the text; the JSON has them."""

_NOTABLE = 0.005
"""Half a basis point, one tick of the contract: smaller misfits are its rounding."""

_FEW_DAYS = 7
"""After so few days of a month one tick of its contract moves the odds by 8 points or more."""

_ASSUMED = (
    "Taken to be so: the rate moves by multiples of 25 basis points, at scheduled meetings only, "
    "on the day of the announcement, and each decision is independent of those before it. The "
    "rate is the effective one (EFFR), not the middle of the target range. Prices hold a premium "
    "for risk, so these are the market's prices of the outcomes and not forecasts."
)
_HEADS = ("announced", "rate before", "rate after", "its own move")


def path_text(path: PolicyPath, calendar: MeetingCalendar, width: int) -> str:
    """Lay out a path for a person."""
    title = f"Policy path on {long_date(path.as_of)}, from {path.source}"
    lines = [*paragraph(title, width), *labelled(_standing(path), width)]
    if path.meetings:
        lines += ["", "Each meeting"]
        lines += table([_HEADS, *map(_row, path.meetings)], "lrrl", width)
        lines += ["", "All moves from now until after the meeting"]
        totals = [(str(each.announced), _odds(each.total)) for each in path.meetings]
        lines += labelled(totals, width)
    doubts = _doubts(path)
    if doubts:
        lines += ["", "Not known, or doubtful"]
        for doubt in doubts:
            lines += paragraph(doubt, width, indent=2, hang=4)
    lines += ["", *paragraph(f"{_ASSUMED} {_calendar(calendar)}", width)]
    return "\n".join(lines) + "\n"


def path_json(path: PolicyPath) -> str:
    """Write a path for a program; rates in percent, changes in percent points or as named."""
    ahead = path.year_ahead
    cuts = None if ahead is None else ahead.cuts
    return json_text({"path": plain(path), "cuts_within_a_year": cuts}) + "\n"


def _standing(path: PolicyPath) -> list[tuple[str, str]]:
    """Say how old the quotes are, where the rate is, and what is expected of a year."""
    age = (path.as_of - path.quoted).days
    old = f", {count(age, 'day')} before" if age else ""
    found = [("quoted", f"{long_date(path.quoted)}{old}")]
    if path.meetings:
        first = path.meetings[0]
        start = f"{_rate(first.before)} before {first.announced}, as the quotes imply it"
        found.append(("rate", start))
    if path.year_ahead is not None:
        found.append(("in a year", _in_a_year(path.year_ahead)))
        found.append(("odds", f"{_odds(path.year_ahead.odds)}{_reach(path.year_ahead)}"))
    return found


def _in_a_year(ahead: YearAhead) -> str:
    """Put the change within twelve months into cuts and points."""
    word = "rises" if ahead.cuts < 0 else "cuts"
    number = f"{round(abs(ahead.cuts), 2) + 0.0:.2f} {word} of {STEP:g}"
    return f"{number} expected, {_points(ahead.change)} points; from {ahead.read_from}"


def _reach(ahead: YearAhead) -> str:
    """Say if the quotes do not reach through the year: then no scenario may be read off them."""
    return "" if ahead.is_whole else "; not of the whole year"


def _row(meeting: MeetingOdds) -> tuple[str, ...]:
    """Write one meeting."""
    return (
        str(meeting.announced),
        _rate(meeting.before),
        _rate(meeting.after),
        _odds(meeting.moves),
    )


def _odds(odds: Iterable[Odds]) -> str:
    """Write odds in order of size."""
    return ", ".join(
        f"{_move(each.change_bp)} {percent(each.probability)}"
        for each in odds
        if each.probability >= _LEAST_SHOWN
    )


def _move(change_bp: int) -> str:
    """Name a change."""
    return f"{change_bp:+d} bp" if change_bp else "no change"


def _doubts(path: PolicyPath) -> list[str]:
    """Say what is missing, and which figures hang on little."""
    found = list(path.missing)
    for each in path.meetings:
        if each.anchor is Anchor.BEFORE and each.days_after <= _FEW_DAYS:
            found.append(
                f"{each.announced}: rests on {count(each.days_after, 'day')} of its month, so "
                "that a small error in the price is a large one in the odds"
            )
        if abs(each.misfit) > _NOTABLE:
            found.append(
                f"{each.announced}: its own month is quoted {_points(each.misfit)} points from "
                "what the months around it imply"
            )
    if abs(path.drift) > _NOTABLE:
        found.append(
            f"the quotes move the rate by {_points(path.drift)} points between meetings; the odds "
            "of all moves leave that out"
        )
    return found


def _calendar(calendar: MeetingCalendar) -> str:
    """Say where the dates of meetings are from, each source once."""
    by_source: dict[str, list[Meeting]] = {}
    for each in calendar.meetings:
        by_source.setdefault(each.source, []).append(each)
    said = []
    for source, meetings in by_source.items():
        years = sorted({meetings[0].last_day.year, meetings[-1].last_day.year})
        day = long_date(meetings[-1].as_of)
        said.append(f"Meetings of {'-'.join(map(str, years))}: {source}, looked up on {day}.")
    return " ".join(said)


def _rate(rate: float) -> str:
    """Write a rate in percent, to a tenth of a basis point."""
    return f"{rate:.3f}%"


def _points(change: float) -> str:
    """Write a change in percent points with its sign."""
    rounded = round(change, 3) + 0.0
    return f"{rounded:+.3f}" if rounded else "0.000"

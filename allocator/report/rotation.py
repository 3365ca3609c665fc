"""What `allocator views rotation` says: what is seen, and what followed where it was before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.beliefs.student import LEAST_EPISODES, interval, leaves_out
from allocator.model.plain import plain
from allocator.model.signals import CALL_VOLUME, State
from allocator.model.views import SMALL_MINUS_LARGE
from allocator.report.evidence import sample, sample_json
from allocator.report.json_text import json_text
from allocator.report.numbers import long_date, points
from allocator.report.table import labelled, paragraph, table

if TYPE_CHECKING:
    from datetime import date

    from allocator.model.signals import Signal
    from allocator.model.views import Evidence

_HEADS = ("signal", "on since", "n", "mean", "small led", "95% interval", "any year")
_CASE = 20
"""Columns that a day and its difference take."""
_NO_CALLS = (
    f"{CALL_VOLUME}: there is none in this snapshot. Import a file of daily call volumes, columns "
    "'Date' and 'IWM call volume', with `allocator data import FILE`, then build a snapshot with "
    "`allocator data snapshot`."
)
_NONE = "This snapshot holds no signals. Build one that does with `allocator data snapshot`."
_NO_OVERLAP = (
    "A day on which the twelve months after an earlier one are not over begins no episode, so that "
    "no year counts twice."
)
_MOVES_NOTHING = (
    "None of this moves a weight. A signal counts only where a scenario of yours makes it a view, "
    'as [[view]] with signal = "burst", and then with the evidence shown here.'
)


def rotation_text(signals: tuple[Signal, ...], as_of: date, width: int) -> str:
    """
    Lay out signals for a person.

    Args:
        signals: As the snapshot has them.
        as_of: Its day.
        width: The widest a line may be.
    """
    lines = [f"Rotation signals on {long_date(as_of)}"]
    if not signals:
        return "\n".join([*lines, *paragraph(_NONE, width, indent=2)]) + "\n"
    title = f"The twelve months after: {SMALL_MINUS_LARGE}, points, {signals[0].evidence.basis}"
    lines += ["", *paragraph(title, width)]
    lines += table([_HEADS, *map(_row, signals)], "llrrrlr", width)
    for signal in signals:
        heading = f"{signal.key}: {signal.title}"
        lines += ["", *paragraph(heading, width, hang=2), *labelled(_told(signal), width)]
        lines += _cases(signal.evidence, width)
    if CALL_VOLUME not in {signal.key for signal in signals}:
        lines += ["", *paragraph(_NO_CALLS, width, hang=2)]
    for said in (_by_chance(signals), f"{_NO_OVERLAP} {_sources(signals)}", _MOVES_NOTHING):
        lines += ["", *paragraph(said, width)]
    return "\n".join(lines) + "\n"


def rotation_json(signals: tuple[Signal, ...], as_of: date) -> str:
    """Write signals for a program; returns are fractions over twelve months."""
    told = [
        {
            "signal": plain(each),
            "state": each.state.value,
            "figures": sample_json(each.evidence),
        }
        for each in signals
    ]
    return json_text({"as_of": plain(as_of), "signals": told}) + "\n"


def _row(signal: Signal) -> tuple[str, ...]:
    """Write one signal with the figures of what followed it."""
    found = signal.evidence
    reach = interval(found)
    low_high = f"{points(reach[0])} to {points(reach[1])}" if reach else ""
    return (
        signal.key,
        str(signal.since or signal.state),
        str(found.n),
        "" if found.mean is None else points(found.mean),
        str(found.positive),
        "too few" if _is_too_small(found) else low_high,
        points(_any_year(signal)),
    )


def _told(signal: Signal) -> list[tuple[str, str]]:
    """Say what a signal is, how it stands, and what followed."""
    found = signal.evidence
    followed = sample(found)
    if found.n and _is_too_small(found):
        followed += f"; fewer than {LEAST_EPISODES} are too few to say anything"
    return [
        ("seen", signal.seen),
        ("state", _state(signal)),
        ("rule", signal.rule),
        ("followed", followed),
        ("any year", _on_average(signal)),
    ]


def _state(signal: Signal) -> str:
    """Say whether a signal is on, and since when or why that is not known."""
    if signal.since is not None:
        return f"{State.ON} since {long_date(signal.since)}"
    because = signal.unknown_because
    return f"{signal.state}: {because}" if because else signal.state


def _on_average(signal: Signal) -> str:
    """Say what any year gave on average since the signal could be read, and in the whole record."""
    whole = points(signal.evidence.baseline_mean)
    if signal.mean_since in {None, signal.evidence.baseline_mean}:
        return f"{whole} on average"
    since = f"{points(_any_year(signal))} on average since it can be read, {signal.readable}"
    return f"{since}; {whole} in the whole record"


def _any_year(signal: Signal) -> float:
    """Give the average of any year since a signal can be read, else of the whole record."""
    if signal.mean_since is None:
        return signal.evidence.baseline_mean
    return signal.mean_since


def _cases(found: Evidence, width: int) -> list[str]:
    """Write the day and the difference of every episode, as many across as there is room for."""
    across = max(1, width // _CASE)
    cells = [cell for each in found.episodes for cell in (str(each.start), points(each.difference))]
    cells += [""] * (-len(cells) % (2 * across))
    rows = [cells[at : at + 2 * across] for at in range(0, len(cells), 2 * across)]
    return table(rows, "lr" * across, width)


def _by_chance(signals: tuple[Signal, ...]) -> str:
    """Say which intervals leave the average out, and that some must."""
    beyond = [
        each.key
        for each in signals
        if not _is_too_small(each.evidence) and leaves_out(each.evidence, _any_year(each))
    ]
    found = "No interval leaves the average of any year out: nothing here can be told from chance."
    if beyond:
        intervals = "interval of {} leaves" if len(beyond) == 1 else "intervals of {} leave"
        found = f"The {intervals} the average of any year out.".format(", ".join(beyond))
    return (
        f"{found} Several signals were looked at, here {len(signals)}. Of those that mean nothing "
        "one in twenty looks good by chance, so the more are looked at, the more will."
    )


def _sources(signals: tuple[Signal, ...]) -> str:
    """Name what the figures come from."""
    named = dict.fromkeys(each.evidence.source for each in signals)
    beside = (f"{each.key} also from {each.read_from}" for each in signals if each.read_from)
    return f"From {'; '.join((*named, *beside))}."


def _is_too_small(found: Evidence) -> bool:
    """Tell whether a sample is too small to say anything."""
    return found.n < LEAST_EPISODES

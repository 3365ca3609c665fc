"""What `allocator data refresh` says: what came, what did not and why."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from allocator.market.refresh.summary import Fate
from allocator.market.series import Kind
from allocator.market.store import Outcome
from allocator.model.plain import plain
from allocator.report.json_text import json_text
from allocator.report.numbers import count
from allocator.report.table import labelled, paragraph

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from allocator.errors import Problem
    from allocator.market.refresh.summary import Fetch, Summary
    from allocator.market.store import Merge

_TOLD = frozenset({Outcome.READJUSTED, Outcome.REVISED, Outcome.REPLACED})
"""Outcomes that changed what was stored, and are told with dates and sizes."""
_AGAIN = "Run allocator data refresh again later: it begins with what is missing."


def refresh_text(summary: Summary, width: int) -> str:
    """
    Write what a refresh did for a person.

    Args:
        summary: What it did.
        width: The widest a line may be, at least 80.
    """
    lines = paragraph(_headline(summary), width, hang=2)
    lines += labelled([(label, ", ".join(names)) for label, names in _groups(summary)], width)
    for title, texts in (
        ("Changed in the past", list(_changes(summary))),
        ("Notes", list(_notes(summary))),
        ("Did not come, or was not kept", list(_failures(summary))),
    ):
        if texts:
            lines += ["", title]
            lines += [line for text in texts for line in paragraph(text, width, indent=2, hang=4)]
    if any(map(_may_come_later, summary.fetches)):
        lines += ["", _AGAIN]
    return "\n".join(lines) + "\n"


def refresh_json(summary: Summary) -> str:
    """Write what a refresh did for a program: one entry an item."""
    text = json_text(
        {
            "home": summary.place,
            "complete": summary.is_complete,
            "interrupted": summary.is_interrupted,
            "items": [
                {
                    "source": each.item.source,
                    "name": each.item.name,
                    "fate": str(each.fate),
                    "through": None if each.through is None else str(each.through),
                    "series": [_merge(merge) for merge in each.merges],
                    "notes": list(each.notes),
                    "problems": [plain(problem) for problem in each.problems],
                }
                for each in summary.fetches
            ],
        }
    )
    return text + "\n"


def _merge(merge: Merge) -> dict[str, object]:
    """Show what became of one series."""
    return {
        "kind": str(merge.key.kind),
        "name": merge.key.name,
        "source": merge.key.source,
        "outcome": str(merge.outcome),
        "added": merge.added,
        "message": merge.message,
    }


def _headline(summary: Summary) -> str:
    """Say how much came, and into which folder."""
    came = sum(each.fate in {Fate.CAME, Fate.PARTLY} for each in summary.fetches)
    ended = "Ended by Ctrl-C: " if summary.is_interrupted else ""
    every = count(len(summary.fetches), "item")
    return f"{ended}{came} of {every} came and are kept in {summary.place}"


def _groups(summary: Summary) -> Iterator[tuple[str, list[str]]]:
    """List the names of what came, those together of which the same is to be said."""
    groups: dict[str, list[str]] = defaultdict(list)
    for each in summary.fetches:
        if each.fate in {Fate.CAME, Fate.PARTLY}:
            through = f", through {each.through}" if each.through is not None else ""
            groups[f"{each.item.source}: {_news(each)}{through}"].append(each.item.name)
    yield from groups.items()


def _news(fetch: Fetch) -> str:
    """Say what is new of an item."""
    main = [merge for merge in fetch.merges if merge.key == fetch.item.key]
    if not main:
        return "known today" if fetch.through is not None else "none given"
    if main[0].outcome is Outcome.NEW:
        return "new"
    if main[0].outcome is Outcome.CONTRADICTED:
        return "in part"
    return f"{count(main[0].added, 'row')} added" if main[0].added else "nothing new"


def _changes(summary: Summary) -> Iterator[str]:
    """Say which numbers of the past are others now: those scaled for distributions in one line."""
    merges = [merge for each in summary.fetches for merge in each.merges]
    scaled = [merge.key.name for merge in merges if _is_routine(merge)]
    if scaled:
        yield f"adjusted closes, scaled for a distribution or split: {', '.join(scaled)}"
    for merge in merges:
        is_told = merge.outcome in _TOLD and not _is_routine(merge)
        if is_told or merge.aside is not None:
            yield f"{merge.key}: {merge.outcome}: {merge.message}"


def _notes(summary: Summary) -> Iterator[str]:
    """Say what is worth knowing of what came, once for all items of which it is true."""
    named: dict[str, list[str]] = defaultdict(list)
    for each in summary.fetches:
        for note in each.notes:
            named[note].append(each.item.name)
    for note, names in named.items():
        yield f"{', '.join(names)}: {note}"


def _is_routine(merge: Merge) -> bool:
    """Tell whether a change is what adjusted closes are for."""
    return merge.outcome is Outcome.READJUSTED and merge.key.kind is Kind.ADJUSTED


def _may_come_later(fetch: Fetch) -> bool:
    """Tell whether another refresh may bring what this one did not."""
    return fetch.cause.passes if fetch.cause is not None else fetch.fate is Fate.LEFT


def _failures(summary: Summary) -> Iterator[str]:
    """Say what is missing and why; what was not asked for, by source."""
    for each in summary.fetches:
        if each.fate is not Fate.LEFT:
            yield from (f"{each.item.name}: {_told(problem)}" for problem in each.problems)
    left: dict[tuple[str, str], list[str]] = defaultdict(list)
    for each in summary.fetches:
        if each.fate is Fate.LEFT:
            left[each.item.source, "; ".join(_messages(each.problems))].append(each.item.name)
    for (source, why), names in left.items():
        reason = f", as it {why}" if why else ""
        yield f"{source} was not asked for {', '.join(names)}{reason}"


def _told(problem: Problem) -> str:
    """Write a problem in one line."""
    remedy = f"; {problem.remedy}" if problem.remedy else ""
    return f"{problem.place} {problem.message}{remedy}"


def _messages(problems: Iterable[Problem]) -> list[str]:
    """List what is wrong, without the place."""
    return [problem.message for problem in problems]

"""The head of a report: as of when, how old, and what is no longer so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.report.numbers import count, long_date
from allocator.report.reasons import components, spoken
from allocator.report.table import paragraph

if TYPE_CHECKING:
    from datetime import date

    from allocator.model.proposal import Proposal
    from allocator.report.origin import Origin

FRESH_DAYS = 7
"""Data older than this are called old, loudly."""

REFRESH = "allocator data refresh, then allocator data snapshot --as-of DATE"
"""The commands that make newer data."""

FINGERPRINT = 12
"""How many digits of a digest are shown."""


def heading(proposal: Proposal, today: date, width: int, origin: Origin) -> list[str]:
    """State the date of the data, its age, how to refresh it, and every view that has expired."""
    snapshot = proposal.snapshot
    age = (today - snapshot.as_of).days
    lines = [f"Proposal on data of {long_date(snapshot.as_of)}, {_age(age)}"]
    made_from = f"{origin.snapshot} {snapshot.digest[:FINGERPRINT]}"
    lines += paragraph(f"{made_from}; run {proposal.run.id[:FINGERPRINT]}", width, indent=2)
    if origin.snapshot_note:
        lines += paragraph(f"note: {origin.snapshot_note}", width, indent=2, hang=4)
    lines += paragraph(f"refresh: {REFRESH}", width, indent=2, hang=4)
    loud = [_too_old(age)] if age > FRESH_DAYS else []
    loud += _expired(proposal, today)
    return lines + [line for text in loud for line in paragraph(f"!! {text}", width, hang=3)]


def _age(days: int) -> str:
    """Say how old the data are, or that they come from after today."""
    if days < 0:
        return f"dated {count(-days, 'day')} after today: check the clock"
    return f"{count(days, 'day')} old"


def _too_old(age: int) -> str:
    """Say loudly that the data are old."""
    return (
        f"THE DATA ARE {count(age, 'DAY').upper()} OLD: prices have moved. "
        "Refresh them before you trade."
    )


def _expired(proposal: Proposal, today: date) -> list[str]:
    """Name every driver that is listened to although it has nothing more to say by today."""
    ends = {
        part.driver: part.expires
        for _, part in components(proposal.brief.outlook)
        if part.expires is not None and part.expires < today
    }
    return [
        f"A VIEW HAS EXPIRED on {long_date(last)}: the {spoken(driver)} still counts here."
        for driver, last in sorted(ends.items())
    ]

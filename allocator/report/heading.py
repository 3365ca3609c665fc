"""The head of a report: as of when, how old, and what is no longer so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.model.fingerprint import fingerprint
from allocator.report.numbers import count, long_date
from allocator.report.reasons import by_name, components
from allocator.report.table import paragraph

if TYPE_CHECKING:
    from datetime import date

    from allocator.model.outlook import Outlook
    from allocator.model.proposal import Proposal
    from allocator.report.origin import Origin

FRESH_DAYS = 7
"""Data older than this are called old, loudly."""

REFRESH = "allocator data refresh, then allocator data snapshot --as-of DATE"
"""The commands that make newer data."""


def heading(proposal: Proposal, today: date, width: int, origin: Origin) -> list[str]:
    """State the date of the data, its age, how to refresh it, and every view that has expired."""
    snapshot = proposal.snapshot
    title = f"Proposal {data_of(snapshot.as_of, today)}{_traded(proposal)}"
    lines = paragraph(title, width, hang=2)
    made_from = f"{origin.snapshot} {fingerprint(snapshot.digest)}"
    lines += paragraph(f"{made_from}; run {fingerprint(proposal.run.id)}", width, indent=2)
    lines += cautions(snapshot.as_of, proposal.brief.outlook, today, width, origin)
    loud = _old_holdings(proposal.portfolio.as_of, today)
    return lines + [line for text in loud for line in paragraph(f"!! {text}", width, hang=3)]


def _old_holdings(as_of: date | None, today: date) -> list[str]:
    """Say loudly that the file of holdings is old, where it states its day."""
    age = 0 if as_of is None else (today - as_of).days
    if age <= FRESH_DAYS:
        return []
    text = f"YOUR HOLDINGS ARE {count(age, 'DAY').upper()} OLD: what you hold may have changed."
    return [f"{text} Export them again before you trade."]


def cautions(as_of: date, outlook: Outlook, today: date, width: int, origin: Origin) -> list[str]:
    """Say how to refresh data of a day, and loudly what is old or has expired by another."""
    lines = []
    if origin.snapshot_note:
        lines += paragraph(f"note: {origin.snapshot_note}", width, indent=2, hang=4)
    lines += paragraph(f"refresh: {REFRESH}", width, indent=2, hang=4)
    loud = [*too_old(as_of, today), *_expired(outlook, today)]
    return lines + [line for text in loud for line in paragraph(f"!! {text}", width, hang=3)]


def _traded(proposal: Proposal) -> str:
    """Say on which day the trades would be made, if that is not the day of the data."""
    on, as_of = proposal.run.on, proposal.snapshot.as_of
    if on == as_of:
        return ""
    return f"; to trade on {long_date(on)}" + (", WHICH IS BEFORE THEM" if on < as_of else "")


def data_of(as_of: date, today: date) -> str:
    """Say of which day the data are, and how old that is."""
    return f"on data of {long_date(as_of)}, {_age((today - as_of).days)}"


def too_old(as_of: date, today: date) -> list[str]:
    """Say loudly that data are old, if they are."""
    age = (today - as_of).days
    if age <= FRESH_DAYS:
        return []
    text = f"THE DATA ARE {count(age, 'DAY').upper()} OLD: prices have moved."
    return [f"{text} Refresh them before you trade."]


def _age(days: int) -> str:
    """Say how old the data are, or that they come from after today."""
    if days < 0:
        return f"dated {count(-days, 'day')} after today: check the clock"
    return f"{count(days, 'day')} old"


def _expired(outlook: Outlook, today: date) -> list[str]:
    """Name every driver that is listened to although it has nothing more to say by today."""
    ends = {
        part.driver: part.expires
        for _, part in components(outlook)
        if part.expires is not None and part.expires < today
    }
    return [
        f"A VIEW HAS EXPIRED on {long_date(last)}: {by_name(driver)} still counts here."
        for driver, last in sorted(ends.items())
    ]

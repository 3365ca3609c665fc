"""Days as commands deal with them: today's, and those that users type."""

from __future__ import annotations

from datetime import date, datetime

import click

_YEARS = range(1900, 2200)
"""Years that a day can be of."""


def today() -> date:
    """Give the day on which the command runs, by the clock of its place."""
    return datetime.now().astimezone().date()


def read_day(ctx: click.Context, param: click.Parameter, value: str | None) -> date | None:
    """Read a day of the calendar; one that does not exist is a usage error."""
    if value is None:
        return None
    try:
        day = date.fromisoformat(value)
    except ValueError:
        day = None
    if day is None or day.year not in _YEARS:
        message = f"{value!r} is no day: write a day that exists, as 2025-12-24"
        raise click.BadParameter(message, ctx, param)
    return day


on_option = click.option(
    "--on",
    metavar="DATE",
    callback=lambda ctx, param, value: read_day(ctx, param, value) or today(),
    help="The day of trading, which taxes and fees depend on (else today).",
)

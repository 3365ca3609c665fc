"""`allocator views policy-path`: what federal funds futures imply for each meeting."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from allocator.cli.days import read_day

if TYPE_CHECKING:
    from datetime import date


@click.command("policy-path")
@click.option(
    "--quotes",
    metavar="FILE",
    required=True,
    help="Federal funds futures of one day: a CSV with month, price and as_of.",
)
@click.option(
    "--meetings",
    metavar="FILE",
    help="Your calendar of FOMC meetings, in whole years; else the bundled one.",
)
@click.option(
    "--as-of",
    metavar="DATE",
    callback=read_day,
    help="The day from which on meetings count; else the day of the quotes.",
)
@click.option("--json", "json", is_flag=True, help="Print the same as JSON.")
def command(quotes: str, meetings: str | None, as_of: date | None, *, json: bool) -> None:
    """
    Show the odds of each FOMC meeting that federal funds futures imply.

    Also the expected rate after each, and the odds of the cuts within twelve months.
    """
    from allocator.beliefs.policy_path import policy_path
    from allocator.bundled import FOMC_MEETINGS
    from allocator.cli.terminal import show, width
    from allocator.errors import InputError, Problem
    from allocator.model.policy_path import month_of
    from allocator.portfolio.meetings_file import read_meetings
    from allocator.portfolio.quotes_file import read_quotes
    from allocator.report.policy_path import path_json, path_text

    given = read_quotes(quotes)
    calendar = read_meetings(FOMC_MEETINGS if meetings is None else meetings)
    day = as_of or given.as_of
    last = given.quotes[-1].month
    if day < given.as_of or month_of(day) > max(last, month_of(given.as_of)):
        message = f"{day} is not between the quotes of {given.as_of} and their end, {last:%Y-%m}"
        raise InputError(Problem("--as-of", message, "leave it out, or give quotes of that day"))
    path = policy_path(given, calendar, day)
    show(path_json(path) if json else path_text(path, calendar, width()))

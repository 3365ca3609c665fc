"""A day as a word of the command line."""

from __future__ import annotations

from datetime import date

import click


class Day(click.ParamType):
    """A day of the calendar, written as 2025-12-24."""

    name = "date"

    def convert(
        self, value: str | date, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """Read the day; one that does not exist is a usage error."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no day: write a day that exists, as 2025-12-24", param, ctx)

"""The data that ships with the package, and where it lies on disk."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).parent

SNAPSHOT = _HERE / "snapshot.json"
"""The market as known on the day the release was made."""

FACTS = _HERE / "facts.toml"
"""Dated facts that no price series holds: fees, index rules, valuations."""

POLICY_RATE = _HERE / "policy_rate.csv"
"""
Changes of the federal funds target since 1989, by the day on which they were announced.

Until 1994 nothing was announced: the day is the one on which the market could tell. Days and levels
before 1999-09 are typed from general knowledge. A technical step from 9.0625 to 9.00 on 1989-08-10
is not listed as a cut, so the cut of October arrives at 8.75 from 9.00.
"""

FOMC_MEETINGS = _HERE / "fomc_meetings.csv"
"""
Scheduled meetings of the FOMC, whole years only, with who said so and when it was looked up.

It holds 2025 and 2026: of other years no list was at hand, and none was made up.
"""

FEDERAL_TAX = _HERE / "federal_tax.toml"
"""Federal brackets, surtax and loss limit of single years."""

SALE_FEES = _HERE / "sale_fees.toml"
"""What regulators charge on a sale, by trade date, with the days on which that is known."""


def scenario_folder() -> Path:
    """Find the shipped scenarios: inside the wheel, or beside the package in a checkout."""
    in_wheel = _HERE / "scenarios"
    return in_wheel if in_wheel.is_dir() else _HERE.parent.parent / "scenarios"

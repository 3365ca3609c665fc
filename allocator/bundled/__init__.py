"""The data that ships with the package, and where it lies on disk."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).parent

SNAPSHOT = _HERE / "snapshot.json"
"""The market as known on the day the release was made."""

FACTS = _HERE / "facts.toml"
"""Dated facts that no price series holds: fees, index rules, valuations, early rate cuts."""


def scenario_folder() -> Path:
    """Find the shipped scenarios: inside the wheel, or beside the package in a checkout."""
    in_wheel = _HERE / "scenarios"
    return in_wheel if in_wheel.is_dir() else _HERE.parent.parent / "scenarios"

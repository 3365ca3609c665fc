"""How snapshots are built, by the user's wish: `data.toml` in their home, or a file they name."""

from __future__ import annotations

import tomllib
from pathlib import Path

from allocator.errors import InputError, MarketDataError, Problem
from allocator.market.covariance import Estimator, RiskSettings
from allocator.market.record import Record

FILE = "data.toml"
LONGEST = 40
"""Years of the longest window."""
_REMEDY = "docs/files.md lists what data.toml may hold"


def read_settings(named: str | None, home: Path) -> RiskSettings:
    """
    Read the settings that are named, else those of the user's home, else take the defaults.

    Raises:
        InputError: If the file cannot be read, or holds what is not known or out of range.
    """
    path = home / FILE if named is None else Path(named)
    if named is None and not path.exists():
        return RiskSettings()
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
        whole = Record.of(document, str(path), _REMEDY).only(optional=("risk",))
        return _risk(whole.record("risk")) if whole.has("risk") else RiskSettings()
    except (OSError, ValueError) as error:
        raise InputError(Problem(str(path), f"cannot be read: {error}", _REMEDY)) from None
    except MarketDataError as error:
        raise InputError(*error.problems) from None


def _risk(record: Record) -> RiskSettings:
    """Read how risk is estimated; what is left out keeps its default."""
    record.only(optional=("estimator", "years", "half_life_weeks"))
    usual = RiskSettings()
    named = record.has("estimator")
    years = record.whole("years", 3) if record.has("years") else usual.years
    if years > LONGEST:
        record.refuse(f"expected at most {LONGEST}: no fund is as old", "years")
    return RiskSettings(
        estimator=record.word("estimator", Estimator) if named else usual.estimator,
        years=years,
        half_life_weeks=record.number("half_life_weeks", 4, 1000)
        if record.has("half_life_weeks")
        else usual.half_life_weeks,
    )

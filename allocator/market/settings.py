"""
How snapshots are built, by the user's wish: `data.toml` in their home, or a file they name.

It says how risk is estimated, and holds valuations that the user knows and we do not.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from allocator.bundled import FACTS
from allocator.errors import InputError, MarketDataError, Problem
from allocator.market import entries
from allocator.market.covariance import Estimator, RiskSettings
from allocator.market.facts import read_facts
from allocator.market.formats.files import content_of
from allocator.market.record import Record

if TYPE_CHECKING:
    from allocator.model.snapshot import Valuation

FILE = "data.toml"
LONGEST = 40
"""Years of the longest window."""
MOST_BYTES = 100_000
"""Larger files are no settings."""
_REMEDY = "docs/files.md lists what data.toml may hold"


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user wishes: how risk is estimated, and their own valuations as in the file."""

    risk: RiskSettings = field(default_factory=RiskSettings)
    valuations: tuple[Valuation, ...] = ()


def read_settings(named: str | None, home: Path) -> Settings:
    """
    Read the settings that are named, else those of the user's home, else take the defaults.

    Raises:
        InputError: If the file cannot be read, or holds what is not known or out of range.
    """
    path = home / FILE if named is None else Path(named)
    if named is None and not (path.is_symlink() or path.exists()):
        return Settings()
    try:
        whole = Record.of(_parsed(path), str(path), _REMEDY).only(optional=("risk", "valuation"))
        return Settings(
            risk=_risk(whole.record("risk")) if whole.has("risk") else RiskSettings(),
            valuations=_valuations(whole) if whole.has("valuation") else (),
        )
    except MarketDataError as error:  # to whoever wrote the file it is an input that is wrong
        raise InputError(*error.problems) from None


def _parsed(path: Path) -> dict[str, object]:
    """Read a file of TOML; a link that leads nowhere is not one that is missing."""
    if path.is_symlink() and not path.exists():
        message = f"is a link to {path.readlink()}, which is not there"
        raise MarketDataError(Problem(str(path), message, "mend the link, or remove it"))
    content = content_of(path, str(path))
    if len(content) > MOST_BYTES:
        message = f"is larger than {MOST_BYTES / 1000:.0f} kB"
        raise MarketDataError(Problem(str(path), message, _REMEDY))
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        message = f"byte 0x{content[error.start]:02X} is not UTF-8 text"
        raise MarketDataError(Problem(str(path), message, "save it as UTF-8")) from None
    except RecursionError:
        raise MarketDataError(Problem(str(path), "is nested too deeply", _REMEDY)) from None
    except ValueError as error:
        raise MarketDataError(Problem(str(path), f"is not TOML: {error}", _REMEDY)) from None


def _valuations(whole: Record) -> tuple[Valuation, ...]:
    """Read the user's valuations; the problems of all of them are told in one run."""
    indexes = sorted(index.name for index in read_facts(FACTS).indexes)
    found: dict[object, Valuation] = {}
    problems: list[Problem] = []
    for record in whole.records("valuation"):
        try:
            value = _valuation(record, indexes)
            kind = (value.of, value.measure, value.definition, value.on)
            if kind in found:
                record.refuse(f"is a second one of {value.of} of {value.on} by that definition")
            found[kind] = value
        except MarketDataError as error:
            problems += error.problems
    if problems:
        raise MarketDataError(*problems)
    return tuple(found.values())


def _valuation(record: Record, indexes: list[str]) -> Valuation:
    """Read a valuation of an index that snapshots know."""
    value = entries.valuation(record)
    for key, name in (("index", value.index), ("relative_to", value.relative_to)):
        if name is not None and name not in indexes:
            message = f"{name!r} is not an index that snapshots know"
            remedy = f"write one of: {', '.join(indexes)}"
            raise MarketDataError(Problem(f"{record.place}: {key}", message, remedy))
    return value


def _risk(record: Record) -> RiskSettings:
    """Read how risk is estimated; what is left out keeps its default."""
    record.only(optional=("estimator", "years", "half_life_weeks"))
    usual = RiskSettings()
    named = record.has("estimator")
    estimator = record.word("estimator", Estimator) if named else usual.estimator
    years = record.whole("years", 3) if record.has("years") else usual.years
    if years > LONGEST:
        record.refuse(f"expected at most {LONGEST}: no fund is as old", "years")
    if not record.has("half_life_weeks"):
        return RiskSettings(estimator, years)
    half_life = record.number("half_life_weeks", 4, 1000)
    if estimator is not Estimator.EWMA:
        message = f"half_life_weeks changes nothing for the estimator {estimator}"
        remedy = 'write estimator = "ewma", or leave half_life_weeks out'
        raise MarketDataError(Problem(record.place, message, remedy))
    return RiskSettings(estimator, years, half_life)

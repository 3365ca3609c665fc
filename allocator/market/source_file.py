"""
Files of market data as they were known on one day: later rows do not exist.

A file whose first column is a date is cut before anything reads it, so nothing that came later
can change a snapshot, and its SHA-256 is that of the header and the rows kept. The command

    awk -F, 'NR == 1 || $1 <= "2025-12-24"' prices/etf_adjclose_daily.csv | sha256sum

gives the same digits.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from allocator.errors import MarketDataError, Problem

if TYPE_CHECKING:
    from pathlib import Path

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_NEEDED = "restore the file, or fetch it again from its source"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """
    The text of one file, as far as it was known, and what identifies it.

    `name` is relative to the folder; `first` and `last` are the days it spans.
    """

    name: str
    text: str
    digest: str
    first: date
    last: date
    rows: int

    @property
    def provenance(self) -> str:
        """Say what of the file was used, in words."""
        span = f"{self.first} to {self.last}" if self.first < self.last else f"{self.last}"
        return f"{span}, {self.rows} rows; SHA-256 of the header and these rows {self.digest}"

    def refuse(self, message: str, remedy: str = _NEEDED) -> MarketDataError:
        """Make the error for something wrong in this file."""
        return MarketDataError(Problem(self.name, message, remedy))


def read_dated(folder: Path, name: str, as_of: date) -> SourceFile:
    """
    Read a CSV file whose first column is a date, up to and including `as_of`.

    Raises:
        MarketDataError: If the file is missing, is not such a file, or begins after `as_of`.
    """
    header, *lines = _lines(folder, name)
    latest = as_of.isoformat()
    kept = [header]
    days = []
    for number, line in enumerate(lines, start=2):
        day = line[:10]
        if not _DAY.fullmatch(day):
            message = f"expected a row that begins with a date such as {latest}, found {day!r}"
            raise MarketDataError(Problem(f"{name}:{number}", message, _NEEDED))
        if day <= latest:
            kept.append(line)
            days.append(day)
    if not days:
        message = f"holds nothing on or before {latest}"
        remedy = f"choose a date from {lines[0][:10]} on" if lines else _NEEDED
        raise MarketDataError(Problem(name, message, remedy))
    return _source(name, kept, _day(name, min(days)), _day(name, max(days)))


def read_newest(folder: Path, stem: str, as_of: date) -> SourceFile | None:
    """
    Read the newest of the files `<stem>_YYYY-MM-DD.csv` that are not newer than `as_of`.

    Args:
        folder: The folder of market data.
        stem: Path within it and beginning of the name, such as `holdings/IWV_holdings`.
        as_of: The last day that may be used.

    Returns:
        The file, or None if there is none.
    """
    found: list[tuple[date, str]] = []
    for path in folder.glob(f"{stem}_*.csv"):
        ending = path.stem[-10:]
        if _DAY.fullmatch(ending):
            name = path.relative_to(folder).as_posix()
            found.append((_day(name, ending), name))
    known = [(day, name) for day, name in found if day <= as_of]
    if not known:
        return None
    day, name = max(known)
    return _source(name, _lines(folder, name), day, day)


def _lines(folder: Path, name: str) -> list[str]:
    """Read the lines of a file that are not blank, without a byte-order mark."""
    if not folder.is_dir():
        message = "is not a folder"
        remedy = "give --from the folder that holds prices/, fed/, holdings/, fundamentals/"
        raise MarketDataError(Problem(str(folder), message, remedy))
    try:
        text = (folder / name).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise MarketDataError(Problem(name, "is not text in UTF-8", _NEEDED)) from None
    except OSError as error:
        message = f"cannot be read: {error.strerror or 'input or output failed'}"
        raise MarketDataError(Problem(name, message, _NEEDED)) from None
    lines = [line for line in text.split("\n") if line.strip()]
    if not lines:
        raise MarketDataError(Problem(name, "is empty", _NEEDED))
    return lines


def _source(name: str, lines: list[str], first: date, last: date) -> SourceFile:
    """Put a file together from its header and rows."""
    text = "\n".join(lines) + "\n"
    digest = hashlib.sha256(text.encode()).hexdigest()
    return SourceFile(name, text, digest, first, last, len(lines) - 1)


def _day(name: str, text: str) -> date:
    """Read a date that already looks like one."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise MarketDataError(Problem(name, f"{text!r} is not a date", _NEEDED)) from None

"""Values read from JSON or TOML, taken with care: whatever is wrong is said with its place."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, NoReturn, TypeVar

from allocator.errors import MarketDataError, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping
    from enum import StrEnum

    Word = TypeVar("Word", bound=StrEnum)

LEAST = 1e-9
"""What must be positive is at least this."""

_PRICE = re.compile(r"[0-9]{1,9}(\.[0-9]{1,4})?")

YEARS = range(1800, 2200)
"""Years that a fact or a snapshot can be of; a year later must still be a date."""


@dataclass(frozen=True, slots=True)
class Record:
    """
    Named values and where they stand in their file.

    Every access checks what it takes and raises `MarketDataError`, with place and `remedy`, when
    a value is missing or not of its kind. A value of None counts as missing.
    """

    values: Mapping[str, object]
    place: str
    remedy: str

    @classmethod
    def of(cls, value: object, place: str, remedy: str) -> Record:
        """Take a parsed value that must be a table of names."""
        if not isinstance(value, dict):
            raise MarketDataError(Problem(place, "expected a table of names", remedy))
        return cls(value, place, remedy)

    def refuse(self, message: str, key: str = "") -> NoReturn:
        """Raise for what is wrong here, or under `key`."""
        raise MarketDataError(Problem(self._at(key), message, self.remedy))

    def only(self, *keys: str, optional: tuple[str, ...] = ()) -> Record:
        """Refuse any name that is missing or not known, and return the record itself."""
        for key in keys:
            self._get(key)
        for key in self.values:
            if key not in keys and key not in optional:
                self.refuse("is not a name that is known here", key)
        return self

    def has(self, key: str) -> bool:
        """Tell whether `key` has a value."""
        return self.values.get(key) is not None

    def text(self, key: str) -> str:
        """Take words."""
        value = self._get(key)
        if not isinstance(value, str) or not value:
            self.refuse("expected words", key)
        return value

    def word(self, key: str, kind: type[Word]) -> Word:
        """Take one of the words of an enumeration."""
        try:
            return kind(self.text(key))
        except ValueError:
            known = ", ".join(repr(str(word)) for word in kind)
            self.refuse(f"{self.text(key)!r} is none of {known}", key)

    def flag(self, key: str) -> bool:
        """Take true or false."""
        value = self._get(key)
        if not isinstance(value, bool):
            self.refuse("expected true or false", key)
        return value

    def number(self, key: str, low: float = -math.inf, high: float = math.inf) -> float:
        """Take a finite number in [low, high]."""
        value = as_number(self._get(key))
        if value is None or not low <= value <= high:
            within = "" if math.isinf(low) and math.isinf(high) else f" from {low:g} to {high:g}"
            self.refuse(f"expected a finite number{within}", key)
        return value

    def whole(self, key: str, low: int) -> int:
        """Take a whole number of at least `low`."""
        value = self._get(key)
        if not isinstance(value, int) or isinstance(value, bool) or value < low:
            self.refuse(f"expected a whole number of at least {low}", key)
        return value

    def price(self, key: str) -> Decimal:
        """Take dollars with at most four decimals, written as text so that none is lost."""
        text = self.text(key)
        if not _PRICE.fullmatch(text) or not Decimal(text):
            self.refuse("expected a price such as '252.71'", key)
        return Decimal(text)

    def day(self, key: str) -> date:
        """Take a date: TOML's own, or YYYY-MM-DD as text."""
        value = self._get(key)
        try:
            day = value if type(value) is date else date.fromisoformat(self.text(key))
        except ValueError:
            day = None
        written_so = day is value or (day is not None and day.isoformat() == value)
        if day is None or not written_so or day.year not in YEARS:
            self.refuse("expected a date such as 2025-12-24", key)
        return day

    def numbers(self, key: str) -> tuple[float, ...]:
        """Take a list of finite numbers."""
        found = tuple(as_number(item) for item in self._list(key))
        numbers = tuple(item for item in found if item is not None)
        if len(numbers) < len(found):
            self.refuse("expected finite numbers only", key)
        return numbers

    def texts(self, key: str) -> tuple[str, ...]:
        """Take a list of words."""
        texts = tuple(item for item in self._list(key) if isinstance(item, str))
        if len(texts) < len(self._list(key)):
            self.refuse("expected words only", key)
        return texts

    def rows(self, key: str) -> tuple[tuple[float, ...], ...]:
        """Take a list of lists of finite numbers, all of the same length."""
        items = {f"row {row}": item for row, item in enumerate(self._list(key), start=1)}
        table = Record(items, self._at(key), self.remedy)
        rows = tuple(table.numbers(row) for row in items)
        if len({len(row) for row in rows}) > 1:
            self.refuse("expected rows of the same length", key)
        return rows

    def record(self, key: str) -> Record:
        """Take a table of names."""
        return Record.of(self._get(key), self._at(key), self.remedy)

    def records(self, key: str) -> tuple[Record, ...]:
        """Take a list of tables of names."""
        return tuple(
            Record.of(item, f"{self._at(key)}[{place}]", self.remedy)
            for place, item in enumerate(self._list(key))
        )

    def _list(self, key: str) -> list[object]:
        """Take a list of whatever."""
        value = self._get(key)
        if not isinstance(value, list):
            self.refuse("expected a list", key)
        return value

    def _get(self, key: str) -> object:
        """Take what is there, or refuse."""
        if not self.has(key):
            self.refuse("is missing", key)
        return self.values[key]

    def _at(self, key: str) -> str:
        """Name the place of `key`."""
        return f"{self.place}: {key}" if key else self.place


def as_number(value: object) -> float | None:
    """Read a finite number, or None from anything else; true and false are not numbers."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None

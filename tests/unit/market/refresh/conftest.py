from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest

from allocator.market.refresh import plan, refresh
from allocator.market.series import Frequency, Key, Kind
from allocator.market.sources.source import Answer, Item
from allocator.market.store import Store
from tests.made_series import made_series

NOON = datetime(2026, 5, 1, 16, tzinfo=UTC)


def series(name, values, first="2026-04-01", kind=Kind.CLOSE, source="shop"):
    """A series of days in a row."""
    frequency = Frequency.DAILY if kind is Kind.CLOSE else Frequency.EVENTS
    return made_series(kind, name, values, first, frequency=frequency, source=source)


@dataclass(frozen=True, eq=False)
class Shop:
    """A source without a network: it gives, or raises, what was put there for an item."""

    name: str = "shop"
    stock: dict = field(default_factory=dict)
    readings: tuple = ()
    asked: list = field(default_factory=list)

    def items(self):
        kinds = {
            name: Kind.VALUATION if name in self.readings else Kind.CLOSE for name in self.stock
        }
        return tuple(
            Item(
                self.name, name, Key(kinds[name], name, self.name), is_reading=name in self.readings
            )
            for name in self.stock
        )

    def fetch(self, item, now):
        self.asked.append(item.name)
        found = self.stock[item.name]
        if isinstance(found, BaseException):
            raise found
        return found if isinstance(found, Answer) else Answer((found,))


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "home")


@pytest.fixture
def visit(store):
    """Refresh from shops, some days after the first of May; give the summary."""

    def run(*shops, days=0, replace=False, watch=lambda _: None, only=()):
        now = NOON + timedelta(days)
        return refresh(store, plan(shops, only), now, watch, replace=replace)

    return run


def a_day(day):
    return date.fromisoformat(day)


def names(store):
    """What is stored, by name."""
    return [entry.key.name for entry in store.entries()]

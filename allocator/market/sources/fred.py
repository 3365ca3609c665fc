"""
FRED, of the Federal Reserve Bank of St. Louis: policy rates, Treasury yields, core PCE prices.

Without a key its charts give the newest figures as CSV; when each became public is then the rule of
`allocator.market.catalogue`. With a key its API also says when each was first released. Days are
FRED's own: a change of the target is shown on the day of the decision up to 2016 and a day later
since; whoever reads changes off it must know.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from allocator.market.catalogue import known_as
from allocator.market.series import Key, Kind
from allocator.market.sources.download import Downloader
from allocator.market.sources.fred_vintages import (
    as_csv,
    read_observations,
    with_release_days,
)
from allocator.market.sources.reading import read_answer
from allocator.market.sources.retry import Patience, persistently
from allocator.market.sources.source import Answer, Cause, Item, SourceError

if TYPE_CHECKING:
    from datetime import datetime

    from allocator.market.sources.fred_vintages import Observation

NAME = "fred"
CHART = "https://fred.stlouisfed.org/graph/fredgraph.csv"
API = "https://api.stlouisfed.org/fred/series/observations"
_BEGINS = {
    "DFEDTAR": date(1982, 9, 27),
    "DFEDTARU": date(2008, 12, 16),
    "DFEDTARL": date(2008, 12, 16),
    "DFF": date(1954, 7, 1),
    "PCEPILFE": date(1959, 1, 31),
    "DGS3MO": date(1982, 1, 4),
    "DGS2": date(1976, 6, 1),
    "DGS10": date(1962, 1, 2),
}
"""What is asked for, and the first day that FRED has of it."""
_EVER = {"realtime_start": "1776-07-04", "realtime_end": "9999-12-31"}
"""FRED's own words for all vintages there are."""


@dataclass(frozen=True, slots=True)
class Fred:
    """
    FRED as a source.

    Attributes:
        api_key: The user's key, or empty to do without; never shown.
        patience: How often it is asked.
        downloader: How.
    """

    api_key: str = field(default="", repr=False)
    patience: Patience = field(default_factory=Patience)
    downloader: Downloader = field(default_factory=lambda: Downloader(NAME))

    @property
    def name(self) -> str:
        """Name it."""
        return NAME

    def items(self) -> tuple[Item, ...]:
        """List the series."""
        return tuple(Item(NAME, code, _key(code), begins) for code, begins in _BEGINS.items())

    def fetch(self, item: Item, now: datetime) -> Answer:
        """
        Fetch one series with all of its history.

        Raises:
            SourceError: If it did not come, or is not what it should be.
        """
        del now
        ask = self._from_api if self.api_key else self._from_chart
        return persistently(self.patience, lambda: ask(item))

    def _from_chart(self, item: Item) -> Answer:
        """Ask for the data of a chart."""
        content = self.downloader.get(CHART, {"id": item.name}, ending=b"\n")
        return read_answer(item, item.name, _decoded(content), f"{CHART}?id={item.name}")

    def _from_api(self, item: Item) -> Answer:
        """
        Ask the API: of an economic index for all vintages, of a rate for the newest.

        The levels are those of the newest vintage, as levels of two base years must not be mixed;
        of the vintages only the days on which a figure first came out are used.
        """
        revised = item.key.kind is Kind.MACRO
        observations = self._observations(item.name, _EVER if revised else {})
        origin = f"{API}?series_id={item.name}"
        answer = read_answer(item, item.name, as_csv(item.name, observations), origin)
        if not revised:
            return answer
        series = tuple(with_release_days(each, observations) for each in answer.series)
        return Answer(series, answer.notes, answer.problems)

    def _observations(self, code: str, when: dict[str, str]) -> tuple[Observation, ...]:
        """Ask page after page."""
        found: list[Observation] = []
        values = {"series_id": code, "api_key": self.api_key, "file_type": "json", **when}
        while True:
            try:
                content = self.downloader.get(API, {**values, "offset": str(len(found))})
            except SourceError as error:
                raise self._about_the_key(error) from None
            page = read_observations(content)
            found += page.observations
            if not page.observations or len(found) >= page.count:
                return tuple(found)

    def _about_the_key(self, error: SourceError) -> SourceError:
        """Say that the key may be wrong where the API refuses to answer."""
        if error.cause is not Cause.UNUSABLE:
            return error
        (problem,) = error.problems
        remedy = "correct FRED_API_KEY if it is wrong, or unset it to do without"
        return SourceError(problem.place, problem.message, error.cause, remedy=remedy)


def _key(code: str) -> Key:
    """Name a series by what the catalogue knows of it."""
    known = known_as(code)
    return Key(known.kind if known is not None else Kind.RATE, code, NAME)


def _decoded(content: bytes) -> str:
    """Read text; what is not UTF-8 shows as such and is refused by whoever reads it."""
    return content.decode("utf-8", errors="replace")

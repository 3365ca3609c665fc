"""A FRED made of numbers: its charts as CSV, and its API with vintages."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pandas as pd

from tests.network.internet import Reply

if TYPE_CHECKING:
    from tests.network.internet import Internet, Request

CHARTS, API = "fred.stlouisfed.org", "api.stlouisfed.org"
GRAPH, OBSERVATIONS = "/graph/fredgraph.csv", "/fred/series/observations"
KEY = "0123456789abcdef0123456789abcdef"
CSV, JSON = "application/csv", "application/json; charset=UTF-8"
PAGE = b"<!DOCTYPE html>\n<html><head><title>FRED</title></head><body>Error 404</body></html>"
TODAY = date(2026, 5, 1)


@dataclass(frozen=True)
class Figure:
    """One period and what was printed of it: days of release and values as text, in order."""

    day: date
    printed: tuple[tuple[date, str], ...]

    @property
    def newest(self) -> str:
        """What FRED shows now."""
        return self.printed[-1][1]


def daily(first="1954-07-01", last="1954-12-31", value="1.13", missing=()):
    """A rate of every weekday, known since the next day; FRED writes a point on holidays."""
    days = [day.date() for day in pd.bdate_range(first, last)]
    return [
        Figure(day, ((day + timedelta(1), "." if str(day) in missing else value),)) for day in days
    ]


def monthly(first="1959-01-01", last="2001-06-01", archive=date(2000, 8, 1), lag=58):
    """An index that grows by 2 per mille a month; FRED keeps vintages since the archive began."""
    months = [day.date() for day in pd.date_range(first, last, freq="MS")]
    return [
        Figure(month, ((max(archive, month + timedelta(lag)), f"{15 * 1.002**at:.3f}"),))
        for at, month in enumerate(months)
    ]


class Fred:
    """The hosts of FRED, with the series given."""

    def __init__(self, internet: Internet, **series: list[Figure]) -> None:
        self.series = series
        self.page_size = 100_000
        internet.serve(CHARTS, self.chart)
        internet.serve(API, self.observations)

    def chart(self, request: Request) -> Reply:
        """The data of a chart."""
        code = request.query.get("id", "")
        if request.path != GRAPH or code not in self.series:
            return Reply(PAGE, 404)
        rows = [
            f"{each.day},{each.newest.replace('.', '') if each.newest == '.' else each.newest}"
            for each in self.series[code]
        ]
        return Reply("\n".join([f"observation_date,{code}", *rows, ""]).encode(), kind=CSV)

    def observations(self, request: Request) -> Reply:
        """What the API says, for whoever has a key."""
        asked = request.query
        if asked.get("api_key") != KEY:
            return refusal("Bad Request.  The value for variable api_key is not registered.")
        if asked.get("series_id") not in self.series:
            return refusal("Bad Request.  The series does not exist.")
        rows = [row for each in self.series[asked["series_id"]] for row in self.rows(each, asked)]
        begin = int(asked.get("offset", "0"))
        document = {
            "realtime_start": asked.get("realtime_start", str(TODAY)),
            "realtime_end": asked.get("realtime_end", str(TODAY)),
            "count": len(rows),
            "offset": begin,
            "limit": self.page_size,
            "observations": rows[begin : begin + self.page_size],
        }
        return Reply(json.dumps(document).encode(), kind=JSON)

    def rows(self, figure: Figure, asked: dict[str, str]) -> list[dict[str, str]]:
        """The vintages of one period that a question covers."""
        if "realtime_start" not in asked:
            return [row(figure, str(TODAY), str(TODAY), figure.newest)]
        ends = [str(since - timedelta(1)) for since, _ in figure.printed[1:]] + ["9999-12-31"]
        return [
            row(figure, str(since), end, value)
            for (since, value), end in zip(figure.printed, ends, strict=True)
        ]


def row(figure: Figure, start: str, end: str, value: str) -> dict[str, str]:
    """Write one observation as the API does."""
    return {"realtime_start": start, "realtime_end": end, "date": str(figure.day), "value": value}


def refusal(message: str) -> Reply:
    """Write a refusal as the API does."""
    return Reply(json.dumps({"error_code": 400, "error_message": message}).encode(), 400, JSON)

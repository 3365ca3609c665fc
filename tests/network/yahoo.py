"""A Yahoo made of numbers: charts, crumbs, consent and quotes as the real one writes them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from tests.network.internet import Reply

if TYPE_CHECKING:
    from tests.network.internet import Internet, Request

NEW_YORK = ZoneInfo("America/New_York")
CHART = "/v8/finance/chart/"
SUMMARY = "/v10/finance/quoteSummary/"
DATA = "query2.finance.yahoo.com"
JSON = "application/json;charset=utf-8"
LAST = "2020-12-31"
PAID = {"2019-06-14": 1.25, "2019-12-16": 1.5, "2020-06-15": 1.75}
RANGES = ["1d", "5d", "1mo", "3mo", "6mo", "1y", "2y", "5y", "10y", "ytd", "max"]


@dataclass(frozen=True)
class Fund:
    """
    A fund as its holders lived it; what Yahoo makes of it follows.

    `close` is what a share cost on each day, in shares of that day; `paid`, `gains` and `splits`
    are by day as well. `edit` may change the chart before it is sent.
    """

    close: pd.Series
    paid: dict[str, float] = field(default_factory=dict)
    gains: dict[str, float] = field(default_factory=dict)
    splits: dict[str, int] = field(default_factory=dict)
    ratio: float | None = None
    currency: str = "USD"
    zone: str = "America/New_York"
    kind: str = "ETF"
    last_at: time = time(9, 30)
    edit: object = None

    @classmethod
    def drawn(cls, first="2019-01-02", last="2020-12-31", seed=0, **parts):
        """Draw closes that wander, to the cent."""
        days = pd.bdate_range(first, last)
        steps = np.random.default_rng(seed).normal(0.0003, 0.01, len(days))
        return cls(pd.Series((100 * np.exp(np.cumsum(steps))).round(2), days), **parts)

    def until(self, day):
        """The fund as it was known on a day: no later day, payment or split."""
        return replace(
            self,
            close=self.close[:day],
            paid={on: paid for on, paid in self.paid.items() if on <= day},
            gains={on: paid for on, paid in self.gains.items() if on <= day},
            splits={on: ratio for on, ratio in self.splits.items() if on <= day},
        )

    def scale(self, day):
        """How many of today's shares one share of a day has become."""
        return np.prod(
            [ratio for on, ratio in self.splits.items() if pd.Timestamp(on) > day] or [1]
        )

    @cached_property
    def closes(self):
        """Closes in today's shares."""
        return self.close / [self.scale(day) for day in self.close.index]

    @cached_property
    def adjusted(self):
        """Closes with every distribution taken off what came before it, as Yahoo does."""
        adjusted = self.closes.copy()
        for on in sorted({*self.paid, *self.gains}):
            day = pd.Timestamp(on)
            before = self.closes.index < day
            if before.any():
                paid = (self.paid.get(on, 0) + self.gains.get(on, 0)) / self.scale(day)
                adjusted[before] *= 1 - paid / self.closes[before].iloc[-1]
        return adjusted

    def moment(self, day, at=time(9, 30)):
        """Yahoo dates a day by the second in which it opens."""
        return int(datetime.combine(day.date(), at, ZoneInfo(self.zone)).timestamp())

    def chart(self, symbol, begin, end):
        """Write the answer of the chart endpoint for a span of seconds."""
        moments = [self.moment(day) for day in self.close.index]
        moments[-1] = self.moment(self.close.index[-1], self.last_at)
        rows = [at for at, moment in enumerate(moments) if begin <= moment <= end]
        closes = [float(self.closes.iloc[at]) for at in rows]
        quote = dict.fromkeys(("open", "high", "low", "close"), closes)
        result = {
            "meta": {**self.meta(symbol), "dataGranularity": "1d"},
            "timestamp": [moments[at] for at in rows],
            "events": self.events(begin, end),
            "indicators": {
                "quote": [{**quote, "volume": [1000] * len(rows)}],
                "adjclose": [{"adjclose": [float(self.adjusted.iloc[at]) for at in rows]}],
            },
        }
        if self.edit is not None:
            self.edit(result)
        return {"chart": {"result": [result], "error": None}}

    def meta(self, symbol):
        """Write what the chart says of the ticker."""
        first, last = self.moment(self.close.index[0]), self.moment(self.close.index[-1])
        period = {"timezone": "EST", "start": last, "end": last + 23400, "gmtoffset": -18000}
        return {
            "currency": self.currency,
            "symbol": symbol,
            "exchangeName": "PCX",
            "fullExchangeName": "NYSEArca",
            "instrumentType": self.kind,
            "firstTradeDate": first,
            "regularMarketTime": last,
            "hasPrePostMarketData": True,
            "gmtoffset": -18000,
            "timezone": "EST",
            "exchangeTimezoneName": self.zone,
            "regularMarketPrice": float(self.closes.iloc[-1]),
            "priceHint": 2,
            "currentTradingPeriod": {"pre": dict(period), "regular": dict(period), "post": period},
            "range": "",
            "validRanges": RANGES,
        }

    def events(self, begin, end):
        """Write what happened in a span of seconds."""

        def dated(amounts, write):
            moments = {on: self.moment(pd.Timestamp(on)) for on in amounts}
            return {
                str(moments[on]): {**write(on, value), "date": moments[on]}
                for on, value in amounts.items()
                if begin <= moments[on] <= end
            }

        def paid(on, amount):
            return {"amount": amount / float(self.scale(pd.Timestamp(on)))}

        def split(_, ratio):
            return {"numerator": ratio, "denominator": 1, "splitRatio": f"{ratio}:1"}

        found = {
            "dividends": dated(self.paid, paid),
            "capitalGains": dated(self.gains, paid),
            "splits": dated(self.splits, split),
        }
        return {name: events for name, events in found.items() if events}


class Yahoo:
    """The hosts of Yahoo, with the funds given."""

    def __init__(self, internet: Internet, **funds: Fund) -> None:
        self.funds = funds
        for host in ("query1.finance.yahoo.com", DATA):
            internet.serve(host, self.data)
        for host in ("fc.yahoo.com", "guce.yahoo.com", "consent.yahoo.com", "finance.yahoo.com"):
            internet.serve(host, self.page)

    def page(self, request: Request) -> Reply:
        """A page of no use but for its cookie, as fc.yahoo.com gives it."""
        cookie = "A3=d=AQABBA&S=AQAAAm; Expires=Thu, 31 Dec 2099 23:59:59 GMT; Domain=.yahoo.com"
        body = b"<!DOCTYPE html><html><body>Will be here</body></html>"
        status = 404 if request.host == "fc.yahoo.com" else 200
        return Reply(body, status, headers={"Set-Cookie": f"{cookie}; Path=/; Secure; HttpOnly"})

    def data(self, request: Request) -> Reply:
        """Answer on one of the hosts that hold data."""
        if request.path == "/v1/test/getcrumb":
            return Reply(b"Qp1x.crumb", kind="text/plain;charset=utf-8")
        symbol = request.path.rsplit("/", 1)[-1].replace("%5E", "^")
        if request.path.startswith(CHART):
            return self.chart(symbol, request.query)
        if request.path.startswith(SUMMARY):
            return self.summary(symbol)
        if request.path == "/v7/finance/quote":
            return written({"quoteResponse": {"result": [], "error": None}})
        return written({"timeseries": {"result": [{"meta": {}}], "error": None}})

    def chart(self, symbol: str, query: dict[str, str]) -> Reply:
        """The chart of a ticker; one month of it unless asked for more."""
        if symbol not in self.funds:
            description = "No data found, symbol may be delisted"
            return written(not_found("chart", description), 404)
        end = int(query.get("period2", 1 << 40))
        last = self.funds[symbol].moment(self.funds[symbol].close.index[-1])
        begin = int(query.get("period1", last - 31 * 86400))
        return written(self.funds[symbol].chart(symbol, begin, end))

    def summary(self, symbol: str) -> Reply:
        """What Yahoo says of a fund today."""
        if symbol not in self.funds:
            return written(not_found("quoteSummary", f"Quote not found for symbol: {symbol}"), 404)
        ratio = self.funds[symbol].ratio
        detail = {
            "maxAge": 1,
            "currency": "USD",
            **({} if ratio is None else {"trailingPE": ratio}),
        }
        result = [{"summaryDetail": detail, "quoteType": {"symbol": symbol}}]
        return written({"quoteSummary": {"result": result, "error": None}})


def written(document: object, status: int = 200) -> Reply:
    """Write JSON as Yahoo does; NaN is null there."""
    text = json.dumps(document).replace("NaN", "null")
    return Reply(text.encode(), status, JSON)


def not_found(part: str, description: str) -> dict[str, object]:
    """What Yahoo says of a ticker that it does not have."""
    return {part: {"result": None, "error": {"code": "Not Found", "description": description}}}


def today(day: str, at: str = "21:00") -> datetime:
    """A moment of a day, in Greenwich."""
    return datetime.fromisoformat(f"{date.fromisoformat(day)}T{at}+00:00")

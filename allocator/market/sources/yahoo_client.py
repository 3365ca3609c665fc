"""
The real yfinance, with its habits kept in check.

It logs to standard error, hides errors, keeps databases in the user's cache folder and waits as
long as it likes. Here it raises, keeps nothing on disk, is silent, and waits as long as we say.
"""

from __future__ import annotations

import logging
import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

import yfinance
from curl_cffi import CurlOpt
from curl_cffi import requests as curl

from allocator.market.record import as_number
from allocator.market.sources.aside import Aside
from allocator.market.sources.download import MOST_BYTES
from allocator.market.sources.yahoo_errors import Seen, understood

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import pandas as pd

    from allocator.market.sources.retry import Timeouts

    T = TypeVar("T")

EXCHANGE_ZONE = "America/New_York"
_HOSTS = frozenset({"query1.finance.yahoo.com", "query2.finance.yahoo.com"})
_CRUMB = "/v1/test/getcrumb"
_COOKIE_PAGE = "https://fc.yahoo.com"


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """A table of prices by moment, as yfinance lays it out, and what Yahoo says of the ticker."""

    prices: pd.DataFrame
    about: Mapping[str, Any]


class _Session(curl.Session[curl.Response]):
    """
    A session that waits no longer than we say and remembers the last answer.

    yfinance fetches its cookie before every question unless it may keep it in a database; here the
    page that gives it is asked again only when the cookie is gone.
    """

    def __init__(self, timeouts: Timeouts) -> None:
        limits = {
            CurlOpt.MAXFILESIZE_LARGE: MOST_BYTES,
            CurlOpt.LOW_SPEED_LIMIT: 1,
            CurlOpt.LOW_SPEED_TIME: ceil(timeouts.read),
        }
        super().__init__(impersonate="chrome", curl_options=limits)
        # curl_cffi adds the two up to the limit for the whole.
        self._limits = (timeouts.connect, timeouts.whole - timeouts.connect)
        self._gave_cookie: curl.Response | None = None
        self.seen: Seen | None = None

    def request(self, method: Any, url: str, *args: Any, **options: Any) -> curl.Response:  # noqa: ANN401 - as in curl_cffi
        """Ask, with our limits instead of yfinance's."""
        if url == _COOKIE_PAGE and self._gave_cookie is not None and len(self.cookies):
            return self._gave_cookie
        options["timeout"] = self._limits
        response = super().request(method, url, *args, **options)
        if url == _COOKIE_PAGE:
            self._gave_cookie = response
        parts = urlsplit(url)
        if parts.hostname in _HOSTS and parts.path != _CRUMB:
            self.seen = Seen.of(response)
        return response


class _Ticker(yfinance.Ticker):  # type: ignore[misc]  # it has no types
    """
    A ticker of an exchange in New York.

    yfinance would ask Yahoo where each ticker is traded before it asks for prices: twice as many
    requests. The answer itself says it again, and is checked.
    """

    def _get_ticker_tz(self, timeout: float) -> str:
        """Give the time zone of the exchange."""
        del timeout
        return EXCHANGE_ZONE


class YahooClient:
    """Asks Yahoo by way of yfinance, once; errors are ours."""

    def __init__(self, timeouts: Timeouts) -> None:
        # A folder that is a file cannot be made: yfinance then does without its caches, which are
        # databases that processes would share and a pickle of cookies.
        yfinance.set_tz_cache_location(__file__)
        self._timeouts = timeouts
        self._session = _Session(timeouts)
        self._aside = Aside()

    def history(self, symbol: str) -> History:
        """
        Fetch all daily prices of a ticker, with its distributions and splits.

        Raises:
            SourceError: If none came.
        """

        def ask() -> History:
            ticker = _Ticker(symbol, session=self._session)
            prices = ticker.history(
                period="max", interval="1d", auto_adjust=False, actions=True, keepna=True
            )
            about = ticker.history_metadata
            wanted = ("currency", "exchangeTimezoneName", "firstTradeDate")
            return History(prices, {name: about.get(name) for name in wanted})

        return self._asked(symbol, ask)

    def trailing_pe(self, symbol: str) -> float | None:
        """
        Fetch the trailing price-earnings ratio of a fund, or None where Yahoo gives none.

        Raises:
            SourceError: If nothing came.
        """

        def ask() -> object:
            return _Ticker(symbol, session=self._session).info.get("trailingPE")

        return as_number(self._asked(symbol, ask))

    def _asked(self, symbol: str, ask: Callable[[], T]) -> T:
        """Ask, and understand what goes wrong."""
        self._session.seen = None
        try:
            with _in_check():
                return self._aside.run(ask)
        except Exception as error:  # noqa: BLE001 - pandas in yfinance raises such as InvalidIndexError
            raise understood(symbol, error, self._session.seen, self._timeouts) from None


@contextmanager
def _in_check() -> Iterator[None]:
    """Make yfinance raise what it would hide, and say nothing; then leave it as it was."""
    logger, debug = logging.getLogger("yfinance"), yfinance.config.debug
    before = logger.disabled, debug.hide_exceptions
    logger.disabled, debug.hide_exceptions = True, False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.disabled, debug.hide_exceptions = before

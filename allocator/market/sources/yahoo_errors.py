"""
What went wrong with a question to Yahoo, told from what it answered.

yfinance raises many things for one cause, and the same thing for many. The status and the kind of
the last answer say more.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from curl_cffi import CurlECode
from curl_cffi import requests as curl
from yfinance.exceptions import YFDataException, YFPricesMissingError, YFRateLimitError

from allocator.market.sources.download import BROKE_OFF, MOST_BYTES, WEB_PAGE, asked_to_wait
from allocator.market.sources.source import Cause, SourceError

if TYPE_CHECKING:
    from allocator.market.sources.retry import Timeouts

PLACE = "yahoo"
_WORDS = 80
_BROKEN_OFF = frozenset({CurlECode.PARTIAL_FILE, CurlECode.RECV_ERROR, CurlECode.GOT_NOTHING})
_TOO_MANY, _IN_TROUBLE, _NO_CRUMB, _NOT_FOUND, _OK = 429, 500, 401, 404, 200


@dataclass(frozen=True, slots=True)
class Seen:
    """
    The last answer to a question about data.

    Attributes:
        status: Of HTTP.
        is_page: Whether it was a web page.
        wait: Seconds it asked to wait, zero if it did not say.
    """

    status: int
    is_page: bool
    wait: float

    @classmethod
    def of(cls, response: curl.Response) -> Seen:
        """Note what matters of an answer."""
        said = response.headers
        return cls(
            status=response.status_code,
            is_page="html" in said.get("Content-Type", "").lower(),
            wait=asked_to_wait(said.get("Retry-After", ""), said.get("Date", "")),
        )


def understood(symbol: str, error: Exception, seen: Seen | None, timeouts: Timeouts) -> SourceError:
    """
    Tell what went wrong: first from the connection, then from the answer.

    Args:
        symbol: What was asked for.
        error: What yfinance let through.
        seen: The last answer, if there was any.
        timeouts: How long was waited.
    """
    if isinstance(error, curl.exceptions.RequestException) and error.code:
        message, cause = _of_connection(error, timeouts)
    elif seen is None or seen.status != _OK or isinstance(error, YFRateLimitError):
        message, cause = _of_status(symbol, error, seen)
    else:
        message, cause = _of_content(symbol, error, seen)
    wait = seen.wait if seen is not None else 0.0
    return SourceError(PLACE, message, cause, wait=wait)


def _of_connection(
    error: curl.exceptions.RequestException, timeouts: Timeouts
) -> tuple[str, Cause]:
    """Put what curl met into words."""
    if isinstance(error, curl.exceptions.SSLError):
        return "could not prove who it is: its certificate is not trusted here", Cause.UNUSABLE
    if error.code == CurlECode.FILESIZE_EXCEEDED:
        return f"gave more than {MOST_BYTES / 1e6:,.0f} MB, which is refused", Cause.UNUSABLE
    # "Connection timed out" is another one: nobody was there at all.
    if isinstance(error, curl.exceptions.Timeout) and "Operation too slow" in str(error):
        return f"gave nothing for {timeouts.read:g} seconds", Cause.UNAVAILABLE
    if isinstance(error, curl.exceptions.Timeout) and "Operation timed out" in str(error):
        return f"did not finish its answer in {timeouts.whole:g} seconds", Cause.UNAVAILABLE
    if error.code in _BROKEN_OFF:
        return BROKE_OFF, Cause.UNAVAILABLE
    return "cannot be reached", Cause.UNREACHABLE


def _of_status(symbol: str, error: Exception, seen: Seen | None) -> tuple[str, Cause]:
    """Put an answer that is none into words."""
    if isinstance(error, YFRateLimitError) or (seen is not None and seen.status == _TOO_MANY):
        return "asks to be asked less often (status 429)", Cause.LIMITED
    if seen is None:
        return f"was not asked ({_named(error)})", Cause.UNAVAILABLE
    if seen.status >= _IN_TROUBLE:
        return f"is in trouble (status {seen.status})", Cause.UNAVAILABLE
    if seen.status == _NOT_FOUND:
        return f"does not know {symbol}", Cause.MISSING
    # Without a crumb, which Yahoo gives only so often, it answers 401.
    cause = Cause.UNAVAILABLE if seen.status == _NO_CRUMB else Cause.UNUSABLE
    return f"refused to answer (status {seen.status})", cause


def _of_content(symbol: str, error: Exception, seen: Seen) -> tuple[str, Cause]:
    """Put an answer that cannot be used into words."""
    if isinstance(error, YFDataException):
        return "says that it is down", Cause.UNAVAILABLE
    if seen.is_page:
        return WEB_PAGE, Cause.UNUSABLE
    if isinstance(error, YFPricesMissingError):
        return f"gave no prices of {symbol}", Cause.UNUSABLE
    if isinstance(error, json.JSONDecodeError):
        return BROKE_OFF, Cause.UNAVAILABLE
    return f"gave an answer that cannot be read ({_named(error)})", Cause.UNUSABLE


def _named(error: Exception) -> str:
    """Name an error by its class and the first line of what it says."""
    said = next(iter(str(error).splitlines()), "")[:_WORDS]
    return f"{type(error).__name__}: {said}" if said else type(error).__name__

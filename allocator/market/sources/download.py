"""
One file by HTTP, whole or not at all.

What can be wrong with an answer is told here, in our words: the text of the client's own errors
holds addresses, and addresses may hold a user's key.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from http.client import RemoteDisconnected
from typing import TYPE_CHECKING

import requests
import urllib3

from allocator.market.sources.retry import Timeouts
from allocator.market.sources.source import Cause, SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MOST_BYTES = 50_000_000
BROKE_OFF = "broke off in the middle of its answer"
WEB_PAGE = "answered with a web page instead of data"
_PIECE = 65_536
_TOO_MANY = 429
_IN_TROUBLE = 500
_OK = 200
_PAGE = (b"<!doctype html", b"<html")
_PEEK = 20
_HUNG_UP = (urllib3.exceptions.ProtocolError, RemoteDisconnected, ConnectionResetError)
_LENGTHS = ("Content-Length", "Transfer-Encoding")
_AGENT = "allocator (a local portfolio advisor)"


@dataclass(frozen=True, slots=True)
class Downloader:
    """
    A client of one provider.

    Attributes:
        place: Who is asked, for messages.
        timeouts: How long it may take.
        most_bytes: A larger answer is refused.
        session: Keeps the connection; proxies and certificates are those of the environment.
    """

    place: str
    timeouts: Timeouts = field(default_factory=Timeouts)
    most_bytes: int = MOST_BYTES
    session: requests.Session = field(default_factory=requests.Session)

    def get(
        self, address: str, values: Mapping[str, str] | None = None, *, ending: bytes = b""
    ) -> bytes:
        """
        Fetch a file.

        Args:
            address: Where it is.
            values: What goes into the query.
            ending: What the file ends with, by which it is known to be whole where the answer
                does not say how long it is.

        Returns:
            All of its bytes.

        Raises:
            SourceError: If it did not come whole, or a web page came in its place.
        """
        limits = (self.timeouts.connect, self.timeouts.read)
        end = time.monotonic() + self.timeouts.whole
        # Unpacked answers have no length that could be checked.
        headers = {"User-Agent": _AGENT, "Accept-Encoding": "identity"}
        try:
            with self.session.get(
                address, params=values, timeout=limits, headers=headers, stream=True
            ) as response:
                self._check_status(response)
                content = self._read(response, end)
                told = any(name in response.headers for name in _LENGTHS)
        except (OSError, urllib3.exceptions.HTTPError) as error:
            raise self._failed(error) from None
        is_page = content.lstrip()[:_PEEK].lower().startswith(_PAGE)
        if is_page or "html" in response.headers.get("Content-Type", "").lower():
            raise self._error(WEB_PAGE, Cause.UNUSABLE)
        if not told and not content.endswith(ending):
            raise self._error(BROKE_OFF, Cause.UNAVAILABLE)
        return content

    def _read(self, response: requests.Response, end: float) -> bytes:
        """Read piece after piece, so that an answer that drips cannot keep us."""
        content = bytearray()
        while piece := response.raw.read1(_PIECE, decode_content=True):
            content += piece
            if len(content) > self.most_bytes:
                message = f"gave more than {self.most_bytes / 1e6:,.0f} MB, which is refused"
                raise self._error(message, Cause.UNUSABLE)
            if time.monotonic() > end:
                message = f"did not finish its answer in {self.timeouts.whole:g} seconds"
                raise self._error(message, Cause.UNAVAILABLE)
        return bytes(content)

    def _check_status(self, response: requests.Response) -> None:
        """Refuse everything but the file itself."""
        status = response.status_code
        said = response.headers
        wait = asked_to_wait(said.get("Retry-After", ""), said.get("Date", ""))
        if status == _TOO_MANY:
            raise self._error("asks to be asked less often (status 429)", Cause.LIMITED, wait)
        if status >= _IN_TROUBLE:
            raise self._error(f"is in trouble (status {status})", Cause.UNAVAILABLE, wait)
        if status in {404, 410}:
            raise self._error(f"does not have it (status {status})", Cause.MISSING)
        if status != _OK:
            raise self._error(f"refused to answer (status {status})", Cause.UNUSABLE)

    def _failed(self, error: Exception) -> SourceError:
        """Put what the client met into words."""
        if isinstance(error, requests.exceptions.SSLError):
            message = "could not prove who it is: its certificate is not trusted here"
            return self._error(message, Cause.UNUSABLE)
        if isinstance(error, requests.exceptions.ReadTimeout | urllib3.exceptions.TimeoutError):
            message = f"gave nothing for {self.timeouts.read:g} seconds"
            return self._error(message, Cause.UNAVAILABLE)
        if any(isinstance(each, _HUNG_UP) for each in _chain(error)):
            return self._error(BROKE_OFF, Cause.UNAVAILABLE)
        if isinstance(error, requests.exceptions.ConnectionError):
            return self._error("cannot be reached", Cause.UNREACHABLE)
        return self._error(f"could not be asked ({type(error).__name__})", Cause.UNUSABLE)

    def _error(self, message: str, cause: Cause, wait: float = 0.0) -> SourceError:
        """Make the error for what this provider did."""
        return SourceError(self.place, message, cause, wait=wait)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """Follow an error to what caused it."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def asked_to_wait(retry_after: str, answered: str) -> float:
    """
    Read how many seconds a provider asks to wait; zero if it does not say.

    Args:
        retry_after: The header: seconds, or a moment.
        answered: The header Date, from which a moment counts.

    Example:
        >>> asked_to_wait("7", "")
        7.0
        >>> asked_to_wait("Fri, 20 Nov 2026 12:01:00 GMT", "Fri, 20 Nov 2026 12:00:00 GMT")
        60.0
        >>> asked_to_wait("soon", "")
        0.0
    """
    if retry_after.strip().isdecimal():
        return float(retry_after)
    try:
        between = parsedate_to_datetime(retry_after) - parsedate_to_datetime(answered)
    except (ValueError, TypeError):
        return 0.0
    return max(0.0, between.total_seconds())

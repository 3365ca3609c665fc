"""What no server can bring about; the rest is in `tests/network/test_yahoo.py`."""

import pytest
from curl_cffi import CurlECode
from curl_cffi.requests import exceptions
from yfinance.exceptions import YFRateLimitError

from allocator.market.sources.retry import Timeouts
from allocator.market.sources.source import Cause
from allocator.market.sources.yahoo_errors import Seen, understood

FINE = Seen(200, is_page=False, wait=0.0)


def told(error, seen=None):
    """Cause and message."""
    found = understood("IWM", error, seen, Timeouts(1, 2, 3))
    return found.cause, found.problems[0].message


def test_an_error_before_anything_was_asked_may_pass():
    assert told(KeyError("A3")) == (Cause.UNAVAILABLE, "was not asked (KeyError: 'A3')")


def test_an_answer_that_breaks_yfinance_is_told_with_the_class_and_the_first_line():
    seen = Seen(200, is_page=False, wait=0.0)
    for error, words in (
        (ValueError("x" * 100 + "\nand more"), f"ValueError: {'x' * 80}"),
        (AssertionError(), "AssertionError"),
    ):
        said = f"gave an answer that cannot be read ({words})"
        assert told(error, seen) == (Cause.UNUSABLE, said)


@pytest.mark.parametrize(
    ("error", "code", "words", "cause"),
    [
        (exceptions.DNSError, CurlECode.COULDNT_RESOLVE_HOST, "Could not resolve", "unreachable"),
        (exceptions.ProxyError, CurlECode.PROXY, "CONNECT failed", "unreachable"),
        (exceptions.ConnectionError, CurlECode.COULDNT_CONNECT, "refused", "unreachable"),
        (exceptions.Timeout, CurlECode.OPERATION_TIMEDOUT, "Connection timed out", "unreachable"),
        (exceptions.Timeout, CurlECode.OPERATION_TIMEDOUT, "Resolving timed out", "unreachable"),
        (exceptions.Timeout, CurlECode.OPERATION_TIMEDOUT, "Operation timed out", "unavailable"),
        (exceptions.ConnectionError, CurlECode.GOT_NOTHING, "Empty reply", "unavailable"),
        (exceptions.IncompleteRead, CurlECode.PARTIAL_FILE, "transfer closed", "unavailable"),
        (exceptions.SSLError, CurlECode.SSL_CACERT_BADFILE, "bad file", "unusable"),
    ],
)
def test_the_way_there_is_told_from_the_provider(error, code, words, cause):
    assert (
        told(error(f"Failed to perform, curl: ({int(code)}) {words} after 9 ms", code))[0] == cause
    )


@pytest.mark.parametrize(
    ("status", "cause"),
    [
        (500, Cause.UNAVAILABLE),
        (503, Cause.UNAVAILABLE),
        (499, Cause.UNUSABLE),
        (429, Cause.LIMITED),
        (404, Cause.MISSING),
        (403, Cause.UNUSABLE),
        (401, Cause.UNAVAILABLE),
        (302, Cause.UNUSABLE),
    ],
)
def test_the_status_tells_whatever_yfinance_raised(status, cause):
    assert told(KeyError("chart"), Seen(status, is_page=True, wait=0.0))[0] is cause


def test_a_lost_connection_counts_more_than_the_answer_before_it():
    error = exceptions.ConnectionError("refused", CurlECode.COULDNT_CONNECT)
    assert told(error, Seen(404, is_page=True, wait=0.0))[0] is Cause.UNREACHABLE


def test_a_limit_counts_whatever_the_answer_was():
    assert told(YFRateLimitError(), FINE)[0] is Cause.LIMITED


def test_the_wait_that_was_asked_for_is_passed_on():
    seen = Seen(429, is_page=True, wait=7.0)
    assert understood("IWM", YFRateLimitError(), seen, Timeouts()).wait == 7.0

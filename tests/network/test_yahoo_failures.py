"""A Yahoo that breaks in every way known, and what the real yfinance makes of it."""

import logging
import time

import pytest
import yfinance

from allocator.market.sources.retry import Timeouts
from allocator.market.sources.source import Cause, SourceError
from allocator.market.sources.yahoo_client import YahooClient
from tests.network.internet import Reply
from tests.network.limits import ENOUGH, QUICK
from tests.network.yahoo import CHART, DATA, JSON, LAST, SUMMARY, Fund, today, written

TOO_MANY = Reply(b"Too Many Requests\r\n", 429, "text/html", {"Retry-After": "1"})
IN_TROUBLE = Reply(b"<!DOCTYPE html><p>Bad gateway", 502)


def test_limits_are_waited_for_as_long_as_asked(fetch, internet):
    """Two answers of 429 are one try: yfinance asks again at once with another cookie."""
    internet.script(DATA, CHART, TOO_MANY, TOO_MANY)
    begin = time.monotonic()
    assert len(fetch().series) == 3
    assert time.monotonic() - begin >= 1
    assert internet.count(DATA, CHART) == 3


def test_limits_that_last_are_told(failure, internet):
    soon = Reply(b"Too Many Requests\r\n", 429, "text/html", {"Retry-After": "0.01"})
    internet.script(DATA, CHART, *[soon] * 20)
    assert failure() == (Cause.LIMITED, "asks to be asked less often (status 429)")
    assert internet.count(DATA, CHART) == 2 * QUICK.tries


@pytest.mark.parametrize(
    "replies",
    [
        [IN_TROUBLE, IN_TROUBLE],
        [Reply(b'{"chart": {"result"' * 9, kind=JSON, cut=9)],
        [Reply(b'{"chart": {"result": [', kind=JSON)],
        [Reply(vanish=True)],
        [Reply(b"Will be right back", kind="text/plain")],
    ],
    ids=["502", "truncated", "half a document", "hangs up", "down"],
)
def test_what_passes_is_asked_for_again(fetch, internet, replies):
    internet.script(DATA, CHART, *replies)
    assert len(fetch().series) == 3
    assert internet.count(DATA, CHART) == len(replies) + 1


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        (Reply(hang=True), "did not finish its answer in 0.5 seconds"),
        (Reply(b" " * 999, drip=0.1, kind=JSON), "did not finish its answer in 0.5 seconds"),
    ],
    ids=["hangs", "drips"],
)
def test_an_answer_that_does_not_come_is_given_up(world, hasty, item, internet, reply, message):
    internet.script(DATA, CHART, reply, reply)
    with pytest.raises(SourceError, match=message) as caught:
        hasty.fetch(item(hasty, "IWM"), today("2021-01-04"))
    assert caught.value.cause is Cause.UNAVAILABLE
    assert internet.count(DATA, CHART) == 2


def test_silence_is_told_from_slowness(world, item, internet, monkeypatch):
    """curl counts whole seconds of silence."""
    monkeypatch.setattr(yfinance.data.SingletonMeta, "_instances", {})
    client = YahooClient(Timeouts(connect=5.0, read=1.0, whole=10.0))
    internet.script(DATA, CHART, Reply(hang=True))
    with pytest.raises(SourceError, match="gave nothing for 1 seconds"):
        client.history("IWM")


UNREADABLE = "gave an answer that cannot be read (KeyError: 'validRanges')"
NO_TIMES = {
    "meta": {
        "instrumentType": "ETF",
        "exchangeTimezoneName": "America/New_York",
        "currency": "USD",
    },
    "indicators": {"quote": [{"close": [1.0]}]},
}
NO_QUOTES = {"meta": {"validRanges": ["max"]}, "indicators": {"quote": [{}], "adjclose": [{}]}}


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        (Reply(b"<!DOCTYPE html><p>Consent"), "answered with a web page instead of data"),
        (written({"chart": {"result": [NO_QUOTES], "error": None}}), "gave no prices of IWM"),
        (written({"chart": {"result": [], "error": None}}), "gave no prices of IWM"),
        (written([]), "gave no prices of IWM"),
        (written({"chart": {"result": [NO_TIMES], "error": None}}), UNREADABLE),
        (written({"finance": {"error": "?"}}, 403), "refused to answer (status 403)"),
    ],
    ids=["page", "empty", "nothing", "list", "no times", "forbidden"],
)
def test_an_answer_of_no_use_is_told_and_not_asked_for_again(failure, internet, reply, message):
    internet.script(DATA, CHART, reply, reply)
    assert failure() == (Cause.UNUSABLE, message)
    assert internet.count(DATA, CHART) <= 2


def test_a_ticker_that_does_not_exist_is_asked_for_once(failure, internet):
    assert failure("VTWO") == (Cause.MISSING, "does not know VTWO")
    assert internet.count(DATA, CHART) == 2


def test_a_cookie_that_yfinance_threw_away_is_fetched_again(fetch, failure, internet):
    """It does so when it is refused; the next ticker finds the new one."""
    fetch()
    failure("VTWO")
    fetch("^RUT")
    assert internet.count("fc.yahoo.com") == 2
    assert "A3=" in internet.requests(DATA, CHART)[-1].headers["cookie"]


def test_a_failure_leaves_the_next_ticker_as_it_was(fetch, failure, internet):
    failure("VTWO")
    internet.script(DATA, CHART, *[IN_TROUBLE] * 2 * QUICK.tries)
    failure()
    assert len(fetch().series) == 3


def test_a_crumb_that_is_refused_keeps_no_price_away(fetch, internet):
    internet.script("query1.finance.yahoo.com", "/v1/test/getcrumb", TOO_MANY, TOO_MANY)
    assert len(fetch().series) == 3


def test_a_cookie_page_that_hangs_keeps_no_price_away(world, hasty, item, internet):
    internet.script("fc.yahoo.com", "/", Reply(hang=True))
    world.funds["IWM"] = Fund.drawn("2020-12-01", LAST)
    assert len(hasty.fetch(item(hasty, "IWM"), today("2021-01-04")).series) == 2


def test_an_answer_without_end_is_cut_off(world, item, internet, monkeypatch):
    monkeypatch.setattr("allocator.market.sources.yahoo_client.MOST_BYTES", 10_000)
    with pytest.raises(SourceError, match="which is refused") as caught:
        YahooClient(ENOUGH).history("IWM")
    assert caught.value.cause is Cause.UNUSABLE


def test_a_certificate_that_nobody_vouches_for_is_refused(world, monkeypatch):
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name)
    with pytest.raises(SourceError, match="certificate is not trusted") as caught:
        YahooClient(ENOUGH).history("IWM")
    assert caught.value.cause is Cause.UNUSABLE


def test_a_ratio_that_does_not_come_is_a_failure_of_its_own(failure, fetch, internet):
    internet.script(DATA, SUMMARY, *[written({}, 401)] * 20)
    assert failure("IWM P/E") == (Cause.UNAVAILABLE, "refused to answer (status 401)")
    assert len(fetch().series) == 3


def test_nobody_can_be_reached_without_a_way_out(failure, monkeypatch):
    for name in ("HTTPS_PROXY", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert failure() == (Cause.UNREACHABLE, "cannot be reached")


def test_nothing_is_said_behind_our_back(fetch, failure, internet, capfd, caplog):
    """yfinance logs errors, and hides them unless told otherwise for all of the process."""
    logger, hidden = logging.getLogger("yfinance"), yfinance.config.debug.hide_exceptions
    internet.script(DATA, CHART, *[IN_TROUBLE] * 2 * QUICK.tries)
    failure()
    failure("VTWO")
    fetch()
    assert capfd.readouterr() == ("", "")
    assert caplog.records == []
    assert (logger.disabled, yfinance.config.debug.hide_exceptions) == (False, hidden)

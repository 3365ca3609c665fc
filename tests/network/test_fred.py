"""FRED without a key and with one, from a server that speaks its CSV and its API."""

from datetime import date

import numpy as np
import pytest

from allocator.market.catalogue import public_days
from allocator.market.series import Frequency, Key, Kind
from allocator.market.sources.download import Downloader
from allocator.market.sources.fred import Fred
from allocator.market.sources.source import Cause, SourceError
from tests.network import fred as stand_in
from tests.network.fred import API, CHARTS, CSV, GRAPH, KEY, PAGE, Figure, daily, monthly
from tests.network.internet import Reply
from tests.network.limits import ENOUGH, HASTY, QUICK
from tests.network.yahoo import today

NOW = today("2026-05-01")
WRONG_KEY = "f" * 32


@pytest.fixture
def world(internet):
    """FRED with the effective rate since 1954 and core PCE since 1959."""
    return stand_in.Fred(
        internet,
        DFF=daily(last="1955-03-31", missing={"1954-12-24"}),
        PCEPILFE=monthly(),
        DFEDTAR=[Figure(date(1982, 9, 27), ((date(1982, 9, 28), "10.25"),))],
    )


@pytest.fixture(params=["", KEY], ids=["chart", "api"])
def either(request, world):
    """The source both ways."""
    return Fred(request.param, QUICK, Downloader("fred", ENOUGH))


@pytest.fixture
def chart(world):
    return Fred("", QUICK, Downloader("fred", ENOUGH))


@pytest.fixture
def api(world):
    return Fred(KEY, QUICK, Downloader("fred", ENOUGH))


def series_of(source, code, item):
    """The one series of a code."""
    answer = source.fetch(item(source, code), NOW)
    assert answer.problems == ()
    (series,) = answer.series
    return series


def failure(source, code, item):
    """What goes wrong with a code: its cause, the message and the remedy."""
    with pytest.raises(SourceError) as caught:
        source.fetch(item(source, code), NOW)
    (problem,) = caught.value.problems
    assert problem.place == "fred"
    return caught.value.cause, problem.message, problem.remedy


def test_a_rate_comes_day_by_day(either, item):
    series = series_of(either, "DFF", item)
    assert series.key == Key(Kind.RATE, "DFF", "fred")
    assert series.frequency is Frequency.DAILY
    assert (str(series.first), str(series.last)) == ("1954-07-01", "1955-03-31")
    assert set(series.values) == {1.13}
    assert np.datetime64("1954-12-24") not in series.days


def test_a_rate_is_known_on_the_next_business_day(either, item):
    series = series_of(either, "DFF", item)
    assert np.array_equal(series.known, public_days("DFF", series.days))
    friday = series.days == np.datetime64("1954-07-02")
    assert str(series.known[friday][0]) == "1954-07-06"


def test_days_of_the_target_are_fred_s_own(either, item, world):
    """Whoever reads changes off them knows that FRED shows them a day late since 2017."""
    days = ["2008-12-16", "2017-03-15", "2017-03-16"]
    world.series["DFEDTARU"] = [
        Figure(date.fromisoformat(day), ((date.fromisoformat(day), value),))
        for day, value in zip(days, ["0.25", "0.75", "1.00"], strict=True)
    ]
    series = series_of(either, "DFEDTARU", item)
    assert series.days.astype(str).tolist() == days
    assert series.known.tolist() == series.days.tolist()


def test_months_are_dated_by_their_last_day(either, item):
    series = series_of(either, "PCEPILFE", item)
    assert series.key == Key(Kind.MACRO, "PCEPILFE", "fred")
    assert series.frequency is Frequency.MONTHLY
    assert (str(series.first), str(series.last)) == ("1959-01-31", "2001-06-30")


def test_without_a_key_months_are_known_by_rule(chart, item):
    series = series_of(chart, "PCEPILFE", item)
    assert np.array_equal(series.known, public_days("PCEPILFE", series.days))


def test_with_a_key_months_are_known_from_their_release(api, item):
    """May 2001 came out 58 days after it began. Before the archive began the rule stands."""
    series = series_of(api, "PCEPILFE", item)
    known = dict(zip(series.days.astype(str), series.known.astype(str), strict=True))
    assert known["2001-05-31"] == "2001-06-28"
    assert known["2000-06-30"] == "2000-07-31"
    assert known["1960-01-31"] == "1960-02-29"


def test_levels_are_of_one_vintage(api, item, world):
    """A new base multiplies all levels: the first print of May and that of June do not compare."""
    first, rebased = date(2001, 6, 28), date(2001, 7, 31)
    old = monthly(last="2001-05-01")
    world.series["PCEPILFE"] = [
        Figure(each.day, (*each.printed, (rebased, f"{float(each.newest) * 2:.3f}")))
        for each in old
    ] + [Figure(date(2001, 6, 1), ((rebased, f"{float(old[-1].newest) * 2.004:.3f}"),))]
    series = series_of(api, "PCEPILFE", item)

    growth = series.values[1:] / series.values[:-1]
    assert growth == pytest.approx(1.002, abs=1e-4)
    assert str(series.known[-2]) == str(first)
    assert str(series.known[-1]) == str(rebased)


def test_an_answer_in_pages_is_put_together(api, item, world, internet):
    world.page_size = 100
    series = series_of(api, "PCEPILFE", item)
    assert len(series) == 510
    offsets = [each.query["offset"] for each in internet.requests(API)]
    assert offsets == ["0", "100", "200", "300", "400", "500"]


def test_vintages_are_asked_for_where_figures_are_revised_only(api, item, internet):
    series_of(api, "PCEPILFE", item)
    series_of(api, "DFF", item)
    first, second = internet.requests(API)
    assert (first.query["realtime_start"], first.query["realtime_end"]) == (
        "1776-07-04",
        "9999-12-31",
    )
    assert "realtime_start" not in second.query


@pytest.mark.parametrize("status", [429, 500])
def test_what_passes_is_asked_for_again(either, item, internet, status):
    host = API if either.api_key else CHARTS
    internet.script(host, "/", Reply(status=status), Reply(status=status))
    assert len(series_of(either, "DFF", item)) == 195


@pytest.mark.parametrize(
    "reply",
    [
        Reply(b"observation_date,DFF\n1954-07-01,1.1", kind=CSV, cut=3),
        Reply(b'{"obser', kind="json"),
    ],
    ids=["shorter than said", "half a document"],
)
def test_half_an_answer_is_asked_for_again(api, item, internet, reply):
    internet.script(API, "/", reply)
    assert len(series_of(api, "DFF", item)) == 195


@pytest.mark.parametrize(
    ("reply", "cause", "message"),
    [
        (Reply(PAGE, 404), Cause.MISSING, "does not have it (status 404)"),
        (Reply(PAGE), Cause.UNUSABLE, "answered with a web page instead of data"),
        (Reply(PAGE, kind=CSV), Cause.UNUSABLE, "answered with a web page instead of data"),
        (
            Reply(b"observation_date,DGS2\n1976-06-01,7.26\n1976-06-02,7.2\n", kind=CSV),
            Cause.UNUSABLE,
            "gave something else than DFF",
        ),
        (
            Reply(b"observation_date,DFF\n2026-01-02,3.6\n2026-01-05,3.6\n", kind=CSV),
            Cause.UNUSABLE,
            "DFF begins on 2026-01-02, where it should begin on 1954-07-01",
        ),
    ],
    ids=["missing", "page", "page called CSV", "another series", "one month"],
)
def test_a_chart_of_no_use_is_told(chart, item, internet, reply, cause, message):
    internet.script(CHARTS, GRAPH, reply)
    assert failure(chart, "DFF", item) == (cause, message, "")


def test_a_chart_that_is_no_table_is_told(chart, item, internet):
    internet.script(CHARTS, GRAPH, Reply(b"\x00\xff\n" * 9, kind=CSV))
    cause, message, _ = failure(chart, "DFF", item)
    assert cause is Cause.UNUSABLE
    assert message.startswith("gave something else than DFF")


def test_a_series_that_the_api_does_not_have_is_told(api, item):
    cause, message, _ = failure(api, "DGS2", item)
    assert (cause, message) == (Cause.UNUSABLE, "refused to answer (status 400)")


def test_a_key_that_is_wrong_is_told_and_never_shown(world, item, capfd):
    source = Fred(WRONG_KEY, QUICK, Downloader("fred", ENOUGH))
    cause, message, remedy = failure(source, "DFF", item)
    assert (cause, message) == (Cause.UNUSABLE, "refused to answer (status 400)")
    assert remedy == "correct FRED_API_KEY if it is wrong, or unset it to do without"
    assert WRONG_KEY not in repr(source) + message + remedy + "".join(capfd.readouterr())


@pytest.mark.parametrize(
    "reply", [Reply(hang=True), Reply(vanish=True), Reply(PAGE, 500), Reply(b"{}", cut=1)]
)
def test_no_error_shows_the_key(world, item, internet, reply):
    """The errors of the client hold the address, and that holds the key."""
    api = Fred(KEY, QUICK, Downloader("fred", HASTY))
    internet.script(API, "/", *[reply] * QUICK.tries)
    with pytest.raises(SourceError) as caught:
        api.fetch(item(api, "DFF"), NOW)
    assert KEY not in str(caught.value)
    assert caught.value.__suppress_context__


def test_no_series_holds_the_key(api, item):
    series = series_of(api, "PCEPILFE", item)
    assert series.origin == (
        "https://api.stlouisfed.org/fred/series/observations?series_id=PCEPILFE"
    )


def test_without_a_key_the_api_is_not_asked(chart, item, internet):
    series_of(chart, "DFF", item)
    assert internet.count(API) == 0
    (asked,) = internet.requests(CHARTS)
    assert (asked.path, asked.query) == ("/graph/fredgraph.csv", {"id": "DFF"})

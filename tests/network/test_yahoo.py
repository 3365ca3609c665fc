"""What the real yfinance gives, pointed at a Yahoo on this machine, and what is made of it."""

import threading

import numpy as np
import pytest
import yfinance

from allocator.market.series import Frequency, Key, Kind
from allocator.market.sources.source import Answer, Cause
from tests.network.yahoo import CHART, DATA, LAST, NEW_YORK, PAID, Fund, today, written


def of_kind(answer, kind):
    """The one series of a kind."""
    (series,) = [each for each in answer.series if each.key.kind is kind]
    return series


def test_a_fund_comes_with_closes_adjusted_closes_and_distributions(fetch, fund):
    answer = fetch()
    close, adjusted = of_kind(answer, Kind.CLOSE), of_kind(answer, Kind.ADJUSTED)

    assert close.key == Key(Kind.CLOSE, "IWM", "yahoo")
    assert close.frequency is Frequency.DAILY
    assert close.origin == "https://query2.finance.yahoo.com/v8/finance/chart/IWM"
    assert close.days.tolist() == [day.date() for day in fund.close.index]
    assert close.values == pytest.approx(fund.close.to_numpy(), rel=1e-12)
    assert adjusted.values == pytest.approx(fund.adjusted.to_numpy(), rel=1e-12)
    assert adjusted.values[0] < close.values[0]
    assert (answer.notes, answer.problems) == ((), ())


def test_distributions_are_by_ex_date(fetch):
    paid = of_kind(fetch(), Kind.DISTRIBUTION)
    assert paid.frequency is Frequency.EVENTS
    assert dict(zip(map(str, paid.days), paid.values, strict=True)) == PAID


def test_an_index_has_a_level_and_nothing_else(fetch):
    (level,) = fetch("^RUT").series
    assert level.key == Key(Kind.PRICE_INDEX, "RUT", "yahoo")
    assert str(level.first) == "1987-09-10"


def test_splits_scale_everything_before_them(world, fetch, fund):
    world.funds["IWM"] = Fund(fund.close, PAID, splits={"2020-01-02": 4})
    answer = fetch()
    split = of_kind(answer, Kind.SPLIT)
    assert (str(split.days[0]), split.values.tolist()) == ("2020-01-02", [4.0])
    assert of_kind(answer, Kind.CLOSE).values[0] == pytest.approx(fund.close.iloc[0] / 4)
    assert of_kind(answer, Kind.DISTRIBUTION).values[0] == pytest.approx(1.25 / 4)


def test_the_whole_history_is_asked_for_with_one_request_a_ticker(fetch, internet):
    """Asked for nothing, Yahoo gives one month. Where a ticker is traded costs no request."""
    fetch()
    fetch("^RUT")
    (first, _) = internet.requests(DATA, CHART)
    assert int(first.query["period1"]) < 0
    assert first.query["events"] == "div,splits,capitalGains"
    assert internet.count("fc.yahoo.com") == 1
    assert len(internet.asked) == 4


def test_one_month_instead_of_the_whole_is_refused(world, fetch, failure, fund, internet):
    document = fund.chart("IWM", fund.moment(fund.close.index[-20]), 1 << 40)
    internet.script(DATA, CHART, written(document))
    cause, message = failure()
    assert cause is Cause.UNUSABLE
    assert message == "IWM begins on 2020-12-04, where it should begin on 2019-01-02"


def test_an_unfinished_session_is_left_out_and_said(world, fetch, yahoo, item, fund):
    live = Fund(fund.close, PAID, last_at=today(LAST, "20:15").astimezone(NEW_YORK).time())
    world.funds["IWM"] = live
    before = yahoo.fetch(item(yahoo, "IWM"), today(LAST, "21:29"))
    after = yahoo.fetch(item(yahoo, "IWM"), today(LAST, "21:30"))

    assert str(of_kind(before, Kind.CLOSE).last) == "2020-12-30"
    assert str(of_kind(before, Kind.ADJUSTED).last) == "2020-12-30"
    assert before.notes == ("the price of 2020-12-31 is left out, as that session is not over",)
    assert str(of_kind(after, Kind.CLOSE).last) == LAST
    assert after.notes == ()


def test_what_goes_ex_today_is_kept_though_the_session_is_not_over(world, yahoo, item, fund):
    """The past is adjusted for it already."""
    world.funds["IWM"] = Fund(fund.close, {**PAID, LAST: 2.0})
    answer = yahoo.fetch(item(yahoo, "IWM"), today(LAST, "15:00"))
    assert str(of_kind(answer, Kind.CLOSE).last) == "2020-12-30"
    assert str(of_kind(answer, Kind.DISTRIBUTION).last) == LAST


def test_days_without_a_price_are_said(world, fetch, fund):
    """One of them without any number, which yfinance would drop in silence."""

    def forget(result):
        columns = result["indicators"]["quote"][0]
        for name, numbers in columns.items():
            gone = {5, 9} if name == "close" else {9}
            columns[name] = [None if at in gone else each for at, each in enumerate(numbers)]
        adjusted = result["indicators"]["adjclose"][0]
        adjusted["adjclose"] = [
            None if at == 9 else each for at, each in enumerate(adjusted["adjclose"])
        ]

    world.funds["IWM"] = Fund(fund.close, PAID, edit=forget)
    answer = fetch()
    assert len(of_kind(answer, Kind.CLOSE)) == len(fund.close) - 2
    assert len(of_kind(answer, Kind.ADJUSTED)) == len(fund.close) - 1
    assert answer.notes == ("2 of its days came without a price, 2019-01-09 to 2019-01-15",)


def test_a_column_without_numbers_is_no_history(world, failure, fund):
    def empty(result):
        quote = result["indicators"]["quote"][0]
        quote["close"] = [None] * len(quote["close"])

    world.funds["IWM"] = Fund(fund.close, edit=empty)
    assert failure() == (Cause.UNUSABLE, "gave prices of IWM without a number in them")


def test_without_adjusted_closes_the_closes_are_kept(world, fetch, fund):
    def empty(result):
        column = result["indicators"]["adjclose"][0]
        column["adjclose"] = [None] * len(column["adjclose"])

    world.funds["IWM"] = Fund(fund.close, PAID, edit=empty)
    answer = fetch()
    assert {each.key.kind for each in answer.series} == {Kind.CLOSE, Kind.DISTRIBUTION}
    (problem,) = answer.problems
    assert (problem.place, problem.message) == ("yahoo: IWM", "came without adjusted closes")


def test_closes_in_place_of_adjusted_closes_are_found_out(world, fetch, fund):
    """Where Yahoo leaves adjusted closes out, yfinance puts the closes there."""
    world.funds["IWM"] = Fund(fund.close, PAID, edit=lambda it: it["indicators"].pop("adjclose"))
    answer = fetch()
    assert Kind.ADJUSTED not in {each.key.kind for each in answer.series}
    (problem,) = answer.problems
    assert problem.message == "the adjusted closes are the closes, though distributions were paid"


def test_a_fund_that_paid_nothing_may_have_both_the_same(world, fetch, fund):
    world.funds["IWM"] = Fund(fund.close)
    answer = fetch()
    assert {each.key.kind for each in answer.series} == {Kind.CLOSE, Kind.ADJUSTED}
    assert answer.problems == ()


def test_a_capital_gain_is_paid_as_well(world, fetch, fund):
    world.funds["IWM"] = Fund(fund.close, {"2020-12-15": 0.5}, {"2020-12-15": 2.0})
    answer = fetch()
    assert of_kind(answer, Kind.DISTRIBUTION).values.tolist() == [2.5]
    assert answer.notes == ()


def test_a_dividend_that_holds_the_gain_is_not_added_to_it(world, fetch, fund):
    """yfinance issue 2666: 7.857 was 1.437 of dividend and 6.42 of gain."""
    world.funds["IWM"] = Fund(fund.close, {"2020-12-15": 7.857}, {"2020-12-15": 6.42})
    answer = fetch()
    assert of_kind(answer, Kind.DISTRIBUTION).values.tolist() == [7.857]
    (note,) = answer.notes
    assert note.startswith("the dividend of 2020-12-15, 7.857, is taken to hold")


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"currency": "EUR"}, "quotes IWM in EUR, not in dollars"),
        ({"currency": None}, "quotes IWM in no currency, not in dollars"),
        ({"zone": "Europe/London"}, "has IWM on an exchange of Europe/London, not of New York"),
    ],
)
def test_a_ticker_of_another_market_is_refused(world, failure, fund, parts, message):
    world.funds["IWM"] = Fund(fund.close, **parts)
    assert failure() == (Cause.UNUSABLE, message)


def test_a_ratio_that_is_no_number_is_none(world, fetch, fund):
    for odd in ("Infinity", True, {"fmt": "18"}, float("nan")):
        world.funds["IWM"] = Fund(fund.close, ratio=odd)
        assert fetch("IWM P/E").series == ()


def test_the_ratio_of_a_fund_is_dated_by_the_day_in_new_york(fetch):
    (ratio,) = fetch("IWM P/E", "2021-01-05").series
    assert ratio.key == Key(Kind.VALUATION, "IWM P/E", "yahoo")
    assert (str(ratio.first), ratio.values.tolist()) == ("2021-01-05", [18.25])


def test_a_fund_may_have_no_ratio(world, fetch, fund):
    world.funds["IWM"] = Fund(fund.close)
    assert fetch("IWM P/E") == Answer(())


def test_nothing_is_kept_behind_our_back(fetch, monkeypatch):
    """The folder that yfinance is told to keep its databases in is a file: it does without."""
    for manager in (yfinance.cache._TzCacheManager, yfinance.cache._CookieCacheManager):
        monkeypatch.setattr(manager, "_tz_cache", None, raising=False)
        monkeypatch.setattr(manager, "_Cookie_cache", None, raising=False)
    fetch()
    for kept in (yfinance.cache.get_tz_cache(), yfinance.cache.get_cookie_cache()):
        assert kept.lookup("IWM") is None
        assert kept.dummy


def test_one_thread_does_all_of_the_asking(fetch):
    fetch()
    before = threading.active_count()
    fetch()
    fetch("^RUT")
    assert threading.active_count() <= before + 1


def test_what_is_asked_for_goes_from_needed_to_welcome(yahoo):
    kinds = [each.key.kind for each in yahoo.items()]
    assert kinds == sorted(
        kinds, key=[Kind.CLOSE, Kind.PRICE_INDEX, Kind.TOTAL_RETURN, Kind.VALUATION].index
    )
    names = {each.name for each in yahoo.items()}
    assert {"IWM", "SPY", "BND", "TNA", "^RUT", "^GSPC", "IWM P/E"} <= names
    assert not names & {"SWVXX", "BND P/E", "TNA P/E", "RWM P/E"}


def test_numbers_come_as_yahoo_sends_them(fetch, fund):
    """Not rounded, not repaired."""
    assert np.array_equal(of_kind(fetch(), Kind.CLOSE).values, fund.closes.to_numpy())

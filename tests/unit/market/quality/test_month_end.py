from dataclasses import replace

import numpy as np
import pytest

from allocator.errors import Severity
from allocator.market.quality.month_end import averaged, in_fractions, out_of_step, seems_averaged
from allocator.market.quality.monthly import at_month_ends, month_averages
from allocator.market.series import Frequency, Kind
from allocator.model.quality import Check

ERROR, WARNING = Severity.ERROR, Severity.WARNING


@pytest.fixture
def gspc(market):
    """The daily price of the stock market."""
    return find(market(), Kind.PRICE_INDEX, "GSPC", "yahoo")


@pytest.fixture
def returns(market):
    """Monthly returns of the market and of a portfolio of smaller companies."""
    return [find(market(), Kind.RETURN, name, "french_monthly") for name in ("Mkt-RF", "Qnt 2")]


def find(some, kind, name, source):
    return next(
        each
        for each in some
        if (each.key.kind, each.key.name, each.key.source) == (kind, name, source)
    )


def later(series, periods):
    """Give each number to the row some rows later."""
    days = series.days
    if periods > 0:
        return replace(
            series, days=days[periods:], values=series.values[:-periods], known=days[periods:]
        )
    return replace(
        series, days=days[:periods], values=series.values[-periods:], known=days[:periods]
    )


def test_returns_in_step_are_in_step(returns, gspc):
    for each in returns:
        assert out_of_step(each, gspc) == ()


@pytest.mark.parametrize(("months", "side"), [(1, "before"), (-1, "after")])
def test_months_shifted_by_one_are_an_error(returns, gspc, months, side):
    for each in returns:
        (found,) = out_of_step(later(each, months), gspc)
        assert (found.check, found.severity, found.place) == (Check.MONTH_END, ERROR, str(each.key))
        assert found.message.startswith("is shifted by one month: ")
        assert found.message.endswith(f"with the month {side}")
        assert found.count == len(each) - 1


def test_what_follows_the_market_late_is_not_shifted(returns, gspc):
    """A portfolio that makes 0.6 of this month's return and 0.7 of the last one's."""
    market = returns[0].values
    slow = replace(returns[0], values=0.6 * market + 0.7 * np.roll(market, 1))
    assert out_of_step(slow, gspc) == ()


def test_days_shifted_by_one_are_an_error(market, gspc):
    daily = find(market(), Kind.RETURN, "Mkt-RF", "french")
    assert out_of_step(daily, gspc) == ()
    (found,) = out_of_step(later(daily, 1), gspc)
    assert "is shifted by one day" in found.message
    assert found.message.endswith("with the day before")


def test_months_of_a_price_are_held_against_its_days(gspc):
    months = replace(at_month_ends(gspc), key=replace(gspc.key, source="months"))
    assert out_of_step(months, gspc) == ()
    (found,) = out_of_step(later(months, 1), gspc)
    assert found.message.endswith("with the month before")


def test_months_may_be_dated_by_any_of_their_days(returns, gspc):
    first = (returns[0].days.astype("M8[M]")).astype("M8[D]")
    assert out_of_step(replace(returns[0], days=first, known=first), gspc) == ()
    assert out_of_step(later(replace(returns[0], days=first, known=first), 1), gspc)


def test_what_does_not_move_with_stocks_is_not_judged(returns, gspc, market):
    still = find(market(), Kind.RETURN, "RF", "french_monthly")
    noise = np.random.default_rng(5).standard_normal(len(still))
    for each in (still, replace(still, values=noise)):
        assert out_of_step(later(each, 1), gspc) == ()
        assert in_fractions(each, gspc) == ()


def test_three_years_are_needed(returns, gspc):
    late = later(returns[0], 1)
    assert out_of_step(late.where(np.arange(len(late)) < 35), gspc) == ()
    assert out_of_step(late.where(np.arange(len(late)) < 37), gspc)


def test_fractions_are_not_percent(returns, gspc):
    for each in returns:
        assert in_fractions(each, gspc) == ()
        (found,) = in_fractions(replace(each, values=each.values / 100), gspc)
        assert (found.check, found.severity) == (Check.DEFINITION, ERROR)
        assert "fractions, not percent" in found.message


def test_averages_of_months_are_an_error(gspc):
    key = replace(gspc.key, source="shiller")
    assert averaged(replace(at_month_ends(gspc), key=key), gspc) == ()
    (found,) = averaged(replace(month_averages(gspc), key=key), gspc)
    assert (found.check, found.severity, found.place) == (Check.DEFINITION, ERROR, str(key))
    assert found.message.startswith("holds averages of months, not month-ends: correlation with")


def random_walk(make, months, averaging):
    """Months of a random walk with 21 steps a month: their ends, or their means."""
    steps = np.random.default_rng(3).standard_normal((months, 21)) * 0.01
    days = np.exp(np.cumsum(steps.ravel())).reshape(months, 21)
    values = days.mean(axis=1) if averaging else days[:, -1]
    ends = (np.arange(months) + 1).astype("M8[M]").astype("M8[D]") - 1
    return make(Kind.PRICE_INDEX, "unknown", ends, values, Frequency.MONTHLY)


@pytest.mark.parametrize("months", [600, 1200])
def test_averages_show_in_their_own_memory(make, months):
    """Working 1960: 0.25, less a little for 21 days a month."""
    assert seems_averaged(random_walk(make, months, averaging=False)) == ()
    (found,) = seems_averaged(random_walk(make, months, averaging=True))
    assert (found.check, found.severity) == (Check.DEFINITION, WARNING)
    assert " of 0.2" in found.message


def test_few_averages_prove_nothing(make):
    """Of five years 0.25 may be chance; their autocorrelation is within two errors of nothing."""
    few = random_walk(make, 60, averaging=True)
    made = np.diff(np.log(few.values))
    assert 0.1 < np.corrcoef(made[1:], made[:-1])[0, 1] < 0.36
    assert seems_averaged(few) == ()


def test_what_remembers_more_than_an_average_is_something_else(make):
    """Bills: each month returns about what the last one did."""
    bills = random_walk(make, 300, averaging=False)
    rate = 1 + 0.002 + 0.001 * np.sin(np.arange(300) / 20)
    assert seems_averaged(replace(bills, values=np.cumprod(rate))) == ()


@pytest.mark.parametrize(("last", "months"), [("2024-03-27", 2), ("2024-03-28", 3)])
def test_a_month_counts_once_its_last_session_is_there(make, last, months):
    """Good Friday was the last Friday of March 2024."""
    days = np.arange(np.datetime64("2024-01-02"), np.datetime64(last) + 1)
    daily = make(Kind.CLOSE, "SPY", days, np.arange(1, len(days) + 1))
    assert len(at_month_ends(daily)) == len(month_averages(daily)) == months


def test_means_and_ends_of_months(make):
    days = np.array(["2020-01-30", "2020-01-31", "2020-02-03", "2020-02-28"], dtype="M8[D]")
    daily = make(Kind.CLOSE, "SPY", days, [1, 3, 5, 9])
    for monthly, values in ((at_month_ends(daily), [3, 9]), (month_averages(daily), [2, 7])):
        assert monthly.values.tolist() == values
        assert monthly.days.astype(str).tolist() == ["2020-01-31", "2020-02-29"]
        assert monthly.frequency is Frequency.MONTHLY
    empty = daily.where(days > days[-1])
    assert len(at_month_ends(empty)) == len(month_averages(empty)) == 0

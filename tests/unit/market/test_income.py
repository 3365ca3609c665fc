from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from allocator.market.income import Rate, income_of, rate_of
from allocator.market.payouts import Payout
from allocator.market.prices import Price
from allocator.model.assets import PriceBasis

DAY = date(2025, 12, 24)
QUARTERS = ["2024-12-18", "2025-03-19", "2025-06-18", "2025-09-17", "2025-12-17"]
SESSIONS = pd.bdate_range("2024-06-03", "2026-03-31")


def events(days, amounts):
    return pd.DataFrame({"A": np.broadcast_to(amounts, len(days))}, pd.to_datetime(days))


def walk(paid):
    """Closes of a made-up fund, and adjusted ones by the vendors' convention."""
    rng = np.random.default_rng(3)
    close = pd.Series(100 * np.exp(0.005 * rng.standard_normal(len(SESSIONS)).cumsum()), SESSIONS)
    close = close.round(2)
    out = paid["A"].reindex(SESSIONS).fillna(0.0)
    growth = close / (close.shift() - out)
    total = growth.fillna(1.0).cumprod()
    return pd.DataFrame({"A": close}), pd.DataFrame({"A": total * close.iloc[-1] / total.iloc[-1]})


def priced(dollars="50.00", split=1, basis=PriceBasis.CLOSE, day=DAY):
    return Price(Decimal(dollars), basis, day, split=split)


@pytest.fixture
def rate(history_of):
    def measure(days=QUARTERS, amounts=0.5, price=None, **frames):
        price = price or priced()
        return rate_of(history_of(price.day, paid=events(days, amounts), **frames), "A", price)

    return measure


def test_a_year_of_quarters_over_the_price(rate):
    found = rate(amounts=[9.0, 0.2, 0.3, 0.4, 0.6])
    assert found.value == pytest.approx(1.5 / 50)
    assert (found.on, found.source) == (
        DAY,
        "4 distributions of 2025-03-19 to 2025-12-17 over the price of 2025-12-24",
    )


def test_an_ex_date_that_moves_does_not_make_five_quarters(rate):
    """Up to 22 December 2025 lie five: that of 23 December 2024 is a year and a day before."""
    days = ["2024-12-23", "2025-03-27", "2025-06-30", "2025-09-29", "2025-12-22"]
    assert rate(days, price=priced(day=date(2025, 12, 22))).value == pytest.approx(4 * 0.5 / 50)


def test_a_year_may_be_one_payment(rate):
    found = rate(["2024-12-23", "2025-12-22"], 1.5)
    assert found.value == pytest.approx(1.5 / 50)
    assert found.source.startswith("1 distribution of 2025-12-22 over")


def test_months_without_a_payment_are_no_gap_where_the_year_has_such(rate):
    """As TIP: nothing from January to March, then every month."""
    days = ["2024-12-18", *(f"2025-{month:02d}-01" for month in range(4, 13)), "2025-12-19"]
    assert rate(days).value == pytest.approx(10 * 0.5 / 50)
    assert rate(days, price=priced(day=date(2026, 3, 31))).value == pytest.approx(10 * 0.5 / 50)


@pytest.mark.parametrize(
    "days",
    [
        QUARTERS[1:],
        QUARTERS[-1:],
        ["2024-11-01", *QUARTERS[1:]],
        QUARTERS[:-1],
    ],
)
def test_no_rate_without_a_whole_year_to_the_day(rate, days):
    """The year began later, one payment, another rhythm, and the last payment is missing."""
    price = priced(day=date(2026, 1, 30)) if days == QUARTERS[:-1] else None
    assert rate(days, price=price) is None


def test_what_was_paid_later_does_not_count(rate):
    later = priced(day=date(2025, 12, 16))
    days = ["2024-09-18", *QUARTERS]
    assert rate(days, [0.1, 0.2, 0.3, 0.4, 0.5, 9.0], later).value == pytest.approx(1.4 / 50)


def test_no_rate_without_distributions(history_of):
    close, _ = walk(events(QUARTERS, 0.5))
    assert rate_of(history_of(DAY, close=close), "A", priced()) is None


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(2, 8), st.booleans(), st.floats(0.05, 2.0))
def test_the_shares_of_closes_and_distributions_decide_nothing(history_of, split, are_scaled, paid):
    """Closes in parts of a share, distributions in such parts too or in shares of the day."""
    whole = events(QUARTERS, paid)
    close, total = walk(whole)
    recorded = whole / split if are_scaled else whole
    price = priced(f"{close['A'][str(DAY)]:.2f}", split)
    history = history_of(DAY, close=close / split, adjusted=total, paid=recorded)
    expected = 4 * paid / float(price.amount)
    assert rate_of(history, "A", price).value == pytest.approx(expected, rel=1e-9)


def test_distributions_in_other_shares_than_all_else_give_no_rate(history_of):
    whole = events(QUARTERS, 0.5)
    close, total = walk(whole)
    history = history_of(DAY, close=close, adjusted=total, paid=whole / 3)
    assert rate_of(history, "A", priced()) is None


@pytest.mark.parametrize(("split_on", "is_known"), [("2025-07-01", False), ("2024-07-01", True)])
def test_without_closes_a_split_within_the_year_leaves_shares_in_doubt(
    history_of, split_on, is_known
):
    history = history_of(DAY, paid=events(QUARTERS, 0.5), splits=[(split_on, "A")])
    assert (rate_of(history, "A", priced()) is not None) is is_known


def test_a_rate_over_an_adjusted_close_says_so(rate):
    assert "over the adjusted close of" in rate(price=priced(basis=PriceBasis.ADJUSTED)).source


TAXED = Payout("S&P 500", "", date(2025, 1, 1), 0.75, 0.1, "a sheet")
MEASURED = Rate(0.0123456789012, DAY, "4 distributions")


def test_an_income_is_a_rate_and_its_taxation():
    found = income_of(MEASURED, TAXED, DAY)
    assert (found.rate, found.qualified, found.exempt, found.as_of) == (0.01234568, 0.75, 0.1, DAY)
    assert found.source == "4 distributions; taxed as known on 2025-01-01: a sheet"


def test_an_income_is_not_known_without_either():
    assert income_of(MEASURED, None, DAY) is None
    assert income_of(None, TAXED, DAY) is None


def test_a_measured_rate_goes_before_one_that_is_a_fact():
    fact = Payout("", "GLD", date(2025, 1, 1), 0.0, 0.0, "a prospectus", rate=0.0)
    assert income_of(None, fact, DAY).rate == 0
    assert income_of(None, fact, DAY).as_of == DAY
    assert income_of(MEASURED, fact, DAY).rate == pytest.approx(0.01234568)


def test_the_rate_of_another_fund_stands_before_fees_and_never_below_nothing():
    assert MEASURED.after_fees("BIL", 0.002).value == pytest.approx(0.0103456789)
    assert MEASURED.after_fees("BIL", -0.002).value == pytest.approx(0.0143456789)
    assert MEASURED.after_fees("BIL", 0.05).value == 0
    assert MEASURED.after_fees("BIL", 0.0).source.startswith("that of BIL (4 distributions)")

from datetime import date
from decimal import Decimal

import pandas as pd
import pytest

from allocator.market.prices import as_price, carried_on, price_of
from allocator.model.assets import PriceBasis

DAYS = pd.bdate_range("2024-01-01", "2025-01-31")
LAST = DAYS[-1].date()
EX_DATES = pd.to_datetime(["2024-01-16", "2024-03-15", "2024-06-14", "2024-09-16", "2024-12-16"])


@pytest.fixture
def fund():
    """A fund that closes 0.1 % higher each day, in whole cents, and pays two dollars, adjusted as Yahoo does."""
    paid = pd.Series(2.0, EX_DATES)
    close = pd.Series([round(100 * 1.001**n, 2) for n in range(len(DAYS))], DAYS)
    close.iloc[-1] = 132.59  # no multiple of two, three or ten cents: its parts are broken
    adjusted = close.copy()
    for day in EX_DATES:
        before = close.index < day
        adjusted[before] *= 1 - paid[day] / close[before].iloc[-1]
    return {
        "close": close.to_frame("FUND"),
        "adjusted": adjusted.to_frame("FUND"),
        "paid": paid.to_frame("FUND"),
    }


def test_the_close_as_traded_comes_first(history_of, fund):
    price = price_of(history_of(LAST, **fund), "FUND")
    assert (price.basis, price.day) == (PriceBasis.CLOSE, LAST)
    assert price.amount == as_price(fund["close"]["FUND"].iloc[-1])
    assert price.note == ""


@pytest.mark.parametrize("last_close", ["2024-12-13", "2024-12-16", "2025-01-30"])
def test_a_close_that_ends_early_is_carried_on_to_the_cent(history_of, fund, last_close):
    """Also across an ex-date, and from one."""
    truth = fund["close"]["FUND"].iloc[-1]
    fund["close"] = fund["close"][:last_close]
    price = price_of(history_of(LAST, **fund), "FUND")

    assert (price.basis, price.day) == (PriceBasis.REBUILT, LAST)
    assert float(price.amount) == pytest.approx(truth, abs=0.005)


def test_carrying_on_undoes_the_adjustment(fund):
    """Exactly, on all five ex-dates: only floating point is left."""
    close, total, paid = (fund[name]["FUND"] for name in ("close", "adjusted", "paid"))
    assert carried_on(close.iloc[0], total, paid) == pytest.approx(close.iloc[-1], rel=1e-12)


def test_only_the_changes_of_the_adjusted_close_matter(fund):
    total, paid = fund["adjusted"]["FUND"], fund["paid"]["FUND"]
    assert carried_on(100, total / 3, paid) == pytest.approx(carried_on(100, total, paid))


def test_an_overdue_distribution_leaves_the_adjusted_close(history_of, fund):
    """After three months without a payment the record may be incomplete."""
    fund["close"], fund["paid"] = fund["close"][:"2024-07-01"], fund["paid"][:"2024-07-01"]
    price = price_of(history_of(LAST, **fund), "FUND")

    assert price.basis is PriceBasis.ADJUSTED
    assert price.amount == as_price(fund["adjusted"]["FUND"].iloc[-1])


def test_too_few_distributions_or_a_split_in_between_leave_the_adjusted_close(history_of, fund):
    fund["close"] = fund["close"][:"2025-01-15"]
    split = history_of(LAST, **fund, splits=[("2025-01-20", "FUND"), ("2025-01-20", "OTHER")])
    assert price_of(split, "FUND").basis is PriceBasis.ADJUSTED

    fund["paid"] = fund["paid"]["2024-05-01":]
    assert price_of(history_of(LAST, **fund), "FUND").basis is PriceBasis.ADJUSTED


@pytest.mark.parametrize(
    ("times", "basis"), [(4, "ADJUSTED"), (2.05, "ADJUSTED"), (1.5, "REBUILT"), (2.2, "REBUILT")]
)
def test_a_close_of_before_a_split_is_not_carried_on(history_of, fund, times, basis):
    """The adjusted closes are scaled for a split after the closes end; nobody recorded it."""
    fund["close"] = fund["close"][:"2024-12-20"]
    level = fund["close"]["FUND"].iloc[-1] / fund["adjusted"]["FUND"][fund["close"].index[-1]]
    fund["adjusted"] = fund["adjusted"] * level / times
    assert price_of(history_of(LAST, **fund), "FUND").basis is PriceBasis[basis]


def test_without_a_close_the_adjusted_one_says_what_it_is(history_of, fund):
    assert (
        price_of(history_of(LAST, adjusted=fund["adjusted"]), "FUND").basis is PriceBasis.ADJUSTED
    )


def test_a_price_older_than_a_week_is_no_price(history_of, fund):
    assert price_of(history_of(date(2025, 2, 7), **fund), "FUND").day == LAST
    assert price_of(history_of(date(2025, 2, 8), **fund), "FUND").reason == "none within a week"


def test_a_fund_nobody_knows_has_no_price(history_of, fund):
    assert price_of(history_of(LAST, **fund), "OTHER").reason == "none within a week"


@pytest.mark.parametrize("split", [2, 3, 10])
def test_a_series_scaled_for_a_later_split_is_put_back_to_the_cent(history_of, fund, split):
    truth = fund["close"]["FUND"].iloc[-1]
    fund["close"], fund["adjusted"] = fund["close"] / split, fund["adjusted"] / split
    price = price_of(history_of(LAST, **fund), "FUND")

    assert price.basis is PriceBasis.REBUILT
    assert price.amount == as_price(truth)
    assert f"split of {split} for 1" in price.note
    assert f"{split} times the close" in price.note


def test_a_series_that_may_be_of_a_later_reverse_split_says_so(history_of, fund):
    price = price_of(history_of(LAST, close=fund["close"] * 2), "FUND")
    assert price.basis is PriceBasis.UNPROVEN
    assert price.note == ""


def test_a_gap_that_no_split_explains_leaves_no_price(history_of, fund):
    fund["paid"] = fund["paid"] * 1.5
    assert "in which shares" in price_of(history_of(LAST, **fund), "FUND").reason


def test_a_close_that_nothing_proves_says_so(history_of, fund):
    """Of few closes, or of closes that are no cents, nobody knows in which shares they are."""
    few = fund["close"].iloc[-19:]
    for close in (few, fund["close"] * 1.000123):
        price = price_of(history_of(LAST, close=close), "FUND")
        assert price.basis is PriceBasis.UNPROVEN
        assert float(price.amount) == pytest.approx(close["FUND"].iloc[-1], abs=5e-5)


@pytest.mark.parametrize(
    ("amount", "text"), [(91.3, "91.30"), (252.71, "252.71"), (119.825, "119.825"), (5, "5.00")]
)
def test_prices_have_two_to_four_decimals(amount, text):
    assert as_price(amount) == Decimal(text)
    assert str(as_price(amount)) == text

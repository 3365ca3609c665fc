"""The two witnesses of a later split: cents and distributions."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocator.market.later_split import Scale, later_split, scale_of

DAYS = pd.bdate_range("2024-06-03", "2025-01-31")
LAST = DAYS[-1].date()
PAID_ON = pd.Timestamp("2024-12-16")
ONE = Scale(1, is_proven=True)
UNKNOWN = Scale(1, is_proven=False)


@pytest.fixture
def fund():
    """A fund in whole cents that pays two dollars once, adjusted as Yahoo does."""
    close = pd.Series([round(100 * 1.001**n, 2) for n in range(len(DAYS))], DAYS)
    close.iloc[-1] = 119.03  # no multiple of two, four or five cents: its parts are broken
    adjusted = close.copy()
    before = close.index < PAID_ON
    adjusted[before] *= 1 - 2 / close[before].iloc[-1]
    paid = pd.Series([2.0], [PAID_ON])
    return {
        "close": close.to_frame("FUND"),
        "adjusted": adjusted.to_frame("FUND"),
        "paid": paid.to_frame("FUND"),
    }


def scaled(fund, by, digits=None):
    """Scale the prices as a vendor does after a split, and perhaps round the closes."""
    close = fund["close"] / by
    close = close if digits is None else close.round(digits)
    return fund | {"close": close, "adjusted": fund["adjusted"] / by}


@given(st.integers(0, 10**6), st.integers(2, 20))
def test_closes_of_any_split_are_told_by_their_cents(seed, split):
    """Also when a file writes them with four decimals, or holds them as float32."""
    found = np.random.default_rng(seed).integers(2_000, 90_000, size=20)
    found[-1] += (found[-1] % split == 0) + 0  # the last one is broken, so that nothing is in doubt
    traded = found / 100
    assert scale_of(traded) == ONE
    written = np.float32(np.round(traded / split, 4)).astype(float)
    broken = (found % split != 0).sum()
    assert scale_of(written) == (Scale(split, is_proven=True) if broken >= 5 else UNKNOWN)


CENTS = 165 + np.array([34, 71, 2, 88, 47, 13, 60, 99] * 3) / 100


@pytest.mark.parametrize("times", [2, 5, 1000])
def test_multiples_of_a_cent_prove_nothing(times):
    """A reverse split to come, closes that are rounded to five cents, or whole dollars."""
    assert scale_of(np.round(CENTS * times, 2)) == UNKNOWN


@pytest.mark.parametrize("odd", [1, 2])
@pytest.mark.parametrize("by", [0.01, 0.005])
def test_one_or_two_odd_rows_do_not_prove_that_there_is_no_reverse_split(odd, by):
    """VOO and BIL before theirs: every close is even but for rows that nobody traded at."""
    closes = np.round(CENTS * 2, 2)
    closes[2 : 2 + odd] += by
    assert scale_of(closes) == UNKNOWN


def test_three_odd_rows_do(fund):
    closes = np.round(CENTS * 2, 2)
    closes[[2, 9, 17]] += 0.01
    assert scale_of(closes) == ONE


def test_a_split_of_three_for_two_is_seen_but_not_undone():
    assert scale_of(CENTS / 1.5) is None


@pytest.mark.parametrize("odd", [1, 4])
@pytest.mark.parametrize("at", [-1, -3])
def test_a_few_rows_that_nobody_traded_at_are_no_split(odd, at):
    """IWV on 2023-04-06: one close in parts of a cent, which times 13 is whole."""
    closes = CENTS.copy()
    closes[at - odd + 1 : at + 1 or None] += 0.005
    assert scale_of(closes) == UNKNOWN


def test_an_odd_row_is_forgotten_after_fourteen_closes():
    closes = CENTS.copy()
    closes[-15] += 0.005
    assert scale_of(closes) == ONE
    closes[-14] += 0.005
    assert scale_of(closes) == UNKNOWN


def test_closes_that_are_no_trades_prove_nothing():
    assert scale_of(100 * 1.00137 ** np.arange(20.0)) == UNKNOWN


@pytest.mark.parametrize(("count", "found"), [(19, UNKNOWN), (20, ONE)])
def test_twenty_closes_are_heard_or_none(history_of, fund, count, found):
    few = fund["close"].iloc[-count:]
    assert later_split(history_of(LAST, close=few), "FUND") == found


def test_of_a_price_that_hardly_moves_more_closes_are_heard(history_of):
    """Bills: eight values in a year."""
    days = pd.bdate_range("2024-01-01", periods=250)
    closes = pd.Series(91.40 + np.arange(250) // 32 * 0.01, days)
    assert later_split(history_of(days[-1].date(), close=closes.to_frame("A")), "A") == ONE
    short = closes.iloc[:-31].to_frame("A")
    assert later_split(history_of(days[-32].date(), close=short), "A") == UNKNOWN


def test_closes_and_distributions_scaled_together_are_told_by_cents(history_of, fund):
    """IJH before its split of 2024, as vendors give it now: the payments agree with the closes."""
    fund = scaled(fund, 5) | {"paid": fund["paid"] / 5}
    assert later_split(history_of(LAST, **fund), "FUND") == Scale(5, is_proven=True)


def test_both_witnesses_agree(history_of, fund):
    """IWF before its split of 2026: distributions were left in the shares of their day."""
    assert later_split(history_of(LAST, **fund), "FUND") == ONE
    assert later_split(history_of(LAST, **scaled(fund, 4)), "FUND").split == 4


@pytest.mark.parametrize("split", [2, 4, 5])
def test_whole_cents_at_the_end_may_be_of_a_split_that_has_been(history_of, fund, split):
    """IWF in April 2026: nobody recorded its split, and the closes before it are in quarters."""
    whole = fund["close"]["FUND"]
    enough = {2: 14, 4: 7, 5: 6}[split]
    for since in (1, enough - 1, enough):
        closes = (whole / split).copy()
        closes.iloc[-since - 1] = 119.03 / split
        closes.iloc[-since:] = [round(close, 2) for close in closes.iloc[-since:]]
        found = later_split(history_of(LAST, close=closes.to_frame("FUND")), "FUND")
        assert (found == ONE) == (since == enough)
        assert (found is None) or since > 1


def test_a_distribution_alone_only_objects(history_of, fund):
    """Too few closes for the cents: the split may be to come, or have been since the payment."""
    split = scaled(fund, 4)
    split["close"] = split["close"]["2024-12-13":"2025-01-08"].iloc[:19]
    assert later_split(history_of(date(2025, 1, 8), **split), "FUND") is None


@pytest.mark.parametrize(("paid", "agrees"), [(4.15, True), (4.25, False), (3.85, True)])
def test_what_was_paid_agrees_within_five_per_cent_of_the_split(history_of, fund, paid, agrees):
    quarters = scaled(fund, 4) | {"paid": fund["paid"] / 4 * paid}
    found = later_split(history_of(LAST, **quarters), "FUND")
    assert (found is not None) == agrees


def test_a_payment_more_than_a_year_ago_is_not_heard(history_of, fund):
    """What it says of shares may be of a split that everybody has forgotten."""
    fund["paid"] = fund["paid"] * 4
    later = (PAID_ON + pd.Timedelta(days=367)).date()
    assert later_split(history_of(LAST, **fund), "FUND") is None
    assert later_split(history_of(later, **fund), "FUND") == ONE


def test_closes_of_more_than_a_year_ago_are_not_heard(history_of):
    """Two hundred and fifty closes without change: those before them do not count."""
    days = pd.bdate_range("2023-01-02", periods=270)
    closes = pd.Series([91.40 + n * 0.02 for n in range(20)] + [92.0] * 250, days)
    assert later_split(history_of(days[-1].date(), close=closes.to_frame("A")), "A") == UNKNOWN


def test_cents_count_from_the_day_of_decimal_prices(history_of):
    days = pd.bdate_range("2001-03-12", periods=60)
    closes = pd.Series(
        [100.0625 + n / 16 for n in range(20)] + [80.01 + n for n in range(40)], days
    )
    assert later_split(history_of(days[-1].date(), close=closes.to_frame("A")), "A") == ONE
    early = closes.shift(-21, freq="B")
    assert (
        later_split(history_of(early.index[-1].date(), close=early.to_frame("A")), "A") == UNKNOWN
    )


def test_witnesses_that_contradict_each_other_leave_no_answer(history_of, fund):
    """Whole cents say one, the payment says four: rounded closes, or an unrecorded split."""
    quarters = scaled(fund, 4)
    fund["paid"] = fund["paid"] * 4
    assert later_split(history_of(LAST, **fund), "FUND") is None
    quarters["paid"] = quarters["paid"] * 2
    assert later_split(history_of(LAST, **quarters), "FUND") is None


def test_a_split_since_the_last_payment_is_not_one_to_come(history_of, fund):
    """The closes are in the new shares already; only the old payment is in old ones."""
    fund["paid"] = fund["paid"] * 4
    history = history_of(LAST, **fund, splits=[("2024-12-18", "FUND")])
    assert later_split(history, "FUND") == ONE


def test_closes_before_a_known_split_say_nothing_of_a_later_one(history_of, fund):
    """They are scaled for the split that is known; of those after it there are too few."""
    fund["close"] = fund["close"].copy()
    fund["close"].loc[:"2025-01-10"] /= 4
    split = history_of(LAST, close=fund["close"], splits=[("2025-01-13", "FUND")])
    other = history_of(LAST, close=fund["close"], splits=[("2025-01-13", "OTHER")])
    assert later_split(split, "FUND") == UNKNOWN
    assert later_split(other, "FUND") == ONE


def test_before_decimal_prices_cents_prove_nothing(history_of):
    days = pd.bdate_range("2000-06-01", periods=60)
    closes = pd.Series(100 + np.arange(60) / 16, days).to_frame("FUND")
    assert later_split(history_of(days[-1].date(), close=closes), "FUND") == UNKNOWN


def test_a_distribution_that_nothing_explains_leaves_no_answer(history_of, fund):
    fund["paid"] = fund["paid"] * 1.5
    assert later_split(history_of(LAST, **fund), "FUND") is None


@pytest.mark.parametrize(("gap", "found"), [(1.9e-5, ONE), (-1.9e-5, ONE), (2.2e-5, None)])
def test_a_gap_within_a_fifth_of_a_basis_point_is_no_gap(history_of, fund, gap, found):
    fund["paid"] = fund["paid"] + gap * fund["close"]["FUND"][PAID_ON]
    assert later_split(history_of(LAST, **fund), "FUND") == found


def test_a_fund_without_a_close_is_not_judged(history_of, fund):
    assert later_split(history_of(LAST, adjusted=fund["adjusted"]), "FUND") == UNKNOWN

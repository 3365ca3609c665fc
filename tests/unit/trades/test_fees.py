"""Fees on sales by trade date."""

import tomllib
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocator import bundled
from allocator.errors import InputError
from allocator.model.policy import Trading
from allocator.model.trading_day import NO_FEES, SaleFees
from allocator.trades.fees import fee_of, sale_fees_on

LAST_DAY = date(2026, 12, 31)

STATED = Trading(
    section_31_per_million=Decimal("27.80"),
    taf_per_share=Decimal("0.000232"),
    taf_most=Decimal("11.00"),
)

shares = st.decimals(0, 100_000, places=3)


def refusal(trading, on):
    with pytest.raises(InputError) as caught:
        sale_fees_on(trading, on)
    return caught.value.problems


def test_the_day_after_the_tables_end_both_fees_are_refused_with_their_remedies():
    first, second = refusal(Trading(), LAST_DAY + timedelta(days=1))
    assert first.place == "policy: trading.section_31_per_million"
    assert first.message == (
        "the SEC section 31 fee of 2027-01-01 is not known; it is from 2019-04-16 to 2026-12-31"
    )
    assert first.remedy == (
        "state trading.section_31_per_million = ..., "
        "or trading.sale_fees = false to leave these fees out"
    )
    assert second.place == "policy: trading.taf_per_share"
    assert "trading.taf_per_share = ... and trading.taf_most = ..." in second.remedy
    assert sale_fees_on(Trading(), LAST_DAY).taf_most == Decimal("9.79")


def test_before_2024_only_the_activity_fee_is_not_known():
    (problem,) = refusal(Trading(), date(2023, 12, 29))
    assert problem.place == "policy: trading.taf_per_share"


@pytest.mark.parametrize("on", [date(2027, 1, 1), date(2025, 1, 2), date(2010, 1, 4)])
def test_what_the_policy_states_wins_on_every_day(on):
    found = SaleFees(Decimal("0.0000278"), Decimal("0.000232"), Decimal("11.00"))
    assert sale_fees_on(STATED, on) == found


def test_only_what_is_neither_stated_nor_known_is_asked_for():
    trading = Trading(section_31_per_million=Decimal(0), taf_per_share=Decimal("0.000232"))
    (problem,) = refusal(trading, date(2027, 6, 1))
    assert problem.place == "policy: trading.taf_most"
    assert "taf_per_share" not in problem.remedy


def test_without_fees_no_day_is_refused():
    assert sale_fees_on(Trading(sale_fees=False), date(1990, 1, 2)) == NO_FEES


def test_the_bundled_tables_have_no_gap_inside_and_no_overlap():
    document = tomllib.loads(bundled.SALE_FEES.read_text(encoding="utf-8"))
    for rows in document.values():
        for earlier, later in pairwise(rows):
            assert earlier["known_until"] + timedelta(days=1) == later["valid_from"]
        assert all(row["valid_from"] < row["known_until"] and row["source"] for row in rows)


@given(sold=shares, price=st.decimals(0, 1000, places=2))
def test_fees_are_whole_cents_never_below_what_is_due_and_never_two_cents_above(sold, price):
    fees = SaleFees(Decimal("0.0000206"), Decimal("0.000195"), Decimal("9.79"))
    due = fees.section_31 * sold * price + min(fees.taf_per_share * sold, fees.taf_most)
    charged = fee_of(fees, sold, sold * price)
    assert charged == charged.quantize(Decimal("0.01"))
    assert due <= charged < due + Decimal("0.02")

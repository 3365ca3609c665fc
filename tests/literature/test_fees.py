"""
Fees on a sale: SEC section 31 (release 34-104909 of 2026-02-27) and FINRA's activity fee of 2026.

Rates by date were collected from public repositories on 2026-11-20; the arithmetic is by hand.
"""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from allocator.model.policy import Trading
from allocator.trades.fees import fee_of, sale_fees_on


def charged(on, shares, price):
    sold = Decimal(shares)
    return str(fee_of(sale_fees_on(Trading(), on), sold, sold * Decimal(price)))


def test_a_thousand_shares_at_250_on_2026_11_20():
    """$5.15 for the SEC, and $0.195 rounded up to $0.20 for FINRA."""
    fees = sale_fees_on(Trading(), date(2026, 11, 20))
    assert fees.section_31 * 250_000 == Decimal("5.15")
    assert fees.taf_per_share * 1000 == Decimal("0.195")
    assert charged(date(2026, 11, 20), 1000, 250) == "5.35"


def test_until_2026_04_03_the_sec_charges_nothing():
    assert sale_fees_on(Trading(), date(2026, 4, 3)).section_31 == 0
    assert charged(date(2026, 4, 3), 1000, 250) == "0.20"
    assert charged(date(2026, 4, 4), 1000, 250) == "5.35"


@pytest.mark.parametrize(("shares", "fee"), [(50_205, "9.79"), (50_206, "9.79"), (500_000, "9.79")])
def test_the_activity_fee_ends_at_its_most(shares, fee):
    assert charged(date(2026, 1, 2), shares, 0) == fee


def test_the_most_binds_from_50206_shares():
    fees = sale_fees_on(Trading(), date(2026, 1, 2))
    assert fees.taf_per_share * 50_205 < fees.taf_most < fees.taf_per_share * 50_206


@pytest.mark.parametrize(
    ("first_day", "before", "since"),
    [
        (date(2025, 5, 14), "27.80", "0.00"),
        (date(2026, 4, 4), "0.00", "20.60"),
    ],
)
def test_the_section_31_rate_changes_on_its_day(first_day, before, since):
    days = (first_day - timedelta(days=1), first_day)
    rates = [sale_fees_on(Trading(), on).section_31 * 1_000_000 for on in days]
    assert rates == [Decimal(before), Decimal(since)]

"""What is in force on a day."""

from datetime import date
from decimal import Decimal

import pytest

from allocator.errors import InputError
from allocator.model.policy import Policy, Trading
from allocator.model.tax import NO_TAX, Filing, TaxRules
from allocator.trades.trading_day import trading_day

BRACKETS = TaxRules(filing=Filing.SINGLE, taxable_income=Decimal(60_000))


def test_a_day_has_its_fees_and_rates():
    day = trading_day(Policy(tax=BRACKETS), date(2026, 11, 20))
    assert day.on == date(2026, 11, 20)
    assert day.fees.section_31 == Decimal("0.0000206")
    assert (day.rates.short_term, day.rates.long_term) == (0.22, 0.15)


def test_without_tax_rules_only_the_fees_count():
    day = trading_day(Policy(), date(2025, 12, 24))
    assert day.rates is NO_TAX
    assert day.fees.taf_per_share == Decimal("0.000166")


def test_unknown_fees_and_unknown_rates_are_told_in_one_run():
    with pytest.raises(InputError) as caught:
        trading_day(Policy(tax=BRACKETS), date(2027, 3, 1))
    places = [problem.place for problem in caught.value.problems]
    assert places == [
        "policy: trading.section_31_per_million",
        "policy: trading.taf_per_share",
        "policy: tax.filing",
    ]


def test_what_is_stated_needs_no_table():
    policy = Policy(tax=TaxRules(short_term=0.3, long_term=0.15), trading=Trading(sale_fees=False))
    assert trading_day(policy, date(2030, 1, 2)).rates.short_term == 0.3

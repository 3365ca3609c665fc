"""What is in force on a day."""

from datetime import date
from decimal import Decimal

from allocator.errors import Severity
from allocator.model.policy import Policy, Trading
from allocator.model.tax import NO_TAX, Filing, TaxRules
from allocator.model.trading_day import NO_FEES
from allocator.pipeline.day import trading_day_of

BRACKETS = TaxRules(filing=Filing.SINGLE, taxable_income=Decimal(60_000))


def test_a_day_has_its_fees_and_rates():
    day, problems = trading_day_of(Policy(tax=BRACKETS), date(2026, 11, 20))
    assert problems == ()
    assert day.on == date(2026, 11, 20)
    assert day.fees.section_31 == Decimal("0.0000206")
    assert (day.rates.short_term, day.rates.long_term) == (0.22, 0.15)


def test_without_tax_rules_only_the_fees_count():
    day, _ = trading_day_of(Policy(), date(2025, 12, 24))
    assert day.rates is NO_TAX
    assert day.fees.taf_per_share == Decimal("0.000166")


def test_a_fee_that_is_not_known_is_left_out_and_said_and_an_unknown_rate_is_an_error():
    day, problems = trading_day_of(Policy(tax=BRACKETS), date(2027, 3, 1))
    assert day.fees is NO_FEES
    assert [(problem.place, problem.severity) for problem in problems] == [
        ("policy: trading.section_31_per_million", Severity.WARNING),
        ("policy: trading.taf_per_share", Severity.WARNING),
        ("policy: tax.filing", Severity.ERROR),
    ]


def test_what_is_stated_needs_no_table():
    policy = Policy(tax=TaxRules(short_term=0.3, long_term=0.15), trading=Trading(sale_fees=False))
    day, problems = trading_day_of(policy, date(2030, 1, 2))
    assert (day.rates.short_term, problems) == (0.3, ())

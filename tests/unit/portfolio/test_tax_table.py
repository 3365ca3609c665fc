"""The table [tax] of a policy."""

from decimal import Decimal
from pathlib import Path

import pytest

from allocator.model.tax import Filing, Stance, TaxRules, Undated
from allocator.portfolio import read_policy

STATED = "short_term = 0.32\nlong_term = 0.15\n"
FILED = 'filing = "single"\ntaxable_income = 90_000\n'


def tax_of(text):
    Path("mine.toml").write_text(f"[tax]\n{text}\n", encoding="utf-8")
    return read_policy("mine.toml").tax


def test_every_key_reaches_the_policy(policy):
    """
    [tax]
    short_term = 0.32
    long_term = 0.15
    dividends = 0.1
    interest = 0.24
    state = 0.05
    realised_short = -120.50
    realised_long = 300
    carried_short = 10
    carried_long = 4000
    put_off = 0.25
    wait_days = 30
    undated = "long"
    wash_sales = "same_fund"
    identical = [["ijr", "VIOO"], ["VTI", "VTHR", "IWV"]]
    """
    assert policy.tax == TaxRules(
        short_term=0.32,
        long_term=0.15,
        dividends=0.1,
        interest=0.24,
        state=0.05,
        realised_short=Decimal("-120.5"),
        realised_long=Decimal(300),
        carried_short=Decimal(10),
        carried_long=Decimal(4000),
        put_off=0.25,
        wait_days=30,
        undated=Undated.LONG,
        wash_sales=Stance.SAME_FUND,
        identical=(("IJR", "VIOO"), ("VTI", "VTHR", "IWV")),
    )
    assert policy.tax.is_counted


def test_a_filing_status_takes_the_place_of_rates(here):
    found = tax_of('filing = "joint"\ntaxable_income = 210_000\nmagi = 240_000.50\nstate = 0.05')
    assert found == TaxRules(
        filing=Filing.JOINT,
        taxable_income=Decimal(210_000),
        magi=Decimal("240000.5"),
        state=0.05,
    )


def test_income_may_have_rates_of_its_own_beside_a_filing_status(here):
    assert tax_of(f"{FILED}interest = 0.1").interest == 0.1


def test_without_rates_no_tax_is_counted(here):
    assert not tax_of("wait_days = 10\ncarried_long = 5").is_counted


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("short_term = 0.3", "tax has short_term without long_term"),
        ("long_term = 0.3", "tax has long_term without short_term"),
        ("dividends = 0.3", "tax has dividends without short_term and long_term"),
        ("state = 0.05", "tax has state without short_term and long_term"),
        (
            "interest = 0.1\nstate = 0.05\ndividends = 0.1",
            "tax has dividends, interest and state without short_term and long_term",
        ),
        (FILED + STATED, "tax has filing together with short_term and long_term"),
        (f"{FILED}short_term = 0.3", "tax has filing together with short_term"),
        ('filing = "joint"', "tax has filing without taxable_income"),
        ("taxable_income = 90_000", "tax has taxable_income without filing"),
        (f"{STATED}magi = 90_000", "tax has magi without filing"),
        (f"{FILED}magi = 89_999", "tax has magi 89999 below taxable_income 90000"),
        ("short_term = 0.1\nlong_term = 0.2", "tax has long_term 0.2 above short_term 0.1"),
        (f"{STATED}interest = 0.9\nstate = 0.11", "tax takes more than everything"),
    ],
)
def test_contradictory_tables_are_refused_in_words(here, refused, text, said):
    Path("mine.toml").write_text(f"[tax]\n{text}\n", encoding="utf-8")
    (found,) = refused(read_policy, "mine.toml")
    assert (
        found.startswith(f"error: mine.toml:1: {said}\n    ")
        or said == (found.removeprefix("error: mine.toml:1: ").partition(":")[0])
    )


def test_a_rate_of_everything_is_still_a_rate(here):
    assert tax_of(f"{STATED}interest = 0.9\nstate = 0.1").state == 0.1


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("short_term = 37", "tax.short_term is 37, which is above 1"),
        ("state = 5", "tax.state is 5, which is above 0.2"),
        ('filing = "married"', "tax.filing 'married' is not a filing status"),
        ("taxable_income = -1", "tax.taxable_income is -1, which is below 0"),
        ("carried_long = -3000", "tax.carried_long is -3000, which is below 0"),
        ("realised_long = -1e10", "tax.realised_long is -10000000000.0, which is below -1e+09"),
        ("put_off = 2", "tax.put_off is 2, which is above 1"),
        ("wait_days = 367", "tax.wait_days is 367, which is above 366"),
        ("wait_days = 1.5", "tax.wait_days is 1.5, not a whole number"),
        ('undated = "short"', "tax.undated 'short' is not a way to tax lots without a date"),
        ('wash_sales = "none"', "tax.wash_sales 'none' is not a stance"),
        ('identical = ["IJR", "VIOO"]', "tax.identical.1 is 'IJR', not a list"),
        ('identical = [["IJR"]]', "tax.identical.1 has fewer than 2 entries"),
        ('identical = [["IJR", "IJR"]]', "tax.identical.1 names IJR twice"),
        ('identical = [["A", "B"], ["C", "A"]]', "tax.identical names A in two groups"),
    ],
)
def test_figures_out_of_range_are_refused_with_their_line(here, refused, line, said):
    Path("mine.toml").write_text(f"[tax]\n{line}\n", encoding="utf-8")
    found = refused(read_policy, "mine.toml")
    assert found[0].startswith(f"error: mine.toml:2: {said}")


def test_the_known_words_are_named(here, refused):
    Path("mine.toml").write_text('[tax]\nwash_sales = "x"\n', encoding="utf-8")
    assert "known are: same_index, same_fund" in refused(read_policy, "mine.toml")[0]

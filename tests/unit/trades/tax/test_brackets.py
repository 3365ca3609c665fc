"""Rates of the day: stated, or from the brackets of the year."""

import tomllib
from datetime import date
from decimal import Decimal

import pytest

from allocator import bundled
from allocator.errors import InputError
from allocator.model.tax import NO_TAX, Filing, TaxRules
from allocator.trades.tax.brackets import Room, rates_on, room

IN_2025, IN_2026, IN_2027 = date(2025, 12, 24), date(2026, 6, 30), date(2027, 1, 4)


def of_income(income, filing=Filing.SINGLE, **more):
    return TaxRules(filing=filing, taxable_income=Decimal(income), **more)


def refusal(tax, on=IN_2026):
    with pytest.raises(InputError) as caught:
        rates_on(tax, on)
    return caught.value.problems


@pytest.mark.parametrize(
    ("income", "filing", "on", "ordinary", "long_term"),
    [
        (49_449, Filing.SINGLE, IN_2026, 0.12, 0.0),
        (49_450, Filing.SINGLE, IN_2026, 0.12, 0.15),
        (48_350, Filing.SINGLE, IN_2025, 0.12, 0.15),
        (48_350, Filing.SINGLE, IN_2026, 0.12, 0.0),
        (98_899, Filing.JOINT, IN_2026, 0.12, 0.0),
        (105_700, Filing.SINGLE, IN_2026, 0.24, 0.15),
        (12_399, Filing.SINGLE, IN_2026, 0.10, 0.0),
        (613_700, Filing.JOINT, IN_2026, 0.388, 0.238),
        (768_700, Filing.JOINT, IN_2026, 0.408, 0.238),
        (199_999, Filing.SINGLE, IN_2026, 0.24, 0.15),
        (200_000, Filing.SINGLE, IN_2026, 0.278, 0.188),
        (249_999, Filing.JOINT, IN_2026, 0.24, 0.15),
    ],
)
def test_rates_are_those_on_the_next_dollar(income, filing, on, ordinary, long_term):
    rates = rates_on(of_income(income, filing), on)
    assert (rates.short_term, rates.interest) == (ordinary, ordinary)
    assert (rates.long_term, rates.dividends) == (long_term, long_term)
    assert rates.loss_limit == 3000


def test_the_surtax_goes_by_modified_adjusted_gross_income_where_that_is_stated():
    assert rates_on(of_income(150_000, magi=Decimal(210_000)), IN_2026).long_term == 0.188
    assert rates_on(of_income(210_000, magi=Decimal(150_000)), IN_2026).long_term == 0.15


def test_the_source_names_year_status_income_bracket_surtax_and_state():
    source = rates_on(of_income(250_000, state=0.0575), IN_2026).source
    assert source == (
        "federal brackets of 2026, single, at a taxable income of $250,000: 32% on ordinary income "
        "and short-term gains, 15% on long-term ones; 3.8% surtax on investment income; 5.75% of "
        "the state added to each"
    )


def test_stated_rates_win_over_brackets_even_in_a_year_without_any():
    tax = of_income(250_000, short_term=0.3, long_term=0.1, state=0.05)
    rates = rates_on(tax, IN_2027)
    assert (rates.short_term, rates.long_term) == (0.35, 0.15)
    assert (rates.dividends, rates.interest) == (0.15, 0.35)
    assert rates.source.startswith("rates as the policy states them")


def test_dividends_and_interest_have_their_own_rates_where_stated():
    tax = TaxRules(short_term=0.3, long_term=0.1, dividends=0.0, interest=0.2)
    rates = rates_on(tax, IN_2026)
    assert (rates.dividends, rates.interest) == (0.0, 0.2)


def test_nothing_stated_means_nothing_taxed():
    assert rates_on(TaxRules(), IN_2027) is NO_TAX


def test_brackets_of_other_years_are_not_guessed():
    (problem,) = refusal(of_income(50_000), IN_2027)
    assert problem.place == "policy: tax.filing"
    assert problem.message == (
        "federal brackets of 2027 are not known, only those of 2025 and 2026"
    )
    assert problem.remedy == "state tax.short_term and tax.long_term instead"


def test_every_problem_is_told_in_one_run():
    places = [problem.place for problem in refusal(TaxRules(filing=Filing.JOINT), IN_2027)]
    assert places == ["policy: tax.taxable_income", "policy: tax.filing"]


def test_half_of_the_stated_rates_is_refused():
    (problem,) = refusal(TaxRules(short_term=0.3))
    assert problem.place == "policy: tax.long_term"


@pytest.mark.parametrize(
    ("tax", "key"),
    [
        (TaxRules(long_term=0.15), "long_term"),
        (TaxRules(dividends=0.15), "dividends"),
        (TaxRules(interest=0.15), "interest"),
        (TaxRules(state=0.05), "state"),
        (TaxRules(taxable_income=Decimal(1)), "taxable_income"),
        (TaxRules(magi=Decimal(1)), "magi"),
    ],
)
def test_a_figure_that_would_count_for_nothing_is_refused(tax, key):
    (problem,) = refusal(tax)
    assert problem.place == f"policy: tax.{key}"


@pytest.mark.parametrize(
    ("income", "magi", "short", "long"),
    [
        (40_000, None, "10400", "9450"),
        (49_450, None, "950", "150550"),
        (190_000, None, "10000", "10000"),
        (190_000, 250_000, "11775", "355500"),
        (40_000, 199_000, "1000", "1000"),
        (700_000, None, None, None),
    ],
)
def test_room_ends_at_the_next_bracket_or_at_the_surtax(income, magi, short, long):
    tax = of_income(income, magi=None if magi is None else Decimal(magi))
    expected = [None if each is None else Decimal(each) for each in (short, long)]
    assert room(tax, IN_2026) == Room(*expected)


def test_rates_hold_through_the_room_and_change_at_its_end():
    tax = of_income(40_000)
    left = room(tax, IN_2026).long
    inside, beyond = (
        rates_on(of_income(Decimal(40_000) + left + more), IN_2026).long_term
        for more in (-Decimal("0.01"), 0)
    )
    assert (inside, beyond) == (0.0, 0.15)


def test_stated_rates_hold_for_any_gain():
    assert room(TaxRules(short_term=0.3, long_term=0.1), IN_2027) == Room(None, None)
    assert room(TaxRules(), IN_2027) == Room(None, None)


def test_the_bundled_brackets_rise_and_name_their_sources():
    document = tomllib.loads(bundled.FEDERAL_TAX.read_text(encoding="utf-8"))
    for year in document["year"]:
        assert set(year["sources"]) == {"ordinary", "long_term", "surtax", "loss_limit"}
        for filing in ("single", "joint"):
            for kind in ("ordinary", "long_term"):
                *tops, last = year[filing][kind]
                rates = [row[0] for row in (*tops, last)]
                assert rates == sorted(rates)
                assert [top for _, top in tops] == sorted(top for _, top in tops)
                assert len(last) == 1

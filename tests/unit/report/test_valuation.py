import json
from dataclasses import replace
from datetime import date

import pytest

from allocator.beliefs.valuation_study import study_valuation
from allocator.model.scenario import ValuationBasis, ValuationInput
from allocator.model.snapshot import ValuationHistory
from allocator.report.valuation import study_json, study_text
from tests.situations import earnings_yield, market, valuation, world

PAST = ValuationHistory(
    "S&P 500",
    "made up",
    (date(2020, 7, 31), date(2025, 6, 30), date(2025, 7, 31)),
    (20.0, 22.0, 24.0),
    date(1871, 1, 31),
    16.0,
    "x",
)


def said(snapshot, *scenarios):
    return " ".join(study_text(study_valuation(snapshot, scenarios), 100).split())


def test_a_ratio_is_told_with_its_history_and_what_it_says():
    text = said(market(valuation_history=(PAST,)), world())
    assert "Russell 2000 18.00 2025-09-17 15.00 1.70 +1.76 +18.2%" in text
    assert "price-earnings ratio trailing, losses excluded" in text
    assert (
        "In every scenario: reversion 12.9% of the distance, each to its own five-year mean" in text
    )
    assert "Russell 2000 - S&P 500 +0.6%, standard deviation 2.1%" in text
    assert "24.00 of 2025-07; 2 months before: mean 21.00, sd 1.41, z +2.12" in text
    assert "since 1871 mean 16.00. made up" in text


def test_a_history_of_less_than_five_years_is_said_to_have_no_five_year_mean():
    short = replace(PAST, months=(date(2020, 8, 31), *PAST.months[1:]))
    text = said(market(valuation_history=(short,)), world())
    none = "no five-year mean, as it does not reach back five years"
    assert f"24.00 of 2025-07; {none}; since 1871 mean 16.00." in text


def test_the_weakness_and_the_trap_of_definitions_are_told():
    text = said(market(), world())
    assert "This is weak evidence." in text
    assert "All that is expected above is smaller than its own standard deviation." in text
    assert "13.45 without them and 50.57 with them" in text


def test_nothing_is_called_small_that_is_not():
    far = market(
        valuations=(
            valuation("Russell 2000", 30.0, 15.0, 0.5),
            valuation("S&P 500", 20.0, 20.0, 0.5),
        )
    )
    boundless = replace(world(), valuation=ValuationInput(1.0, 5.0, 100.0))
    assert "smaller than its own" not in said(far, boundless)


def test_scenarios_that_differ_are_named_and_a_cut_is_said():
    tight = replace(world("tight"), valuation=ValuationInput(0.5, 5.0, 1.0))
    silent = replace(world("silent"), valuation=None)
    text = said(market(), world("usual"), tight, silent)
    assert "In usual: reversion 12.9%" in text
    assert "In tight: reversion 6.5% of the distance" in text
    assert "half-life 5 years, share 0.5, distance believed to 1 sd" in text
    assert "S&P 500 -0.7%, its distance cut" in text
    assert "In silent: silent no table [valuation]" in text


def test_a_yield_is_in_percent_and_an_older_mean_is_dated():
    loss = earnings_yield(
        "Russell 2000", -0.01, 0.03, 0.02, reference_date=date(2025, 3, 13), note="sheet"
    )
    text = said(market(valuations=(loss,)), world())
    assert "-1.00% 2025-09-17 3.00% 2.00% +2.00 +133.3%" in text
    assert "mean and sd of 2025-03-13; sheet. Source: made up" in text
    assert "silent no price-earnings ratio of S&P 500 on 2025-12-24" in text


def test_a_relative_ratio_is_a_plain_number_whatever_it_is_of():
    of_yields = earnings_yield("Russell 2000", 0.6, 0.75, 0.15, relative_to="S&P 500")
    relative = ValuationInput(1.0, 5.0, 3.0, ValuationBasis.RELATIVE)
    text = said(market(valuations=(of_yields,)), replace(world(), valuation=relative))
    assert "Russell 2000 relative to S&P 500 0.60 2025-09-17 0.75" in text
    assert "one index relative to the other" in text


def test_without_valuations_it_is_said_that_none_was_known():
    assert "no valuation was known on that day" in said(market(valuations=()), world())


@pytest.mark.parametrize("width", [80, 120])
def test_no_line_is_wider_than_asked(width):
    study = study_valuation(market(valuation_history=(PAST,)), (world("a" * 60), world("b" * 60)))
    assert max(map(len, study_text(study, width).splitlines())) <= width


def test_json_has_the_figures_as_fractions():
    study = json.loads(study_json(study_valuation(market(), (world(),))))["study"]
    assert study["standings"][0]["distance"] == pytest.approx(0.18232, abs=1e-5)
    assert study["spoken"][0]["said"][0]["driver"] == "valuation"
    assert study["spoken"][0]["given"]["basis"] == "own"

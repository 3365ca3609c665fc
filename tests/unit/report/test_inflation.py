"""What is said of core inflation, and of what it is worth as an indicator."""

import json
from dataclasses import replace
from datetime import date

import pytest

from allocator.model.inflation import PauseRecord
from allocator.report.inflation import inflation_json, inflation_text
from tests.situations import core_inflation

AS_OF = date(2025, 12, 24)
FOUND = core_inflation()


def said(found, width=100):
    return " ".join(inflation_text(found, AS_OF, width).split())


def test_the_month_its_release_the_rates_and_the_record_are_shown():
    text = said(FOUND)
    assert text.startswith("Core inflation on 24 December 2025 month September 2025, public by 5")
    assert "3 months 2.67% a year 6 months 2.71% a year 12 months 2.83%" in text
    assert "momentum -0.14 points source made up" in text
    assert "momentum above zero cuts stopped after 14 of 32 months (43.8%)" in text
    assert "zero or below cuts stopped after 38 of 81 months (46.9%)" in text
    assert "another pause 47.0%, momentum being zero or below" in text
    assert "Months of one easing overlap" in text
    assert "numbers as revised since" in text


def test_the_side_of_today_decides_which_share_counts():
    assert "another pause 44.1%, momentum being above zero" in said(replace(FOUND, twelve=0.01))


@pytest.mark.parametrize(
    ("rising", "falling", "verdict"),
    [
        ((32, 14), (81, 38), "This is no evidence that momentum foretells a pause"),
        ((40, 30), (40, 10), "Cuts stopped more often with momentum above zero."),
        ((40, 10), (40, 30), "Cuts stopped less often with momentum above zero."),
        ((40, 24), (40, 20), "This is no evidence that momentum foretells a pause"),
        ((10, 10), (10, 10), "This is no evidence that momentum foretells a pause"),
        ((0, 0), (40, 30), "This is no evidence: one side has no month."),
    ],
)
def test_it_is_said_whether_the_record_tells_the_sides_apart(rising, falling, verdict):
    """30 of 40 and 10 of 40 are 4.5 standard errors apart, 24 and 20 less than one."""
    found = replace(FOUND, rising=PauseRecord(*rising), falling=PauseRecord(*falling))
    assert verdict in said(found)


def test_a_side_without_a_month_has_no_share():
    assert "momentum above zero no month" in said(replace(FOUND, rising=PauseRecord(0, 0)))


def test_without_core_prices_it_is_said_what_would_help():
    text = said(None)
    assert "holds no core PCE prices (the series PCEPILFE)" in text
    assert "allocator data snapshot --as-of DATE" in text


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("found", [FOUND, None])
def test_the_lines_fit(found, width):
    assert max(map(len, inflation_text(found, AS_OF, width).splitlines())) <= width


def test_json_has_fractions_or_nothing():
    document = json.loads(inflation_json(FOUND, AS_OF))
    assert document["core_inflation"]["three"] == 0.0267
    assert document["figures"]["another_pause"] == pytest.approx(39 / 83)
    assert document["figures"]["momentum"] == pytest.approx(-0.0014)
    assert document["figures"]["is_told_apart"] is False
    assert document["figures"]["standard_errors_apart"] == pytest.approx(
        FOUND.standard_errors_apart
    )
    empty = json.loads(inflation_json(None, AS_OF))
    assert empty == {"as_of": "2025-12-24", "core_inflation": None, "figures": None}

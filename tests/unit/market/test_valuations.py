from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from allocator.bundled import FACTS
from allocator.market.facts import read_facts
from allocator.market.series import Frequency, Kind
from allocator.market.valuations import not_yet_known, valuation_histories, with_own

MONTHS = pd.date_range("2010-01-31", "2024-12-31", freq="ME")


@pytest.fixture
def histories(make_series):
    def make(**named):
        picked = {}
        for word, values in named.items():
            name = word.replace("_PE", " P/E").replace("_", " ")
            made = make_series(name, values, Kind.VALUATION, frequency=Frequency.MONTHLY)
            picked[Kind.VALUATION, name] = made
        return valuation_histories(picked, read_facts(FACTS))

    return make


def test_ten_years_are_shown_and_the_mean_is_of_all(histories):
    values = pd.Series(range(1, len(MONTHS) + 1), MONTHS, dtype="f8")
    (found,) = histories(Shiller_CAPE=values)
    assert (found.index, len(found.months)) == ("S&P 500", 120)
    assert found.months[-1] == date(2024, 12, 31)
    assert found.values[-1] == len(MONTHS)
    assert (found.since, found.mean) == (date(2010, 1, 31), (1 + len(MONTHS)) / 2)
    assert "10 years of real earnings" in found.definition


def test_a_funds_own_ratio_is_one_of_its_index_by_its_own_definition(histories):
    """Fetched on several days of a month, the last one counts."""
    days = pd.to_datetime(["2026-01-05", "2026-01-20", "2026-02-03"])
    (found,) = histories(IWM_PE=pd.Series([17.0, 18.0, 19.0], days))
    assert (found.index, found.values) == ("Russell 2000", (18.0, 19.0))
    assert "Yahoo" in found.definition
    assert "IWM" in found.definition


def test_amounts_and_unknown_funds_are_no_ratios(histories):
    values = pd.Series(1.0, MONTHS)
    assert histories(Shiller_price=values, Shiller_earnings=values, XYZ_PE=values) == ()


AS_OF = date(2026, 3, 31)


@pytest.fixture
def facts():
    return read_facts(FACTS).known_on(AS_OF)


@pytest.fixture
def mine(facts):
    """A valuation of the user's own of the Russell 2000, by their own definition."""
    small = next(each for each in facts.valuations if each.index == "Russell 2000")
    day = date(2026, 1, 5)
    return replace(
        small,
        price_earnings=20.0,
        definition="mine",
        on=day,
        reference_date=day,
        source="a sheet",
    )


def used(facts, *own, as_of=AS_OF):
    return {each.of: each for each in with_own(facts, own, as_of).valuations}


def test_a_newer_valuation_of_the_user_takes_the_place_of_ours_and_is_marked(facts, mine):
    found = used(facts, mine)
    assert found["Russell 2000"] == replace(mine, source="yours, data.toml: a sheet")
    assert len(found) == len(with_own(facts, (mine,), AS_OF).valuations) == 2
    assert found["S&P 500"] in facts.valuations


def test_of_the_same_day_the_users_counts(facts, mine):
    same = replace(mine, on=date(2025, 9, 17), reference_date=date(2025, 9, 17))
    assert used(facts, same)["Russell 2000"].price_earnings == 20.0


def test_one_that_is_older_than_ours_is_not_used_and_that_is_said(facts, mine):
    old = replace(mine, on=date(2025, 9, 16), reference_date=date(2025, 9, 16))
    found = with_own(facts, (old,), AS_OF)
    assert found.valuations == facts.valuations
    (*_, said) = found.remarks
    assert said.text == "your valuation of Russell 2000 is older than ours and not used"
    assert len(found.remarks) == len(facts.remarks) + 1


@pytest.mark.parametrize("late", ["on", "reference_date"])
def test_one_that_was_not_known_on_the_day_leaves_no_trace(facts, mine, late):
    """Nothing dated after the day may change a byte of its snapshot, not even a remark."""
    assert with_own(facts, (replace(mine, **{late: date(2026, 4, 1)}),), AS_OF) == facts


@pytest.mark.parametrize("late", ["on", "reference_date"])
def test_who_builds_a_snapshot_is_told_what_was_not_known_yet(mine, late):
    (said,) = not_yet_known((mine, replace(mine, **{late: date(2026, 4, 1)})), AS_OF)
    assert said == (
        "your valuation of Russell 2000 is known only from 2026-04-01 on, so the snapshot of "
        "2026-03-31 is without it"
    )
    assert not_yet_known((mine,), mine.known_from) == ()


def test_of_the_users_history_the_last_one_known_counts(facts, mine):
    later = replace(mine, on=date(2026, 2, 5), reference_date=date(2026, 2, 5), price_earnings=21.0)
    for own in ((mine, later), (later, mine)):
        assert used(facts, *own)["Russell 2000"].price_earnings == 21.0
    assert used(facts, mine, later, as_of=date(2026, 2, 4))["Russell 2000"].price_earnings == 20.0


def test_a_relative_ratio_stands_beside_that_of_the_index(facts, mine):
    found = used(facts, replace(mine, relative_to="S&P 500"))
    assert found.keys() == {"Russell 2000", "S&P 500", "Russell 2000 relative to S&P 500"}
    assert found["Russell 2000"].price_earnings == 18.07


def test_two_definitions_of_the_users_stand_side_by_side(facts, mine):
    found = with_own(facts, (mine, replace(mine, definition="forward")), AS_OF).valuations
    assert sorted(each.definition for each in found if each.index == "Russell 2000") == [
        "forward",
        "mine",
    ]

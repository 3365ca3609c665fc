from datetime import date
from itertools import pairwise

import pandas as pd
import pytest

from allocator.bundled import POLICY_RATE
from allocator.errors import MarketDataError, Severity
from allocator.market.rate_changes import announced_on, policy_record, read_policy_table
from allocator.market.series import Frequency, Kind

SHIPPED = read_policy_table(POLICY_RATE)
TO_2024 = tuple(change for change in SHIPPED if change.announced < date(2025, 1, 1))


@pytest.fixture
def target(make_series):
    """FRED's series of the upper end, which changes on the days that are given."""

    def make(steps, last, name="DFEDTARU"):
        values = pd.Series(list(steps.values()), pd.to_datetime(list(steps)))
        days = pd.date_range(values.index[0], last)
        return {(Kind.RATE, name): make_series(name, values.reindex(days, method="ffill"))}

    return make


@pytest.fixture
def announcements(make_series):
    def make(rows):
        days = pd.to_datetime(list(rows))
        ends = zip(*rows.values(), strict=True)
        names = ("FOMC_LOWER", "FOMC_UPPER")
        return {
            (Kind.RATE, name): make_series(name, pd.Series(end, days), frequency=Frequency.EVENTS)
            for name, end in zip(names, ends, strict=True)
        }

    return make


def test_every_change_that_ships_follows_from_the_one_before():
    """But for October 1989, which arrived from 9.00 after a technical step that is not listed."""
    gaps = {
        later.announced
        for earlier, later in pairwise(SHIPPED)
        if abs(earlier.upper + later.change - later.upper) > 1e-9
    }
    assert gaps == {date(1989, 10, 16)}
    assert len(SHIPPED) == 6 + 109
    assert [c.announced for c in SHIPPED] == sorted({c.announced for c in SHIPPED})
    assert {c.upper - c.lower for c in SHIPPED if c.announced < date(2008, 12, 16)} == {0.0}
    assert {c.upper - c.lower for c in SHIPPED if c.announced >= date(2008, 12, 16)} == {0.25}


@pytest.mark.parametrize(
    ("in_force", "announced"),
    [
        ("2016-12-14", "2016-12-14"),
        ("2017-03-16", "2017-03-15"),
        ("2020-03-16", "2020-03-15"),
        ("2025-09-18", "2025-09-17"),
    ],
)
def test_since_2017_a_change_was_announced_the_day_before_fred_shows_it(in_force, announced):
    """The second was a Sunday; days from the table of FOMC decisions."""
    assert announced_on(date.fromisoformat(in_force)) == date.fromisoformat(announced)


def test_what_was_not_announced_yet_is_not_known():
    assert policy_record(SHIPPED, {}, date(2025, 9, 16)).changes[-1].announced == date(2024, 12, 18)
    assert policy_record(SHIPPED, {}, date(2025, 9, 17)).changes[-1].announced == date(2025, 9, 17)


def test_the_target_adds_what_the_table_does_not_know_yet(target):
    fred = target({"2024-12-19": 4.5, "2025-09-18": 4.25}, "2025-10-01")
    found = policy_record(TO_2024, fred, date(2025, 10, 1))
    assert found.changes[:-1] == TO_2024
    last = found.changes[-1]
    assert (last.announced, last.change, last.upper, last.lower) == (
        date(2025, 9, 17), -0.25, 4.25, 4.0,
    )  # fmt: skip
    assert "in force on 2025-09-18" in last.source
    assert found.findings == ()


def test_the_lower_end_is_taken_where_fred_has_it(target):
    fred = target({"2024-12-19": 4.5, "2025-09-18": 4.25}, "2025-10-01")
    fred |= target({"2024-12-19": 4.25, "2025-09-18": 4.125}, "2025-10-01", "DFEDTARL")
    assert policy_record(TO_2024, fred, date(2025, 10, 1)).changes[-1].lower == 4.125


def test_announcements_add_what_the_table_does_not_know_yet(announcements):
    told = announcements({"2024-12-18": (4.25, 4.5), "2025-09-17": (4.0, 4.25)})
    last = policy_record(TO_2024, told, date(2025, 9, 18)).changes[-1]
    assert (last.announced, last.change, last.lower, last.upper) == (
        date(2025, 9, 17), -0.25, 4.0, 4.25,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ({"2024-09-01": 5.5, "2024-09-19": 5.25}, "says 5-5.25 % on 2024-09-18; known is 4.75-5 %"),
        ({"2024-09-01": 5.5, "2024-10-19": 5.0}, "2024-10-18; known is no change"),
    ],
)
def test_a_target_that_contradicts_a_known_change_is_refused(target, steps, said):
    with pytest.raises(MarketDataError) as caught:
        policy_record(TO_2024, target(steps, "2024-12-01"), date(2024, 12, 20))
    assert said in str(caught.value)


def test_before_1999_freds_days_are_not_held_against_the_table(target):
    old = target({"1989-01-01": 9.0, "1990-02-01": 8.125}, "1991-01-01", "DFEDTAR")
    assert policy_record(SHIPPED, old, date(1991, 1, 1)).changes[-1].announced < date(1991, 1, 1)


def test_where_nothing_reaches_the_day_it_is_said(target):
    (found,) = policy_record(SHIPPED, {}, date(2026, 4, 30)).findings
    assert found.severity is Severity.WARNING
    assert "the policy rate is known to 2025-12-10 only" in found.message
    reaching = target({"2025-12-11": 3.75}, "2026-04-29")
    assert policy_record(SHIPPED, reaching, date(2026, 4, 30)).findings == ()


@pytest.mark.parametrize(("rate", "is_wrong"), [(4.33, False), (3.62, True), (5.2, True)])
def test_an_effective_rate_outside_the_target_means_a_change_is_missing(
    make_series, rate, is_wrong
):
    """In the summer of 2025 the target was 4.25 to 4.50 %."""
    days = pd.date_range("2025-01-01", "2025-07-31")
    effective = {(Kind.RATE, "DFF"): make_series("DFF", pd.Series(rate, days))}
    found = policy_record(SHIPPED, effective, date(2025, 7, 31)).findings
    assert [each.severity for each in found] == [Severity.ERROR] * is_wrong
    if is_wrong:
        assert "outside the target of 4.25-4.5 % of 2024-12-18" in found[0].message


def test_a_rate_of_the_day_after_a_change_is_not_held_against_it(make_series):
    """The effective rate of the day of a decision is still the old one."""
    days = pd.date_range("2025-08-01", "2025-09-17")
    effective = {(Kind.RATE, "DFF"): make_series("DFF", pd.Series(4.33, days))}
    assert policy_record(SHIPPED, effective, date(2025, 9, 18)).findings == ()


@pytest.mark.parametrize("last", ["2025-09-17", "2025-09-10"])
def test_just_after_a_decision_the_rate_is_held_against_the_range_before(make_series, last):
    """A fraction where percent is meant, as known on the day after the cut to 4.00-4.25 %."""
    days = pd.date_range("2025-08-01", last)
    effective = {(Kind.RATE, "DFF"): make_series("DFF", pd.Series(0.0433, days))}
    (found,) = policy_record(SHIPPED, effective, date(2025, 9, 18)).findings
    assert "averaged 0.04 % from 2025-08-21 to" in found.message
    assert "4.25-4.5 % of 2024-12-18: a change is missing, or the rate is not" in found.message


@pytest.mark.parametrize(
    ("rate", "severity"), [(5.01, Severity.WARNING), (0.0525, Severity.ERROR), (None, None)]
)
def test_before_the_target_was_a_range_funds_were_lent_beside_it(make_series, rate, severity):
    """In August 2007 the rate averaged 5.01 % under a target of 5.25 %."""
    days = pd.date_range("2007-07-01", "2007-08-20")
    effective = {(Kind.RATE, "DFF"): make_series("DFF", pd.Series(rate or 5.24, days))}
    found = policy_record(SHIPPED, effective, date(2007, 8, 20)).findings
    assert [each.severity for each in found] == [severity] * (rate is not None)


def test_rates_of_long_ago_are_not_held_against_a_range(make_series):
    days = pd.date_range("2025-01-01", "2025-08-20")
    effective = {(Kind.RATE, "DFF"): make_series("DFF", pd.Series(0.0433, days))}
    found = policy_record(SHIPPED, effective, date(2025, 9, 18)).findings
    assert not any("averaged" in each.message for each in found)


@pytest.mark.parametrize(
    "text", ["", "announced,change\n1,2\n", "announced,change,upper,lower,source\nx,1,1,1,a\n"]
)
def test_a_table_that_cannot_be_read_is_refused(tmp_path, text):
    path = tmp_path / "policy_rate.csv"
    path.write_text(text)
    if text:
        with pytest.raises(MarketDataError, match="cannot be read"):
            read_policy_table(path)
    with pytest.raises(MarketDataError, match="cannot be read"):
        read_policy_table(tmp_path / "none.csv")

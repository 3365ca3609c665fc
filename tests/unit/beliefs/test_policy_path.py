"""Paths worked by hand: what is settled, what is not, and what a year holds."""

from datetime import date
from decimal import Decimal

import pytest

from allocator.beliefs.policy_anchors import rate_after, rate_before
from allocator.beliefs.policy_path import move_odds, policy_path, together
from allocator.model.policy_path import (
    Anchor,
    FuturesQuote,
    FuturesQuotes,
    Meeting,
    MeetingCalendar,
    Odds,
    YearAhead,
)
from tests.situations import fomc_of

CALENDAR = fomc_of(2026)


def path_of(as_of, prices, calendar=CALENDAR):
    """Read the path of quotes given as month to price."""
    quotes = [
        FuturesQuote(date.fromisoformat(f"{month}-01"), Decimal(price))
        for month, price in sorted(prices.items())
    ]
    day = date.fromisoformat(as_of)
    return policy_path(FuturesQuotes(day, tuple(quotes), "made up"), calendar, day)


def test_one_side_of_a_meeting_gives_the_other_and_back():
    after = rate_after(3.6, before=3.64, days=31, days_before=8)
    assert after == pytest.approx((31 * 3.6 - 8 * 3.64) / 23)
    assert rate_before(3.6, after, days=31, days_before=8) == pytest.approx(3.64)


@pytest.mark.parametrize("days_before", [-1, 31, 40])
def test_a_meeting_outside_its_month_is_refused(days_before):
    with pytest.raises(ValueError, match="do not fit a month of 31"):
        rate_after(3.6, 3.64, 31, days_before)


def test_a_meeting_on_the_first_day_tells_nothing_of_the_rate_before_it():
    assert rate_after(3.6, 3.64, 31, 0) == 3.6
    with pytest.raises(ValueError, match="0 days before a meeting"):
        rate_before(3.6, 3.5, 31, 0)


def test_a_change_lies_between_the_two_moves_around_it():
    assert move_odds(-0.3) == (
        Odds(-50, pytest.approx(0.2)),
        Odds(-25, pytest.approx(0.8)),
    )
    assert move_odds(0.5) == (Odds(50, 1.0),)
    assert move_odds(-1e-16) == (Odds(0, 1.0),)


def test_two_meetings_make_a_tree():
    first, second = move_odds(-0.1), move_odds(-0.05)
    found = together(first, second)
    assert [each.change_bp for each in found] == [-50, -25, 0]
    assert [each.probability for each in found] == pytest.approx([0.08, 0.44, 0.48])


def test_december_rests_on_november_and_next_year_is_no_anchor():
    """January 2027 is not in the calendar: it may have a meeting, so it settles nothing."""
    path = path_of("2026-11-20", {"2026-11": "96.36", "2026-12": "96.40", "2027-01": "96.45"})
    (december,) = path.meetings
    assert december.anchor is Anchor.BEFORE
    assert december.after == pytest.approx((31 * 3.6 - 8 * 3.64) / 23)
    assert path.missing == ("meetings in 2027-01: the calendar does not reach them",)


def test_beyond_the_calendar_a_year_is_read_off_the_last_contract_within_it():
    path = path_of(
        "2026-11-20",
        {"2026-11": "96.36", "2026-12": "96.40", "2027-11": "96.75", "2027-12": "97.5"},
    )
    assert path.year_ahead.change == pytest.approx(3.25 - 3.64)
    assert path.year_ahead.cuts == pytest.approx(1.56)
    assert path.year_ahead.read_from == "the average rate quoted for 2027-11"


def test_where_quotes_end_early_it_is_said_how_far_they_reach():
    path = path_of("2026-02-20", {"2026-02": "96.36", "2026-03": "96.38"})
    (march,) = path.meetings
    assert path.year_ahead == YearAhead(
        march.after - march.before,
        "the meetings until 2026-03-18 only",
        march.total,
        is_whole=False,
    )


def test_a_month_between_two_anchors_needs_no_quote_of_its_own():
    """March follows from February, and May, without a meeting, tells the rate after April's."""
    path = path_of("2026-02-20", {"2026-02": "96.36", "2026-03": "96.38", "2026-05": "96.45"})
    march, april = path.meetings
    assert (april.before, april.after) == (march.after, pytest.approx(3.55))
    assert (april.anchor, april.misfit) == (Anchor.BOTH, 0.0)


def mean_bp(odds):
    return sum(each.change_bp * each.probability for each in odds)


def test_the_odds_of_a_year_are_those_of_its_meetings_with_one_more_move_for_the_rest():
    """
    December: 0.216 of a cut. The last contract expects 0.39 points less, so that 0.336 are left.

    In steps that is 1.56 less 0.216: one cut for certain, and a second with 0.344.
    """
    path = path_of("2026-11-20", {"2026-11": "96.36", "2026-12": "96.40", "2027-11": "96.75"})
    december = path.meetings[0].total[0].probability
    rest = 0.39 / 0.25 - december
    assert december == pytest.approx(0.2157, abs=1e-4)
    assert 1 < rest < 2
    found = {each.change_bp: each.probability for each in path.year_ahead.odds}
    assert found == pytest.approx(
        {
            -75: december * (rest - 1),
            -50: december * (2 - rest) + (1 - december) * (rest - 1),
            -25: (1 - december) * (2 - rest),
        }
    )
    assert mean_bp(path.year_ahead.odds) == pytest.approx(100 * path.year_ahead.change)
    assert path.year_ahead.is_whole


def test_what_the_rate_drifts_between_meetings_is_in_the_odds_of_the_year():
    """May and June 2026 have quotes that no move explains."""
    prices = full_year(["96.36"] * 5 + ["96.5"] * 7)
    calendar = MeetingCalendar((*CALENDAR.meetings, meeting("2025-12-10")))
    path = path_of("2025-12-31", prices, calendar)
    assert path.year_ahead.read_from == "every meeting until 2026-12-09"
    assert mean_bp(path.year_ahead.odds) == pytest.approx(100 * path.year_ahead.change)
    assert sum(each.probability for each in path.year_ahead.odds) == pytest.approx(1)


def test_a_meeting_more_than_a_year_away_says_nothing_of_the_year():
    later = MeetingCalendar((meeting("2027-03-17"),))
    path = path_of("2026-01-20", {"2027-02": "96.4", "2027-03": "96.5"}, later)
    assert len(path.meetings) == 1
    assert path.year_ahead is None


@pytest.mark.parametrize(("last", "is_whole"), [("2027-10", False), ("2027-11", True)])
def test_a_year_is_whole_where_the_contract_of_its_last_month_is_quoted(last, is_whole):
    path = path_of("2026-11-20", {"2026-11": "96.36", "2026-12": "96.40", last: "96.75"})
    assert path.year_ahead.is_whole is is_whole


def full_year(prices):
    """Give each month of 2026 a price."""
    return {f"2026-{number:02}": price for number, price in enumerate(prices, start=1)}


def test_a_year_is_read_off_its_meetings_where_all_are_settled():
    prices = ["96.36", *["96.5"] * 11]
    calendar = MeetingCalendar((*CALENDAR.meetings, meeting("2025-12-10")))
    path = path_of("2025-12-31", full_year(prices), calendar)
    assert path.year_ahead.read_from == "every meeting until 2026-12-09"
    assert path.year_ahead.change == pytest.approx(3.5 - path.meetings[0].before)


def test_twelve_months_end_on_the_same_day_of_the_next_year():
    calendar = MeetingCalendar((meeting("2025-12-03"), *CALENDAR.meetings))
    prices = full_year(["96.5"] * 12)
    found = [path_of(day, prices, calendar).year_ahead for day in ("2025-12-08", "2025-12-09")]
    assert [each.read_from for each in found] == [
        "every meeting until 2026-10-28",
        "every meeting until 2026-12-09",
    ]


def test_twelve_months_from_29_february_end_on_1_march():
    """As everywhere in this package: of two meetings in early March 2029 the first is within."""
    days = ["2028-02-15", "2028-05-10", "2029-03-01", "2029-05-01"]
    calendar = MeetingCalendar(tuple(map(meeting, days)))
    months = [f"2028-{month:02}" for month in range(2, 13)] + ["2029-01", "2029-02", "2029-03"]
    path = path_of("2028-02-29", dict.fromkeys([*months, "2029-04"], "96.5"), calendar)
    assert path.year_ahead.read_from == "every meeting until 2029-03-01"


def meeting(last_day):
    """Make up a meeting of one day."""
    day = date.fromisoformat(last_day)
    return Meeting(day, day, "made up", day)


def test_the_year_is_not_whole_where_this_month_is_not_in_the_calendar():
    path = path_of("2025-12-31", full_year(["96.5"] * 12))
    assert len(path.meetings) == 8
    assert path.year_ahead.read_from == "the meetings until 2026-12-09 only"


def test_a_meeting_is_over_on_the_day_it_is_announced():
    prices = {"2026-08": "96.36", "2026-09": "96.40", "2026-10": "96.45", "2026-11": "96.5"}
    days = ["2026-09-15", "2026-09-16"]
    first, second = ([each.announced for each in path_of(day, prices).meetings] for day in days)
    assert [each.isoformat() for each in first] == ["2026-09-16", "2026-10-28"]
    assert [each.isoformat() for each in second] == ["2026-10-28"]


def test_a_contract_that_is_not_needed_is_compared():
    """January to March of a calendar with one meeting: both neighbours are anchors."""
    calendar = MeetingCalendar((meeting("2026-02-15"),))
    prices = {"2026-01": "96.0", "2026-02": "96.2", "2026-03": "96.5"}
    (february,) = path_of("2026-01-10", prices, calendar).meetings
    assert february.anchor is Anchor.BOTH
    assert (february.before, february.after) == (4.0, 3.5)
    assert february.misfit == pytest.approx(3.8 - 3.75)
    assert february.days_after == 14


def test_a_rate_that_moves_between_meetings_is_drift_and_no_decision():
    calendar = MeetingCalendar((meeting("2026-02-15"), meeting("2026-05-15")))
    path = path_of("2026-01-10", full_year(["96", "96", "96", "96.1", "96.1", "96.1"]), calendar)
    assert path.drift == pytest.approx(-0.1)
    assert path.meetings[-1].total == (Odds(0, 1.0),)


def test_the_path_ends_before_a_meeting_that_is_not_settled():
    """April has no quote, so nothing tells where March ends and June begins."""
    prices = {"2026-02": "96.36", "2026-03": "96.38", "2026-07": "96.5", "2026-08": "96.6"}
    path = path_of("2026-02-20", prices)
    assert [each.announced.isoformat() for each in path.meetings] == ["2026-03-18"]
    assert path.missing[0].startswith("the meeting of 2026-04-29 and those after it")


def test_without_a_meeting_ahead_there_is_no_path():
    path = path_of("2026-12-10", {"2026-12": "96.4", "2027-01": "96.5"})
    assert path.meetings == ()
    assert path.year_ahead is None
    assert path.drift == 0
    assert path.missing[-1] == "the change within twelve months: no meeting ahead is settled"


def test_rises_are_negative_cuts_and_nothing_is_no_minus_zero():
    assert YearAhead(0.5, "", (), is_whole=True).cuts == -2
    assert str(YearAhead(0.0, "", (), is_whole=True).cuts) == "0.0"

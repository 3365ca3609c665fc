"""What holds for every path of the policy rate: made up, turned into quotes, and read back."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocator.beliefs.policy_path import policy_path
from allocator.model.policy_path import FuturesQuote, FuturesQuotes, days_in
from tests.situations import fomc_of

CALENDAR = fomc_of(2026)
MONTHS = [date(2026, number, 1) for number in range(1, 13)]
changes = st.lists(st.floats(-0.8, 0.8), min_size=8, max_size=8)
starts = st.floats(1.5, 8)


def quotes_of(start, moves, months=MONTHS, lift=0.0):
    """Average a made-up rate day by day: the definition of what a future settles at."""
    found = []
    for month in months:
        days = [month + timedelta(days=number) for number in range(days_in(month))]
        rates = [start + sum(moves[: announced_by(day)]) for day in days]
        price = 100 - sum(rates) / len(rates) - lift
        found.append(FuturesQuote(month, Decimal(price)))
    return FuturesQuotes(date(2025, 12, 31), tuple(found), "made up")


def announced_by(day):
    """Count the meetings whose decision is announced by a day."""
    return sum(meeting.last_day <= day for meeting in CALENDAR.meetings)


def path_of(*args, **extra):
    quotes = quotes_of(*args, **extra)
    return policy_path(quotes, CALENDAR, quotes.as_of)


def mean(odds):
    return sum(each.probability * each.change_bp for each in odds) / 100


@given(start=starts, moves=changes)
def test_a_made_up_path_is_read_back_from_its_averages(start, moves):
    path = path_of(start, moves)
    assert [each.announced for each in path.meetings] == [m.last_day for m in CALENDAR.meetings]
    for number, meeting in enumerate(path.meetings):
        assert meeting.before == pytest.approx(start + sum(moves[:number]), abs=1e-10)
        assert meeting.after == pytest.approx(start + sum(moves[: number + 1]), abs=1e-10)
        assert abs(meeting.misfit) < 1e-10
    assert abs(path.drift) < 1e-10


@given(start=starts, moves=changes)
def test_without_an_anchor_before_the_path_is_read_backward(start, moves):
    """July and August: the meeting of June is over, that of July rests on August."""
    quotes = quotes_of(start, moves, MONTHS[6:8])
    (july,) = policy_path(quotes, CALENDAR, date(2026, 7, 1)).meetings
    assert july.before == pytest.approx(start + sum(moves[:4]), abs=1e-10)
    assert july.after == pytest.approx(start + sum(moves[:5]), abs=1e-10)
    assert july.misfit == 0


@given(start=starts, moves=changes)
def test_two_meetings_in_a_row_are_read_backward_from_the_month_after(start, moves):
    quotes = quotes_of(start, moves, MONTHS[2:5])
    march, april = policy_path(quotes, CALENDAR, date(2026, 3, 1)).meetings
    assert march.before == pytest.approx(start + moves[0], abs=1e-9)
    assert march.after == april.before == pytest.approx(start + sum(moves[:2]), abs=1e-9)


@given(start=starts, moves=changes)
def test_odds_are_probabilities_with_the_expected_change_as_their_mean(start, moves):
    path = path_of(start, moves)
    for meeting in path.meetings:
        for odds in (meeting.moves, meeting.total):
            assert sum(each.probability for each in odds) == pytest.approx(1, abs=1e-12)
            assert all(0 <= each.probability <= 1 for each in odds)
            assert all(each.change_bp % 25 == 0 for each in odds)
        assert mean(meeting.moves) == pytest.approx(meeting.after - meeting.before, abs=1e-8)
        assert mean(meeting.total) == pytest.approx(meeting.after - start, abs=1e-7)


@given(start=starts)
def test_a_price_that_never_changes_means_no_move(start):
    for meeting in path_of(start, [0.0] * 8).meetings:
        assert [(each.change_bp, each.probability) for each in meeting.total] == [(0, 1.0)]


@given(start=starts, moves=changes, lift=st.floats(-1, 1))
def test_a_shift_of_all_prices_shifts_the_rates_and_no_move(start, moves, lift):
    base, moved = path_of(start, moves), path_of(start, moves, lift=lift)
    for one, other in zip(base.meetings, moved.meetings, strict=True):
        assert other.after - one.after == pytest.approx(lift, abs=1e-10)
        assert other.after - other.before == pytest.approx(one.after - one.before, abs=1e-10)


@given(start=starts, first=changes, second=changes, share=st.floats(0, 1))
def test_rates_are_linear_in_prices(start, first, second, share):
    """A mixture of two sets of quotes, inconsistent ones too, gives the mixture of their paths."""
    one, other = quotes_of(start, first), quotes_of(start, second)
    turned = tuple(
        FuturesQuote(quote.month, late.price)
        for quote, late in zip(other.quotes, reversed(other.quotes), strict=True)
    )
    weight = Decimal(share)
    mixed = tuple(
        FuturesQuote(a.month, weight * a.price + (1 - weight) * b.price)
        for a, b in zip(one.quotes, turned, strict=True)
    )
    paths = [
        policy_path(FuturesQuotes(one.as_of, quotes, "made up"), CALENDAR, one.as_of).meetings
        for quotes in (one.quotes, turned, mixed)
    ]
    for left, right, middle in zip(*paths, strict=True):
        for name in ("before", "after", "misfit"):
            wanted = share * getattr(left, name) + (1 - share) * getattr(right, name)
            assert getattr(middle, name) == pytest.approx(wanted, abs=1e-9)

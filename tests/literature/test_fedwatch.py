"""
CME Group's worked example of its FedWatch tool: the FOMC meeting of 16 and 17 September 2015.

FFQ5 99.8675, FFU5 99.805, N = 30 days, M = 16 of them before the announcement; printed there:
FFER(start) 0.1325, implied rate 0.195, FFER(end) 0.26643, P(hike) 53.6 %, P(no hike) 46.4 %.
"""

from datetime import date
from decimal import Decimal

import pytest

from allocator.beliefs.policy_anchors import rate_after
from allocator.beliefs.policy_path import policy_path
from allocator.model.policy_path import FuturesQuote, FuturesQuotes, Meeting, MeetingCalendar

START, IMPLIED = 0.1325, 0.195
END = 30 / 14 * (IMPLIED - 16 / 30 * START)
DAY = date(2015, 9, 17)


@pytest.fixture
def meeting():
    quotes = FuturesQuotes(
        date(2015, 8, 20),
        (
            FuturesQuote(date(2015, 8, 1), Decimal("99.8675")),
            FuturesQuote(date(2015, 9, 1), Decimal("99.805")),
        ),
        "CME",
    )
    calendar = MeetingCalendar((Meeting(date(2015, 9, 16), DAY, "CME", DAY),))
    (found,) = policy_path(quotes, calendar, quotes.as_of).meetings
    return found


def test_the_contracts_give_the_printed_rates(meeting):
    assert meeting.before == START
    assert FuturesQuote(DAY, Decimal("99.805")).rate == IMPLIED
    assert rate_after(IMPLIED, START, 30, 16) == pytest.approx(END, abs=1e-15)
    assert round(meeting.after, 6) == 0.266429
    assert meeting.days_after == 14


def test_a_rise_has_the_printed_probability(meeting):
    stay, rise = meeting.moves
    assert (stay.change_bp, rise.change_bp) == (0, 25)
    assert round(rise.probability, 6) == 0.535714
    assert round(stay.probability, 3) == 0.464

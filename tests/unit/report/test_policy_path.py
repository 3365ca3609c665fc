"""What the page on the policy path names as doubtful."""

from datetime import date

import pytest

from allocator.model.policy_path import Anchor, MeetingOdds, Odds, PolicyPath
from allocator.report.policy_path import path_text
from tests.situations import fomc_of

CALENDAR = fomc_of(2026)
DAY = date(2026, 1, 10)


def text_of(drift=0.0, **changed):
    """Write the page of one meeting."""
    odds = (Odds(-50, 0.0004), Odds(-25, 0.4996), Odds(0, 0.5))
    plain = {"anchor": Anchor.BOTH, "misfit": 0.0, "days_after": 7}
    meeting = MeetingOdds(date(2026, 1, 28), 3.64, 3.515, odds, odds, **(plain | changed))
    path = PolicyPath(DAY, DAY, "q.csv", (meeting,), drift, None, ())
    return " ".join(path_text(path, CALENDAR, 80).split())


def test_where_nothing_is_doubtful_no_doubt_is_raised():
    assert "doubtful" not in text_of(drift=0.004, misfit=-0.004)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"drift": -0.1}, "the quotes move the rate by -0.100 points between meetings"),
        ({"misfit": 0.02}, "2026-01-28: its own month is quoted +0.020 points from"),
        ({"anchor": Anchor.BEFORE}, "2026-01-28: rests on 7 days of its month"),
    ],
)
def test_what_is_doubtful_is_named(changed, words):
    found = text_of(**changed)
    assert "Not known, or doubtful" in found
    assert words in found


def test_a_meeting_solved_from_enough_days_is_not_doubtful():
    assert "rests on" not in text_of(anchor=Anchor.BEFORE, days_after=8)
    assert "rests on" not in text_of(anchor=Anchor.AFTER)


def test_odds_that_would_print_as_nothing_are_left_out():
    assert "-25 bp 50.0%, no change 50.0%" in text_of()
    assert "-50 bp" not in text_of()

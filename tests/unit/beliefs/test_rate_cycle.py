"""The rate-cycle driver: history's mean less the baseline, fading over the year after the entry."""

from dataclasses import replace
from datetime import date, timedelta
from math import sqrt

import pytest

from allocator.beliefs.rate_cycle import DRIVER, rate_cycle
from allocator.beliefs.student import in_words
from allocator.model.rate_cycle import Phase
from allocator.model.scenario import RateCycleInput
from allocator.model.views import SMALL_MINUS_LARGE, Component, Silence
from tests.situations import cut, evidence, market

SECOND_HALF = (cut("2023-01-01"), cut("2025-01-01"))
ENTRY = date(2025, 1, 1)


def spoken(days_later=0, share=1.0, found=None, changes=SECOND_HALF, **changed):
    """The driver some days after the entry of 2025-01-01; that year has 365 days."""
    snapshot = market(
        as_of=ENTRY + timedelta(days=days_later),
        rate_changes=changes,
        pause_days=400,
        **{
            "episodes": {Phase.SECOND_HALF: found or evidence((1.0, 2.0, 4.0, 9.0), baseline=0.01)},
            **changed,
        },
    )
    return rate_cycle(snapshot, RateCycleInput(share))


def test_on_the_day_of_entry_the_whole_year_is_left():
    """The mean of 1, 2, 4 and 9 points is 4; one point of it comes in any year."""
    found = spoken()
    assert found.mean == pytest.approx(0.04 - 0.01)
    assert found.spread == SMALL_MINUS_LARGE
    assert found.driver == DRIVER
    assert "100% of the year left" in found.summary


def test_the_effect_fades_linearly_and_scales_with_the_share():
    """After 73 of 365 days four fifths are left; half of that is 0.4 * 3 points."""
    assert spoken(73, share=0.5).mean == pytest.approx(0.5 * 0.8 * 0.03)


def test_a_negative_share_gives_back():
    assert spoken(share=-0.2).mean == pytest.approx(-0.2 * 0.03)


def test_the_doubt_is_the_standard_error_widened_for_few_cases():
    """
    1, 2, 4, 9 about 4: squares 9 + 4 + 0 + 25 = 38, variance 38/3, error sqrt(38/12) points.

    With n = 4 it is widened by sqrt(3 / 1).
    """
    assert spoken().standard_deviation == pytest.approx(0.01 * sqrt(38 / 12) * sqrt(3))


def test_the_doubt_of_six_cases_is_widened_by_the_root_of_five_thirds():
    found = evidence()
    assert spoken(found=found).standard_deviation == pytest.approx(
        found.standard_error * sqrt(5 / 3)
    )


@pytest.mark.parametrize(("days", "share"), [(200, 1.0), (0, 0.1), (0, -1.0)])
def test_the_doubt_neither_fades_nor_scales_with_the_share(days, share):
    assert spoken(days, share).standard_deviation == spoken().standard_deviation


def test_four_cases_speak_and_three_do_not():
    assert isinstance(spoken(found=evidence((1.0, 2.0, 3.0, 5.0))), Component)
    silent = spoken(found=evidence((1.0, 2.0, 3.0)))
    assert isinstance(silent, Silence)
    assert silent.reason.endswith("3 episodes are too few")


def test_the_view_expires_twelve_months_after_the_entry():
    last = spoken(364)
    assert last.mean == pytest.approx(0.03 / 365)
    assert last.expires == date(2026, 1, 1)


@pytest.mark.parametrize("days", [365, 366, 399])
def test_an_expired_view_expects_nothing_but_keeps_its_doubt(days):
    """Else the other drivers, which share its spread, would count more from one day to the next."""
    found = spoken(days, share=0.5)
    assert found.mean == 0.0
    assert found.standard_deviation == spoken().standard_deviation
    assert found.expires is None
    assert found.summary.endswith("expired on 2026-01-01, so nothing of it")


def test_the_same_episodes_on_total_returns_are_told_where_they_are_known():
    total = evidence((0.5, 1.5, 3.5, 8.5))
    found = spoken(episodes_total={Phase.SECOND_HALF: total})
    assert ", +3.5 in 4 on total returns" in found.summary
    assert found.mean == spoken().mean
    for unknown in ({}, {Phase.SECOND_HALF: replace(total, episodes=())}):
        assert "total returns" not in spoken(episodes_total=unknown).summary


def test_a_phase_entered_on_29_february_lasts_until_1_march():
    leap = date(2024, 2, 29)
    for days, left in ((0, 1.0), (183, 0.5)):
        snapshot = market(
            as_of=leap + timedelta(days=days),
            rate_changes=(cut("2023-01-01"), cut("2024-02-29")),
            pause_days=300,
            episodes={Phase.SECOND_HALF: evidence((1.0, 2.0, 4.0, 9.0), baseline=0.01)},
        )
        found = rate_cycle(snapshot, RateCycleInput(1.0))
        assert found.expires == date(2025, 3, 1)
        assert found.mean == pytest.approx(left * 0.03)


def test_the_evidence_is_that_of_the_present_phase():
    """Two cuts a day apart stand in the first half, of which nothing is known here."""
    found = spoken(changes=(cut("2024-12-31"), cut("2025-01-01")))
    assert found == Silence(DRIVER, "easing, first half since 2024-12-31: 0 episodes are too few")


def test_the_pause_is_that_of_the_snapshot():
    """The same two cuts 731 days apart are one phase if a pause takes longer than that."""
    snapshot = market(as_of=ENTRY, rate_changes=SECOND_HALF, pause_days=732)
    assert "first half" in rate_cycle(snapshot, RateCycleInput(1.0)).reason


def test_before_the_first_known_change_there_is_no_view():
    assert spoken(changes=()).reason == "no policy-rate change is known by this date"


def test_the_view_says_its_sample_and_of_which_returns_it_is():
    assert (
        f"; {in_words(evidence((1.0, 2.0, 4.0, 9.0)))} (made up), +1.0 in any" in spoken().summary
    )


def test_the_view_of_the_phase_before_is_said_to_have_ended():
    """The pause entered 2024-02-05 had a view until 2025-02-05; the second half began on 01-01."""
    both = {Phase.SECOND_HALF: evidence(), Phase.PAUSE: evidence()}
    past = "; the view of pause, entered on 2024-02-05, has expired on 2025-02-05"
    for days, said in ((34, False), (35, True)):
        found = spoken(days, episodes=both).summary
        assert found.endswith(past) is said


def test_a_phase_that_never_had_a_view_has_none_that_ended():
    few = {Phase.SECOND_HALF: evidence(), Phase.PAUSE: evidence((1.0, 2.0, 3.0))}
    assert "has expired" not in spoken(100, episodes=few).summary
    assert "has expired" not in spoken(100).summary


def test_a_driver_without_a_view_of_its_own_says_so_too():
    """Three episodes of the second half are too few, and the pause's view is over."""
    found = {Phase.SECOND_HALF: evidence((1.0, 2.0, 3.0)), Phase.PAUSE: evidence()}
    silent = spoken(100, episodes=found)
    assert isinstance(silent, Silence)
    assert silent.reason.endswith(
        "too few; the view of pause, entered on 2024-02-05, has expired on 2025-02-05"
    )


def test_the_first_phase_of_the_record_has_none_before_it():
    first = (cut("2020-01-01"),)
    found = spoken(changes=first, episodes={Phase.PAUSE: evidence(), Phase.FIRST_HALF: evidence()})
    assert "has expired" in found.summary
    snapshot = market(rate_changes=first, pause_days=9999, episodes={Phase.FIRST_HALF: evidence()})
    assert "the view of" not in rate_cycle(snapshot, RateCycleInput(1.0)).summary

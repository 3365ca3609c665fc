"""
The rate-cycle view ends without a jump.

The easing resumed on 2025-09-17, and cuts go on so that its second half is still the phase a year
later; only the day of asking differs.
"""

from datetime import date, timedelta

import numpy as np
import pytest

from allocator.beliefs.rate_cycle import DRIVER, rate_cycle
from allocator.model.rate_cycle import Phase, phase_at
from allocator.model.scenario import RateCycleInput
from allocator.model.views import Component
from tests.situations import brief, cut, market, world

EXPIRY = date(2026, 9, 17)
"""A year after the entry: the first day with nothing left."""
CHANGES = (
    *market().rate_changes,
    cut("2025-12-10"),
    cut("2026-03-18"),
    cut("2026-06-17"),
)


def on(days):
    """The market some days after the expiry, all else equal."""
    return market(as_of=EXPIRY + timedelta(days=days), rate_changes=CHANGES)


def outlook(days):
    worlds = (world("a", 0.45), world("b", 0.55, share=-0.2, usd_bn=0.0))
    return brief(snapshot=on(days), scenarios=worlds).outlook


def moved(days):
    """By how much the mixture mean changes over the day that ends `days` after the expiry."""
    return np.abs(outlook(days).mean - outlook(days - 1).mean).max()


@pytest.mark.parametrize("days", [-30, 0, 1, 20])
def test_the_phase_is_still_the_second_half(days):
    assert phase_at(CHANGES, on(days).as_of, on(days).pause_days).phase is Phase.SECOND_HALF


def test_the_end_of_the_view_moves_the_outlook_no_more_than_its_fading():
    """The last day of the view to the first day after it, against the day before."""
    assert moved(-1) > 0
    assert moved(0) <= 2 * moved(-1)


def test_the_doubt_about_the_outlook_does_not_jump_either():
    before, last, first = (outlook(days).covariance for days in (-2, -1, 0))
    assert np.abs(first - last).max() <= 2 * np.abs(last - before).max() + 1e-12


def test_after_the_end_the_outlook_stands_still():
    for days in (1, 2, 20):
        assert moved(days) == pytest.approx(0.0, abs=1e-15)


@pytest.mark.parametrize("days", [0, 1, 20])
@pytest.mark.parametrize("share", [1.0, -0.5])
def test_after_the_end_the_component_remains_with_mean_zero_and_its_doubt(days, share):
    """Silence would take its doubt out of the view, and the other drivers would count more."""
    ended = rate_cycle(on(days), RateCycleInput(share))
    assert isinstance(ended, Component)
    assert ended.mean == pytest.approx(0.0, abs=1e-15)
    assert ended.expires is None
    assert ended.standard_deviation == rate_cycle(on(-1), RateCycleInput(share)).standard_deviation


def test_after_the_end_the_driver_contributes_nothing_but_is_still_named():
    contributed = outlook(1).contributions
    assert contributed[DRIVER] == pytest.approx(0.0, abs=1e-15)
    assert np.abs(contributed["flow"]).max() > 0

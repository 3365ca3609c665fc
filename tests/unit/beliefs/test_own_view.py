"""A user's own view: what it says over a year, and what the prior can bear."""

from dataclasses import replace
from datetime import date
from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocator.beliefs.black_litterman import black_litterman
from allocator.beliefs.blender import Blender
from allocator.beliefs.neutral import neutral_mix
from allocator.beliefs.outlook import form_outlook
from allocator.beliefs.own_view import Ground, implausible, own_view
from allocator.beliefs.student import mean_deviation
from allocator.errors import InputError
from allocator.model.policy import Objective, Policy
from allocator.model.scenario import Doubt, DoubtKind, SignalView, StatedView
from allocator.model.signals import Signal
from allocator.model.views import SMALL_MINUS_LARGE, Silence
from allocator.portfolio.household import build_household
from tests.situations import AS_OF, TODAY, evidence, market, portfolio, world

MARKET = market()
HOUSEHOLD = build_household(portfolio(), MARKET, Policy(), {"Russell 2000", "S&P 500"}, TODAY)
NEUTRAL = neutral_mix(HOUSEHOLD, Policy())
OBJECTIVE = Objective()
RISK = MARKET.risk.among(HOUSEHOLD.index_names)
SMALL, LARGE = (HOUSEHOLD.index_names.index(n) for n in ("Russell 2000", "S&P 500"))


def give_or_take(size):
    return Doubt(DoubtKind.STANDARD_DEVIATION, size)


def held_with(size):
    return Doubt(DoubtKind.CONFIDENCE, size)


def a_view(**changes):
    usual = StatedView(
        name="catch-up",
        legs=(("Russell 2000", 1.0), ("S&P 500", -1.0)),
        expected=0.04,
        horizon_months=12.0,
        doubt=give_or_take(0.05),
        source="me",
        expires=date(2026, 12, 24),
    )
    return replace(usual, **changes)


def ground(prior=None):
    prior = np.linspace(0.01, 0.07, len(HOUSEHOLD.indexes)) if prior is None else prior
    return Ground(HOUSEHOLD.index_names, prior, RISK, 0.05)


def stated(view, snapshot=MARKET, at=None):
    return own_view(view, snapshot, at or ground())


def refused(view):
    return implausible(view, ground(), "scenario x: view 'catch-up'")


def silent(scenario):
    return replace(scenario, rate_cycle=None, flow=None, valuation=None)


def spread(vector):
    return vector[SMALL] - vector[LARGE]


def test_a_view_over_a_year_is_what_it_says_less_equilibrium():
    found = stated(a_view())
    assert found.mean == pytest.approx(0.04 - spread(ground().prior), abs=1e-15)
    assert found.standard_deviation == 0.05
    assert found.spread == SMALL_MINUS_LARGE
    assert found.expires == date(2026, 12, 24)


def test_three_months_are_worth_what_they_say_and_equilibrium_for_the_rest():
    """Q = e + (1 - h/12) p'Pi, so beyond equilibrium it is e - h/12 p'Pi."""
    found = stated(a_view(horizon_months=3.0))
    assert found.mean == pytest.approx(0.04 - 0.25 * spread(ground().prior), abs=1e-15)
    assert found.standard_deviation == 0.05


def test_five_years_are_a_fifth_a_year():
    found = stated(a_view(horizon_months=60.0))
    assert found.mean == pytest.approx(0.04 / 5 - spread(ground().prior), abs=1e-15)
    assert found.standard_deviation == pytest.approx(0.01)


def test_a_confidence_is_idzoreks():
    """At one half the view is doubted as much as the prior doubts it: tau p'R p."""
    p = ground().row(dict(SMALL_MINUS_LARGE.legs))
    found = stated(a_view(doubt=held_with(0.5)))
    assert found.standard_deviation == pytest.approx(sqrt(0.05 * p @ RISK @ p), rel=1e-12)


def test_a_certain_view_holds_exactly():
    scenario = replace(silent(world()), views=(a_view(doubt=held_with(1.0)),))
    found = form_outlook(HOUSEHOLD, NEUTRAL, OBJECTIVE, MARKET, (scenario,))
    assert spread(found.mean) == pytest.approx(0.04, abs=1e-12)


@pytest.mark.parametrize("day", [AS_OF, date(2025, 1, 1)])
def test_from_its_expiry_on_a_view_is_silent_and_says_so(day):
    found = stated(a_view(expires=day))
    assert isinstance(found, Silence)
    assert str(day) in found.reason


def limits_of(at):
    p = at.row(dict(SMALL_MINUS_LARGE.legs))
    fair, deviation = spread(at.prior), sqrt(at.tau * p @ at.risk @ p)
    return fair - 4 * deviation, fair + 4 * deviation


@pytest.mark.parametrize("side", [0, 1])
def test_four_standard_deviations_of_the_prior_are_the_most_that_may_be_said(side):
    edge = limits_of(ground())[side]
    beyond = 1e-9 if side else -1e-9
    assert not refused(a_view(expected=edge - beyond))
    (problem,) = refused(a_view(expected=edge + beyond))
    assert "4.0 standard deviations" in problem.message


def test_percent_taken_for_fractions_is_refused_with_number_place_and_unit():
    (problem,) = refused(a_view(expected=4.0))
    assert problem.place == "scenario x: view 'catch-up'"
    assert "+400 %" in problem.message
    assert "'300 %' is 3.0" in problem.remedy


def test_a_large_doubt_of_ones_own_does_not_excuse_a_wrong_unit():
    assert refused(a_view(expected=4.0, doubt=give_or_take(1.0)))


def test_a_small_return_over_a_short_time_is_measured_over_the_year():
    """4 % over one month is no 48 % a year: it stays what it says."""
    assert not refused(a_view(horizon_months=1.0))


def a_signal(since=AS_OF, count=6):
    sample = replace(evidence(), episodes=evidence().episodes[:count])
    said = ("a burst", "nothing since 2024", "a day above 3 %")
    return Signal("burst", *said, since, sample, date(1978, 12, 29), sample.baseline_mean)


def on_signal(signal):
    view = SignalView("catch-up", "burst", "me", date(2026, 12, 24))
    return stated(view, replace(MARKET, signals=(signal,)))


def test_a_view_on_a_signal_takes_its_evidence():
    signal = a_signal()
    found = on_signal(signal)
    assert found.mean == pytest.approx(signal.evidence.mean - signal.evidence.baseline_mean)
    assert found.standard_deviation == mean_deviation(signal.evidence)
    assert found.spread == SMALL_MINUS_LARGE


def test_it_fades_over_the_year_after_the_signal_came_on():
    full, faded = on_signal(a_signal()), on_signal(a_signal(since=date(2025, 6, 24)))
    left = (date(2026, 6, 24) - AS_OF).days / 365
    assert faded.mean == pytest.approx(left * full.mean)
    assert faded.standard_deviation == full.standard_deviation
    assert faded.expires == date(2026, 6, 24)


@pytest.mark.parametrize(
    ("signal", "reason"),
    [
        (a_signal(since=None), "the signal 'burst' is not on: nothing since 2024"),
        (
            replace(a_signal(since=None), unknown_because="closes end on 2025-09-24"),
            "whether the signal 'burst' is on is not known: closes end on 2025-09-24",
        ),
        (a_signal(count=3), "on 3 times: too few"),
    ],
)
def test_a_signal_that_is_off_or_not_known_or_has_too_few_cases_says_nothing(signal, reason):
    assert reason in on_signal(signal).reason


def test_a_view_is_a_row_of_its_own_beside_the_drivers():
    """Two rows on one spread are two measurements, weighed by precision; not a sum."""
    scenario = replace(world(), views=(a_view(),))
    found = form_outlook(HOUSEHOLD, NEUTRAL, OBJECTIVE, MARKET, (scenario,))
    (blended,) = found.worlds
    drivers, own = blended.views
    p = ground().row(dict(SMALL_MINUS_LARGE.legs))
    mean, _ = black_litterman(
        found.prior,
        RISK,
        [p, p],
        [p @ found.prior + drivers.mean, 0.04],
        np.diag([drivers.standard_deviation**2, own.standard_deviation**2]),
    )
    assert found.mean == pytest.approx(mean, abs=1e-15)


@given(first=st.floats(-0.04, 0.08), second=st.floats(-0.04, 0.08))
def test_contributions_sum_to_posterior_less_prior(first, second):
    views = (a_view(expected=first), a_view(name="other", expected=second, horizon_months=24.0))
    scenario = replace(world(), views=views)
    found = form_outlook(HOUSEHOLD, NEUTRAL, OBJECTIVE, MARKET, (scenario,))
    total = sum(found.contributions.values())
    assert total == pytest.approx(found.mean - found.prior, abs=1e-12)
    assert {"view: catch-up", "view: other"} <= found.contributions.keys()


def test_the_order_of_views_never_matters():
    views = (a_view(), a_view(name="other", expected=0.01, doubt=give_or_take(0.02)))
    outlooks = [
        form_outlook(HOUSEHOLD, NEUTRAL, OBJECTIVE, MARKET, (replace(world(), views=ordered),))
        for ordered in (views, views[::-1])
    ]
    assert outlooks[0].mean == pytest.approx(outlooks[1].mean, abs=1e-15)


def test_a_view_that_says_equilibrium_changes_no_mean():
    base = form_outlook(HOUSEHOLD, NEUTRAL, OBJECTIVE, MARKET, (silent(world()),))
    same = a_view(expected=spread(base.prior))
    found = form_outlook(
        HOUSEHOLD, NEUTRAL, OBJECTIVE, MARKET, (replace(silent(world()), views=(same,)),)
    )
    assert found.mean == pytest.approx(base.mean, abs=1e-14)


def test_two_certain_views_that_contradict_each_other_are_refused_with_their_scenario():
    sure = {"doubt": give_or_take(0.0)}
    views = (a_view(**sure), a_view(name="other", expected=0.01, **sure))
    with pytest.raises(InputError, match=r"scenario world: views"):
        form_outlook(HOUSEHOLD, NEUTRAL, OBJECTIVE, MARKET, (replace(world(), views=views),))


@pytest.mark.parametrize("aversion", [1.0, 4.0])
def test_outlooks_made_over_and_over_equal_those_made_once(aversion):
    """The distance of a view from the prior changes with the prior; what drivers say does not."""
    scenarios = (replace(world("a", 0.6), views=(a_view(),)), world("b", 0.4))
    blender, objective = Blender(HOUSEHOLD, MARKET), Objective(risk_aversion=aversion)
    blender.outlook(NEUTRAL, OBJECTIVE, scenarios)
    again = blender.outlook(NEUTRAL, objective, scenarios)
    once = form_outlook(HOUSEHOLD, NEUTRAL, objective, MARKET, scenarios)
    assert again.mean == pytest.approx(once.mean, abs=1e-15)
    assert again.covariance == pytest.approx(once.covariance, abs=1e-15)

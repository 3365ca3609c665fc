"""Years that a tail is measured on: exact shares and means, the same numbers, past weeks."""

from dataclasses import replace
from datetime import date, timedelta
from math import exp, pi, sqrt

import numpy as np
import pytest

from allocator.beliefs.tail_outcomes import YEAR, drawn_years, past_years, standard_normals
from allocator.model.limits import conditional_value_at_risk
from allocator.model.outlook import Outlook
from allocator.model.snapshot import WeeklyReturns
from tests.situations import brief, world

QUANTILE = 1.6448536269514722
"""Of the standard normal at 95 %."""


def apart(*probabilities):
    """Scenarios so far apart that each draw tells its own: means of 0, 100, 200 ..."""
    scenarios = tuple(world(f"world {n}", p) for n, p in enumerate(probabilities))
    outlook = brief(scenarios=scenarios).outlook
    size = len(outlook.mean)
    worlds = tuple(
        replace(each, mean=np.full(size, 100.0 * n)) for n, each in enumerate(outlook.worlds)
    )
    return replace(outlook, worlds=worlds)


def one(mean, variance):
    """An outlook of one index without scenarios."""
    mean, covariance = np.array([mean]), np.array([[variance]])
    return Outlook(mean, mean, covariance, covariance / 100, {}, (), ())


def scenario_of(years):
    return np.round(years[:, 0] / 100).astype(int)


def test_each_scenario_has_its_share_of_the_draws():
    counts = np.bincount(scenario_of(drawn_years(apart(0.45, 0.25, 0.3), 2000, 0)))
    assert counts.tolist() == [900, 500, 600]


def test_a_share_that_is_no_whole_pair_is_missed_by_less_than_a_pair():
    counts = np.bincount(scenario_of(drawn_years(apart(1 / 3, 2 / 3), 100, 0)))
    assert abs(counts[0] - 100 / 3) < 2


def test_the_mean_of_each_scenario_is_exact():
    years = drawn_years(apart(0.45, 0.25, 0.3), 2000, 7)
    for number in range(3):
        own = years[scenario_of(years) == number]
        assert own.mean(axis=0) == pytest.approx(np.full(years.shape[1], 100.0 * number), abs=1e-9)


def test_draws_have_the_mean_and_covariance_that_the_objective_weighs():
    """The mean to the last digits; the covariance as closely as 200,000 draws have it."""
    outlook = brief().outlook
    years = drawn_years(outlook, 200_000, 0)
    assert years.mean(axis=0) == pytest.approx(outlook.mean, abs=1e-12)
    assert np.cov(years.T, bias=True) == pytest.approx(outlook.covariance, abs=3e-4)


def test_one_scenario_of_no_probability_is_never_drawn():
    assert set(scenario_of(drawn_years(apart(0.4, 0.0, 0.6), 500, 0))) == {0, 2}


def test_the_order_of_scenarios_changes_nothing():
    outlook = apart(0.45, 0.25, 0.3)
    turned = replace(outlook, worlds=outlook.worlds[::-1])
    assert (drawn_years(outlook, 300, 5) == drawn_years(turned, 300, 5)).all()


def test_the_numbers_are_those_of_numpy_for_the_seed():
    """The first draws of numpy.random.default_rng(0).standard_normal, as NumPy 1.17 to 2 has them."""
    first = standard_normals(0, 1, 3)[0]
    assert first == pytest.approx([0.12573022, -0.13210486, 0.64042265], abs=1e-8)
    years = drawn_years(one(0.0, 1.0), 4, 0)
    assert years[:, 0] == pytest.approx([0.12573022, -0.12573022, -0.13210486, 0.13210486])


def test_another_seed_draws_other_years():
    assert not np.allclose(drawn_years(one(0, 1), 100, 1), drawn_years(one(0, 1), 100, 2))


def test_an_odd_number_of_draws_lacks_the_last_mirror():
    assert (drawn_years(one(0, 1), 5, 0) == drawn_years(one(0, 1), 6, 0)[:5]).all()


def test_a_mean_that_moves_moves_every_draw_by_as_much():
    years = drawn_years(one(0.05, 0.04), 1000, 0)
    assert drawn_years(one(0.07, 0.04), 1000, 0) - years == pytest.approx(np.full((1000, 1), 0.02))


def test_a_probability_that_moves_a_little_moves_few_draws():
    before = scenario_of(drawn_years(apart(0.5, 0.5), 2000, 0))
    after = scenario_of(drawn_years(apart(0.51, 0.49), 2000, 0))
    assert (before != after).sum() == 20


def test_the_tail_of_a_normal_is_the_closed_form_as_draws_grow():
    """Mean of the worst 5 % of N(m, s^2): -m + s phi(q) / 0.05 (Rockafellar and Uryasev 2000)."""
    exact = -0.06 + 0.2 * exp(-(QUANTILE**2) / 2) / sqrt(2 * pi) / 0.05
    errors = [
        abs(conditional_value_at_risk(-drawn_years(one(0.06, 0.04), draws, 3)[:, 0]) - exact)
        for draws in (200, 2_000_000)
    ]
    assert errors[1] < 2e-4 < errors[0]


def weeks(count, *names):
    ends = tuple(date(2020, 1, 3) + timedelta(weeks=n) for n in range(count))
    returns = np.random.default_rng(0).normal(0.001, 0.02, (count, len(names)))
    return WeeklyReturns(names, ends, returns)


def test_past_years_are_every_52_weeks_compounded_over_cash():
    past = weeks(60, "Bills", "Small", "Large")
    years = past_years(past, ("Large", "Small"), "Bills")
    assert years.shape == (9, 2)
    for start in range(9):
        grown = np.ones(3)
        for week in range(start, start + YEAR):
            grown *= 1 + past.returns[week]
        assert years[start] == pytest.approx([grown[2] - grown[0], grown[1] - grown[0]])


def test_weeks_of_exactly_a_year_make_one_year():
    assert past_years(weeks(52, "Bills", "Small"), ("Small",), "Bills").shape == (1, 1)

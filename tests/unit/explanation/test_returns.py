"""Drivers to expected returns: exact, and linear in what each driver says."""

from dataclasses import replace

import numpy as np
import pytest

from allocator.explanation.returns import return_reasons
from allocator.explanation.sizes import drivers_by_size, with_sizes
from allocator.model.scenario import RateCycleInput
from tests.situations import brief, two_worlds


def test_the_parts_sum_to_posterior_minus_prior(proposal):
    for each in return_reasons(proposal.brief):
        moved = each.posterior - each.prior
        assert sum(each.parts.values()) == pytest.approx(moved, abs=1e-12)


def test_every_index_is_listed_with_every_driver():
    given = brief()
    found = return_reasons(given)
    assert [each.index for each in found] == list(given.household.index_names)
    assert all(set(each.parts) == {"flow", "rate_cycle", "valuation"} for each in found)


def test_the_largest_driver_comes_first():
    given = brief()
    small = given.household.index_names.index("Russell 2000")
    parts = list(return_reasons(given)[small].parts.values())
    assert [abs(part) for part in parts] == sorted(map(abs, parts), reverse=True)


def test_doubling_what_a_driver_says_doubles_its_part_and_no_other():
    """The rate cycle's uncertainty does not depend on its share, so blending anew agrees."""
    given = brief()
    worlds = tuple(
        replace(each, rate_cycle=RateCycleInput(2 * each.rate_cycle.share)) for each in two_worlds()
    )
    doubled = brief(scenarios=worlds)
    once, twice = given.outlook.contributions, doubled.outlook.contributions
    assert twice["rate_cycle"] == pytest.approx(2 * once["rate_cycle"], abs=1e-15)
    assert twice["flow"] == pytest.approx(once["flow"], abs=1e-15)
    resized = with_sizes(given, {"rate_cycle": 2.0}).outlook
    assert resized.mean == pytest.approx(doubled.outlook.mean, abs=1e-14)
    assert resized.covariance == pytest.approx(doubled.outlook.covariance, abs=1e-14)
    assert resized.uncertainty == pytest.approx(doubled.outlook.uncertainty, abs=1e-14)


def test_size_one_changes_nothing():
    given = brief()
    same = with_sizes(given, {"flow": 1.0}).outlook
    assert same.mean == pytest.approx(given.outlook.mean, abs=1e-15)
    assert same.covariance == pytest.approx(given.outlook.covariance, abs=1e-15)


def test_with_every_driver_silent_the_prior_is_believed():
    given = brief()
    silent = with_sizes(given, dict.fromkeys(given.outlook.contributions, 0.0)).outlook
    assert silent.mean == pytest.approx(given.outlook.prior, abs=1e-15)
    assert all(not np.any(part) for part in silent.contributions.values())


def test_without_views_there_is_nothing_to_resize():
    given = brief(scenarios=())
    assert with_sizes(given, {"flow": 2.0}) is given
    assert drivers_by_size(given.outlook) == []

"""The outcomes behind a limit on the tail: what they follow, and what is refused."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from allocator.beliefs.tail_outcomes import drawn_years, past_years
from allocator.errors import InputError
from allocator.explanation.paths import paths
from allocator.explanation.sizes import with_sizes
from allocator.model.assets import AssetClass, Index
from allocator.model.course import OPEN
from allocator.model.limits import measure
from allocator.model.policy import Limits, Objective, Policy, Range, TailBasis, TailLimit
from allocator.model.snapshot import WeeklyReturns
from allocator.pipeline import propose
from allocator.pipeline.case import Case
from allocator.pipeline.outcomes_drawn import outcomes_of, under_outlook
from allocator.pipeline.what_if_sweep import sweep
from tests.situations import AS_OF, INDEXES, brief, market, portfolio, two_worlds

CASH = "US Treasury Bills"
FREE = Limits(
    small_cap=Range(0.0, 0.6), split_tolerance=0.5, tracking_error=None, turnover=Range(upper=1.0)
)
BOLD = Objective(active_risk_aversion=0.0)


def capped(upper, limits=FREE, **tail):
    return Policy(objective=BOLD, limits=replace(limits, cvar=TailLimit(upper, **tail)))


def with_history(count=522, names=(*INDEXES, CASH)):
    """A market with weeks of its own; the index of cash pays a twentieth of a percent a week."""
    ends = tuple(AS_OF - timedelta(weeks=count - n) for n in range(count))
    returns = np.random.default_rng(0).normal(0.001, 0.02, (count, len(names)))
    if CASH in names:
        returns[:, names.index(CASH)] = 0.0005
    bills = Index(CASH, AssetClass.CASH, 0.0, "made up")
    snapshot = market(weeks=WeeklyReturns(tuple(names), ends, returns))
    return replace(snapshot, indexes={**snapshot.indexes, CASH: bills})


def asked(policy, snapshot=None):
    """The outcomes for the usual portfolio."""
    given = brief(policy=policy)
    case = Case(policy, two_worlds(), snapshot or market(), AS_OF)
    return given, outcomes_of(case, given.household, given.outlook)


def reading(readings, name="cvar"):
    return next(each for each in readings if each.name == name)


def test_without_a_limit_on_the_tail_nothing_is_drawn():
    assert asked(Policy())[1] is None


def test_draws_are_those_that_the_limit_asks_for():
    given, outcomes = asked(capped(0.2, draws=300, seed=4))
    assert (outcomes == drawn_years(given.outlook, 300, 4)).all()


def test_history_is_every_past_year():
    snapshot = with_history()
    given, outcomes = asked(capped(0.2, basis=TailBasis.HISTORY), snapshot)
    expected = past_years(snapshot.weeks, given.household.index_names, CASH)
    assert outcomes == pytest.approx(expected)


def test_an_index_that_no_fund_is_on_needs_no_weeks():
    names = tuple(name for name in (*INDEXES, CASH) if name != "Gold")
    given, outcomes = asked(capped(0.2, basis=TailBasis.HISTORY), with_history(names=names))
    assert "Gold" not in given.household.index_names
    assert np.isfinite(outcomes).all()


@pytest.mark.parametrize(
    ("snapshot", "said"),
    [
        (market(), "allocator data snapshot --with-history"),
        (with_history(names=("S&P 500", CASH)), "no past weeks of Russell 2000"),
        (with_history(150), "has 150 past weeks, and 151 are needed"),
        (with_history(names=tuple(INDEXES)), "no past weeks of cash"),
    ],
)
def test_history_that_is_not_there_is_refused_with_the_way_out(snapshot, said):
    with pytest.raises(InputError, match=said):
        asked(capped(0.2, basis=TailBasis.HISTORY), snapshot)


def test_every_index_without_weeks_is_named_in_one_run():
    with pytest.raises(InputError) as caught:
        asked(capped(0.2, basis=TailBasis.HISTORY), with_history(names=("S&P 500", CASH)))
    assert len(caught.value.problems) == 4


def test_151_weeks_are_enough():
    assert len(asked(capped(0.2, basis=TailBasis.HISTORY), with_history(151))[1]) == 100


def test_another_outlook_is_drawn_anew_with_the_same_numbers():
    given, outcomes = asked(capped(0.2))
    given = replace(given, outcomes=outcomes, course=OPEN)
    changed = under_outlook(given, brief(scenarios=()).outlook)
    assert (changed.outcomes == drawn_years(changed.outlook, 2000, 0)).all()
    assert not np.allclose(changed.outcomes, outcomes)
    assert changed.course is None


def test_history_does_not_follow_the_outlook():
    given, outcomes = asked(capped(0.2, basis=TailBasis.HISTORY), with_history())
    given = replace(given, outcomes=outcomes)
    assert (under_outlook(given, brief(scenarios=()).outlook).outcomes == outcomes).all()


def test_a_driver_that_says_more_moves_the_draws():
    given, outcomes = asked(capped(0.2))
    louder = with_sizes(replace(given, outcomes=outcomes), {"flow": 3.0})
    assert (louder.outcomes == drawn_years(louder.outlook, 2000, 0)).all()


@pytest.fixture(scope="module")
def bound():
    """A proposal whose tail is cut by a tenth of what it would be."""
    free = propose(portfolio(), capped(1.0), two_worlds(), market())
    upper = round(0.9 * reading(free.readings).value, 4)
    return propose(portfolio(), capped(upper), two_worlds(), market())


def test_a_tail_that_binds_holds_on_the_target_and_in_whole_shares(bound):
    target = reading(bound.solution.readings)
    assert target.value == pytest.approx(target.upper, abs=1e-6)
    assert target.violation <= 1e-9
    assert reading(bound.readings).violation <= 1e-9
    assert bound.trades
    assert bound.solution.certificate.kkt_residual <= 1e-6
    assert reading(measure(bound.brief, bound.brief.today)).violation > 0.01


def test_every_figure_that_an_explanation_varies_is_drawn_anew(bound):
    for path in paths(bound):
        moved = path.at(0.5 * path.now)
        assert (moved.outcomes == drawn_years(moved.outlook, 2000, 0)).all()


def test_a_sweep_draws_anew_at_every_point(bound):
    upper = bound.brief.policy.limits.cvar.upper
    grid = {"drivers.flow.usd_bn": (0.0, 500.0)}
    found = sweep(portfolio(), grid, None, capped(upper), two_worlds(), market())
    targets = [point.target for point in found.points]
    assert all("cvar" in target.binding for target in targets)
    one = propose(portfolio(), capped(upper), two_worlds(), market())
    assert found.base.target.small_cap == pytest.approx(
        share(one.brief.household, one.solution.weights), abs=1e-6
    )


def share(household, weights):
    exposure = household.exposure @ weights
    return household.small_shares @ exposure / (household.members(AssetClass.EQUITY) @ exposure)


def test_a_proposal_on_history_keeps_the_tail_of_history():
    snapshot = with_history()
    free = propose(portfolio(), capped(1.0, basis=TailBasis.HISTORY), two_worlds(), snapshot)
    upper = round(0.9 * reading(free.readings).value, 4)
    found = propose(portfolio(), capped(upper, basis=TailBasis.HISTORY), two_worlds(), snapshot)
    assert 0 <= upper - reading(found.solution.readings).value + 1e-9 < 1e-6
    assert reading(found.readings).violation <= 1e-9


def test_the_day_of_a_snapshot_decides_nothing_about_draws():
    one = outcomes_of(Case(capped(0.2), (), market(), AS_OF), *household_and_outlook())
    other = outcomes_of(Case(capped(0.2), (), market(), date(2026, 1, 2)), *household_and_outlook())
    assert (one == other).all()


def household_and_outlook():
    given = brief()
    return given.household, given.outlook

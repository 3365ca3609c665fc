"""What each scenario makes of the proposal."""

from dataclasses import replace

import pytest

from allocator.model.brief import utility
from allocator.model.policy import Criterion, Objective, Policy
from allocator.model.standing import Standing
from allocator.optimize.solve import optimise
from allocator.pipeline import propose
from allocator.pipeline.criterion import alone
from tests.situations import market, portfolio, two_worlds

MARKET = market()


@pytest.fixture(scope="module")
def proposal():
    return propose(portfolio(), Policy(), two_worlds(), MARKET)


def test_each_scenario_values_the_proposal_as_if_it_were_certain(proposal):
    """The second spelling: the same household asked under that scenario alone."""
    for outcome, scenario in zip(proposal.outcomes, two_worlds(), strict=True):
        assert outcome.scenario == scenario.key
        certain = alone(
            proposal.brief,
            next(w for w in proposal.brief.outlook.worlds if w.scenario.key == scenario.key),
        )
        assert outcome.proposed == utility(certain, proposal.standing).total
        assert outcome.nothing == utility(certain, proposal.brief.today).total


def test_regret_is_never_negative(proposal):
    assert all(outcome.regret >= -1e-9 for outcome in proposal.outcomes)


def test_no_portfolio_on_the_way_to_any_other_is_better_than_the_best(proposal):
    """Between two portfolios within the limits every one is, and none may beat hindsight."""
    for outcome, world in zip(proposal.outcomes, proposal.brief.outlook.worlds, strict=True):
        certain = alone(proposal.brief, world)
        found = optimise(certain)  # through cvxpy; the outcome's own is Clarabel directly
        assert outcome.best == pytest.approx(found.objective, abs=1e-9)
        for other in (proposal.weights, proposal.solution.weights):
            steps = (found.weights + s * (other - found.weights) for s in (0.1, 0.3, 1.0))
            values = [utility(certain, Standing(w, proposal.cash)).total for w in steps]
            assert outcome.best >= max(values) - 1e-9


def test_what_counts_is_the_probability_unless_the_policy_says_otherwise(proposal):
    assert [each.counted for each in proposal.outcomes] == pytest.approx([0.45, 0.55])
    policy = Policy(objective=Objective(criterion=Criterion.WORST_CASE))
    hard = propose(portfolio(), policy, two_worlds(), MARKET)
    assert sum(each.counted for each in hard.outcomes) == pytest.approx(1)
    assert max(each.counted for each in hard.outcomes) > 0.55
    worst = min(each.proposed for each in hard.outcomes)
    assert worst >= min(each.proposed for each in proposal.outcomes) - 1e-6


def test_the_largest_regret_is_smallest_where_regret_is_asked_for(proposal):
    policy = Policy(objective=Objective(criterion=Criterion.REGRET))
    found = propose(portfolio(), policy, two_worlds(), MARKET)
    largest = max(each.regret for each in found.outcomes)
    assert largest <= max(each.regret for each in proposal.outcomes) + 2e-5  # whole shares


def test_without_scenarios_there_is_nothing_to_regret():
    assert propose(portfolio(), Policy(), (), MARKET).outcomes == ()


def test_a_scenario_of_no_probability_is_valued_too():
    worlds = (*two_worlds(), replace(two_worlds()[0], key="third", name="third", probability=0.0))
    found = propose(portfolio(), Policy(), worlds, MARKET).outcomes
    assert found[2].counted == 0
    assert found[2].proposed == pytest.approx(found[0].proposed)

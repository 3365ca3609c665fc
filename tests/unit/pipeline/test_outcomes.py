"""What each scenario makes of the proposal."""

from dataclasses import replace

import pytest

from allocator.model.brief import utility
from allocator.model.policy import Criterion, Objective, Policy
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
        assert outcome.proposed == utility(certain, proposal.weights).total
        assert outcome.nothing == utility(certain, proposal.brief.household.weights).total


def test_hindsight_is_never_beaten_by_more_than_whole_shares_do(proposal):
    for outcome in proposal.outcomes:
        assert outcome.regret >= -1e-9
        assert outcome.regret == outcome.best - outcome.proposed


def test_the_best_is_what_that_scenario_alone_would_get(proposal):
    """Asked alone, prior and target differ; so the scenario's own posterior is kept."""
    for outcome, world in zip(proposal.outcomes, proposal.brief.outlook.worlds, strict=True):
        certain = alone(proposal.brief, world)
        rivals = [proposal.weights, proposal.solution.weights, proposal.brief.household.weights]
        assert outcome.best >= max(utility(certain, w).total for w in rivals) - 1e-9


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

"""What the report says of scenarios: their outcomes, the criterion, and what is not known."""

from dataclasses import replace
from math import sqrt

import numpy as np
import pytest

from allocator.model.nats import reach
from allocator.model.policy import Criterion, Objective, Policy
from allocator.report.json import document
from allocator.report.worlds import (
    criterion_in_words,
    doubt_lines,
    outcome_lines,
    spread_doubt,
)


def under(proposal, **objective):
    policy = replace(Policy(), objective=Objective(**objective))
    return replace(proposal, brief=replace(proposal.brief, policy=policy))


def test_each_scenario_shows_the_proposal_doing_nothing_the_best_and_the_regret(proposal):
    lines = "\n".join(outcome_lines(proposal, 100))
    assert lines.count("+4.10%") == len(proposal.outcomes)
    assert lines.count("+4.00%") == len(proposal.outcomes)
    assert lines.count("+4.25%") == len(proposal.outcomes)
    assert lines.count("15.0 bps") == len(proposal.outcomes)


@pytest.mark.parametrize("width", [80, 100, 120])
def test_no_line_is_wider_than_asked(proposal, width):
    lines = outcome_lines(under(proposal, criterion=Criterion.ROBUST), width)
    assert max(map(len, [*lines, *doubt_lines(proposal, width)])) <= width


def test_what_counts_most_stands_first(proposal):
    first, *others = proposal.outcomes
    turned = replace(proposal, outcomes=(replace(first, counted=0.001), *others))
    names = {w.scenario.key: w.scenario.name for w in proposal.brief.outlook.worlds}
    rows = [line for line in outcome_lines(turned, 100) if "bps" in line]
    assert names[first.scenario] in rows[-1]


@pytest.mark.parametrize("kind", list(Criterion))
def test_the_criterion_is_named_and_said_in_words(proposal, kind):
    assert f"'{kind}'" in criterion_in_words(under(proposal, criterion=kind).brief)


def test_nats_are_said_as_what_a_probability_may_become(proposal):
    """Within 0.1 nats an event of probability p may have q with q ln(q/p) + ... = 0.1."""
    worlds = proposal.brief.outlook.worlds
    likeliest = max(world.scenario.probability for world in worlds)
    said = criterion_in_words(under(proposal, criterion=Criterion.ROBUST, radius_nats=0.1).brief)
    assert "0.1 nats" in said
    least, most = (100 * end for end in reach(likeliest, 0.1))
    assert f"one of {100 * likeliest:.1f}% count {least:.1f}% to {most:.1f}%" in said


def test_doubt_within_and_between_adds_up_to_the_mixtures(proposal):
    """The second spelling: the mixture's own covariance of the mean."""
    brief = proposal.brief
    outlook = brief.outlook
    within, between = spread_doubt(brief, outlook)
    p = np.array(outlook.counted)
    row = np.array([1.0, -1.0, 0.0])
    means = np.array([world.mean @ row for world in outlook.worlds])
    assert between == pytest.approx(sqrt(p @ means**2 - (p @ means) ** 2), abs=1e-12)
    inside = sum(q * row @ w.uncertainty @ row for q, w in zip(p, outlook.worlds, strict=True))
    assert within == pytest.approx(sqrt(inside))


def test_without_scenarios_the_doubt_is_the_priors_and_nothing_is_tabulated(proposal):
    outlook = replace(proposal.brief.outlook, worlds=(), counted=(), contributions={})
    alone = replace(proposal, brief=replace(proposal.brief, outlook=outlook), outcomes=())
    row = np.array([1.0, -1.0, 0.0])
    within, between = spread_doubt(alone.brief, outlook)
    assert (within, between) == (pytest.approx(sqrt(row @ outlook.uncertainty @ row)), 0.0)
    assert outcome_lines(alone, 100) == doubt_lines(alone, 100) == []


def test_the_json_has_what_the_text_has(proposal):
    found = document(proposal)
    assert found["scenarios"][0]["worth"] == {
        "proposed": 0.041,
        "nothing": 0.04,
        "best": 0.0425,
        "regret": 0.0015,
    }
    assert found["scenarios"][0]["counted"] == proposal.outcomes[0].counted
    assert set(found["risk"]["doubt"]) == {"within", "between"}

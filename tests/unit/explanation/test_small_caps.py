from decimal import Decimal
from itertools import pairwise

import pytest

from allocator.explanation import explain
from allocator.explanation.game import COSTS, LIMITS, NEUTRAL
from allocator.explanation.small_caps import AFTER, AT_NEUTRAL, HELD, small_cap_steps
from allocator.explanation.trades import BETWEEN, WHOLE_SHARES
from tests.unit.explanation.made import SITUATIONS, propose_with


@pytest.fixture(scope="module", params=["default", "two accounts", "leverage"])
def explained(request):
    return explain(propose_with(**SITUATIONS[request.param]))


def test_the_steps_lead_from_what_is_held_to_what_the_trades_leave(explained):
    """Small caps are counted here from weights; the steps count them from trades."""
    household = explained.proposal.brief.household
    small = household.small_shares @ household.exposure * float(household.value)
    steps = small_cap_steps(household, explained.trades)
    assert steps[0].end == pytest.approx(float(small @ household.weights), abs=0.005)
    assert steps[-1].end == pytest.approx(float(small @ explained.proposal.weights), abs=0.02)


def test_each_step_begins_where_the_last_one_ends(explained):
    steps = small_cap_steps(explained.proposal.brief.household, explained.trades)
    for before, step in pairwise(steps):
        assert step.end == pytest.approx(before.end + step.added)


def test_neutral_comes_first_then_drivers_then_what_holds_back(explained):
    keys = [
        each.key for each in small_cap_steps(explained.proposal.brief.household, explained.trades)
    ]
    assert keys[:3] == [HELD, NEUTRAL, AT_NEUTRAL]
    assert keys[-5:] == [COSTS, LIMITS, WHOLE_SHARES, BETWEEN, AFTER]
    assert set(keys) == {*explained.trades[0].parts, HELD, AT_NEUTRAL, AFTER}


def test_a_level_adds_nothing_and_every_reason_is_no_level(explained):
    steps = small_cap_steps(explained.proposal.brief.household, explained.trades)
    assert [each.added for each in steps if each.is_level] == [0.0] * 3
    assert {each.key for each in steps if not each.is_level} == set(explained.trades[0].parts)


def test_without_trades_there_is_what_is_held():
    household = propose_with().brief.household
    first, last = small_cap_steps(household, ())
    assert (first.key, last.key) == (HELD, AFTER)
    assert first.end == last.end
    assert Decimal(first.end) > 0

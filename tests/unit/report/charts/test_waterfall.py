from dataclasses import replace
from decimal import Decimal

import pytest

from allocator.explanation import explain
from allocator.model.proposal import Advice
from allocator.report.charts.drawing import draw
from allocator.report.charts.waterfall import small_cap_steps, waterfall_chart
from tests.unit.explanation.made import AT_THE_CAP, propose_with, two_accounts


@pytest.fixture(
    scope="module",
    params=[{}, {"policy": AT_THE_CAP}, {"held": two_accounts()}],
    ids=["default", "at the cap", "two accounts"],
)
def explained(request):
    return explain(propose_with(**request.param))


def test_the_steps_lead_from_what_is_held_to_what_the_trades_leave(explained):
    """Small caps are counted here from weights; the steps count them from trades."""
    household = explained.proposal.brief.household
    small = household.small_shares @ household.exposure * float(household.value)
    steps = small_cap_steps(explained)
    assert steps[0].end == pytest.approx(float(small @ household.weights), abs=0.005)
    assert steps[-1].end == pytest.approx(float(small @ explained.proposal.weights), abs=0.02)


def test_the_reasons_sum_to_the_difference_to_the_cent(explained):
    rows = waterfall_chart(explained).rows[1:]
    parts = [Decimal(added.replace(",", "")) for _, added, _ in rows if added]
    held, after = (Decimal(rows[at][2].replace(",", "")) for at in (0, -1))
    assert abs(sum(parts) - (after - held)) <= Decimal("0.005") * (len(parts) + 2)


def test_it_is_drawn_the_same_twice(explained):
    assert draw(waterfall_chart(explained), ".svg") == draw(waterfall_chart(explained), ".svg")


def test_trades_that_are_not_advised_are_not_told_as_made(explained):
    proposal = replace(explained.proposal, advice=Advice.NOTHING)
    chart = waterfall_chart(replace(explained, proposal=proposal))
    assert chart.title.startswith("Small caps would go from")
    assert chart.rows[-1][0] == "if traded"


def test_without_a_trade_nothing_moves(explained):
    chart = waterfall_chart(replace(explained, trades=()))
    assert chart.title.startswith("No trade is weighed: small caps stay at $")
    assert len(chart.rows) == 3
    assert draw(chart, ".png")

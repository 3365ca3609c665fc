"""What a driver says of small minus large, apart from what it says of other spreads."""

from dataclasses import replace
from datetime import date

import pytest

from allocator.model.policy import Policy
from allocator.model.scenario import Doubt, DoubtKind, StatedView
from allocator.model.views import SMALL_MINUS_LARGE
from allocator.pipeline import propose
from allocator.report.reasons import reasons
from allocator.report.text import as_text
from tests.situations import AS_OF, market, mega_caps, portfolio, two_worlds

BONDS = StatedView(
    name="bonds",
    legs=(("US Aggregate Bonds", 1.0),),
    expected=0.02,
    horizon_months=12.0,
    doubt=Doubt(DoubtKind.STANDARD_DEVIATION, 0.03),
    source="me",
    expires=date(2026, 12, 24),
)


@pytest.fixture(scope="module")
def proposal():
    """The flow speaks of two spreads where it is known what the Nasdaq-100 is made of."""
    first, second = two_worlds()
    worlds = (replace(first, views=(BONDS,)), second)
    return propose(portfolio(), Policy(), worlds, market(mega_caps=mega_caps()))


def test_what_a_driver_says_is_of_small_minus_large_alone(proposal):
    said = {each.driver: each.said for each in reasons(proposal)}
    flowing = [
        (world.scenario.probability, part)
        for world in proposal.brief.outlook.worlds
        for view in world.views
        for part in view.components
        if part.driver == "flow"
    ]
    spreads = {part.spread for _, part in flowing}
    assert len(spreads) == 2
    by_hand = sum(p * part.mean for p, part in flowing if part.spread == SMALL_MINUS_LARGE)
    assert said["flow"] == pytest.approx(by_hand)


def test_a_view_of_another_spread_says_nothing_of_this_one(proposal):
    reason = next(each for each in reasons(proposal) if each.driver == "view: bonds")
    assert reason.said is None
    line = next(
        line for line in as_text(proposal, AS_OF, 120).splitlines() if "view: bonds" in line
    )
    assert line.split()[2].startswith(("+", "-", "0"))  # what counts, and nothing before it


def test_evidence_on_small_minus_large_stands_first(proposal):
    reason = next(each for each in reasons(proposal) if each.driver == "flow")
    assert reason.evidence.index("Russell 2000 (") < reason.evidence.index("on Nasdaq-100")

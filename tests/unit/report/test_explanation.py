"""The text and the JSON of an explanation: every figure of it, in words that are right."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from allocator.explanation import explain
from allocator.explanation.confidence import Confidence
from allocator.explanation.flips import Figure, Flip, Switch
from allocator.explanation.scale import LeastSize
from allocator.model.limit_keys import LimitKey
from allocator.model.limits import Side
from allocator.model.policy import Limits, Policy, Range, Trading
from allocator.model.solution import ShadowPrice
from allocator.pipeline import propose
from allocator.report.explanation import explanation_text
from allocator.report.explanation_json import explanation_json
from allocator.report.table import columns
from tests.situations import market, portfolio, two_worlds

TODAY = date(2025, 12, 29)
AT_THE_CAP = Policy(limits=Limits(small_cap=Range(0.10, 0.155)))


def explained_with(policy=None, scenarios=None):
    worlds = two_worlds() if scenarios is None else scenarios
    return explain(propose(portfolio(), policy or Policy(), worlds, market()))


@pytest.fixture(scope="module")
def explained():
    return explained_with(AT_THE_CAP)


def report(explained, width=80):
    return explanation_text(explained, TODAY, width)


def priced_at(explained, prices):
    return replace(explained, proposal=replace(explained.proposal, shadow_prices=prices))


def words(explained):
    """The report as one line."""
    return " ".join(report(explained, 120).split())


def a_flip(**changes):
    flip = Flip(Figure.PROBABILITY, "rotation", 0.45, Switch.TILT, "", 0.21001, 0.20999, 0)
    return replace(flip, **changes)


@pytest.mark.parametrize("width", [80, 100, 120])
def test_no_line_is_wider_than_asked(explained, width):
    assert all(columns(line) <= width for line in report(explained, width).splitlines())


def test_the_dollars_shown_of_each_trade_are_its_parts(explained):
    text = report(explained, 120)
    for each in explained.trades:
        for part in (*each.parts.values(), each.total):
            if part:
                assert f"{'-' if part < 0 else '+'}${abs(part):,.2f}" in text


def test_trades_that_do_not_fit_side_by_side_go_below_each_other(explained):
    many = replace(explained, trades=explained.trades * 3)
    text = report(many)
    assert all(columns(line) <= 80 for line in text.splitlines())
    heads = [f"{each.trade.side} {each.trade.symbol}" for each in many.trades]
    assert sum(text.count(head) for head in set(heads)) == len(heads)
    assert text.count("the trade ") > 1


def test_where_there_are_several_accounts_each_trade_names_its_own(explained):
    proposal = explained.proposal
    accounts = (*proposal.portfolio.accounts, *proposal.portfolio.accounts)
    several = replace(proposal, portfolio=replace(proposal.portfolio, accounts=accounts))
    assert "in main" in report(replace(explained, proposal=several))
    assert "in main" not in report(explained)


def test_a_reason_that_is_zero_everywhere_has_no_row():
    assert "limits  " not in report(explained_with())


def test_trades_that_are_not_advised_are_called_so():
    dear = Policy(limits=Limits(small_cap=Range(0.0, 0.5)), trading=Trading(min_benefit_bps=500.0))
    found = explained_with(dear)
    assert found.trades
    assert "Why each trade, weighed but not advised" in report(found)
    assert "the answer does not depend on it" in words(found)


def test_where_there_is_no_trade_it_says_so(explained):
    assert "Why each trade: there is none" in report(replace(explained, trades=()))


def test_a_binding_limit_is_priced_in_a_sentence(explained):
    price = ShadowPrice(LimitKey("small_cap", Side.UPPER), 0.20, 0.21, 6e-5, 0.006, 0.006)
    said = words(priced_at(explained, (price,)))
    assert "Raising the small-cap cap from 20.0% to 21.0% adds 0.6 bps a year" in said


def test_a_floor_is_lowered(explained):
    price = ShadowPrice(LimitKey("small_cap", Side.LOWER), 0.10, 0.09, 6e-5, 0.006, 0.006)
    said = words(priced_at(explained, (price,)))
    assert "Lowering the small-cap floor from 10.0% to 9.0% adds 0.6 bps a year" in said


def test_a_limit_whose_room_is_worth_next_to_nothing_is_said_to_be(explained):
    price = ShadowPrice(LimitKey("turnover", Side.UPPER), 0.25, 0.26, 1e-6, 1e-4, 1e-4)
    said = words(priced_at(explained, (price,)))
    assert "Raising the turnover cap from 25.0% to 26.0% adds less than 0.1 bps" in said


def test_where_no_limit_binds_it_says_so(explained):
    said = words(priced_at(explained, ()))
    assert "What binds: no limit of the policy binds at the target" in said


@pytest.mark.parametrize(
    ("flip", "said"),
    [
        (a_flip(), "the tilt disappears below 21.0%"),
        (a_flip(inside=0.6, outside=0.60001), "the tilt disappears above 60.0%"),
        (a_flip(switch=Switch.WORTH), "no trade is worth its cost below 21.0%"),
        (a_flip(switch=Switch.WORTH, becomes=1), "trades become worth their cost below 21.0%"),
        (
            a_flip(switch=Switch.BINDS, limit="turnover", becomes=1),
            "'turnover, one way' starts to bind below 21.0%",
        ),
        (
            a_flip(switch=Switch.BINDS, limit="small_cap", becomes=1, side=Side.LOWER),
            "the floor of 'small caps, of equity' starts to bind below 21.0%",
        ),
        (
            a_flip(switch=Switch.BINDS, limit="small_cap", side=Side.UPPER),
            "the cap of 'small caps, of equity' stops binding below 21.0%",
        ),
        (
            a_flip(switch=Switch.BINDS, limit="turnover"),
            "'turnover, one way' stops binding below 21.0%",
        ),
    ],
)
def test_a_flip_is_told_with_its_side(explained, flip, said):
    assert said in words(replace(explained, flips=(flip,)))


def test_the_size_of_a_driver_is_told_in_points_and_a_flow_in_dollars(explained):
    """250 billion with probability 45 %: 112.5 are expected, and half of them are 56."""
    flip = a_flip(figure=Figure.SIZE, name="flow", now=1.0, inside=0.501, outside=0.499)
    said = words(replace(explained, flips=(flip,)))
    assert "flow, says +" in said
    assert "$112bn" in said
    assert "the tilt disappears below 0.50 times (says +" in said
    assert "$56bn)" in said


def test_no_size_is_minus_nothing(explained):
    flip = a_flip(figure=Figure.SIZE, name="flow", now=1.0, inside=-0.0009, outside=-0.001)
    said = words(replace(explained, flips=(flip,)))
    assert "below 0.00 times (says 0.0%, $0bn)" in said


def test_a_figure_without_a_flip_of_the_tilt_is_said_to_have_none(explained):
    said = words(replace(explained, flips=()))
    times = said.count("nothing in this range changes the sign of the tilt")
    assert times == len(explained.varied) > 3


def test_where_there_is_no_tilt_one_may_appear(explained):
    level = replace(explained, target=replace(explained.target, tilt=0.0), flips=(a_flip(),))
    said = words(level)
    assert "The target does not tilt" in said
    assert "a tilt appears below 21.0%" in said


def test_a_tilt_away_from_small_caps_is_called_so(explained):
    away = replace(explained, target=replace(explained.target, tilt=-0.03))
    assert "The target tilts away from small caps by 3.00% of equity" in words(away)


def test_the_size_below_which_nothing_is_traded_is_told(explained):
    least = LeastSize(Decimal("18399.2"), Decimal("18400.4"))
    free = replace(explained.target, forced=False)
    said = words(replace(explained, least_size=least, target=free))
    assert "no trade is worth its cost below a portfolio of $18,400" in said
    forced = replace(explained.target, forced=True)
    said = words(replace(explained, least_size=least, target=forced))
    assert "no trade meets the limits below a portfolio of $18,400" in said


def test_a_size_that_decides_nothing_is_told(explained):
    worth = replace(explained.target, forced=True)
    said = words(replace(explained, least_size=None, target=worth))
    assert "at no size that was tried does it decide whether there are trades" in said


def test_confidence_is_told_with_what_it_means(explained):
    sure = replace(explained, confidence=Confidence(0.02, 0.3, 0.618))
    said = words(sure)
    assert "Confidence in the sign of the tilt: 62%." in said
    assert "would tilt towards small caps in 62 of 100 draws" in said
    unsure = replace(explained, confidence=Confidence(-0.02, -0.3, 0.618))
    assert "would tilt away from small caps in 62 of 100 draws" in words(unsure)
    assert "no tilt to be sure or unsure of" in words(replace(explained, confidence=None))


def test_a_tilt_against_what_is_believed_is_told(explained):
    sure = words(replace(explained, confidence=Confidence(0.02, 0.3, 0.618)))
    against = words(replace(explained, confidence=Confidence(-0.05, 0.2, 0.43)))
    assert "turn the tilt against what is believed" in against
    assert "against what is believed" not in sure


def test_without_scenarios_nothing_is_varied():
    found = explained_with(scenarios=())
    said = words(found)
    assert "no scenarios, so nothing to vary" in said
    assert "rate cycle" not in said


def test_the_json_says_what_the_text_says(explained):
    document = json.loads(explanation_json(explained), parse_float=Decimal)
    for told, each in zip(document["trades"], explained.trades, strict=True):
        assert sum(told["reasons"].values()) == told["dollars"] == each.total
        assert told["reasons"] == dict(each.parts)
    assert [told["switch"] for told in document["flips"]] == [
        flip.switch.value for flip in explained.flips
    ]
    assert document["shadow_prices"][0]["key"] == "limits.small_cap.upper"
    assert document["shadow_prices"][0]["agrees"] is True
    assert set(document["confidence"]) == {"share", "score"}
    assert document["least_size"]["without"] < document["least_size"]["with_trades"]
    assert document["run"]["id"] == explained.proposal.run.id
    assert len(document["returns"]) == len(explained.returns)
    assert len(document["searched"]) == len(explained.varied)


def test_the_json_of_what_is_not_there_is_null(explained):
    bare = replace(explained, least_size=None, confidence=None)
    document = json.loads(explanation_json(bare))
    assert document["least_size"] is None
    assert document["confidence"] is None


def test_the_same_explanation_gives_the_same_bytes(explained):
    assert explanation_json(explained) == explanation_json(explained_with(AT_THE_CAP))

import json
from dataclasses import replace
from decimal import Decimal
from math import copysign

import pytest

from allocator.cli.record import exact
from allocator.model.limits import Reading
from allocator.model.policy import Limits, Policy, Range
from allocator.pipeline import propose
from allocator.portfolio.recorded_trades import trades_from_plain
from allocator.report.json import _trades, as_json
from allocator.report.json_text import json_text
from tests.situations import market, portfolio, two_worlds
from tests.trade_records import document, record

KEYS = (
    "schema, as_of, run, portfolio, views, indexes, scenarios, weights, weights_by_account, trades, "
    "costs, taxes, small_cap, risk, limits, locks, drivers, checks"
)


def test_the_keys_are_those_promised_in_their_order(proposal):
    assert ", ".join(json.loads(as_json(proposal))) == KEYS


@pytest.mark.parametrize("stage", ["now", "target", "after"])
def test_the_weights_of_every_stage_sum_to_one(proposal, stage):
    weights = json.loads(as_json(proposal))["weights"]
    assert sum(each[stage] for each in weights.values()) == pytest.approx(1, abs=1e-9)


def test_money_is_written_to_the_cent_as_numbers(proposal):
    text = as_json(proposal)
    assert '"price": 600.00,' in text
    assert '"cash_after": 5144.67,' in text


def test_numbers_have_no_idle_zeros(proposal):
    trade = replace(proposal.trades[0], shares=Decimal("88.000"), price=Decimal("48.1000"))
    text = as_json(replace(proposal, trades=(trade,)))
    assert '"shares": 88,' in text
    assert '"price": 48.10,' in text


@pytest.mark.parametrize("name", ["long_only", "locks", "account_cash", "cash_reserve"])
def test_standing_on_what_holds_for_everyone_is_not_binding(proposal, name):
    alone = (Reading(name, 0.0, 0.0, None),)
    [limit] = json.loads(as_json(replace(proposal, readings=alone)))["limits"]
    assert limit["binding"] is False


def test_a_limit_that_the_target_stands_on_binds():
    policy = Policy(limits=Limits(turnover=Range(upper=0.01), small_cap=Range(0.0, 1.0)))
    found = propose(portfolio(), policy, two_worlds(), market())
    limits = json.loads(as_json(found))["limits"]
    binding = {each["name"] for each in limits if each["binding"]}
    assert "turnover" in binding
    assert "small_cap" not in binding


def test_small_caps_are_a_share_of_equity(proposal):
    found = json.loads(as_json(proposal))["small_cap"]
    assert found["before"] == pytest.approx(5 / 65)
    assert found["after"] == pytest.approx(10.25 / 64.85)
    assert (found["lower"], found["upper"]) == (0.10, 0.20)


def test_drivers_are_contributions_to_small_minus_large(proposal):
    drivers = json.loads(as_json(proposal))["drivers"]
    assert drivers == {"rate_cycle": 0.03, "flow": 0.015, "valuation": -0.0125, "size premium": 0}


def test_drivers_and_the_prior_sum_to_the_expected_difference(proposal):
    document = json.loads(as_json(proposal))
    expected, prior = (
        document["indexes"]["Russell 2000"][key] - document["indexes"]["S&P 500"][key]
        for key in ("expected_return", "prior_return")
    )
    assert prior + sum(document["drivers"].values()) == pytest.approx(expected)


def test_no_folder_of_this_machine_is_in_it(proposal):
    text = as_json(proposal)
    assert "mine.csv" in text
    assert "~/books" not in text
    assert all(
        each["place"] == "" for each in json.loads(text)["run"]["inputs"]["portfolio"]["holdings"]
    )


def test_a_policy_is_recorded_with_every_digit(proposal):
    limits = replace(proposal.brief.policy.limits, split_tolerance=0.012345678901234567)
    policy = replace(proposal.brief.policy, limits=limits)
    document = json.loads(as_json(replace(proposal, brief=replace(proposal.brief, policy=policy))))
    assert (
        document["run"]["inputs"]["policy"]["limits"]["split_tolerance"] == limits.split_tolerance
    )


def test_there_is_no_minus_zero(proposal):
    reading = Reading("turnover", -0.0, 0.0, None)
    [limit] = json.loads(as_json(replace(proposal, readings=(reading,))))["limits"]
    assert copysign(1, limit["value"]) == 1


def test_what_was_weighed_is_told_when_nothing_is_advised(idle):
    document = json.loads(as_json(idle))
    assert document["run"]["advice"] == "nothing"
    assert document["trades"] == []
    assert len(document["risk"]["candidate"]) == 2


def test_cash_is_told_for_each_account(proposal):
    left = {"Joint": Decimal("1.10"), "Roth": Decimal("2.20")}
    checks = json.loads(as_json(replace(proposal, cash_after=left)))["checks"]
    assert checks["cash_after"] == 3.30
    assert checks["cash_after_by_account"] == {"Joint": 1.10, "Roth": 2.20}


def test_a_sale_names_its_lots_and_other_trades_have_no_such_key():
    """What is written is what the reader of records gives back."""
    made = record()
    written = _trades(made.trades)
    assert ["lots" in each for each in written] == [False, True, False, False, False]
    assert written[1]["lots"][1] == dict.fromkeys(("acquired", "cost_basis", "gain", "term")) | {
        "shares": 2
    }
    plain = {**document(made), "trades": exact(json_text(written))}
    assert trades_from_plain(plain, "p.json").trades == made.trades

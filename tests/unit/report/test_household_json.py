import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from allocator.errors import Problem, Severity
from allocator.model.portfolio import OtherAsset, OtherKind
from allocator.report.inputs import without_folder
from allocator.report.json import as_json

D = Decimal


@pytest.fixture
def document(taxed):
    """The proposal as it is read back, numbers to the digit."""
    return json.loads(as_json(taxed), parse_float=Decimal)


def test_accounts_have_their_type_value_cash_and_flow(document):
    assert document["portfolio"]["accounts"] == [
        {
            "name": "Brokerage",
            "type": "taxable",
            "value": D(100000),
            "cash": D(5000),
            "cash_flow": 0,
        },
        {"name": "Roth IRA", "type": "roth", "value": D(2000), "cash": D(1000), "cash_flow": 0},
    ]


def test_what_an_account_has_and_gets_is_what_it_is_left_with(taxed):
    household = taxed.brief.household
    flows = (("Roth IRA", D(700)),)
    roth = replace(household.accounts[1], cash=D(1700))
    moved = replace(
        taxed,
        portfolio=replace(taxed.portfolio, cash_flows=flows),
        brief=replace(
            taxed.brief,
            household=replace(household, accounts=(household.accounts[0], roth), value=D(102700)),
        ),
        cash_after={"Brokerage": D("5143.66"), "Roth IRA": D(1700)},
    )
    document = json.loads(as_json(moved))
    account = document["portfolio"]["accounts"][1]
    left = document["checks"]["cash_after_by_account"]["Roth IRA"]
    assert account["cash"] + account["cash_flow"] == left
    assert document["portfolio"]["cash_flow"] == 700
    assert document["run"]["inputs"]["portfolio"]["cash_flows"] == [["Roth IRA", "700"]]


def test_lots_are_listed_with_their_cost_and_character(document):
    spy = next(each for each in document["portfolio"]["holdings"] if each["symbol"] == "SPY")
    assert spy["lots"] == [
        {
            "shares": 60,
            "acquired": "2020-03-02",
            "cost_basis": D(24000),
            "term": "long",
            "kept": None,
            "loss_waits": None,
        },
        {
            "shares": 40,
            "acquired": "2025-06-10",
            "cost_basis": D(26000),
            "term": "short",
            "kept": None,
            "loss_waits": None,
        },
    ]


def test_weights_of_all_accounts_sum_to_those_of_the_household(document):
    by_account, whole = document["weights_by_account"], document["weights"]
    for stage in ("now", "target", "after"):
        sums = {
            name: sum(each.get(name, {stage: 0})[stage] for each in by_account.values())
            for name in whole
        }
        assert sums == pytest.approx({name: each[stage] for name, each in whole.items()})


def test_costs_are_the_sum_of_their_parts_and_of_the_trades(document):
    costs = document["costs"]
    assert costs == {
        "half_spread": D("4.33"),
        "commissions": D("2.00"),
        "fees": D("0.01"),
        "total": D("6.34"),
    }
    assert sum(trade["cost"] for trade in document["trades"]) == costs["total"]


def test_taxes_are_the_difference_of_the_year_with_and_without(document):
    taxes = document["taxes"]
    assert taxes["gains"] == {"short": D("-252.06"), "long": D("798.35"), "unknown": []}
    assert taxes["tax"] == taxes["year_after"]["tax"] - taxes["year_before"]["tax"] == D("81.94")
    assert taxes["rates"]["short_term"] == D("0.32")
    assert {each["method"] for each in taxes["methods"]} == {
        "fifo",
        "hifo",
        "least_tax",
        "average_cost",
    }
    assert taxes["wash_sales"]["harvests"][0]["not_bought_before"] == "2026-01-24"


def test_the_day_of_trading_is_an_input_of_the_run(taxed):
    later = replace(taxed, run=replace(taxed.run, on=date(2025, 12, 29)))
    run = json.loads(as_json(later))["run"]
    assert run["on"] == run["inputs"]["on"] == "2025-12-29"


def test_what_is_left_alone_is_listed_without_the_place_it_stood_in(taxed):
    other = OtherAsset("Brokerage", "TREASURY", OtherKind.BOND, D("5001.00"), "/mine/a.csv:9")
    text = as_json(replace(taxed, portfolio=replace(taxed.portfolio, others=(other,))))
    assert "/mine" not in text
    assert json.loads(text)["portfolio"]["others"] == [
        {
            "account": "Brokerage",
            "description": "TREASURY",
            "kind": "single bond",
            "value": 5001.0,
        }
    ]


@pytest.mark.parametrize(
    ("place", "kept"),
    [
        ("/mine/a.csv + /mine/b.csv", "a.csv + b.csv"),
        ("/mine/a.csv:7", "a.csv:7"),
        ("/mine/b.csv", "b.csv"),
        ("policy: limits", "policy: limits"),
    ],
)
def test_folders_of_several_files_leave_no_trace(taxed, place, kept):
    source = "/mine/a.csv + /mine/b.csv"
    assert without_folder(place, source) == kept
    warned = replace(
        taxed,
        portfolio=replace(taxed.portfolio, source=source),
        warnings=(Problem(place, f"see {source}", "", Severity.WARNING),),
    )
    (warning,) = json.loads(as_json(warned))["checks"]["warnings"]
    assert warning["place"] == kept
    assert warning["message"] == "see a.csv + b.csv"

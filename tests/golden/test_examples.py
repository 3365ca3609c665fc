"""The files in examples/ do what they say, on the bundled snapshot."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from allocator import load_snapshot
from allocator.bundled import SNAPSHOT
from allocator.cli.inputs import read_worlds
from allocator.cli.program import program
from allocator.model.scenario import SignalView, StatedView
from allocator.portfolio import read_portfolio
from allocator.portfolio.portfolio_file import LAYOUTS

EXAMPLES = Path(__file__).parents[2] / "examples"
SCHWAB = EXAMPLES / "schwab_positions.csv"


def test_the_scenarios_show_both_kinds_of_view_and_the_market_rule():
    worlds = read_worlds(str(EXAMPLES / "scenarios"), load_snapshot(SNAPSHOT))
    views = [view for world in worlds for view in world.views]
    assert {type(view) for view in views} == {StatedView, SignalView}
    shared = [world for world in worlds if world.probability_from]
    assert sum(world.probability for world in shared) == pytest.approx(0.9)


BROKERS = sorted((EXAMPLES / "brokers").iterdir())
HOUSEHOLD = [EXAMPLES / "household" / f"{name}.csv" for name in ("taxable", "roth", "transactions")]


def check(*paths):
    """Run the check on files; give what it says to a program."""
    done = CliRunner().invoke(program, ["check", *map(str, paths), "--json"])
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


@pytest.mark.parametrize("path", BROKERS, ids=lambda path: path.name)
def test_the_exports_of_brokers_are_read_and_add_up(path):
    """Each says what is wrong with it by an error; there is none, totals and all."""
    held = [] if path.stem.startswith("robinhood") else [path]
    found = check(*held) if held else check(path, EXAMPLES / "portfolio.csv")
    assert {problem["severity"] for problem in found["problems"]} <= {"warning"}
    assert found["value"] > found["cash"] > 0


def test_there_is_an_export_of_every_layout():
    texts = [path.read_text(encoding="utf-8-sig") for path in (*BROKERS, SCHWAB, *HOUSEHOLD)]
    assert all(any(layout.recognises(text) for text in texts) for layout in LAYOUTS)


def test_the_household_has_the_lots_that_taxes_turn_on():
    """Short-term and long-term lots, gains and losses, and a purchase within 30 days."""
    found = read_portfolio(*HOUSEHOLD)
    day = load_snapshot(SNAPSHOT).as_of
    lots = [lot for holding in found.holdings for lot in holding.lots if lot.acquired]
    assert {(day - lot.acquired).days > 366 for lot in lots} == {True, False}
    prices = {fund.symbol: fund.price for fund in load_snapshot(SNAPSHOT).funds.values()}
    gains = {
        prices[holding.symbol] * lot.shares > lot.cost_basis
        for holding in found.holdings
        for lot in holding.lots
        if lot.cost_basis is not None
    }
    assert gains == {True, False}
    assert any((day - each.day).days <= 30 for each in found.transactions)


def test_the_household_is_two_accounts_with_what_was_traded():
    found = check(*HOUSEHOLD)
    assert [(each["name"], each["type"]) for each in found["accounts"]] == [
        ("Brokerage", "taxable"),
        ("Roth", "roth"),
    ]
    assert len(found["transactions"]) == 3
    assert found["problems"] == []


@pytest.mark.parametrize("command", ["propose", "explain"])
def test_every_command_takes_them(command, tmp_path):
    words = [command, str(EXAMPLES / "portfolio.csv"), "--home", str(tmp_path)]
    done = CliRunner().invoke(program, [*words, "--scenarios", str(EXAMPLES / "scenarios")])
    assert done.exit_code == 0, done.output
    assert "Small caps catch up" in done.output

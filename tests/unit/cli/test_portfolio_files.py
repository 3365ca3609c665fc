import json
from pathlib import Path

import pytest

HOUSEHOLD = [
    Path(__file__).parents[3] / "examples" / "household" / f"{name}.csv"
    for name in ("taxable", "roth", "transactions")
]


@pytest.mark.parametrize("command", ["propose", "explain", "whatif", "check"])
def test_a_command_without_a_portfolio_asks_for_one(run, command):
    done = run(command)
    assert done.exit_code == 2
    assert "PORTFOLIO..." in done.stderr


@pytest.mark.parametrize(
    "words",
    [["propose"], ["explain"], ["whatif", "--set", "objective.tau=0.1"]],
    ids=lambda w: w[0],
)
def test_every_wrong_flow_is_told_beside_what_is_wrong_with_the_files(run, mine, words):
    """One run tells everything, whatever option or file it stands in."""
    path = mine("IWM,10", "NOPE,1", "CASH,500")
    done = run(*words, path, "--cash-flow", "Roht=+5", "--cash-flow", "portfolio=5000")
    assert done.exit_code == 2
    assert "--cash-flow Roht=+5: no account is called 'Roht'" in done.stderr
    assert "--cash-flow portfolio=5000: '5000' does not say which way" in done.stderr
    assert "unknown ticker 'NOPE'" in done.stderr


def test_flows_and_transactions_are_recorded_with_the_proposal(run):
    done = run("propose", *HOUSEHOLD, "--cash-flow", "Roth=+5000", "--json")
    held = json.loads(done.stdout)["run"]["inputs"]["portfolio"]
    assert held["cash_flows"] == [["Roth", "5000"]]
    assert [each["symbol"] for each in held["transactions"]] == ["SPY", "AGG", "AGG"]
    assert held["source"] == "taxable.csv + roth.csv + transactions.csv"
    assert all(each["place"] == "" for each in held["transactions"])


def test_a_household_is_replayed_to_the_byte(run, tmp_path):
    record = tmp_path / "proposal.json"
    record.write_text(run("propose", *HOUSEHOLD, "--cash-flow", "Roth=+5000", "--json").stdout)
    done = run("replay", record)
    assert done.exit_code == 0, done.stdout
    assert done.stdout.startswith("same: run ")

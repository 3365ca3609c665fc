import json
from pathlib import Path

import pytest

BROKERS = Path(__file__).parents[3] / "examples" / "brokers"


def test_a_good_file_is_valued(run, mine):
    done = run("check", mine("IWM,10", "CASH,500.25"), "--json")
    found = json.loads(done.stdout)
    assert done.exit_code == 0
    assert list(found) == [
        *("value", "cash", "accounts", "holdings"),
        *("others", "transactions", "problems"),
    ]
    assert found["cash"] == 500.25
    assert found["problems"] == []
    [holding] = found["holdings"]
    assert found["value"] == round(holding["value"] + 500.25, 2)


def test_every_problem_is_told_in_one_run(run, mine):
    path = mine("IWM,twelve", "SPY,-3", "AGG,nan", "QQQ,inf")
    done = run("check", path, "--json")
    problems = json.loads(done.stdout)["problems"]
    assert done.exit_code == 2
    assert [problem["place"] for problem in problems] == [f"{path}:{line}" for line in range(2, 6)]
    assert all(problem["remedy"] for problem in problems)
    assert done.stderr.count("error: ") == 4


def test_a_total_without_a_row_is_no_total(run, mine):
    path = mine("IWM,10", "SPY,twelve", "CASH,500")
    assert json.loads(run("check", path, "--json").stdout)["value"] is None
    said = " ".join(run("check", path).stdout.split())
    assert "total not known: rows could not be read; 1 error" in said


def test_unknown_tickers_are_told_together_and_the_rest_is_valued(run, mine):
    done = run("check", mine("IWM,10", "WHAT,1", "EVER,2"), "--json")
    found = json.loads(done.stdout)
    assert done.exit_code == 2
    assert found["value"] is None
    assert len(found["problems"]) == 2
    assert [holding["value"] is None for holding in found["holdings"]] == [True, False, True]


def test_text_for_a_person_names_the_funds_and_their_worth(run, example):
    done = run("check", example)
    assert done.exit_code == 0
    assert "no errors" in done.stdout
    assert "Russell 2000 Value" in done.stdout


def test_a_file_that_is_not_there_is_a_problem_too(run):
    done = run("check", "absent.csv", "--json")
    assert done.exit_code == 2
    assert json.loads(done.stdout)["problems"][0]["place"] == "absent.csv"
    assert done.stderr.startswith("error: absent.csv: ")


def test_accounts_others_and_transactions_are_shown(run):
    done = run("check", BROKERS / "fidelity_positions.csv", BROKERS / "robinhood_activity.csv")
    lines = [" ".join(line.split()) for line in done.stdout.splitlines()]
    assert done.exit_code == 0
    assert "Individual $38,634.69 $3,054.18 taxable" in lines
    assert "ROTH IRA $9,065.26 $51.40 roth" in lines
    assert any(line.startswith("-QQQ260116C640, QQQ") for line in lines)
    assert "2025-12-16 buy 6 IWM at $250.10 Robinhood" in lines


def test_a_program_is_told_of_others_and_transactions(run):
    paths = (BROKERS / "fidelity_positions.csv", BROKERS / "robinhood_activity.csv")
    found = json.loads(run("check", *paths, "--json").stdout)
    assert [other["kind"] for other in found["others"]] == ["option", "pending activity"]
    assert [each["symbol"] for each in found["transactions"]] == ["VOO", "IWM"]


def test_a_ticker_that_only_a_broker_knows_is_left_alone(run, mine, tmp_path):
    text = (BROKERS / "etrade_portfolio.csv").read_text(encoding="utf-8")
    path = tmp_path / "etrade.csv"
    path.write_text(text.replace("\nSPY,", "\nAAPL,"), encoding="utf-8")
    found = json.loads(run("check", path, "--json").stdout)
    assert [holding["symbol"] for holding in found["holdings"]] == ["IWM"]
    assert [other["description"] for other in found["others"]] == [
        "EXAMPLE BANK CD 4.10% 08/24/2026",
        "AAPL, 25.0000 shares",
    ]
    assert run("check", mine("AAPL,25")).exit_code == 2


def test_files_that_hold_transactions_only_are_no_household(run):
    done = run("check", BROKERS / "robinhood_activity.csv")
    assert done.exit_code == 2
    assert "holds transactions only, and no holdings" in done.stderr


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("name", sorted(path.name for path in BROKERS.iterdir()))
def test_no_line_is_wider_than_the_terminal(start, columns, name):
    done = start(f"COLUMNS={columns} allocator check examples/brokers/{name}")
    assert done.stdout
    assert max(map(len, done.stdout.splitlines())) <= columns

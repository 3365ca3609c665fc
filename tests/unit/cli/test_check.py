import json


def test_a_good_file_is_valued(run, mine):
    done = run("check", mine("IWM,10", "CASH,500.25"), "--json")
    found = json.loads(done.stdout)
    assert done.exit_code == 0
    assert list(found) == ["value", "cash", "accounts", "holdings", "problems"]
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
    assert "total not known: rows could not be read; 1 error" in run("check", path).stdout


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

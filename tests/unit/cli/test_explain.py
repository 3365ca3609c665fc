import json


def test_a_proposal_is_explained_for_a_person(run, example):
    done = run("explain", example)
    assert done.exit_code == 0
    assert done.stderr == ""
    for part in ("Why each trade", "What binds", "What would change the answer", "Confidence"):
        assert part in done.stdout


def test_the_trades_explained_are_the_trades_proposed(run, example):
    proposed = json.loads(run("propose", example, "--json").stdout)["trades"]
    explained = json.loads(run("explain", example, "--json").stdout)["trades"]
    assert [each["symbol"] for each in explained] == [each["symbol"] for each in proposed]
    assert [abs(each["dollars"]) for each in explained] == [each["value"] for each in proposed]


def test_a_policy_and_scenarios_of_ones_own_are_used(run, example, tmp_path):
    policy = tmp_path / "mine.toml"
    policy.write_text("[limits]\nsmall_cap = { lower = 0.10, upper = 0.16 }\n")
    done = run("explain", example, "--policy", policy, "--json")
    (price,) = json.loads(done.stdout)["shadow_prices"]
    assert price["key"] == "limits.small_cap.upper"
    assert price["from"] == 0.16


def test_a_file_that_cannot_be_read_is_told_and_nothing_explained(run, mine):
    done = run("explain", mine("VOO,twelve"))
    assert done.exit_code == 2
    assert done.stdout == ""
    assert "twelve" in done.stderr

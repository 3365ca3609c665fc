import json

import pytest

FASTER = "scenario.hard-landing.probability=0.3"


def test_both_answers_are_printed_side_by_side(run, example):
    done = run("whatif", example, "--set", FASTER, "--set", "drivers.flow.usd_bn=300")
    assert done.exit_code == 0
    assert done.stderr == ""
    assert done.stdout.startswith("What if, on data of ")
    assert "scenario.second-half-easing.flow.usd_bn" in done.stdout
    assert "Answer: with the changes" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 100


def test_the_base_of_the_json_is_the_proposal(run, example):
    found = json.loads(run("whatif", example, "--set", FASTER, "--json").stdout)
    assert found["base"] == json.loads(run("propose", example, "--json").stdout)
    assert found["changes"][0]["key"] == "scenario.easing-priced.probability"


def test_a_sweep_is_a_table_and_two_are_a_map(run, example):
    key = "limits.small_cap.upper=0.12:0.2:3"
    done = run("whatif", example, "--sweep", key)
    assert done.exit_code == 0
    assert done.stdout.startswith("Sweep on data of ")
    assert "0.16" in done.stdout
    over = run("whatif", example, "--sweep", key, "--sweep", "drivers.flow.usd_bn=0:500:3")
    assert "across: drivers.flow.usd_bn" in over.stdout


def test_a_sweep_as_json_has_what_was_set(run, example):
    words = ("--set", FASTER, "--sweep", "limits.turnover=0:0.25:2", "--json")
    found = json.loads(run("whatif", example, *words).stdout)
    assert [point["at"] for point in found["points"]] == [[0.0], [0.25]]
    assert found["points"][0]["trouble"] == "limits cannot be met"
    assert len(found["changes"]) == 4


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "nothing is changed"),
        (("--set", "limits.turnover"), "is not a key with a value"),
        (("--set", "limits.turnovr=1"), "nearest: limits.turnover"),
        (("--set", "limits.small_cap.upper=2"), "which is above 1"),
        (("--set", "scenario.hard-landing.probability=1.5"), "which is above 1"),
        (("--sweep", "limits.turnover=1"), "is not a range"),
        (("--set", "limits.turnover=1", "--sweep", "limits.turnover=0:1:3"), "both set and swept"),
        (("--set", "limits.turnover=1", "--policy", "absent.toml"), "absent.toml"),
    ],
)
def test_a_wrong_question_is_refused_with_the_way_out(run, example, words, message):
    done = run("whatif", example, *words)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert done.stderr.startswith("error: ")
    assert message in done.stderr


def test_changes_that_no_portfolio_meets_exit_four_and_name_the_way_out(run, example):
    done = run("whatif", example, "--set", "limits.turnover=0.001")
    assert done.exit_code == 4
    assert "with the changes: no portfolio satisfies every limit at once" in done.stderr
    assert "limits.turnover.upper: 0.001 -> " in done.stderr


def test_the_files_of_the_user_count_in_both_answers(run, example, tmp_path):
    policy = tmp_path / "policy.toml"
    policy.write_text("[limits]\nsmall_cap = { lower = 0.05, upper = 0.12 }\n")
    words = ("--policy", policy, "--set", "limits.small_cap.upper=0.15", "--json")
    found = json.loads(run("whatif", example, *words).stdout)
    assert found["figures"]["small_cap_target"]["base"] == pytest.approx(0.12, abs=1e-4)
    assert found["figures"]["small_cap_target"]["changed"] == pytest.approx(0.15, abs=1e-4)

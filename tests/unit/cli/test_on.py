"""`--on`: the day of trading, which taxes, fees and the id of a run depend on."""

import json
from datetime import date

import pytest

import allocator.cli.days


@pytest.fixture
def turning(tmp_path):
    """A fund that must be sold in part and turns long-term on 11 January 2026."""
    path = tmp_path / "turning.csv"
    path.write_text(
        "account,account_type,symbol,shares,cost_basis,acquired\n"
        "Brokerage,taxable,VOO,100,50000,2025-01-10\n"
        "Brokerage,taxable,CASH,500,,\n"
    )
    return path


def proposal(run, *words):
    done = run("propose", *words, "--json")
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize(("on", "term"), [("2026-01-10", "short"), ("2026-01-11", "long")])
def test_the_character_of_a_gain_is_that_on_the_day(run, turning, on, term):
    document = proposal(run, turning, "--on", on)
    sale = next(trade for trade in document["trades"] if trade["side"] == "sell")
    assert [lot["term"] for lot in sale["lots"]] == [term]
    assert document["run"]["on"] == on


def test_the_day_is_part_of_what_names_a_run(run, example):
    ids = {proposal(run, example, "--on", f"2025-12-{day}")["run"]["id"] for day in (24, 29)}
    assert len(ids) == 2


def test_the_day_is_today_unless_it_is_said(run, example, monkeypatch):
    monkeypatch.setattr(allocator.cli.days, "today", lambda: date(2026, 1, 5))
    assert proposal(run, example)["run"]["on"] == "2026-01-05"


@pytest.mark.parametrize("command", ["propose", "explain", "whatif"])
def test_a_day_that_does_not_exist_is_refused(run, example, command):
    done = run(command, example, "--on", "2025-02-30")
    assert done.exit_code == 2
    assert "'2025-02-30' is no day" in done.stderr
    assert done.stdout == ""


def test_a_report_says_on_which_day(run, example):
    said = " ".join(run("propose", example, "--on", "2025-12-29").stdout.split())
    assert "; to trade on 29 December 2025" in said


def test_an_explanation_is_of_the_day(run, example):
    said = " ".join(run("explain", example, "--on", "2025-12-29").stdout.split())
    assert "; to trade on 29 December 2025" in said


def test_what_if_is_of_the_day(run, turning):
    changed = ("--set", "objective.tau=0.06")
    document = json.loads(run("whatif", turning, *changed, "--on", "2026-01-11", "--json").stdout)
    assert {document[side]["run"]["on"] for side in ("base", "changed")} == {"2026-01-11"}


def test_a_recorded_day_is_replayed_on_any_other(run, turning, tmp_path, monkeypatch):
    record = tmp_path / "proposal.json"
    record.write_text(run("propose", turning, "--on", "2025-12-29", "--json").stdout)
    monkeypatch.setattr(allocator.cli.days, "today", lambda: date(2026, 6, 1))
    done = run("replay", record)
    assert done.stdout.startswith("same: run ")
    assert done.exit_code == 0


@pytest.mark.parametrize("day", [None, "tomorrow", 20251229])
def test_a_record_without_its_day_is_refused(run, turning, tmp_path, day):
    record = tmp_path / "proposal.json"
    document = json.loads(run("propose", turning, "--json").stdout)
    document["run"]["inputs"]["on"] = day
    record.write_text(json.dumps(document))
    done = run("replay", record)
    assert done.exit_code == 2
    assert f"run.inputs.on is {day!r}, not a day such as 2025-12-24" in done.stderr

"""Scenarios whose probability the market sets, from the command line to the report."""

import json
from dataclasses import replace

import pytest

from allocator import bundled, load_snapshot
from allocator.market.snapshot_file import snapshot_text
from tests.situations import core_inflation

INFLATION = core_inflation()
CUTTING = 'name = "Cutting"\nprobability = "market"\n{}\n[market]\ncuts = {{ at_least = 2 }}\n'
PAUSING = 'name = "Pausing"\nprobability = "market"\n{}\n[market]\npause = true\n'
MINE = 'name = "Mine"\nprobability = 0.5\n{}\n'
COMMON = 'as_of = 2025-12-24\ndescription = "x"\nsources = ["x"]'
PRICES = [f"2026-{month:02},{96.30 + 0.05 * month:.2f},2025-12-24" for month in range(1, 13)]


@pytest.fixture
def snapshot(tmp_path):
    """The bundled market with core inflation in it."""
    path = tmp_path / "market.json"
    found = replace(load_snapshot(bundled.SNAPSHOT), core_inflation=INFLATION)
    path.write_text(snapshot_text(found))
    return path


@pytest.fixture
def quotes(tmp_path):
    path = tmp_path / "q.csv"
    path.write_text("\n".join(["month,price,as_of", *PRICES]))
    return path


@pytest.fixture
def worlds(tmp_path):
    folder = tmp_path / "worlds"
    folder.mkdir()
    for name, text in {"cutting": CUTTING, "pausing": PAUSING, "mine": MINE}.items():
        (folder / f"{name}.toml").write_text(text.format(COMMON))
    return folder


@pytest.fixture
def words(example, worlds, quotes, snapshot):
    return (example, "--scenarios", worlds, "--quotes", quotes, "--snapshot", snapshot)


def test_the_report_marks_each_probability_and_says_the_rule(run, words):
    done = run("propose", *words)
    assert done.exit_code == 0, done.stderr
    said = " ".join(done.stdout.split())
    assert "Mine 50.0% yours" in said
    assert "% market" in said
    assert "market: the 50.0% that the other scenarios leave is shared in proportion" in said
    assert "Pausing: another pause 47.0%, core PCE of 2025-09" in said
    assert "Cutting: at least 2 cuts within 12 months" in said
    assert "quotes of 2025-12-24" in said


def test_the_shipped_scenarios_are_marked_as_ours(run, example):
    said = " ".join(run("propose", example).stdout.split())
    assert "Second-half easing with rotation 45.0% ours" in said
    assert "market:" not in said


def test_json_has_the_number_and_where_it_is_from(run, words):
    found = {s["key"]: s for s in json.loads(run("propose", *words, "--json").stdout)["scenarios"]}
    assert found["mine"]["probability_from"] == ""
    assert found["pausing"]["probability_from"].startswith("another pause 47.0%")
    assert found["mine"]["probability"] == 0.5
    assert sum(each["probability"] for each in found.values()) == pytest.approx(1, abs=1e-12)


def test_a_record_is_replayed_without_quotes(run, words, snapshot, tmp_path):
    record = tmp_path / "proposal.json"
    record.write_text(run("propose", *words, "--json").stdout)
    done = run("replay", record, "--snapshot", snapshot)
    assert done.exit_code == 0
    assert done.stdout.startswith("same: run ")


@pytest.mark.parametrize("view", ["flow", "valuation"])
def test_views_read_scenarios_off_quotes_and_snapshot_as_propose_does(run, words, worlds, view):
    """One rule rests on futures, one on the snapshot's core inflation; both are known."""
    text = (worlds / "pausing.toml").read_text()
    driver = {
        "flow": "[flow]\nusd_bn = 100\nsmall_share = 0.2\nmultiplier = 1.5\nmultiplier_sd = 1\n"
        'seller = "S&P 500"\nbuyer = "Russell 2000"\n',
        "valuation": "[valuation]\nshare = 1\nhalf_life_years = 5\nz_cap = 2\n",
    }
    (worlds / "pausing.toml").write_text(text + driver[view])
    done = run("views", view, *words[1:])
    assert done.exit_code == 0, done.stderr
    assert "Pausing" in done.stdout
    without = run("views", view, *words[1:3], *words[5:])
    assert without.exit_code == 2
    assert "cutting.toml:2: market.cuts needs federal funds futures" in without.stderr
    assert "pausing.toml" not in without.stderr


def test_a_chart_never_overwrites_the_quotes(run, words, quotes):
    chart = quotes.rename(quotes.with_suffix(".svg"))
    given = [chart if word == quotes else word for word in words[1:]]
    done = run("views", "valuation", *given, "--chart", chart)
    assert done.exit_code == 2
    assert "is an input of this run" in done.stderr


def test_a_number_set_in_a_what_if_wins(run, words):
    done = run("whatif", *words, "--set", "scenario.pausing.probability=0.3", "--json")
    assert done.exit_code == 0, done.stderr
    changed = {each["key"]: each["after"] for each in json.loads(done.stdout)["changes"]}
    assert changed["scenario.pausing.probability"] == 0.3


def test_the_reasons_can_be_asked_for_too(run, words):
    assert run("explain", *words, "--json").exit_code == 0


def test_what_is_wrong_in_quotes_and_scenarios_is_told_in_one_run(run, words, quotes, worlds):
    quotes.write_text("month,price,as_of\n2026-01,3.6,2025-12-24\n")
    (worlds / "mine.toml").write_text(MINE.format(COMMON).replace("0.5", '"half"'))
    done = run("propose", *words)
    assert done.exit_code == 2
    assert "q.csv:2: price '3.6' is not the price" in done.stderr
    assert "mine.toml:2: probability 'half' is not a number" in done.stderr
    assert done.stderr.count("error: ") == 2


def test_quotes_of_another_day_than_the_snapshots_are_refused(run, words, quotes):
    quotes.write_text(quotes.read_text().replace("2025-12-24", "2025-12-26"))
    done = run("propose", *words)
    assert done.exit_code == 2
    assert "is quoted on 2025-12-26, after the snapshot of 2025-12-24" in done.stderr
    assert done.stderr.count("error: ") == 1


def test_quotes_that_nobody_asks_for_and_cannot_be_read_are_refused_too(run, example, quotes):
    quotes.write_text("month,price,as_of\n2026-01,3.6,2025-12-24\n")
    done = run("propose", example, "--quotes", quotes)
    assert done.exit_code == 2
    assert "q.csv:2: price '3.6' is not the price" in done.stderr
    assert done.stderr.count("error: ") == 1


def test_without_core_prices_a_pause_is_refused(run, words):
    bare = replace(load_snapshot(bundled.SNAPSHOT), core_inflation=None)
    words[-1].write_text(snapshot_text(bare))
    done = run("propose", *words)
    assert done.exit_code == 2
    assert "pausing.toml:2: market.pause needs core PCE inflation" in done.stderr


def test_the_trades_never_overwrite_the_quotes(run, words, quotes):
    done = run("propose", *words, "--export", quotes)
    assert done.exit_code != 0
    assert quotes.read_text().startswith("month,price")


def test_core_inflation_has_a_page_of_its_own(run, snapshot):
    done = run("views", "inflation", "--snapshot", snapshot)
    assert done.exit_code == 0
    assert "another pause        47.0%" in done.stdout
    found = json.loads(run("views", "inflation", "--snapshot", snapshot, "--json").stdout)
    assert found["figures"]["another_pause"] == pytest.approx(39 / 83)

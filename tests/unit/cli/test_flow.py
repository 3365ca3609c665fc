"""`allocator views flow`: what is said, for a person and for a program."""

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner

from allocator.bundled import SNAPSHOT, scenario_folder
from allocator.cli.program import program
from allocator.market import load_snapshot
from allocator.market.snapshot_file import snapshot_text
from allocator.model.mega_caps import MegaCaps
from allocator.model.snapshot import IndexSize
from tests.situations import AS_OF, market, mega_caps

SIZES = market().index_sizes.items()


@pytest.fixture
def snapshot(tmp_path):
    """Write the snapshot that ships with made-up sizes and mega caps; give its file."""

    def write(*, mega_caps: MegaCaps | None = None):
        shipped = load_snapshot(SNAPSHOT)
        sizes = {name: IndexSize(name, size.usd_bn, AS_OF, "made up") for name, size in SIZES}
        path = tmp_path / "snapshot.json"
        made = replace(shipped, mega_caps=mega_caps, index_sizes=sizes)
        path.write_text(snapshot_text(made), encoding="utf-8")
        return path

    return write


@pytest.fixture
def worlds(tmp_path):
    """Copy one shipped scenario, changed, and give its folder."""

    def write(**changes):
        folder = tmp_path / "worlds"
        folder.mkdir()
        text = (scenario_folder() / "second-half-easing.toml").read_text(encoding="utf-8")
        text = text.replace("probability = 0.45", "probability = 1.0")
        for old, new in changes.values():
            assert text.count(old) == 1
            text = text.replace(old, new)
        (folder / "mine.toml").write_text(text, encoding="utf-8")
        return folder

    return write


@pytest.fixture
def said(run):
    """Give the words of the text, whatever its lines."""

    def of(*words):
        done = run("views", "flow", *words)
        assert done.exit_code == 0, done.stderr
        return " ".join(done.stdout.split())

    return of


def test_each_flow_is_told_with_its_sellers_its_pressure_and_what_it_expects(said, snapshot):
    found = said("--snapshot", snapshot(mega_caps=mega_caps()))
    assert found.startswith("Rebalancing flow on 24 December 2025: assumed, not measured")
    assert "Technology $15,000bn 50.0% 27.3%" in found
    assert "all $21,000bn 70.0% 38.2%" in found
    assert "carry Nasdaq-100 QQQ carry S&P 500 IVV, SPY, VOO" in found
    assert "Second-half easing with rotation, probability 45.0% dollars $250bn leave" in found
    assert "20% of it into Russell 2000 out of Communication Services $62bn, 1.2% of" in found
    assert "half is gone after 2 years; after twelve months 84.5% is left" in found
    assert "0.88% of Nasdaq-100, 0.45% of S&P 500 leave" in found
    assert "expects Russell 2000 - S&P 500 +2.69% +/-" in found
    assert "Nasdaq-100 - S&P 500 -0.53% +/-" in found
    assert "dollars $100bn return to mega caps over twelve months, 20% of it out of Russ" in found
    assert "into Communication Services $25bn, 0.5% of $5,000bn" in found
    assert "come back" in found
    assert "There is no sample behind any of this" in found
    assert "3 to 8" in found


def test_where_mega_caps_are_not_known_it_says_so(said, snapshot):
    found = said("--snapshot", snapshot())
    assert "mega caps not known: the dollars are taken out of the whole index" in found
    assert "pressure 0.45% of S&P 500 leave" in found
    assert "Nasdaq-100 - S&P 500" not in found


def test_a_flow_that_says_nothing_is_told_with_the_reason(said, snapshot, worlds):
    folder = worlds(dollars=("usd_bn = 250", "usd_bn = 0"))
    found = said("--snapshot", snapshot(mega_caps=mega_caps()), "--scenarios", folder)
    assert "expects nothing: no dollars are expected to move" in found


def test_without_decay_all_stays(said, snapshot, worlds):
    folder = worlds(decay=("half_life_years = 2\n", ""))
    found = said("--snapshot", snapshot(), "--scenarios", folder)
    assert "decay none: all of the impact stays" in found


def test_without_a_flow_there_is_nothing_to_assume(said, snapshot, worlds):
    folder = worlds()
    path = folder / "mine.toml"
    text = path.read_text(encoding="utf-8")
    begin, end = text.index("[flow]"), text.index("[stress]")
    path.write_text(text[:begin] + text[end:], encoding="utf-8")
    found = said("--snapshot", snapshot(), "--scenarios", folder)
    assert found.endswith("No scenario has a flow.")


def test_a_sector_nobody_is_of_is_refused_with_a_suggestion(run, snapshot, worlds):
    folder = worlds(sectors=("[stress]", "[flow.sectors]\nEnrgy = 1.0\n\n[stress]"))
    words = ("--snapshot", snapshot(mega_caps=mega_caps()), "--scenarios", folder)
    done = run("views", "flow", *words)
    assert done.exit_code == 2
    assert "scenario mine: flow.sectors: no mega cap is of the sector 'Enrgy'" in done.stderr
    assert "did you mean 'Energy'?" in done.stderr


def test_a_misspelt_sector_is_refused_though_nothing_leaves_it(run, worlds, snapshot):
    folder = worlds(sectors=("[stress]", "[flow.sectors]\nEnergy = 1\nTechnolgy = 0\n\n[stress]"))
    words = ("--snapshot", snapshot(mega_caps=mega_caps()), "--scenarios", folder)
    done = run("views", "flow", *words)
    assert done.exit_code == 2
    assert "no mega cap is of the sector 'Technolgy'" in done.stderr
    assert "did you mean 'Technology'?" in done.stderr


def test_a_sector_that_nothing_leaves_is_not_among_the_sellers(said, snapshot, worlds):
    given = "[flow.sectors]\nEnergy = 1\nTechnology = 0\n\n[stress]"
    folder = worlds(sectors=("[stress]", given), dollars=("usd_bn = 250", "usd_bn = 50"))
    found = said("--snapshot", snapshot(mega_caps=mega_caps()), "--scenarios", folder)
    assert "out of Energy $50bn" in found
    assert "Technology $0bn" not in found


def test_an_index_nobody_tracks_is_refused_with_a_suggestion(run, snapshot, worlds):
    folder = worlds(seller=('seller = "S&P 500"', 'seller = "S&P500"'))
    done = run("views", "flow", "--snapshot", snapshot(), "--scenarios", folder)
    assert done.exit_code == 2
    assert "scenario mine: flow.seller: no fund tracks 'S&P500'" in done.stderr
    assert "did you mean 'S&P 500'?" in done.stderr


def test_what_makes_no_difference_is_said_on_the_error_stream(run, snapshot, worlds):
    folder = worlds(sectors=("[stress]", "[flow.sectors]\nEnergy = 1.0\n\n[stress]"))
    done = run("views", "flow", "--snapshot", snapshot(), "--scenarios", folder)
    assert done.exit_code == 0
    assert "so sectors make no difference" in done.stderr
    assert done.stderr.startswith("warning: scenario mine: flow.sectors: no mega caps are known")


def test_json_has_fractions_and_billions(run, snapshot):
    words = ("--snapshot", snapshot(mega_caps=mega_caps()), "--json")
    study = json.loads(run("views", "flow", *words).stdout)["study"]
    flow = study["flows"][-1]
    assert flow["key"] == "second-half-easing"
    assert flow["sectors"][1]["usd_bn"] == 187.5
    assert flow["pressed"]["Nasdaq-100"] == pytest.approx(0.00875)
    assert flow["said"][0]["mean"] == pytest.approx(
        flow["left"] * 1.5 * 250 * (0.2 / 3_000 + 1 / 55_000)
    )
    assert study["funds"]["S&P 500"] == ["IVV", "SPY", "VOO"]


@pytest.mark.parametrize("columns", ["80", "120"])
def test_no_line_is_wider_than_the_terminal(run, snapshot, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", columns)
    path = snapshot(mega_caps=mega_caps())
    done = CliRunner().invoke(program, ["views", "flow", "--snapshot", str(path)])
    assert max(map(len, done.stdout.splitlines())) <= int(columns)

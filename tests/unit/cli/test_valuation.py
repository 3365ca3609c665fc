import json
from pathlib import Path

from allocator import bundled

EVERY = bundled.scenario_folder()


def test_the_shipped_ratios_are_told_with_what_they_say(run):
    """World PE Ratio: 18.07 and 27.16; E = 12.9 % of ln(27.16/21.50) - ln(18.07/14.919)."""
    done = run("views", "valuation")
    assert done.exit_code == 0
    said = " ".join(done.stdout.split())
    assert said.startswith("Valuation on 24 December 2025")
    assert "Russell 2000 18.07 2025-09-17 14.92 1.66 +1.90 +19.2%" in said
    assert "S&P 500 27.16 2025-09-17 21.50 2.39 +2.37 +23.4%" in said
    assert "Russell 2000 - S&P 500 +0.5%, standard deviation 2.0%" in said
    assert "37.47 of 2025-07; 60 months before: mean 33.13, sd 3.37, z +1.29" in said
    assert "since 1871 mean 16.15. Shiller, trailing, reported earnings" in said
    assert "This is weak evidence." in said


def test_no_line_is_wider_than_the_terminal(run):
    assert max(map(len, run("views", "valuation").stdout.splitlines())) <= 100


def test_scenarios_of_ones_own_are_asked(run, tmp_path):
    for file in Path(EVERY).glob("*.toml"):
        text = file.read_text(encoding="utf-8").replace(
            "half_life_years = 5", "half_life_years = 8"
        )
        (tmp_path / file.name).write_text(text, encoding="utf-8")
    said = " ".join(run("views", "valuation", "--scenarios", tmp_path).stdout.split())
    assert "reversion 8.3% of the distance" in said


def test_mixed_definitions_are_refused_with_a_way_out(run, tmp_path):
    snapshot = bundled.SNAPSHOT.read_text(encoding="utf-8")
    mixed = snapshot.replace("World PE Ratio, trailing, loss-makers excluded", "forward", 1)
    (tmp_path / "mixed.json").write_text(mixed, encoding="utf-8")
    done = run("views", "valuation", "--snapshot", tmp_path / "mixed.json")
    assert done.exit_code == 3
    assert "by two definitions" in done.stderr
    assert "[[valuation]] in data.toml" in done.stderr


def test_json_has_fractions(run):
    found = json.loads(run("views", "valuation", "--json").stdout)["study"]
    assert round(found["spoken"][0]["reversion"], 4) == 0.1294
    assert [each["valuation"]["index"] for each in found["standings"]] == [
        "Russell 2000",
        "S&P 500",
    ]

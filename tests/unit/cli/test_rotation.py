import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from allocator.bundled import SNAPSHOT
from allocator.market import load_snapshot
from allocator.market.sessions import sessions
from allocator.market.snapshot_file import snapshot_text
from allocator.model.signals import Signal
from allocator.model.views import Episode, Evidence

CASES = tuple(
    Episode(date(year, 7, 11), date(year + 1, 7, 11), small, 0.1)
    for year, small in ((2001, 0.05), (2003, 0.2), (2008, 0.08), (2021, 0.1))
)
BURST = Signal(
    "burst",
    "small caps jump while large caps fall",
    "last on 2025-09-24",
    "the Russell 2000 rises by more than 3%",
    date(2025, 9, 24),
    Evidence("price returns", CASES, 0.001, "made up"),
    date(1978, 12, 29),
    0.001,
)


@pytest.fixture
def snapshot(tmp_path):
    path = tmp_path / "mine.json"
    mine = replace(load_snapshot(SNAPSHOT), signals=(BURST,))
    path.write_text(snapshot_text(mine), encoding="utf-8")
    return path


def test_signals_of_the_snapshot_are_shown(run, snapshot):
    done = run("views", "rotation", "--snapshot", snapshot)
    said = " ".join(done.stdout.split())
    assert done.exit_code == 0
    assert said.startswith("Rotation signals on 24 December 2025")
    assert "state on since 24 September 2025" in said
    assert "2003-07-11 +10.0" in said
    assert "None of this moves a weight." in said
    assert max(map(len, done.stdout.splitlines())) <= 100


def test_json_has_the_same(run, snapshot):
    found = json.loads(run("views", "rotation", "--snapshot", snapshot, "--json").stdout)
    assert found["as_of"] == "2025-12-24"
    assert found["signals"][0]["figures"]["n"] == 4
    assert found["signals"][0]["figures"]["positive"] == 1


def test_volumes_of_calls_are_imported_and_found_sound(run, tmp_path):
    days = sessions(np.datetime64("2024-01-02"), np.datetime64("2025-06-30"))
    rows = "".join(f"{day},{200_000 + 977 * at % 60_000}\n" for at, day in enumerate(days))
    file, home = tmp_path / "calls.csv", tmp_path / "home"
    file.write_text(f"Date,IWM call volume\n{rows}")
    done = run("data", "import", file, "--home", home)
    assert done.exit_code == 0
    assert "calls.csv volume IWM call volume 374" in " ".join(done.stdout.split())
    assert "used by no snapshot" not in done.stdout
    checked = run("data", "verify", "--home", home)
    assert "0 errors, 0 warnings in 1 series" in checked.stdout


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("2025-06-27,-5", "not positive"),
        ("2025-06-27,0", "not positive"),
        ("2025-06-26,7", "of the day above it again"),
        ("2025-06-27,many", "is not a number"),
    ],
)
def test_volumes_that_cannot_be_are_refused(run, tmp_path, row, why):
    file = tmp_path / "calls.csv"
    file.write_text(f"Date,call_volume\n2025-06-25,5\n2025-06-26,6\n{row}\n")
    done = run("data", "import", file, "--home", tmp_path / "home")
    assert done.exit_code == 3
    assert why in done.stderr

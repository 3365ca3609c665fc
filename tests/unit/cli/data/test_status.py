import json
from datetime import UTC, datetime

import numpy as np
import pytest

from allocator import bundled
from allocator.market.series import Frequency, Key, Kind, Series
from allocator.market.store import Store

DAYS = np.array(["2025-12-22", "2025-12-23", "2025-12-24"], "M8[D]")


@pytest.fixture
def stored(home):
    """Store a series of three days under a source with a long name."""
    key = Key(Kind.ADJUSTED, "SPY", "etf_prices_adjusted_for_distributions_daily")
    series = Series(key, Frequency.DAILY, DAYS, np.array([1.0, 2.0, 3.0]), DAYS, "made up")
    Store(home).put(series, datetime(2025, 12, 25, 12, tzinfo=UTC))
    return key


@pytest.fixture
def own(home):
    """Write an own snapshot of a day."""

    def write(day, content):
        path = home / "snapshots" / f"{day}.json"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        return path

    return write


def words(text):
    """A text without its line breaks."""
    return " ".join(text.split())


def test_a_home_that_is_not_there_is_no_error_and_stays_so(run, tmp_path):
    home = tmp_path / "nowhere"
    done = run("data", "status", "--home", home)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.startswith(f"Market data in {home}\n  nothing stored: ")
    assert not home.exists()


def test_what_is_stored_is_told_with_its_whole_source(run, stored, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    done = run("data", "status")
    assert (done.exit_code, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[2] == f"  {stored.source}"
    assert lines[3].split()[:5] == ["adjusted", "1", "2025-12-22", "2025-12-24", "2025-12-25,"]


def test_the_bundled_snapshot_is_in_use_without_one_of_ones_own(run):
    said = words(run("data", "status").stdout)
    assert "in use bundled snapshot of 2025-12-24" in said
    assert f"old: {bundled.SNAPSHOT}" in said


def test_the_newest_of_ones_own_is_in_use(run, own):
    path = own("2025-12-24", bundled.SNAPSHOT.read_bytes())
    said = words(run("data", "status").stdout)
    assert "in use your snapshot 2025-12-24.json of 2025-12-24" in said
    assert str(path) in said
    assert f"bundled of 2025-12-24: {bundled.SNAPSHOT}" in said


def test_a_damaged_file_is_named_and_exits_with_three(run, stored, home):
    (path,) = home.rglob("*.parquet")
    path.write_bytes(path.read_bytes()[:-100])
    done = run("data", "status")
    assert done.exit_code == 3
    assert done.stderr.startswith("error: ")
    assert path.name in done.stderr
    assert "Snapshots" in done.stdout


def test_a_snapshot_that_is_refused_hides_nothing_else(run, stored, own):
    path = own("2029-12-24", b"{")
    done = run("data", "status")
    assert done.exit_code == 3
    assert f"error: {path}: is not a snapshot file" in done.stderr
    assert stored.source in done.stdout
    said = words(done.stdout)
    assert (
        "your snapshot 2029-12-24.json, which is refused, as is a proposal without --snapshot"
        in said
    )


def test_json_has_the_same(run, stored, own):
    path = own("2029-12-24", b"{")
    done = run("data", "status", "--json")
    assert done.exit_code == 3
    found = json.loads(done.stdout)
    assert [(each["name"], each["rows"]) for each in found["series"]] == [("SPY", 3)]
    assert found["used"]["path"] == str(path)
    assert found["used"]["as_of"] is None
    assert "is not a snapshot file" in found["damaged"][0]
    assert found["bundled_as_of"] == "2025-12-24"

from datetime import date

import pytest

import allocator.market
from allocator import bundled, load_snapshot

SHIPPED = bundled.SNAPSHOT.read_text(encoding="utf-8")


@pytest.fixture
def built(monkeypatch):
    """Build the snapshot that ships; give what was asked for."""
    asked = []

    def build_snapshot(folder, as_of):
        asked.append((folder.name, as_of))
        return SHIPPED

    monkeypatch.setattr(allocator.market, "build_snapshot", build_snapshot, raising=False)
    return asked


def ask(run, out, as_of="2025-12-24"):
    return run("data", "snapshot", "--from", "raw", "--as-of", as_of, "-o", out)


def test_a_snapshot_is_built_and_written(run, built, tmp_path):
    done = ask(run, tmp_path / "new.json")
    assert done.exit_code == 0
    assert built == [("raw", date(2025, 12, 24))]
    assert (tmp_path / "new.json").read_text() == SHIPPED
    assert "snapshot of 2025-12-24 written to" in done.stdout


def test_a_snapshot_may_take_the_place_of_another(run, built, tmp_path):
    out = tmp_path / "old.json"
    out.write_bytes(bundled.SNAPSHOT.read_bytes() + b" ")
    assert ask(run, out).exit_code == 0
    assert out.read_text() == SHIPPED


@pytest.mark.parametrize("content", ["dear diary", "[]", '{"schema": "allocator.proposal/1"}'])
def test_anything_else_is_left_alone_before_any_work(run, built, tmp_path, content):
    out = tmp_path / "mine.json"
    out.write_text(content)
    done = ask(run, out)
    assert done.exit_code == 2
    assert "exists and is not a snapshot" in done.stderr
    assert out.read_text() == content
    assert built == []


@pytest.mark.parametrize("day", ["24.12.2025", "2025-13-01", ""])
def test_a_date_that_is_none_is_a_usage_error(run, tmp_path, day):
    done = ask(run, tmp_path / "new.json", day)
    assert done.exit_code == 2
    assert "write a day that exists, as 2025-12-24" in done.stderr


def test_the_notes_of_a_snapshot_are_told(run, built, tmp_path):
    notes = load_snapshot(bundled.SNAPSHOT).notes
    said = ask(run, tmp_path / "new.json").stderr.splitlines()
    assert said == [f"note: {note}" for note in notes]
    assert notes


def test_missing_data_get_an_answer(run, tmp_path):
    done = run(
        "data",
        "snapshot",
        "--from",
        tmp_path / "absent",
        "--as-of",
        "2025-12-24",
        "-o",
        tmp_path / "o",
    )
    assert done.exit_code == 3
    assert done.stderr.startswith("error: ")
    assert list(tmp_path.iterdir()) == []

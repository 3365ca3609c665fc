from datetime import date

import pytest

import allocator.market
from allocator import bundled


@pytest.fixture
def built(monkeypatch):
    """Build a snapshot of nothing; give what was asked for."""
    asked = []

    def build_snapshot(folder, as_of):
        asked.append((folder.name, as_of))
        return '{"schema": 1}\n'

    monkeypatch.setattr(allocator.market, "build_snapshot", build_snapshot, raising=False)
    return asked


def ask(run, out, as_of="2025-12-24"):
    return run("data", "snapshot", "--from", "raw", "--as-of", as_of, "-o", out)


def test_a_snapshot_is_built_and_written(run, built, tmp_path):
    done = ask(run, tmp_path / "new.json")
    assert done.exit_code == 0
    assert built == [("raw", date(2025, 12, 24))]
    assert (tmp_path / "new.json").read_text() == '{"schema": 1}\n'
    assert "snapshot of 2025-12-24 written to" in done.stdout


def test_a_snapshot_may_take_the_place_of_another(run, built, tmp_path):
    out = tmp_path / "old.json"
    out.write_bytes(bundled.SNAPSHOT.read_bytes())
    assert ask(run, out).exit_code == 0
    assert out.read_text() == '{"schema": 1}\n'


@pytest.mark.parametrize("content", ["dear diary", "[]", '{"schema": "allocator.proposal/1"}'])
def test_anything_else_is_left_alone_before_any_work(run, built, tmp_path, content):
    out = tmp_path / "mine.json"
    out.write_text(content)
    done = ask(run, out)
    assert done.exit_code == 2
    assert "exists and is not a snapshot" in done.stderr
    assert out.read_text() == content
    assert built == []


def test_a_date_that_is_none_is_a_usage_error(run, tmp_path):
    assert ask(run, tmp_path / "new.json", "24.12.2025").exit_code == 2


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

import os
from datetime import date
from pathlib import Path

import pytest

from allocator import bundled
from allocator.errors import MarketDataError
from allocator.market import load_snapshot
from allocator.market.own_snapshots import keep_own, newest_own, own_path, own_with_digest

SHA_OF_A = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"
"""SHA-256 of the letter a (FIPS 180-2 test programs print it)."""


def put(home, name, content=b"a"):
    path = home / "snapshots" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    return path


def test_the_latest_day_is_the_newest(tmp_path):
    put(tmp_path, "2025-12-24.json")
    last = put(tmp_path, "2026-04-30.json")
    put(tmp_path, "2027-01-01-ca978112ca1b.json")
    put(tmp_path, "notes.json")
    put(tmp_path, "2028-01-01.txt")
    assert newest_own(tmp_path) == last == own_path(tmp_path, date(2026, 4, 30))


def test_a_home_without_snapshots_has_none(tmp_path):
    assert newest_own(tmp_path) is None
    assert newest_own(tmp_path / "nowhere") is None
    assert own_with_digest(tmp_path, SHA_OF_A) is None


def test_a_replaced_snapshot_is_found_by_its_digest(tmp_path):
    day = date(2026, 4, 30)
    assert keep_own(tmp_path, day, b"a") == own_path(tmp_path, day)
    keep_own(tmp_path, day, b"a")
    assert own_with_digest(tmp_path, SHA_OF_A) == own_path(tmp_path, day)
    keep_own(tmp_path, day, b"b")
    kept = own_with_digest(tmp_path, SHA_OF_A)
    assert kept.name == "2026-04-30-ca978112ca1b.json"
    assert newest_own(tmp_path).read_bytes() == b"b"
    assert len(list(kept.parent.iterdir())) == 2


@pytest.mark.parametrize("kind", ["pipe", "folder", "link"])
def test_what_is_no_file_is_not_passed_over_for_an_older_one(tmp_path, kind):
    older = put(tmp_path, "2025-12-24.json", bundled.SNAPSHOT.read_bytes())
    last = older.with_name("2026-04-30.json")
    {
        "pipe": os.mkfifo,
        "folder": Path.mkdir,
        "link": lambda path: path.symlink_to("nowhere"),
    }[kind](last)
    assert newest_own(tmp_path) == last
    with pytest.raises(MarketDataError) as caught:
        load_snapshot(last)
    (problem,) = caught.value.problems
    assert problem.place == str(last)
    assert "move this one away" in problem.remedy
    assert own_with_digest(tmp_path, SHA_OF_A) is None


@pytest.mark.parametrize("content", [b"{", b"dear diary", b'{"schema": 1}'])
def test_the_way_out_of_a_snapshot_that_is_none_is_to_move_it_away(tmp_path, content):
    with pytest.raises(MarketDataError) as caught:
        load_snapshot(put(tmp_path, "2029-12-24.json", content))
    (problem,) = caught.value.problems
    assert "move it away" in problem.remedy
    assert "name another with --snapshot" in problem.remedy


def test_a_folder_of_snapshots_that_is_none_is_not_taken_for_an_empty_one(tmp_path):
    (tmp_path / "snapshots").write_text("mine")
    with pytest.raises(MarketDataError, match="snapshots: cannot be read: Not a directory"):
        newest_own(tmp_path)


def test_a_folder_of_snapshots_that_was_moved_is_not_taken_for_an_empty_one(tmp_path):
    (tmp_path / "snapshots").symlink_to("nowhere")
    with pytest.raises(MarketDataError, match="snapshots: cannot be read: No such file"):
        newest_own(tmp_path)


def test_a_snapshot_that_cannot_be_read_is_named(tmp_path, monkeypatch):
    """As root reads everything, the refusal is made up."""
    path = put(tmp_path, "2026-04-30.json")

    def refuse(_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(MarketDataError, match="cannot be read: Permission denied") as caught:
        own_with_digest(tmp_path, SHA_OF_A)
    assert caught.value.problems[0].place == str(path)


def test_a_link_is_replaced_and_not_what_it_leads_to(tmp_path):
    outside = tmp_path / "outside.json"
    outside.write_bytes(b"a")
    own = own_path(tmp_path, date(2026, 4, 30))
    own.parent.mkdir()
    own.symlink_to(outside)
    keep_own(tmp_path, date(2026, 4, 30), b"b")
    assert outside.read_bytes() == b"a"
    assert not own.is_symlink()
    assert own.read_bytes() == b"b"
    assert own_with_digest(tmp_path, SHA_OF_A).name == "2026-04-30-ca978112ca1b.json"

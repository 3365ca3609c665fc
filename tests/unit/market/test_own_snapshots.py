from datetime import date

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

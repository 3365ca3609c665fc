import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone

import pytest

from allocator.market.series import Kind
from allocator.market.store.header import DamageError, Header, LaterLayoutError


@pytest.fixture
def header(series, prices, now):
    return Header.of(series(prices), now)


def sealed(header, **changes):
    """Write metadata with changed fields and a right seal, as another program version might."""
    plain = json.loads(header.to_metadata()[b"allocator"]) | changes
    text = json.dumps(plain).encode()
    return {b"allocator": text, b"allocator.seal": hashlib.sha256(text).hexdigest().encode()}


def test_a_header_is_read_as_it_was_written(header, table, now):
    for each in (header, Header.of(table(), now)):
        assert Header.from_metadata(each.to_metadata()) == each
        assert Header.from_metadata(each.to_metadata() | {b"other": b"metadata"}) == each


def test_names_and_origins_may_be_empty_or_odd(series, now):
    item = series([1.0], name="")
    assert Header.from_metadata(Header.of(item, now).to_metadata()).key == item.key
    item = series([1.0], name='é"\n\udcff')
    assert Header.from_metadata(Header.of(item, now).to_metadata()).key == item.key


def test_the_time_is_written_in_utc(series):
    here = datetime(2026, 5, 1, 9, 30, tzinfo=timezone(timedelta(hours=2)))
    header = Header.of(series([1.0]), here)
    assert header.fetched_at.tzinfo is UTC
    assert header.fetched_at.isoformat() == "2026-05-01T07:30:00+00:00"


def test_a_time_of_no_zone_is_a_programming_error(series, now):
    with pytest.raises(ValueError, match="has no time zone"):
        Header.of(series([1.0]), now.replace(tzinfo=None))


@pytest.mark.parametrize("metadata", [None, {}, {b"allocator": b"{}"}, {b"allocator.seal": b""}])
def test_a_file_of_another_program_is_not_ours(metadata):
    with pytest.raises(DamageError, match="not a file that the store wrote"):
        Header.from_metadata(metadata)


def test_a_letter_changed_breaks_the_seal(header):
    metadata = header.to_metadata()
    text = metadata[b"allocator"].replace(b"2026-05-01T", b"2026-05-02T")
    with pytest.raises(DamageError, match="not what was written"):
        Header.from_metadata(metadata | {b"allocator": text})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("version", 0),
        ("version", "1"),
        ("version", None),
        ("kind", "holdings"),
        ("kind", "gossip"),
        ("name", None),
        ("day", "2026-02-30"),
        ("frequency", "hourly"),
        ("frequency", None),
        ("rows", 0),
        ("first", "1/1/2026"),
        ("last", None),
        ("fetched_at", "yesterday"),
        ("fetched_at", "2026-05-01T21:30:15"),
        ("fetched_at", "2026-05-01T21:30:15+02:00"),
        ("origin", None),
        ("digest", 7),
    ],
)
def test_a_header_that_says_nonsense_is_damage(header, field, value):
    with pytest.raises(DamageError, match="cannot be read") as caught:
        Header.from_metadata(sealed(header, **{field: value}))
    assert not isinstance(caught.value, LaterLayoutError)


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b"\xff"])
def test_a_header_that_is_no_record_is_damage(text):
    seal = hashlib.sha256(text).hexdigest().encode()
    with pytest.raises(DamageError, match="cannot be read"):
        Header.from_metadata({b"allocator": text, b"allocator.seal": seal})


def test_a_later_layout_is_not_damage_of_ours_to_mend(header):
    with pytest.raises(LaterLayoutError, match="is of layout 2; this program knows 1"):
        Header.from_metadata(sealed(header, version=2, frequency="hourly"))


def test_a_header_describes_what_is_stored(header, prices):
    assert header.key.kind is Kind.CLOSE
    assert (header.rows, str(header.first), str(header.last)) == (100, "2026-01-01", "2026-04-10")

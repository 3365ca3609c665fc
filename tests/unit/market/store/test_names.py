from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocator.market.series import Key, Kind, TableKey, TableKind
from allocator.market.store.names import Shape, file_of, key_of, shape_of

words = st.text(st.characters() | st.sampled_from("@+%~-_.ABab"), max_size=40)
keys = st.builds(Key, st.sampled_from(Kind), words, words)
table_keys = st.builds(
    TableKey, st.sampled_from(TableKind), words, st.dates(date(1800, 1, 1)), words
)


@settings(deadline=None)
@given(keys | table_keys)
def test_a_name_leads_back_to_its_key_or_says_that_it_was_cut(key):
    file = file_of(key)
    assert key_of(file) == (key if shape_of(file) is Shape.WHOLE else None)
    assert shape_of(file) in {Shape.WHOLE, Shape.CUT}


@settings(deadline=None)
@given(keys | table_keys)
def test_a_name_is_one_that_every_file_system_takes(key):
    stem = file_of(key).stem
    assert set(stem) <= set("abcdefghijklmnopqrstuvwxyz0123456789_-+%@~")
    assert "@" in stem or "~" in stem
    assert len(stem) <= 120


@settings(deadline=None)
@given(keys | table_keys, keys | table_keys)
def test_two_keys_never_share_a_name(one, other):
    """Nor do they where capitals are not told from small letters: there are no capitals."""
    assert (file_of(one) == file_of(other)) == (one == other)


def test_names_that_differ_in_capitals_only_are_kept_apart():
    names = ["IWM", "iwm", "Iwm", "iWM", "+iwm+"]
    files = {file_of(Key(Kind.CLOSE, name, "yahoo")).as_posix().lower() for name in names}
    assert len(files) == 5


def test_long_names_that_begin_alike_are_kept_apart():
    files = [file_of(Key(Kind.CLOSE, "x" * 300 + end, "file")) for end in "ab"]
    assert files[0] != files[1]
    assert [shape_of(file) for file in files] == [Shape.CUT, Shape.CUT]


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("IWM", "+iwm+@yahoo"),
        ("^RUT", "%5e+rut+@yahoo"),
        ("<= 0", "%3c%3d%200@yahoo"),
        ("a/b", "a%2fb@yahoo"),
        ("CON", "+con+@yahoo"),
        ("nul", "nul@yahoo"),
        ("..", "%2e%2e@yahoo"),
        ("é@~", "%c3%a9%40%7e@yahoo"),
        ("\udcff", "%ed%b3%bf@yahoo"),
        ("", "@yahoo"),
    ],
)
def test_names_can_be_read_by_people(name, file):
    key = Key(Kind.CLOSE, name, "yahoo")
    assert file_of(key) == Path("series", "close", f"{file}.parquet")
    assert key_of(file_of(key)) == key


@pytest.mark.parametrize(
    "file",
    [
        "series/close/IWM@yahoo.parquet",
        "series/close/+iwm+@yahoo.csv",
        "series/close/+iwm+@yahoo (1).parquet",
        "series/close/+iwm+@yahoo@.parquet",
        "series/close/++@yahoo.parquet",
        "series/close/%41@yahoo.parquet",
        "series/close/%ff@yahoo.parquet",
        "series/close/notes.parquet",
        "series/holdings/iwv@ishares.parquet",
        "tables/close/+iwm+@yahoo.parquet",
        "tables/holdings/+iwv+@2026-02-30@ishares.parquet",
        "tables/holdings/+iwv+@20260228@ishares.parquet",
        "elsewhere/close/+iwm+@yahoo.parquet",
        "close/+iwm+@yahoo.parquet",
        f"series/close/{'x' * 87}~{'g' * 32}.parquet",
        f"series/close/{'x' * 86}~{'0' * 32}.parquet",
    ],
)
def test_a_name_that_the_store_does_not_give_is_foreign(file):
    assert key_of(Path(file)) is None
    assert shape_of(Path(file)) is Shape.FOREIGN

"""One file inside a zip. What a server can make of it is in `tests/network/test_french.py`."""

from contextlib import suppress
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from allocator.market.sources.source import SourceError
from allocator.market.sources.unzip import unzip_one


def zipped(**files):
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


GOOD = zipped(table="a,b\n1,2\n")


def test_a_file_comes_with_its_name():
    assert unzip_one(GOOD, "french") == ("table", "a,b\n1,2\n")


def test_letters_of_western_europe_are_read():
    assert unzip_one(zipped(table="M\xfcnchen".encode("latin-1")), "french")[1] == "M\xfcnchen"


def test_folders_do_not_count():
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_STORED) as archive:
        archive.mkdir("folder")
        archive.writestr("folder/table", "a")
    assert unzip_one(packed.getvalue(), "french") == ("folder/table", "a")


@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), min_size=1))
@example([(len(GOOD) - 22, 0)])
@example([(89, 0)])
def test_whatever_is_changed_on_the_way_is_found_or_changes_no_content(changes):
    changed = bytearray(GOOD)
    for place, byte in changes:
        changed[place] = byte
    with suppress(SourceError):
        assert unzip_one(bytes(changed), "french")[1] == "a,b\n1,2\n"


@pytest.mark.parametrize("end", range(0, len(GOOD), 7))
def test_a_part_of_a_zip_is_damaged(end):
    with pytest.raises(SourceError, match="gave a zip that is damaged"):
        unzip_one(GOOD[:end], "french")

"""Our mark: whose file it is, and whether it is still as it was drawn."""

import io
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from allocator.report.charts.drawing import draw
from allocator.report.charts.mark import MARK, is_chart, marked
from tests.unit.report.charts.made import a_chart

ENDINGS = (".png", ".svg", ".html")


@pytest.fixture(scope="module")
def files():
    """A chart in every format."""
    return {ending: draw(a_chart(title=f"A long title {MARK} " * 40), ending) for ending in ENDINGS}


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_file_that_was_drawn_says_that_it_is_ours(files, ending):
    assert is_chart(files[ending], ending)


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_file_of_another_format_is_none_of_this_one(files, ending):
    assert not any(is_chart(files[other], ending) for other in ENDINGS if other != ending)


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_chart_that_was_worked_on_is_ours_no_longer(files, ending):
    """Wherever one byte changes, is lost or is added."""
    file = files[ending]
    for at in (0, 40, 90, 120, 300, len(file) // 2, len(file) - 1):
        other = bytes([file[at] ^ 1])
        assert not is_chart(file[:at] + other + file[at + 1 :], ending)
        assert not is_chart(file[:at] + file[at + 1 :], ending)
        assert not is_chart(file[:at] + b" " + file[at:], ending)
    assert not is_chart(file + b" ", ending)
    assert not is_chart(file[:50], ending)


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"my notes about allocator chart\n",
        b"\x89PNG\r\n\x1a\n",
        b"\x89PNG\r\n\x1a\n allocator chart",
        b"<svg></svg>",
        b"<?xml version='1.0'?><!-- allocator chart -->",
        b"<?xml version='1.0'?><svg ",
        b"<html></html>",
        b'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n',
    ],
)
def test_what_only_speaks_of_charts_is_none(content, ending):
    assert not is_chart(content, ending)


def test_a_marked_png_is_sound_and_has_one_mark(files):
    picture = Image.open(io.BytesIO(files[".png"]))
    assert picture.text["Software"].startswith(f"{MARK}, sha256 ")
    Image.open(io.BytesIO(files[".png"])).verify()  # reads every chunk against its sum


def test_a_marked_svg_is_sound_and_has_the_mark_as_metadata(files):
    tree = ET.fromstring(files[".svg"])  # noqa: S314 - a file of ours
    assert tree[0].tag.endswith("metadata")
    assert tree[0].text.startswith(f"{MARK}, sha256 ")


def test_what_is_of_no_format_of_ours_is_not_marked():
    with pytest.raises(ValueError, match="no file that ends in"):
        marked(b"holiday", ".png")

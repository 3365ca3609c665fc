import io
import re
import warnings
from html.parser import HTMLParser

import matplotlib as mpl
import pytest
from PIL import Image

from allocator.report.charts.drawing import DOTS, draw, laid_out
from allocator.report.charts.style import WIDTH
from tests.unit.report.charts.made import a_chart

ENDINGS = (".png", ".svg", ".html")


class Page(HTMLParser):
    """What a browser would find in a page: tags, attributes and the cells of its table."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.given, self.cells, self.text = [], [], [], ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.given += attrs
        if tag in {"td", "th"}:
            self.cells.append("")

    def handle_data(self, data):
        self.text += data
        if self.cells and self.tags[-1] in {"td", "th"}:
            self.cells[-1] += data.strip()


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_same_chart_is_the_same_bytes(ending):
    assert draw(a_chart(), ending) == draw(a_chart(), ending)


@pytest.mark.parametrize("ending", ENDINGS)
def test_settings_of_the_user_change_nothing_and_are_left_alone(ending):
    usual = draw(a_chart(), ending)
    with mpl.rc_context({"font.size": 30, "axes.facecolor": "black", "svg.fonttype": "none"}):
        assert draw(a_chart(), ending) == usual
        assert mpl.rcParams["font.size"] == 30
        assert mpl.rcParams["svg.hashsalt"] is None


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_clock_is_in_no_file(ending, monkeypatch):
    usual = draw(a_chart(), ending)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    assert draw(a_chart(), ending) == usual
    assert b"date" not in usual.lower()


def test_a_png_decodes_and_is_wide_enough_to_read():
    picture = Image.open(io.BytesIO(draw(a_chart(height=5.0), ".png")))
    picture.load()
    assert picture.size == (WIDTH * DOTS, 5 * DOTS)
    assert picture.size[0] >= 1200


@pytest.mark.parametrize("letter", ["W", "i", "@ "])
def test_no_word_leaves_the_paper_however_wide_its_letters(letter):
    words = dict.fromkeys(("title", "subtitle", "source"), letter * 300)
    figure = laid_out(a_chart(**words, height=12.0))
    paper = figure.bbox
    for text in figure.texts:
        box = text.get_window_extent()
        assert box.x0 >= 0, text
        assert box.y0 >= 0, text
        assert box.x1 <= paper.width, text
        assert box.y1 <= paper.height, text


def test_an_svg_has_a_title_and_holds_its_own_letters():
    text = draw(a_chart(title="A < B & C"), ".svg").decode()
    assert "<title>A &lt; B &amp; C</title>" in text
    assert "<text" not in text


def test_a_page_needs_nothing_from_anywhere():
    found = Page(draw(a_chart(), ".html").decode())
    assert not {"script", "link", "img", "iframe", "object"} & set(found.tags)
    addresses = [
        (name, value) for name, value in found.given if "//" in (value or "") and name != "content"
    ]
    assert {name.partition(":")[0] for name, _ in addresses} <= {"xmlns"}
    assert not [value for name, value in found.given if name in {"src", "href"}]
    assert not re.search(r"@import|url\((?!#)", found.text)
    assert any("default-src 'none'" in (value or "") for _, value in found.given)


def test_a_page_says_in_words_and_figures_what_its_picture_shows():
    found = Page(draw(a_chart(), ".html").decode())
    for said in ("What was found", "Of what", "It rises", "Source: made up", "not investment"):
        assert said in found.text
    assert found.cells == ["name", "value", "one", "3", "two", "4"]
    assert ("aria-label", "It rises") in found.given


def test_names_of_the_user_are_text_wherever_they_stand():
    evil = '"><script>alert(1)</script>'
    words = dict.fromkeys(("title", "subtitle", "sight", "source"), evil)
    text = draw(a_chart(**words, rows=((evil, "x"), (evil, "1"))), ".html").decode()
    assert "<script" not in text
    assert Page(text).cells[0] == evil


@pytest.mark.parametrize("ending", ["", ".PNG", ".pdf", "png"])
def test_what_is_no_format_of_ours_is_not_drawn(ending):
    with pytest.raises(ValueError, match="no chart ends in"):
        draw(a_chart(), ending)


def test_a_dollar_is_a_dollar_and_an_unknown_letter_no_warning():
    with warnings.catch_warnings(record=True) as told:
        draw(a_chart(title="From $1 to $2^{x} \N{CJK UNIFIED IDEOGRAPH-9280}"), ".png")
    assert told == []

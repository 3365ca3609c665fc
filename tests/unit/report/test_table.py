import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocator.report.table import clipped, columns, labelled, paragraph, printable, table

words = st.text(st.characters(codec="utf-8"), max_size=60)
rows = st.lists(
    st.tuples(words, st.from_regex(r"-?[0-9]{1,6}\.[0-9]%", fullmatch=True)), min_size=1
)


@given(rows, st.integers(24, 120))
def test_no_row_is_wider_than_asked(rows, width):
    assert all(columns(line) <= width for line in table(rows, "lr", width))


@given(rows)
def test_numbers_end_in_one_column(rows):
    assert len({columns(line) for line in table(rows, "lr", 120)}) == 1


@given(words, st.integers(1, 60))
def test_a_text_is_cut_to_the_columns_it_may_take(text, width):
    assert columns(clipped(text, width)) <= width


def test_a_cut_is_shown():
    assert clipped("Individual account", 10) == "Individua~"


def test_wide_letters_take_two_columns():
    assert columns("口座") == 4
    assert columns("e\u0301") == 1


@given(words)
def test_nothing_printed_moves_the_cursor(text):
    assert printable(text).isprintable()


def test_an_escape_sequence_is_disarmed():
    assert printable("\x1b[2Jhello\n") == "?[2Jhello?"


@given(st.lists(st.text("abc ", min_size=1, max_size=200)), st.integers(20, 120))
def test_wrapping_keeps_every_word(texts, width):
    text = " ".join(texts)
    assert " ".join(paragraph(text, width)).split() == text.split()


@pytest.mark.parametrize("text", ["", "one", "one two three four five six seven eight nine"])
def test_labelled_texts_keep_to_their_column(text):
    lines = labelled([("label", text)], 30)
    assert lines[0].startswith("  label")
    assert all(line.startswith(" " * 9) for line in lines[1:])


def test_columns_give_way_in_the_order_they_are_told_to():
    rows = [("ticker", "a long index name", "an account of long name")]
    assert table(rows, "lll", 40, cut=(1, 2))[0] == "  ticker  a long ~  an account of long ~"
    assert table(rows, "lll", 60, cut=(1, 2)) == table(rows, "lll", 60)

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocator.market.formats.numbers import MISSING, Style, is_missing, number, style_of

FLOATS = st.floats(allow_nan=False, allow_infinity=False)


@given(FLOATS)
def test_what_python_writes_is_read_back_to_the_bit(value):
    assert number(repr(value), Style.POINT) == value


@given(st.decimals(-(10**9), 10**9, places=2))
def test_grouped_numbers_are_read_in_both_styles(value):
    american = f"{value:,.2f}"
    european = american.replace(",", " ").replace(".", ",").replace(" ", ".")
    assert number(american, Style.POINT) == float(value)
    assert number(european, Style.COMMA) == float(value)


@pytest.mark.parametrize("text", ["inf", "nan", "1e999", "12%", "1_000", "0x10", "twelve", "1,23"])
def test_what_is_no_finite_number_is_none(text):
    assert number(text, Style.POINT) is None


@pytest.mark.parametrize("text", ["1,2345", "0,123", "1,234,56", "1.234.567", "(3", "٣", "--3"])
def test_commas_that_group_no_thousands_are_refused(text):
    assert number(text, Style.POINT) is None


def test_brackets_and_signs_of_currency():
    assert number("($1,234.50)", Style.POINT) == -1234.5
    assert number("-$2", Style.POINT) == number("$-2", Style.POINT) == -2.0
    assert number("\N{MINUS SIGN}2", Style.POINT) == -2.0
    assert number("€ 1.234,50", Style.COMMA) == 1234.5


@pytest.mark.parametrize(
    ("cells", "delimiter", "style"),
    [
        (["1", "2.5"], ",", Style.POINT),
        (["1,234.5"], ",", Style.POINT),
        (["1,234", "2.5"], ",", Style.POINT),
        (["1,234,567", "1,234"], ",", Style.POINT),
        (["1.234,5"], ";", Style.COMMA),
        (["12,5", "1.234"], ";", Style.COMMA),
        (["0,123"], ",", Style.COMMA),
        (["1,234"], ",", Style.UNKNOWN),
        (["1.234", "5.678"], ";", Style.UNKNOWN),
        (["1.234", "5.678"], ",", Style.POINT),
        (["1.234", "0.678"], ";", Style.POINT),
        (["12,5", "12.5"], ";", Style.BOTH),
        ([], ";", Style.POINT),
        (["Date", "n/a"], ",", Style.POINT),
    ],
)
def test_a_style_is_proven_by_cells_or_not_at_all(cells, delimiter, style):
    assert style_of(cells, delimiter) is style


@given(st.lists(st.integers(1, 999).map(lambda n: f"{n},{n:03d}"), min_size=1))
def test_thousands_that_could_be_decimals_prove_nothing(cells):
    assert style_of(cells, ",") is Style.UNKNOWN


def test_missing_numbers_are_known_by_their_words():
    assert all(is_missing(word) and is_missing(f" {word} ") for word in MISSING)
    assert is_missing("\u00a0")
    assert not any(is_missing(word) for word in ("0", "-1", "..", "none at all", "inf"))


def test_nothing_missing_is_read_as_a_number():
    styles = (Style.POINT, Style.COMMA)
    assert all(number(word, style) is None for word in MISSING for style in styles)
    assert math.isnan(float("nan"))

"""Quantities with their units."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocator.portfolio.findings import NotUnderstoodError
from allocator.portfolio.quantities import months, percentage


@pytest.mark.parametrize(
    ("text", "fraction"),
    [
        ("3 %", 0.03),
        ("3%", 0.03),
        ("+3 %", 0.03),
        ("-2.5 percent", -0.025),
        ("300 bp", 0.03),
        ("1 bps", 0.0001),
        ("4 points", 0.04),
        ("1 point", 0.01),
        (" 0 % ", 0.0),
    ],
)
def test_a_percentage_is_read_with_its_unit(text, fraction):
    assert percentage(text) == pytest.approx(fraction, rel=1e-15)


@given(tenths=st.integers(-5000, 5000))
def test_a_percentage_is_the_fraction_it_says(tenths):
    assert percentage(f"{tenths / 10:.1f} %") == tenths / 10 / 100


@pytest.mark.parametrize("bare", [3, 0.03, -1, 0])
def test_a_bare_number_is_refused_because_it_can_be_read_two_ways(bare):
    with pytest.raises(NotUnderstoodError, match="no unit"):
        percentage(bare)


@pytest.mark.parametrize(
    "text", ["3", "three %", "3 % 4", "1e2 %", "%", "", "nan %", True, None, "3 dollars", "1,5 %"]
)
def test_what_is_no_percentage_is_refused(text):
    with pytest.raises(NotUnderstoodError, match="is not a percentage"):
        percentage(text)


@pytest.mark.parametrize(
    ("text", "span"), [("12 months", 12), ("1 month", 1), ("1 year", 12), ("2.5 years", 30)]
)
def test_a_span_is_read_in_months(text, span):
    assert months(text) == span


@pytest.mark.parametrize("text", ["12", 12, "12 weeks", "a year", None, ""])
def test_a_span_without_its_unit_is_refused(text):
    with pytest.raises(NotUnderstoodError, match="not a span of time"):
        months(text)


@pytest.mark.parametrize("text", ["0 months", "0.5 months", "-3 months", "51 years"])
def test_a_span_out_of_range_is_refused(text):
    with pytest.raises(NotUnderstoodError, match="50 years"):
        months(text)

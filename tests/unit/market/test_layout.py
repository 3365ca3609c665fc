import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocator.market.layout import laid_out

plain_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(plain_values)
def test_the_text_is_json_and_laying_it_out_again_changes_nothing(value):
    text = laid_out(value)
    assert laid_out(json.loads(text)) == text


def test_a_row_of_numbers_keeps_to_one_line_however_long():
    assert "\n" not in laid_out([1 / 3] * 200)


def test_long_words_are_broken_up():
    assert laid_out(["x" * 100, "y" * 100]).count("\n") == 3


def test_eight_significant_digits_are_kept():
    assert laid_out([0.123456789012, 1234567890.0, -0.0]) == "[0.12345679, 1234567900.0, 0.0]"


def test_what_is_not_finite_is_not_written():
    with pytest.raises(ValueError, match="JSON compliant"):
        laid_out(float("nan"))

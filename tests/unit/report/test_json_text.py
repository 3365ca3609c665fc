import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocator.report.json_text import json_text, significant

numbers = st.floats(allow_nan=False, allow_infinity=False)
plain = st.recursive(
    st.none() | st.booleans() | st.integers() | numbers | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(plain)
def test_what_is_written_reads_back_the_same(value):
    assert json.loads(json_text(value)) == value


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6))
def test_a_decimal_is_written_with_all_its_digits(value):
    assert Decimal(json_text(value)) == value


@pytest.mark.parametrize("zero", [-0.0, Decimal("-0.00")])
def test_there_is_no_minus_zero(zero):
    assert not json_text([zero]).startswith("[-")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("NaN"), Decimal("Infinity")])
def test_what_json_does_not_know_is_refused(value):
    with pytest.raises(ValueError, match="JSON"):
        json_text(value)


@given(numbers)
def test_rounding_twice_changes_nothing(value):
    assert significant(significant(value)) == significant(value)


def test_letters_beyond_ascii_survive_any_encoding():
    assert json_text("Épargne").isascii()

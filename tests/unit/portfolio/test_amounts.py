from decimal import Decimal

import pytest

from allocator.portfolio.amounts import amount, us_amount
from allocator.portfolio.findings import NotUnderstoodError

CLEAR = {
    "12.5": "12.5",
    "1234": "1234",
    ".40": "0.40",
    "+3": "3",
    "-3": "-3",
    "\N{MINUS SIGN}3": "-3",
    "$12": "12",
    "-$1,100.00": "-1100.00",
    "$-2": "-2",
    "($1.00)": "-1.00",
    "$1,234.50": "1234.50",
    "1,234.50": "1234.50",
    "$1,250": "1250",
    "1,234,567": "1234567",
    "85.2500000000000000": "85.25",
    "1000000000000": "1000000000000",
}


@pytest.mark.parametrize(("text", "number"), CLEAR.items())
@pytest.mark.parametrize("read", [amount, us_amount])
def test_clear_numbers_are_read_exactly(read, text, number):
    assert read(text) == Decimal(number)


def test_no_digit_of_a_cell_is_lost():
    assert str(amount("2500.50")) == "2500.50"


@pytest.mark.parametrize("text", ["1,250", "-1,250", "+12,345"])
def test_a_lone_comma_before_three_digits_is_ambiguous(text):
    with pytest.raises(NotUnderstoodError, match=r"can mean [0-9]+ or [0-9]+\.[0-9]{3}"):
        amount(text)


def test_a_lone_comma_groups_thousands_in_an_american_file():
    assert us_amount("1,250") == 1250


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("twelve", "is not a number"),
        ("12 shares", "is not a number"),
        ("--", "is not a number"),
        ("", "is not a number"),
        ("(-1)", "is not a number"),
        ("1.2.3", "is not a number"),
        ("0x10", "is not a number"),
        ("1_000", "is not a number"),
        pytest.param("1" * 130_000 + "x", "is not a number", id="long"),
        ("\N{ARABIC-INDIC DIGIT ONE}", "is not a number"),
        ("nan", "is not a finite number"),
        ("-NaN", "is not a finite number"),
        ("inf", "is not a finite number"),
        ("Infinity", "is not a finite number"),
        ("1e5", "is in scientific notation"),
        ("1.2E+05", "is in scientific notation"),
        ("12,5", "has a comma that groups no thousands"),
        ("1.234,50", "has a comma that groups no thousands"),
        ("1234,567", "has a comma that groups no thousands"),
        ("0.1234567890123", "has more than 12 digits after the point"),
        ("1000000000000.01", "is too large to be true"),
        pytest.param("9" * 5000, "is too large to be true", id="huge"),
    ],
)
@pytest.mark.parametrize("read", [amount, us_amount])
def test_anything_else_is_refused_with_its_reason(read, text, why):
    with pytest.raises(NotUnderstoodError) as refused:
        read(text)
    assert refused.value.why == why
    assert refused.value.remedy

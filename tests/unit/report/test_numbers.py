from decimal import Decimal

import pytest

from allocator.report.numbers import dollars, number, percent, signed_bps, signed_percent


@pytest.mark.parametrize("write", [percent, signed_percent, signed_bps])
@pytest.mark.parametrize("nothing", [0.0, -0.0, -1e-9])
def test_nothing_is_written_without_a_sign(write, nothing):
    assert write(nothing)[:3] == "0.0"


def test_a_change_always_has_a_sign():
    assert signed_percent(0.001) == "+0.1%"
    assert signed_percent(-0.001) == "-0.1%"


def test_money_below_half_a_cent_is_not_negative():
    assert dollars(Decimal("-0.001")) == "$0.00"
    assert dollars(Decimal("-0.01")) == "-$0.01"


def test_a_large_number_of_shares_is_written_without_an_exponent():
    assert number(Decimal("1.2E+6")) == "1,200,000"

"""Every figure of the limits by its key: read, moved, taken away, and said in words."""

from dataclasses import replace
from decimal import Decimal

import pytest

from allocator.model.limit_keys import (
    NO_TOLERANCE,
    LimitKey,
    figure_of,
    key_of_reading,
    keys_of,
    moved,
    without,
)
from allocator.model.limit_words import stated
from allocator.model.limits import Side
from allocator.model.policy import Limits, LinearLimit, Range, TailLimit

OWN = LinearLimit("my.tech", Range(-0.1, 0.25), of=(("Nasdaq-100", 1.0),))
SOFT = LinearLimit("soft", Range(upper=0.1), of=(("Gold", 1.0),), price_bps=1.0)
LIMITS = Limits(
    volatility=Range(upper=0.12),
    fund_weight=Range(upper=0.02),
    cash_reserve=Range(lower=0.05),
    index_weight=(("Russell 2000", Range(0.1, 0.3)), ("Gold", Range(upper=0.055))),
    cvar=TailLimit(0.2),
    net_gains=Decimal(5000),
    trades=1,
    min_position=Decimal(2500),
    linear=(OWN, SOFT),
)
SAID = {
    "limits.split_tolerance": (
        0.01,
        "each asset class within 1 point of its weight in the neutral mix",
    ),
    "limits.small_cap.lower": (0.10, "small caps at least 10% of equity"),
    "limits.small_cap.upper": (0.20, "small caps at most 20% of equity"),
    "limits.volatility.upper": (0.12, "volatility at most 12% a year"),
    "limits.tracking_error.upper": (0.02, "tracking error to the neutral mix at most 2% a year"),
    "limits.turnover.upper": (0.25, "turnover at most 25% of the portfolio, one way"),
    "limits.fund_weight.upper": (0.02, "each fund at most 2% of the portfolio"),
    "limits.cash_reserve.lower": (0.05, "cash at least 5% of the portfolio"),
    'limits.index_weight."Russell 2000".lower': (0.1, "Russell 2000 at least 10% of the portfolio"),
    'limits.index_weight."Russell 2000".upper': (0.3, "Russell 2000 at most 30% of the portfolio"),
    "limits.index_weight.Gold.upper": (0.055, "Gold at most 5.5% of the portfolio"),
    "limit my.tech: lower": (-0.1, '"my.tech" at least -10%'),
    "limit my.tech: upper": (0.25, '"my.tech" at most 25%'),
    "limits.cvar.upper": (
        0.2,
        "the mean loss of the worst 5% of years at most 20% of the portfolio",
    ),
    "limits.net_gains": (5000.0, "net gains of the year at most $5,000"),
}


def test_every_hard_figure_has_a_key_and_words():
    found = {str(key): (figure_of(LIMITS, key), stated(LIMITS, key)) for key in keys_of(LIMITS)}
    assert found == SAID


@pytest.mark.parametrize("key", keys_of(LIMITS), ids=str)
def test_a_moved_figure_is_the_only_one_that_moves(key):
    before = {each: figure_of(LIMITS, each) for each in keys_of(LIMITS)}
    changed = moved(LIMITS, key, before[key] + 0.5)
    assert {each: figure_of(changed, each) for each in keys_of(changed)} == {
        **before,
        key: before[key] + 0.5,
    }


@pytest.mark.parametrize("key", keys_of(LIMITS), ids=str)
def test_a_figure_that_is_taken_away_is_gone_and_no_other(key):
    left = keys_of(without(LIMITS, key))
    gone = set(keys_of(LIMITS)) - set(left)
    if str(key) == "limits.split_tolerance":
        assert without(LIMITS, key).split_tolerance == NO_TOLERANCE
    else:
        assert gone == {key}


def test_both_sides_can_be_taken_away():
    keys = [LimitKey("small_cap", side) for side in Side]
    assert without(LIMITS, *keys).small_cap == Range(None, None)


@pytest.mark.parametrize(("name", "nothing"), [("trades", None), ("min_position", Decimal(0))])
def test_limits_of_counts_can_be_taken_away_too(name, nothing):
    assert getattr(without(LIMITS, LimitKey(name)), name) == nothing


def test_limits_of_counts_in_words():
    assert stated(LIMITS, LimitKey("trades")) == "at most 1 trade"
    assert stated(replace(LIMITS, trades=3), LimitKey("trades")) == "at most 3 trades"
    assert stated(LIMITS, LimitKey("min_position")) == "no fund in an account below $2,500"


def test_defaults_have_no_key_for_cash_that_may_not_be_negative():
    assert "limits.cash_reserve.lower" not in {str(key) for key in keys_of(Limits())}


def test_the_key_of_a_reading_is_that_of_its_figure():
    assert key_of_reading("split_bond", Side.LOWER) == LimitKey("split_tolerance")
    assert key_of_reading("net_gains", Side.UPPER) == LimitKey("net_gains")
    assert key_of_reading("limit.my.tech", Side.UPPER).own == "my.tech"

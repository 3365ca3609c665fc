import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from allocator.errors import InputError
from allocator.model.plain import plain
from allocator.model.policy import AccountRule, Limits, Neutral, Policy, Range, TailLimit
from allocator.model.portfolio import AccountType
from allocator.model.tax import Filing
from allocator.portfolio import policy_from_plain, read_policy
from allocator.portfolio.policy_file import PolicyTable
from allocator.portfolio.schema import _table_in

EXAMPLE = Path(__file__).parents[3] / "examples" / "policy.toml"


def first_lines(problems):
    return [problem.partition("\n")[0] for problem in problems]


def test_the_example_spells_out_every_default():
    assert read_policy(EXAMPLE) == Policy()


def test_the_example_names_every_key_there_is():
    text = EXAMPLE.read_text(encoding="utf-8")
    for name, field in PolicyTable.model_fields.items():
        table = _table_in(field.annotation)
        is_list = name in {"account", "limit"}
        assert (f"\n# [[{name}]]\n" if is_list else f"\n[{name}]\n") in text
        for key in table.model_fields if table else ():
            assert re.search(rf"^(# )?{key} = ", text, re.MULTILINE), f"{name}.{key}"


def switched_on(*, leaving_out):
    """Read the example with every commented line of TOML in it, but those of some keys."""
    text = EXAMPLE.read_text(encoding="utf-8")
    lines = re.sub(r'^# (\w+ = |\[\[|"low cost" = )', r"\1", text, flags=re.MULTILINE).split("\n")
    kept = [line for line in lines if line.partition(" ")[0] not in leaving_out]
    Path("mine.toml").write_text("\n".join(kept), encoding="utf-8")
    return read_policy("mine.toml")


RATES = {"short_term", "long_term", "dividends", "interest"}


def test_the_commented_examples_are_valid_when_switched_on(here):
    policy = switched_on(leaving_out=RATES)
    assert dict(policy.neutral.weights)["cash"] == 0.04
    assert policy.tax.filing is Filing.JOINT
    assert policy.tax.taxable_income == 210_000
    assert policy.funds.prefer[0] == ("Russell 2000", ("IWM", "VTWO"))
    assert policy.accounts == (
        AccountRule("Main", AccountType.TAXABLE, ("VTWO", "VOO", "AGG"), fractional=False),
    )
    assert policy.tags == (("low cost", ("VTWO", "VOO")),)
    limits = policy.limits
    assert limits.volatility == Range(upper=0.15)
    assert limits.fund_weight == Range(upper=0.5)
    assert limits.cvar == TailLimit(0.25)
    assert [limit.name for limit in limits.linear] == ["Growth less value"]
    assert limits.linear[0].range == Range(-0.1, 0.1)


def test_the_stated_rates_of_the_example_are_valid_too(here):
    tax = switched_on(leaving_out={"filing", "taxable_income", "magi"}).tax
    assert (tax.short_term, tax.long_term, tax.dividends, tax.interest) == (0.32, 0.15, 0.15, 0.32)


def test_keys_left_out_keep_their_defaults(policy):
    """
    [limits]
    volatility = { upper = 0.12 }
    """
    limits = replace(Limits(), volatility=Range(upper=0.12))
    assert policy == Policy(limits=limits)


def test_every_key_reaches_the_policy(policy):
    """
    [objective]
    risk_aversion = 3
    active_risk_aversion = 0
    tau = 1.0

    [neutral]
    small_cap_share = 0.12
    [neutral.weights]
    "S&P 500" = 0.6
    cash = 0.4

    [limits]
    small_cap = { lower = "none", upper = 0.5 }
    split_tolerance = 0
    volatility = { upper = 0.2 }
    tracking_error = "none"
    turnover = "none"
    fund_weight = { upper = 0.4 }
    cash_reserve = { lower = 0.02 }

    [trading]
    cost_bps = 2
    min_trade = 250.10
    min_benefit_bps = 0
    do_not_buy = ["qqq", "BRK/B"]
    do_not_sell = []
    """
    assert policy.objective.risk_aversion == 3.0
    assert policy.objective.active_risk_aversion == 0.0
    assert policy.objective.tau == 1.0
    assert policy.neutral == Neutral(0.12, (("S&P 500", 0.6), ("cash", 0.4)))
    assert policy.limits == Limits(
        small_cap=Range(upper=0.5),
        split_tolerance=0.0,
        volatility=Range(upper=0.2),
        tracking_error=None,
        turnover=None,
        fund_weight=Range(upper=0.4),
        cash_reserve=Range(lower=0.02),
    )
    assert policy.trading.min_trade == Decimal("250.10")
    assert policy.trading.do_not_buy == ("QQQ", "BRK.B")


def test_weights_may_be_pairs(policy):
    """
    [neutral]
    weights = [["S&P 500", 0.6], ["cash", 0.4]]
    """
    assert policy.neutral.weights == (("S&P 500", 0.6), ("cash", 0.4))


def test_unknown_keys_are_errors_with_their_line(policy_problems):
    """
    [limits]
    small_cap = { lower = 0.1, uper = 0.2 }
    max_turnover = { upper = 0.2 }

    [trade]
    """
    assert policy_problems == [
        (
            "error: mine.toml:2: limits.small_cap.upper is missing\n"
            "    add it; the files in examples/ show how"
        ),
        "error: mine.toml:2: unknown key 'uper' in limits.small_cap\n    did you mean 'upper'?",
        "error: mine.toml:3: unknown key 'max_turnover' in limits\n    did you mean 'turnover'?",
        "error: mine.toml:5: unknown key 'trade'\n    did you mean 'trading'?",
    ]


def test_an_unknown_key_like_no_other_lists_the_known_ones(policy_problems):
    """
    [objective]
    zzz = 1
    """
    assert policy_problems[0].endswith(
        "known are: risk_aversion, active_risk_aversion, tau, criterion, radius_nats"
    )


def test_a_range_with_its_sides_swapped_is_an_error(policy_problems):
    """
    [limits]
    small_cap = { lower = 0.3, upper = 0.2 }
    """
    assert policy_problems == [
        (
            "error: mine.toml:2: limits.small_cap has lower 0.3 above upper 0.2\n"
            "    swap the two, or correct one"
        )
    ]


def test_sides_without_meaning_are_refused(policy_problems):
    """
    [limits]
    small_cap = { lower = "none", upper = "none" }
    volatility = { lower = 0.1 }
    tracking_error = { lower = 0.1, upper = 0.2 }
    turnover = { lower = 0.1 }
    fund_weight = { lower = 0.1 }
    cash_reserve = { lower = 0.1, upper = 0.2 }
    """
    assert first_lines(policy_problems) == [
        "error: mine.toml:2: limits.small_cap has neither side",
        "error: mine.toml:3: limits.volatility has lower, which has no meaning here",
        "error: mine.toml:4: limits.tracking_error has lower, which has no meaning here",
        "error: mine.toml:5: limits.turnover has lower, which has no meaning here",
        "error: mine.toml:6: limits.fund_weight has lower, which has no meaning here",
        "error: mine.toml:7: limits.cash_reserve has upper, which has no meaning here",
    ]


def test_numbers_out_of_range_are_errors_in_one_run(policy_problems):
    """
    [objective]
    risk_aversion = 0
    active_risk_aversion = -1
    tau = 2
    [neutral]
    small_cap_share = 15
    [limits]
    split_tolerance = inf
    turnover = { upper = 25 }
    cash_reserve = { lower = nan }
    [trading]
    cost_bps = 1001
    min_trade = -0.01
    min_benefit_bps = -1
    """
    assert first_lines(policy_problems) == [
        "error: mine.toml:2: objective.risk_aversion is 0, which is not above 0",
        "error: mine.toml:3: objective.active_risk_aversion is -1, which is below 0",
        "error: mine.toml:4: objective.tau is 2, which is above 1",
        "error: mine.toml:6: neutral.small_cap_share is 15, which is above 1",
        "error: mine.toml:8: limits.split_tolerance is inf, not a finite number",
        "error: mine.toml:9: limits.turnover.upper is 25, which is above 1",
        "error: mine.toml:10: limits.cash_reserve.lower is nan, not a finite number",
        "error: mine.toml:12: trading.cost_bps is 1001, which is above 1000",
        "error: mine.toml:13: trading.min_trade is -0.01, which is below 0",
        "error: mine.toml:14: trading.min_benefit_bps is -1, which is below 0",
    ]
    assert "0.2 means 20 %" in policy_problems[5]


def test_values_of_the_wrong_kind_are_errors_in_one_run(policy_problems):
    """
    neutral = { small_cap_share = "15 %", weights = 3 }
    limits = 3
    [objective]
    risk_aversion = true
    tau = []
    [trading]
    min_trade = true
    do_not_buy = "IWM"
    do_not_sell = [3, "I*", ""]
    cost_bps = { upper = 3 }
    """
    assert first_lines(policy_problems) == [
        "error: mine.toml:1: neutral.small_cap_share is '15 %', not a number",
        "error: mine.toml:1: neutral.weights is 3, not a table",
        "error: mine.toml:2: limits is 3, not a table",
        "error: mine.toml:4: objective.risk_aversion is true, not a number",
        "error: mine.toml:5: objective.tau is a list, not a number",
        "error: mine.toml:7: trading.min_trade is true, not an amount",
        "error: mine.toml:8: trading.do_not_buy is 'IWM', not a list",
        "error: mine.toml:9: trading.do_not_sell.1 is 3, not text",
        "error: mine.toml:9: trading.do_not_sell.2 'I*' is not a ticker symbol",
        "error: mine.toml:9: trading.do_not_sell.3 is empty",
        "error: mine.toml:10: trading.cost_bps is a table, not a number",
    ]


@pytest.mark.parametrize(
    ("weights", "problem"),
    [
        ('{ "S&P 500" = 0.6, cash = 0.3 }', "sum to 0.9, not 1"),
        ('{ "S&P 500" = 1.000000002 }', "is 1.000000002, which is above 1"),
        ("{ a = 0.5, b = 0.499999998 }", "sum to 0.999999998, not 1"),
        ('[["a", 0.5], ["a", 0.5]]', "names one thing twice"),
        ('[["a", 0.5, 1]]', "is not a table of numbers"),
        ('["a"]', "is not a table of numbers"),
        ('{ "" = 1 }', "is empty"),
    ],
)
def test_neutral_weights_are_a_whole_portfolio(here, refused, weights, problem):
    Path("mine.toml").write_text(f"[neutral]\nweights = {weights}\n", encoding="utf-8")
    (found,) = refused(read_policy, "mine.toml")
    assert found.startswith("error: mine.toml:2: neutral.weights")
    assert problem in found


def test_rounding_of_the_last_digit_is_forgiven(here):
    Path("mine.toml").write_text(
        "[neutral]\nweights = { a = 0.1, b = 0.2, c = 0.7000000001 }\n", encoding="utf-8"
    )
    assert len(read_policy("mine.toml").neutral.weights) == 3


def test_an_empty_file_is_not_a_policy_of_defaults(here, refused):
    Path("mine.toml").write_text("\n", encoding="utf-8")
    assert "the file is empty" in refused(read_policy, "mine.toml")[0]


@pytest.mark.parametrize(
    "limits",
    [
        Limits(),
        Limits(tracking_error=None, turnover=None),
        Limits(small_cap=Range(lower=0.1), volatility=Range(upper=0.1)),
        Limits(small_cap=Range(upper=0.1), fund_weight=Range(upper=0.1)),
    ],
)
def test_a_recorded_policy_has_the_limits_it_had(limits):
    policy = Policy(limits=limits)
    assert policy_from_plain(plain(policy)) == policy


@pytest.mark.parametrize(
    "record",
    [
        None,
        [],
        3,
        {"limits": 3},
        {"limits": {"small_cap": 3}},
        {"limits": {"linear": 3}},
        {"limits": {"linear": [3]}},
        {"limits": {"linear": [{"name": "mine", "range": 3}]}},
        {"accounts": 3},
        {"accounts": [{"name": "a"}, {"name": "a"}]},
        {"trading": {"half_spread_bps": [["IWM", 1], ["IWM", 2]]}},
    ],
)
def test_a_damaged_record_is_refused(record):
    with pytest.raises(InputError, match="recorded policy"):
        policy_from_plain(record)

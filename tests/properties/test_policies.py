"""What holds for every policy there can be: its record and its file say all of it."""

import json
import string
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocator.model.plain import plain
from allocator.model.policy import (
    AccountRule,
    Criterion,
    DriftBand,
    FundRules,
    Impact,
    Limits,
    LinearLimit,
    Neutral,
    Objective,
    Policy,
    Range,
    TailBasis,
    TailLimit,
    Trading,
)
from allocator.model.portfolio import AccountType
from allocator.model.tax import Filing, Stance, TaxRules, Undated
from allocator.portfolio import policy_from_plain, read_policy

fractions = st.floats(0, 1)
names = st.text("abcdefghijklmnop ÄöñXYZ&-019'\".", min_size=1, max_size=20).filter(str.strip)
symbols = st.text(f"{string.ascii_uppercase}0123456789.", min_size=1, max_size=12)
some = st.lists(symbols, min_size=1, max_size=3, unique=True).map(tuple)
amounts = st.decimals(0, 10**9, places=2)
signed = st.decimals(-(10**9), 10**9, places=2)
fees = st.decimals(0, 1000, places=7)


def table(keys, values, most=3):
    """Draw a table as the model keeps it: pairs, each name once."""
    return st.dictionaries(keys, values, max_size=most).map(lambda found: tuple(found.items()))


def ranges(values):
    """Draw ranges with both sides, or with one."""
    edges = st.tuples(values, values).map(sorted)
    return st.one_of(
        edges.map(lambda pair: Range(*pair)),
        values.map(lambda one: Range(lower=one)),
        values.map(lambda one: Range(upper=one)),
    )


factors = st.floats(-100, 100).filter(bool)


@st.composite
def own_limits(draw, tags):
    """Draw a limit of the user's own on what there is."""
    of = draw(table(names, factors))
    sectors = draw(table(names, factors))
    tagged = draw(table(st.sampled_from(tags), factors)) if tags else ()
    if not (of or sectors or tagged):
        of = (("S&P 500", 1.0),)
    return LinearLimit(
        name=f"own {draw(names)}",
        range=draw(ranges(st.floats(-100, 100))),
        of=of,
        tags=tagged,
        sectors=sectors,
        price_bps=draw(st.none() | st.floats(0.01, 10_000)),
    )


@st.composite
def limits(draw, tags):
    """Draw every limit there is."""
    ceiling = st.none() | fractions.map(lambda upper: Range(upper=upper))
    risk = st.none() | st.floats(1e-4, 1).map(lambda upper: Range(upper=upper))
    tail = st.builds(
        TailLimit,
        st.floats(1e-4, 1),
        st.sampled_from(TailBasis),
        st.integers(100, 20_000),
        st.integers(0, 2**32 - 1),
    )
    by_name = st.lists(own_limits(tags), max_size=3, unique_by=lambda each: each.name.casefold())
    return Limits(
        small_cap=draw(ranges(fractions)),
        split_tolerance=draw(fractions),
        volatility=draw(risk),
        tracking_error=draw(risk),
        turnover=draw(ceiling),
        fund_weight=draw(ceiling),
        cash_reserve=Range(lower=draw(fractions)),
        index_weight=draw(table(names, ranges(fractions))),
        cvar=draw(st.none() | tail),
        net_gains=draw(st.none() | amounts),
        trades=draw(st.none() | st.integers(1, 1000)),
        min_position=draw(amounts),
        linear=draw(by_name.map(tuple)),
    )


@st.composite
def drift_bands(draw):
    """Draw one rule of drift, or none."""
    drift = st.floats(1e-6, 1)
    return draw(
        st.one_of(
            st.none(),
            st.builds(DriftBand, drift, st.none() | drift),
            drift.map(lambda half: DriftBand(half_sum=half)),
        )
    )


@st.composite
def trading(draw):
    """Draw costs and rules of trading."""
    bps, tickers = st.floats(0, 1000), st.lists(symbols, max_size=3).map(tuple)
    activity = draw(st.none() | st.tuples(fees, fees)) or (None, None)
    return Trading(
        cost_bps=draw(bps),
        min_trade=draw(amounts),
        min_improvement=draw(fractions),
        min_benefit_bps=draw(bps),
        do_not_buy=draw(tickers),
        do_not_sell=draw(tickers),
        half_spread_bps=draw(table(symbols, bps)),
        commission=draw(fees),
        commission_per_share=draw(fees),
        sale_fees=draw(st.booleans()),
        section_31_per_million=draw(st.none() | fees),
        taf_per_share=activity[0],
        taf_most=activity[1],
        impact=Impact(draw(st.floats(0, 10)), draw(table(symbols, st.floats(1, 1e13)))),
        drift_band=draw(drift_bands()),
        buy_only=draw(st.booleans()),
    )


@st.composite
def rates(draw):
    """Draw one of the three ways to say what gains are taxed at: not at all, stated, or filed."""
    way, rate = draw(st.sampled_from(("none", "stated", "filed"))), st.floats(0, 0.8)
    if way == "none":
        return {}
    others = {
        "state": draw(st.floats(0, 0.2)),
        "dividends": draw(st.none() | rate),
        "interest": draw(st.none() | rate),
    }
    if way == "stated":
        long, short = sorted(draw(st.tuples(rate, rate)))
        return {**others, "short_term": short, "long_term": long}
    income, magi = sorted(draw(st.tuples(amounts, amounts)))
    return {
        **others,
        "filing": draw(st.sampled_from(Filing)),
        "taxable_income": income,
        "magi": draw(st.sampled_from((None, magi))),
    }


@st.composite
def taxes(draw):
    """Draw the tax of a household."""
    tickers = draw(st.lists(symbols, min_size=4, max_size=5, unique=True))
    groups = draw(st.sampled_from(((), (tickers,), (tickers[:2], tickers[2:]))))
    return TaxRules(
        **draw(rates()),
        realised_short=draw(signed),
        realised_long=draw(signed),
        carried_short=draw(amounts),
        carried_long=draw(amounts),
        put_off=draw(fractions),
        wait_days=draw(st.integers(0, 366)),
        undated=draw(st.sampled_from(Undated)),
        wash_sales=draw(st.sampled_from(Stance)),
        identical=tuple(tuple(group) for group in groups),
    )


@st.composite
def policies(draw):
    """Draw policies over everything a policy can say."""
    weights = [(), (("cash", 1.0),), (("S&P 500", 0.7), ("a", 0.2), ("cash", 0.1))]
    tags = draw(table(names, some))
    kinds = [kind for kind in AccountType if kind is not AccountType.UNKNOWN]
    rule = st.builds(
        AccountRule,
        names,
        st.none() | st.sampled_from(kinds),
        st.just(()) | some,
        st.booleans(),
    )
    substitutes = draw(table(symbols, some))
    return Policy(
        Objective(
            draw(st.floats(0.01, 1000)),
            draw(st.floats(0, 1000)),
            draw(st.floats(0.001, 1)),
            draw(st.sampled_from(Criterion)),
            draw(st.floats(0, 10)),
        ),
        Neutral(draw(fractions), draw(st.sampled_from(weights))),
        draw(limits([name for name, _ in tags])),
        draw(trading()),
        draw(taxes()),
        draw(st.lists(rule, max_size=3, unique_by=lambda each: each.name).map(tuple)),
        FundRules(
            draw(table(names, some)),
            tuple((one, others) for one, others in substitutes if one not in others),
        ),
        tags,
    )


@given(policy=policies())
def test_a_recorded_policy_comes_back(policy):
    assert policy_from_plain(json.loads(json.dumps(plain(policy)))) == policy


def toml(value):
    """Write plain data as TOML, tables inline."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(k)} = {toml(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list):
        return f"[{', '.join(toml(item) for item in value)}]"
    return json.dumps(value)


def as_file(policy):
    """Write a policy as a user would: limits that are off by their word, lists of tables last."""
    data = plain(policy)
    for name in ("volatility", "tracking_error", "turnover", "fund_weight"):
        data["limits"].setdefault(name, "none")
    for side in ("lower", "upper"):
        data["limits"]["small_cap"].setdefault(side, "none")
    own = [{**limit.pop("range"), **limit} for limit in data["limits"].pop("linear")]
    data |= {"account": data.pop("accounts"), "limit": own}
    return "\n".join(f"{key} = {toml(value)}" for key, value in data.items())


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """One folder for all examples: every example overwrites its file."""
    return tmp_path_factory.mktemp("policies")


@given(policy=policies())
def test_a_policy_file_is_laid_out_as_the_model_is(folder, policy):
    path = folder / "mine.toml"
    path.write_text(as_file(policy), encoding="utf-8")
    assert read_policy(path) == policy


def test_cents_of_a_record_are_exact():
    policy = Policy(tax=TaxRules(carried_long=Decimal("0.10")))
    back = policy_from_plain(json.loads(json.dumps(plain(policy))))
    assert str(back.tax.carried_long) == "0.10"

"""What holds for every file an investor can bring, whatever is in it."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocator.errors import InputError
from allocator.model.plain import plain
from allocator.model.policy import Policy
from allocator.model.portfolio import Portfolio
from allocator.model.scenario import (
    FlowInput,
    RateCycleInput,
    Scenario,
    Stress,
    ValuationBasis,
    ValuationInput,
)
from allocator.portfolio import (
    portfolio_from_plain,
    read_policy,
    read_portfolio,
    read_scenarios,
    scenario_from_plain,
)

HEADER = "account,account_type,symbol,shares,price,cost_basis,acquired,index,lock"
ACCOUNTS = {"Ann": "taxable", "Bob, Roth": "roth", "Zoe's HSA": "hsa", "Old": ""}
FUNDS = {
    "VOO": ("", "", ""),
    "BRK/B": ("481.20", "S&P 500", "hold"),
    "IWM": ("252.7", "", "no-buy"),
}

shares = st.decimals("0.0001", "100000", places=4).map(str)
costs = st.one_of(st.just(""), st.decimals("0", "1000000", places=2).map(str))
days = st.one_of(st.just(""), st.dates(date(1990, 1, 1), date(2025, 12, 24)).map(str))
fractions = st.floats(0, 1)
names = st.text("abcdefghijklmnop ÄöñXYZ&-019'\"", min_size=1, max_size=20).filter(str.strip)
symbols = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.", min_size=1, max_size=12)


@st.composite
def fund_rows(draw):
    """Draw rows of shares, several of them perhaps of one fund in one account."""
    keys = st.tuples(st.sampled_from(sorted(ACCOUNTS)), st.sampled_from(sorted(FUNDS)))
    return [
        (account, symbol, draw(shares), draw(costs), draw(days))
        for account, symbol in draw(st.lists(keys, min_size=1, max_size=8))
    ]


@st.composite
def cash_rows(draw):
    """Draw at most one row of cash for each account."""
    amounts = st.decimals("0", "100000", places=2)
    return draw(st.dictionaries(st.sampled_from(sorted(ACCOUNTS)), amounts, max_size=4))


def lines_of(funds, cash):
    """Write rows as lines of our CSV."""
    lines = []
    for account, symbol, count, cost, day in funds:
        price, index, lock = FUNDS[symbol]
        lines.append(
            f'"{account}",{ACCOUNTS[account]},{symbol},{count},{price},{cost},{day},{index},{lock}'
        )
    lines += [f'"{a}",{ACCOUNTS[a]},CASH,{dollars},,,,,' for a, dollars in cash.items()]
    return lines


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """One folder for all examples: every example overwrites its files."""
    return tmp_path_factory.mktemp("files")


def portfolio_of(folder, lines):
    """Read lines of our CSV, without the places where they stood."""
    path = folder / "mine.csv"
    path.write_text("\n".join([HEADER, *lines]), encoding="utf-8")
    found = read_portfolio(path)
    return replace(found, holdings=tuple(replace(h, place="") for h in found.holdings))


@given(funds=fund_rows(), cash=cash_rows(), data=st.data())
def test_the_order_of_rows_changes_nothing(folder, funds, cash, data):
    lines = lines_of(funds, cash)
    shuffled = data.draw(st.permutations(lines))
    assert portfolio_of(folder, shuffled) == portfolio_of(folder, lines)


@given(funds=fund_rows(), cash=cash_rows(), part=st.decimals("0.01", "0.99", places=2))
def test_splitting_a_row_in_two_changes_only_the_lots(folder, funds, cash, part):
    account, symbol, count, _, day = funds[0]
    first = Decimal(count) * part
    halves = [
        (account, symbol, str(first), "", day),
        (account, symbol, str(Decimal(count) - first), "", day),
    ]
    whole = portfolio_of(folder, lines_of(funds, cash))
    split = portfolio_of(folder, lines_of([*halves, *funds[1:]], cash))

    assert split.accounts == whole.accounts
    assert [replace(h, lots=()) for h in split.holdings] == [
        replace(h, lots=()) for h in whole.holdings
    ]
    assert [h.shares for h in split.holdings] == [h.shares for h in whole.holdings]


@given(funds=fund_rows(), cash=cash_rows())
def test_no_share_and_no_cent_is_lost(folder, funds, cash):
    found = portfolio_of(folder, lines_of(funds, cash))
    assert sum(h.shares for h in found.holdings) == sum(Decimal(row[2]) for row in funds)
    assert sum(account.cash for account in found.accounts) == sum(cash.values())


@given(funds=fund_rows(), cash=cash_rows())
def test_a_recorded_portfolio_comes_back(folder, funds, cash):
    found = portfolio_of(folder, lines_of(funds, cash))
    assert portfolio_from_plain(json.loads(json.dumps(plain(found)))) == found


@st.composite
def scenarios(draw):
    """Draw worlds over everything a scenario can say."""
    share = st.floats(-3, 3)
    return Scenario(
        key=draw(names),
        name=draw(names),
        probability=draw(fractions),
        as_of=draw(st.dates(date(1900, 1, 1), date(2100, 1, 1))),
        description=draw(names),
        sources=draw(st.lists(names, min_size=1, max_size=3).map(tuple)),
        rate_cycle=draw(st.none() | st.builds(RateCycleInput, share)),
        valuation=draw(
            st.none()
            | st.builds(
                ValuationInput,
                share,
                st.floats(0.5, 50),
                st.floats(0, 5),
                st.sampled_from(ValuationBasis),
            )
        ),
        flow=draw(
            st.none()
            | st.builds(
                FlowInput,
                st.floats(-10_000, 10_000),
                fractions,
                st.floats(0, 10),
                st.floats(0, 10),
                st.just("S&P 500"),
                names,
            )
        ),
        stress=draw(st.builds(Stress, st.floats(0.1, 5), st.floats(0, 0.99))),
    )


@given(scenario=scenarios())
def test_a_recorded_scenario_comes_back(scenario):
    assert scenario_from_plain(json.loads(json.dumps(plain(scenario)))) == scenario


csv_like = st.text('symbolshareacCASHVTI,;\t"#$%()-+.0123456789\n\r ', max_size=200)
openings = st.sampled_from(
    [
        "",
        "symbol,shares\n",
        "Ticker;Qty;Account;Price;Lock;Index;Acquired;Cost Basis;Account Type\n",
        '"Positions for account IRA as of 1, 2026/04/30"\n\n',
        '"Positions for account IRA as of 1, 2026/04/30"\nSymbol,Quantity,Price,Market Value\n',
    ]
)
toml_like = st.text("[]{}=.\"'#abcdlimtsnoreu_0123456789\n ", max_size=200)


def answer(reader, path):
    """Read a file: its value, or a refusal that explains itself."""
    try:
        return reader(path)
    except InputError as refused:
        problems = refused.problems
    assert problems
    assert all(problem.message and problem.remedy for problem in problems)
    return None


@settings(max_examples=300)
@given(content=st.one_of(st.binary(max_size=300), st.builds(str.__add__, openings, csv_like)))
def test_any_bytes_give_a_portfolio_or_an_explanation(folder, content):
    path = folder / "any.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    found = answer(read_portfolio, path)
    assert found is None or isinstance(found, Portfolio)
    if found is not None:
        assert all(holding.shares > 0 for holding in found.holdings)
        assert all(account.cash >= 0 for account in found.accounts)


@settings(max_examples=300)
@given(content=st.one_of(st.binary(max_size=300), toml_like.map(str.encode)))
def test_any_bytes_give_a_policy_and_scenarios_or_an_explanation(folder, content):
    worlds = folder / "worlds"
    worlds.mkdir(exist_ok=True)
    path = worlds / "any.toml"
    path.write_bytes(content)
    found = answer(read_policy, path)
    assert found is None or isinstance(found, Policy)
    assert answer(read_scenarios, worlds) is None

"""What holds for every export, whatever is in it: nothing is lost, and rows have no order."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocator.errors import InputError
from allocator.model.money import market_value
from allocator.portfolio import examine_portfolio
from allocator.portfolio.brokers import etrade, fidelity, schwab, vanguard

FUNDS = ["VOO", "IWM", "BRK/B", "QQQ", "AGG"]
OTHERS = [
    ("DDD 12/18/2026 50.00 C", "--"),
    ("91282CJL6", "US TREAS NTS 4.875% 11/30/2025"),
    ("84679P173", "SP 500 INDEX PL CL C"),
    ("Something Else", "--"),
]
PRICES = dict(
    zip(FUNDS, map(Decimal, ["660.58", "277.97", "481.20", "667.74", "100.02"]), strict=True)
)

shares = st.decimals("0.001", "10000", places=3)
dollars = st.decimals("-5000", "5000", places=2)
positive = st.decimals("0.01", "5000", places=2)
fund_rows = st.lists(st.tuples(st.sampled_from(FUNDS), shares), max_size=6)
other_rows = st.lists(st.tuples(st.sampled_from(OTHERS), dollars), max_size=4)
money_rows = st.lists(positive, max_size=2)


def value_of(symbol, held):
    return market_value(held, PRICES[symbol])


def everything(portfolio):
    """Add up what is held, in every form."""
    held = sum(market_value(h.shares, h.price) for h in portfolio.holdings)
    cash = sum(account.cash for account in portfolio.accounts)
    return held + cash + sum(other.value for other in portfolio.others)


def merged_value(funds):
    """Value the holdings that rows add up to: lots of one fund are rounded once."""
    held = {}
    for symbol, count in funds:
        held[symbol] = held.get(symbol, Decimal(0)) + count
    return sum((value_of(symbol, count) for symbol, count in held.items()), Decimal(0))


def unplaced(portfolio):
    """Leave out where things stood in the file."""
    return replace(
        portfolio,
        holdings=tuple(replace(each, place="") for each in portfolio.holdings),
        others=tuple(replace(each, place="") for each in portfolio.others),
        transactions=tuple(replace(each, place="") for each in portfolio.transactions),
        problems=(),
    )


def severities(portfolio):
    return {problem.severity.value for problem in portfolio.problems}


def schwab_rows(funds, others, money, cash):
    rows = [(s, "--", f"{n}", f"${PRICES[s]}", f"${value_of(s, n):,}", "ETFs") for s, n in funds]
    rows += [(s, d, "1", "--", f"${v:,}", "--") for (s, d), v in others]
    rows += [("SWVXX", "--", f"{v}", "$1.00", f"${v:,}", "Cash and Money Market") for v in money]
    rows.append(("Cash & Cash Investments", "--", "--", "--", f"${cash:,}", "Cash"))
    return [",".join(f'"{cell}"' for cell in row) + "," for row in rows]


def schwab_file(rows, total):
    head = '"Symbol","Description","Quantity","Price","Market Value","Security Type",'
    title = '"Positions for account Individual ...1 as of 04:15 PM ET, 2026/04/30"'
    end = f'"Account Total","--","--","--","${total:,}","--",'
    return "\n".join([title, "", head, *rows, end])


@given(fund_rows, other_rows, money_rows, dollars, st.data())
def test_every_row_of_schwabs_file_is_accounted_for(funds, others, money, cash, data):
    rows = schwab_rows(funds, others, money, cash)
    stated = sum((value_of(s, n) for s, n in funds), Decimal(0))
    rest = sum((v for _, v in others), Decimal(0)) + sum(money, Decimal(0)) + cash
    shuffled = data.draw(st.permutations(rows))
    found = schwab.read(schwab_file(rows, stated + rest), "mine.csv")
    again = schwab.read(schwab_file(shuffled, stated + rest), "mine.csv")
    assert "error" not in severities(found)
    assert everything(found) == merged_value(funds) + rest
    assert unplaced(found) == unplaced(again)
    wrong = schwab.read(schwab_file(rows, stated + rest + Decimal("0.01")), "mine.csv")
    assert "error" in severities(wrong)


def fidelity_rows(funds, others, money, pending):
    rows = [
        f"Z1,Roth IRA,{s},A FUND,{n},${PRICES[s]},+$0.55,${value_of(s, n)},Cash," for s, n in funds
    ]
    rows += [f"Z1,Roth IRA,{s},{d},1,,,${v},Cash," for (s, d), v in others]
    rows += [f"Z1,Roth IRA,SPAXX**,HELD IN MONEY MARKET,,,,${v},Cash," for v in money]
    rows += [f"Z1,Roth IRA,Pending Activity,,,,${v},,," for v in pending]
    return rows


def fidelity_file(rows):
    head = "Account Number,Account Name,Symbol,Description,Quantity,Last Price,Last Price Change,Current Value,Type"
    return "\n".join([head, *rows, "", '"Date downloaded Apr-30-2026 4:20 p.m ET"'])


@given(fund_rows, other_rows, positive, st.lists(dollars, max_size=2), st.data())
def test_every_row_of_fidelitys_file_is_accounted_for(funds, others, cash, pending, data):
    money = [cash + 10000]
    rows = fidelity_rows(funds, others, money, pending)
    shuffled = data.draw(st.permutations(rows))
    found, again = (fidelity.read(fidelity_file(each), "mine.csv") for each in (rows, shuffled))
    assert "error" not in severities(found)
    rest = sum((v for _, v in others), Decimal(0)) + money[0] + sum(pending, Decimal(0))
    assert everything(found) == merged_value(funds) + rest
    assert unplaced(found) == unplaced(again)
    assert found.accounts[0].cash <= money[0]


@given(fund_rows.filter(bool), positive)
def test_four_brokers_write_one_household(funds, cash):
    total = sum((value_of(s, n) for s, n in funds), cash)
    vanguard_rows = [f"1,A,{s},{n},{PRICES[s]},{value_of(s, n)}," for s, n in funds]
    vanguard_text = "\n".join(
        [
            "Account Number,Investment Name,Symbol,Shares,Share Price,Total Value,",
            *vanguard_rows,
            f"1,A,VMFXX,{cash},1.0,{cash},",
        ]
    )
    etrade_text = "\n".join(
        [
            "Account Summary\nAccount,Net Account Value\nRoth IRA -1,1\n",
            "Symbol,Last Price $,Change $,Change %,Quantity,Value $",
            *(f"{s},{PRICES[s]},.40,.1,{n},{value_of(s, n)}00" for s, n in funds),
            f"CASH,,,,,{cash},",
            f"TOTAL,,,,,{total},",
        ]
    )
    read = [
        schwab.read(schwab_file(schwab_rows(funds, [], [], cash), total), "mine.csv"),
        fidelity.read(fidelity_file(fidelity_rows(funds, [], [cash], [])), "mine.csv"),
        vanguard.read(vanguard_text, "mine.csv"),
        etrade.read(etrade_text, "mine.csv"),
    ]
    found = {
        (
            tuple((each.symbol, each.shares, each.price) for each in portfolio.holdings),
            portfolio.accounts[0].cash,
        )
        for portfolio in read
    }
    assert len(found) == 1


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """One folder for all examples: every example overwrites its files."""
    return tmp_path_factory.mktemp("files")


@given(st.permutations(range(3)))
def test_the_order_of_files_decides_nothing_but_messages(folder, order):
    rows = schwab_rows([("IWM", Decimal(3))], [], [], Decimal(10))
    (folder / "one.csv").write_text(schwab_file(rows, value_of("IWM", Decimal(3)) + 10))
    (folder / "two.csv").write_text(fidelity_file(fidelity_rows([("VOO", Decimal(2))], [], [], [])))
    trades = "account,date,symbol,side,shares\nRoth IRA,2026-04-01,VOO,buy,2\n"
    (folder / "three.csv").write_text(trades)
    names = ["one.csv", "two.csv", "three.csv"]
    found = examine_portfolio(*(folder / names[at] for at in order))
    expected = examine_portfolio(*(folder / name for name in names))
    same = {"source": "", "format": ""}
    assert replace(unplaced(found), **same) == replace(unplaced(expected), **same)


EXPORTS = [
    path.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
    for path in sorted((Path(__file__).parents[2] / "examples" / "brokers").iterdir())
]
scraps = st.sampled_from(
    ["", ",", '"', "\n", "$", "-", "(", "0", "CASH", "Symbol", "&a;", "<", "é", "1e5"]
)


@given(
    st.sampled_from(EXPORTS),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 60), scraps), min_size=1, max_size=4),
)
def test_a_damaged_export_is_read_or_refused_in_words(folder, text, damage):
    """Nothing but `InputError` ever comes out, and every problem has a place and a remedy."""
    for where, length, scrap in damage:
        at = round(where * len(text))
        text = text[:at] + scrap + text[at + length :]
    path = folder / "damaged.csv"
    path.write_text(text + "\n.", encoding="utf-8")
    try:
        problems = examine_portfolio(path).problems
    except InputError as error:
        problems = error.problems
    assert all(problem.place and problem.message and problem.remedy for problem in problems)

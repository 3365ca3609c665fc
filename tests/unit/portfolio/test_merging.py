from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from allocator.portfolio import examine_portfolio, read_portfolio

HEADER = "symbol,shares,price\n"
SCHWAB = """"Positions for account {name} as of 04:15 PM ET, 2026/{day}"

"Symbol","Quantity","Price","Market Value"
"IWM","{shares}","{price}","${value}"
"Cash & Cash Investments","--","--","$50.00"
"Account Total","--","--","${total}"
"""
TRADES = "account,date,symbol,side,shares\n"


def write(name, text):
    Path(name).parent.mkdir(exist_ok=True)
    Path(name).write_text(text, encoding="utf-8")
    return name


def schwab(file, *, name="Individual ...1", day="04/30", shares=2, price="200.00"):
    value = shares * Decimal(price)
    text = SCHWAB.format(
        name=name, day=day, shares=shares, price=price, value=value, total=value + 50
    )
    return write(file, text)


def refused_together(refused, *paths):
    return refused(lambda names: read_portfolio(*names), paths)


def test_one_file_is_read_as_it_is(here):
    portfolio = read_portfolio(write("mine.csv", HEADER + "VTI,1,5\n"))
    assert (portfolio.source, portfolio.accounts[0].name) == ("mine.csv", "portfolio")


def test_files_without_account_names_are_named_by_their_file(here):
    taxable = write("books/taxable.csv", HEADER + "VTI,1,5\nCASH,10,\n")
    roth = write("roth.csv", HEADER + "IWM,2,\n")
    portfolio = read_portfolio(taxable, roth)
    assert [(each.name, each.cash) for each in portfolio.accounts] == [("roth", 0), ("taxable", 10)]
    assert [each.account for each in portfolio.holdings] == ["roth", "taxable"]
    assert portfolio.source == "books/taxable.csv + roth.csv"
    assert portfolio.format == "plain CSV"
    assert portfolio.problems == ()


def test_an_account_that_a_file_does_name_keeps_its_name(here):
    one = write("one.csv", "account,symbol,shares\nJoint,VTI,1\n")
    two = write("two.csv", HEADER + "VTI,1,\n")
    assert [each.name for each in read_portfolio(one, two).accounts] == ["Joint", "two"]


def test_the_order_of_files_changes_only_their_names_in_messages(here):
    one, two = schwab("one.csv"), schwab("two.csv", name="Roth ...2", shares=3)
    ahead, back = read_portfolio(one, two), read_portfolio(two, one)
    assert (ahead.accounts, ahead.holdings) == (back.accounts, back.holdings)
    assert ahead.as_of == back.as_of == date(2026, 4, 30)


def test_accounts_of_one_name_are_kept_apart_with_a_warning(here):
    one, two = schwab("one.csv"), schwab("books/two.csv", shares=3)
    portfolio = read_portfolio(one, two)
    names = ["Individual ...1 (one)", "Individual ...1 (two)"]
    assert [each.name for each in portfolio.accounts] == names
    assert [(each.account, each.shares) for each in portfolio.holdings] == [
        (names[0], 2),
        (names[1], 3),
    ]
    (said,) = portfolio.problems
    assert said.message == (
        "accounts called 'Individual ...1' in one.csv and books/two.csv are taken as two"
    )


def test_files_of_one_name_in_two_folders_are_numbered(here):
    portfolio = read_portfolio(schwab("a/mine.csv"), schwab("b/mine.csv", shares=3))
    assert [each.name for each in portfolio.accounts] == [
        "Individual ...1 (mine)",
        "Individual ...1 (mine) 2",
    ]


@pytest.mark.parametrize("copy", ["one.csv", "copy.csv"])
def test_the_very_same_account_twice_is_an_error(here, refused, copy):
    one = schwab("one.csv")
    problems = refused_together(refused, one, schwab(copy))
    assert f"account 'Individual ...1' is the same in one.csv and {copy}" in problems[0]
    assert "name each file once" in problems[0]


def test_other_cash_is_not_the_same_account(here):
    two = Path(schwab("two.csv"))
    text = two.read_text(encoding="utf-8").replace("$50.00", "$51.00").replace("$450.00", "$451.00")
    two.write_text(text, encoding="utf-8")
    assert len(read_portfolio(schwab("one.csv"), "two.csv").accounts) == 2


@pytest.mark.parametrize("order", [("old.csv", "new.csv"), ("new.csv", "old.csv")])
def test_the_price_of_the_newer_file_counts(here, order):
    schwab("old.csv", day="04/28", price="199.00", name="Roth ...2")
    schwab("new.csv", day="04/30", price="200.00")
    portfolio = read_portfolio(*order)
    assert {str(each.price) for each in portfolio.holdings} == {"200.00"}
    (said,) = portfolio.problems
    assert said.message == (
        "IWM has two prices: 200.00 here and 199.00 in old.csv:4; the newer file's counts"
    )


def test_without_dates_the_file_named_last_counts(here):
    write("plain.csv", HEADER + "IWM,1,199\n")
    schwab("new.csv")
    assert {each.price for each in read_portfolio("new.csv", "plain.csv").holdings} == {199}
    portfolio = read_portfolio("plain.csv", "new.csv")
    assert {each.price for each in portfolio.holdings} == {200}
    assert "that of the file named last" in portfolio.problems[0].message


def test_a_file_without_prices_takes_none_and_gives_none(here):
    write("plain.csv", "symbol,shares\nIWM,1\n")
    portfolio = read_portfolio(schwab("one.csv"), "plain.csv")
    assert {each.account: each.price for each in portfolio.holdings} == {
        "Individual ...1": 200,
        "plain": None,
    }
    assert portfolio.problems == ()


@pytest.mark.parametrize(("day", "warned"), [("04/27", False), ("04/26", True)])
def test_files_more_than_three_days_apart_are_warned_of(here, day, warned):
    portfolio = read_portfolio(schwab("one.csv"), schwab("two.csv", name="Roth ...2", day=day))
    said = [problem.message for problem in portfolio.problems]
    assert said == (["is of 2026-04-30, and two.csv of 2026-04-26"] if warned else [])
    assert portfolio.as_of == date(2026, 4, 30)


def test_transactions_are_another_file_of_the_household(here):
    trades = write("trades.csv", TRADES + "Roth,2026-04-15,IWM,buy,20\n")
    portfolio = read_portfolio(schwab("one.csv"), trades)
    assert [each.account for each in portfolio.transactions] == ["Roth"]
    assert [each.name for each in portfolio.accounts] == ["Individual ...1"]
    assert portfolio.format == "Schwab positions (one account) + transactions CSV"


def test_transactions_without_holdings_are_an_error(here, refused):
    trades = write("trades.csv", TRADES + "Roth,2026-04-15,IWM,buy,20\n")
    more = write("more.csv", TRADES + "Roth,2026-04-16,IWM,buy,20\n")
    assert refused_together(refused, trades, more) == [
        (
            "error: trades.csv + more.csv: holds transactions only, and no holdings\n"
            "    name the file with what is held as well: allocator propose HELD.csv TRADES.csv"
        )
    ]


def test_a_row_of_two_files_is_one_transaction_and_two_rows_of_one_file_are_two(here):
    row, other = "Roth,2026-04-15,IWM,buy,20\n", "Roth,2026-04-14,IWM,buy,20\n"
    held = schwab("one.csv")
    first = write("first.csv", TRADES + row + row)
    second = write("second.csv", TRADES + other + row)
    for paths in ((held, first, second), (second, held, first)):
        portfolio = read_portfolio(*paths)
        assert [each.day.day for each in portfolio.transactions] == [14, 15, 15]
        assert "1 of the transactions in" in portfolio.problems[-2].message
    assert len(read_portfolio(held, first).transactions) == 2
    assert not any("two files" in each.message for each in read_portfolio(held, first).problems)


def test_transactions_of_an_account_that_nothing_is_held_in_are_told(here):
    held = write("held.csv", "account,symbol,shares,price\nROTH IRA,VTI,1,5\nJoint,VTI,1,5\n")
    rows = [
        "Roth,2026-04-15,IWM,buy,20",
        "Roth,2026-04-16,IWM,buy,20",
        "Joint,2026-04-15,IWM,buy,2",
    ]
    trades = write("trades.csv", TRADES + "\n".join(rows) + "\n")
    (said,) = read_portfolio(held, trades).problems
    assert (said.place, said.severity.value) == ("trades.csv:2", "warning")
    assert "transactions of account 'Roth', which no file of holdings has" in said.message
    assert said.remedy == "did you mean 'ROTH IRA'?"


FIDELITY = """Account Number,Account Name,Symbol,Description,Quantity,Last Price,Current Value
{number},Individual,IWM,A FUND,{shares},$200.00,${value}.00

"Date downloaded Apr-{day}-2026 4:20 p.m ET"
"""
VANGUARD = """Account Number,Investment Name,Symbol,Shares,Share Price,Total Value,
11112222,A FUND,IWM,{shares},200,{value},
"""
IBKR = """Statement,Header,Field Name,Field Value
Statement,Data,Period,"April 1, 2026 - April {day}, 2026"
Account Information,Header,Field Name,Field Value
Account Information,Data,Account,U1234567
Account Information,Data,Customer Type,Individual
Account Information,Data,Base Currency,USD
Cash Report,Header,Currency Summary,Currency,Total
Cash Report,Data,Ending Cash,USD,{value}
"""


def exported(file, text, *, day, shares, number="Z00000123"):
    return write(file, text.format(day=day, shares=shares, value=shares * 200, number=number))


def errors(problems):
    return [each for each in problems if each.startswith("error")]


@pytest.mark.parametrize("order", [("old.csv", "new.csv"), ("new.csv", "old.csv")])
@pytest.mark.parametrize(("text", "name"), [(FIDELITY, "Individual"), (IBKR, "U1234567")])
def test_one_account_of_two_days_is_never_counted_twice(here, refused, order, text, name):
    exported("old.csv", text, day=29, shares=2)
    exported("new.csv", text, day=30, shares=3)
    dated = {"old.csv": "old.csv of 2026-04-29", "new.csv": "new.csv of 2026-04-30"}
    problems = refused_together(refused, *order)
    assert errors(problems) == [
        (
            f"error: {order[1]}: account '{name}' stands in {dated[order[0]]} and in "
            f"{dated[order[1]]}\n    name the newer file only: new.csv"
        )
    ]
    assert not any("taken as two" in each for each in problems)


def test_a_number_tells_one_account_without_any_day(here, refused):
    one = exported("one.csv", VANGUARD, day=0, shares=2)
    two = exported("two.csv", VANGUARD, day=0, shares=3)
    assert errors(refused_together(refused, one, two)) == [
        (
            "error: two.csv: account '11112222' stands in one.csv and in two.csv\n"
            "    name one of the files only, the newer one"
        )
    ]


def test_the_number_that_ends_a_name_tells_one_account_but_may_be_two(here, refused):
    name = "Individual ...901"
    one = schwab("one.csv", name=name, day="04/29")
    two = schwab("two.csv", name=name, shares=3)
    three = schwab("three.csv", name=name, shares=4, day="04/28")
    (problem,) = errors(refused_together(refused, one, two, three))
    assert f"account '{name}' stands in one.csv of 2026-04-29 and in two.csv of" in problem
    assert "name the newer file only: two.csv; if they are two accounts, change" in problem


def test_an_account_that_is_called_otherwise_by_now_is_the_same(here, refused):
    exported("old.csv", FIDELITY, day=29, shares=2)
    text = Path("old.csv").read_text(encoding="utf-8").replace("Individual", "Joint")
    write("new.csv", text.replace("Apr-29", "Apr-30"))
    (problem,) = errors(refused_together(refused, "old.csv", "new.csv"))
    assert "account 'Individual' stands in" in problem


def test_accounts_of_one_name_and_two_numbers_stay_two(here):
    one = exported("hers.csv", FIDELITY, day=30, shares=2)
    two = exported("his.csv", FIDELITY, day=30, shares=2, number="Z00000124")
    text = Path(two).read_text(encoding="utf-8").replace("IWM", "VTI")
    portfolio = read_portfolio(one, write("his.csv", text))
    assert [each.name for each in portfolio.accounts] == ["Individual (hers)", "Individual (his)"]


def test_one_number_at_two_brokers_is_two_accounts(here):
    one = exported("one.csv", FIDELITY, day=30, shares=2, number="11112222")
    two = exported("two.csv", VANGUARD, day=0, shares=3)
    assert len(read_portfolio(one, two).accounts) == 2


def test_numbers_of_accounts_leave_the_readers_with_nobody(here):
    portfolio = read_portfolio(exported("one.csv", FIDELITY, day=30, shares=2))
    assert "Z00000123" not in repr(portfolio)


def test_a_renamed_account_is_renamed_in_what_it_left_alone_too(here):
    one = Path(schwab("one.csv"))
    text = one.read_text(encoding="utf-8").replace('"$50.00"', '"-$50.00"').replace("$450", "$350")
    one.write_text(text, encoding="utf-8")
    portfolio = read_portfolio("one.csv", schwab("two.csv"))
    assert [each.account for each in portfolio.others] == ["Individual ...1 (one)"]


def test_errors_of_a_file_are_kept_beside_those_of_the_meeting(here):
    write("plain.csv", "symbol,shares\nIWM,x\nVTI,1\n")
    portfolio = examine_portfolio(schwab("one.csv"), "plain.csv", schwab("three.csv"))
    assert [problem.place for problem in portfolio.problems] == ["plain.csv:2", "one.csv"]

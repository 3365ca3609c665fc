import json
from dataclasses import replace
from decimal import Decimal

from allocator.errors import Problem, Severity
from allocator.model.portfolio import Account, AccountType, Lock
from allocator.report.checkup import CheckedHolding, Checkup, checkup_json, checkup_text

CASH = Account("Main", AccountType.ROTH, Decimal("100.50"))
IWM = CheckedHolding("Main", "IWM", Decimal("1.5"), "Russell 2000", Decimal("250.01"))
ODD = CheckedHolding("Main", "ODD", Decimal(3), None, None)


def a_checkup(*holdings, problems=()):
    return Checkup("mine.csv", (CASH,), holdings, problems)


def test_value_is_holdings_and_cash_to_the_cent():
    assert a_checkup(IWM).value == Decimal("475.52")


def test_a_holding_without_a_price_leaves_the_value_unknown():
    document = json.loads(checkup_json(a_checkup(IWM, ODD)))
    assert document["value"] is None
    assert document["cash"] == 100.50
    assert [each["value"] for each in document["holdings"]] == [375.02, None]


def test_a_row_that_was_not_read_leaves_the_value_unknown():
    partly = replace(a_checkup(IWM), complete=False)
    assert json.loads(checkup_json(partly))["value"] is None
    assert "mine.csv: total not known: rows could not be read; " in checkup_text(partly, 80)


def test_locks_are_shown_where_there_are_any():
    locked = a_checkup(replace(IWM, lock=Lock.NO_SELL), ODD)
    assert "Russell 2000    lock: no-sell\n" in checkup_text(locked, 80)
    assert "lock" not in checkup_text(a_checkup(IWM), 80)
    holdings = json.loads(checkup_json(locked))["holdings"]
    assert [each["lock"] for each in holdings] == ["no-sell", ""]


def test_a_file_that_could_not_be_read_holds_nothing():
    problem = Problem("mine.csv:2", "shares 'twelve' is not a number", "write 12.5")
    document = json.loads(checkup_json(Checkup("mine.csv", (), (), (problem,))))
    assert document == {
        "value": None,
        "cash": None,
        "accounts": [],
        "holdings": [],
        "others": [],
        "transactions": [],
        "problems": [
            {
                "place": "mine.csv:2",
                "message": "shares 'twelve' is not a number",
                "remedy": "write 12.5",
                "severity": "error",
            }
        ],
    }


def test_warnings_are_in_the_text_and_do_not_count_as_errors():
    warning = Problem("mine.csv:3", "a price is odd", "look", Severity.WARNING)
    text = checkup_text(a_checkup(IWM, problems=(warning,)), 80)
    assert "mine.csv: $475.52 in 1 holding, 1 account; no errors" in text
    assert "warning: mine.csv:3: a price is odd; look" in text


def test_errors_are_counted_and_told_elsewhere():
    error = Problem("mine.csv:3", "unknown ticker 'ODD'", "declare it")
    text = checkup_text(a_checkup(ODD, problems=(error,)), 80)
    assert "1 error, nothing can be proposed" in text
    assert "unknown ticker" not in text


def test_a_ticker_is_never_cut_however_narrow_the_terminal():
    accounts = (replace(CASH, name="Vanguard Brokerage of both"), replace(CASH, name="IRA"))
    held = replace(
        IWM, account=accounts[0].name, index="CRSP US Small Cap Growth", shares=Decimal("1250.125")
    )
    found = replace(a_checkup(replace(held, lock=Lock.NO_SELL)), accounts=accounts)
    lines = checkup_text(found, 80).splitlines()
    assert max(map(len, lines)) <= 80
    row = next(line for line in lines if "1,250.125" in line)
    assert row.split()[0] == "IWM"
    assert "CRSP US" in row
    assert "lock: no-sell" in row

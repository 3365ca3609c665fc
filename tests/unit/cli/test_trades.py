"""`allocator trades`: from a record to a file, or to words about why not."""

import json
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest

from allocator.report.json import SCHEMA
from allocator.trades.orders import FORMATS
from tests import order_files
from tests.trade_records import TRADES, document, record, save

NUMBERS = {"ibkr": "Brokerage=U1234567", "fidelity": "Brokerage=Z12345678"}


@pytest.fixture
def recorded(tmp_path):
    """A record of one account's trades."""
    return save(record(TRADES[:3]), tmp_path / "proposal.json")


@pytest.fixture
def both(tmp_path):
    """A record of two accounts' trades."""
    return save(record(), tmp_path / "both.json")


def numbered(key):
    return ["--account-number", NUMBERS[key]] if key in NUMBERS else []


@pytest.mark.parametrize("key", [each for each in FORMATS if each != "xlsx"])
def test_every_text_goes_to_standard_output_and_the_notes_elsewhere(run, recorded, key):
    done = run("trades", recorded, "--format", key, *numbered(key))
    assert done.exit_code == 0
    assert "note: Nothing has been sent" in done.stderr
    assert "note" not in done.stdout
    assert "VTWO" in done.stdout


@pytest.mark.parametrize("key", FORMATS)
def test_every_file_is_written_whole_and_replaced_by_the_same_kind_only(
    run, recorded, tmp_path, key
):
    target = tmp_path / "orders.out"
    words = ["trades", recorded, "--format", key, *numbered(key), "--output", target]
    first = run(*words)
    assert first.exit_code == 0
    assert " ".join(first.stdout.split()).startswith(f"3 orders written to {target}")
    assert first.stderr == ""
    assert run(*words).exit_code == 0
    target.write_text("symbol,shares\nIWM,3\n")
    done = run(*words)
    assert done.exit_code == 2
    assert "exists and is not a " in done.stderr
    assert target.read_text() == "symbol,shares\nIWM,3\n"


def test_the_record_is_never_replaced(run, recorded):
    before = recorded.read_bytes()
    done = run("trades", recorded, "--format", "csv", "--output", recorded)
    assert done.exit_code == 2
    assert "is an input of this run" in done.stderr
    assert recorded.read_bytes() == before


def test_a_proposal_that_we_made_becomes_orders(run, example, tmp_path):
    """From the real command, not from a record made up for tests."""
    path = tmp_path / "proposal.json"
    path.write_text(run("propose", example, "--json").stdout)
    done = run("trades", path, "--format", "csv")
    trades = json.loads(path.read_text())["trades"]
    read = order_files.generic_csv(done.stdout_bytes)
    assert {(each.symbol, each.side, each.shares) for each in read} == {
        (each["symbol"], each["side"], Decimal(str(each["shares"]))) for each in trades
    }
    book = tmp_path / "orders.xlsx"
    assert run("trades", path, "--format", "xlsx", "--output", book).exit_code == 0
    checks = openpyxl.load_workbook(BytesIO(book.read_bytes()), data_only=True)["Checks"]
    verdicts = {cell.value for cell in checks["F"]} - {None, "Verdict"}
    assert verdicts == {"OK"}


def test_limits_lie_at_the_offset(run, recorded):
    words = ["--order", "limit", "--limit-offset-bps", "10", "--format", "alpaca"]
    bodies = json.loads(run("trades", recorded, *words).stdout)
    limits = {each["symbol"]: each["limit_price"] for each in bodies}
    assert limits == {"BRK.B": "489.89", "QQQ": "623.31", "VTWO": "102.24"}


def test_orders_at_the_close(run, recorded):
    bodies = json.loads(run("trades", recorded, "--format", "alpaca", "--order", "close").stdout)
    assert {each["time_in_force"] for each in bodies} == {"cls"}


def test_one_account_may_be_chosen(run, both):
    done = run("trades", both, "--format", "csv", "--account", "Roth IRA")
    read = order_files.generic_csv(done.stdout_bytes)
    assert [(each.account, each.symbol) for each in read] == [
        ("Roth IRA", "IWM"),
        ("Roth IRA", "VTWV"),
    ]


def test_messages_carry_the_ends_and_the_time_that_were_given(run, recorded):
    words = ["--session", "ME:THEM", "--time", "2026-11-20T10:00:00-05:00"]
    done = run("trades", recorded, "--format", "fix-single", *words)
    for fields in order_files.fix_messages(done.stdout_bytes):
        found = dict(fields)
        assert (found[49], found[56]) == ("ME", "THEM")
        assert found[52] == found[60] == "20261120-15:00:00.000"


def test_without_a_time_messages_carry_the_clock_s(run, recorded):
    done = run("trades", recorded, "--format", "fix")
    [[*fields]] = order_files.fix_messages(done.stdout_bytes)
    assert dict(fields)[52] > "20251224-00:00:00.000"


def test_the_same_record_gives_the_same_file(run, recorded):
    first, second = (run("trades", recorded, "--format", "csv").stdout for _ in range(2))
    assert first == second


@pytest.mark.parametrize("key", FORMATS)
def test_to_do_nothing_writes_nothing_and_is_no_error(run, tmp_path, key):
    path = save(record(()), tmp_path / "idle.json")
    target = tmp_path / "orders.out"
    done = run("trades", path, "--format", key, "--output", target)
    assert done.exit_code == 0
    assert "advises no trades: no order file was written" in done.stderr
    assert not target.exists()


def test_an_account_without_trades_is_told(run, both):
    plain = json.loads(both.read_text())
    assert plain["portfolio"]["accounts"][1]["name"] == "Roth IRA"
    one = document(record(TRADES[:3]))
    one["portfolio"]["accounts"].append({"name": "Empty", "type": "roth", "cash": "0.00"})
    one["checks"]["cash_after_by_account"]["Empty"] = "0.00"
    both.write_text(json.dumps(one))
    done = run("trades", both, "--format", "csv", "--account", "Empty")
    assert done.exit_code == 0
    assert done.stdout == ""
    assert "advises no trades in 'Empty'" in done.stderr


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--order", "limit"], "limit orders need their distance from the price"),
        (["--limit-offset-bps", "5"], "market orders have no limit"),
        (["--order", "limit", "--limit-offset-bps", "-1"], "'-1' is no number of basis points"),
        (["--order", "limit", "--limit-offset-bps", "1001"], "'1001' is no number of basis"),
        (["--order", "limit", "--limit-offset-bps", "ten"], "'ten' is no number of basis points"),
        (["--order", "limit", "--limit-offset-bps", "nan"], "'nan' is no number of basis points"),
        (
            ["--account", "Brokrage"],
            "there is no account 'Brokrage'\n    did you mean 'Brokerage'?",
        ),
        (["--account-number", "Brokerage=1"], "the format csv has no account numbers"),
        (["--session", "A:B"], "--session: the format csv has no place for it"),
        (["--time", "2026-11-20T15:00:00Z"], "--time: the format csv has no place for it"),
    ],
)
def test_options_that_make_no_sense_are_refused(run, recorded, words, why):
    done = run("trades", recorded, "--format", "csv", *words)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert why in done.stderr


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--session", "ALLOC"], "'ALLOC' does not name two ends"),
        (["--session", ":B"], "':B' does not name two ends"),
        (["--time", "2026-11-20T15:00:00"], "is no moment with its zone"),
        (["--time", "yesterday"], "'yesterday' is no moment with its zone"),
        (["--time", "0001-01-01T00:00:00+23:00"], "is no moment with its zone"),
        (["--account-number", "Brokerage"], "is not NAME=NUMBER"),
        (["--account-number", "Joint=1"], "there is no account 'Joint'"),
        (
            ["--account-number", "Brokerage=1", "--account-number", "Brokerage=2"],
            "names one account twice",
        ),
    ],
)
def test_options_for_messages_must_be_understood(run, recorded, words, why):
    done = run("trades", recorded, "--format", "fix", *words)
    assert done.exit_code == 2
    assert why in done.stderr


def test_a_name_with_an_equals_sign_can_be_given_its_number(run, tmp_path):
    from dataclasses import replace

    made = record([replace(TRADES[0], account="a=b")])
    path = save(made, tmp_path / "proposal.json")
    done = run("trades", path, "--format", "fix", "--account-number", "a=b=12345")
    assert "\x011=12345\x01" in done.stdout


def test_a_workbook_is_no_text(run, recorded):
    done = run("trades", recorded, "--format", "xlsx")
    assert done.exit_code == 2
    assert "--output: a workbook is no text" in done.stderr


def test_what_is_refused_writes_nothing_and_tells_all_at_once(run, both, tmp_path):
    target = tmp_path / "orders.csv"
    words = ["--order", "limit", "--account-number", "Joint=U1", "--output", target]
    done = run("trades", both, "--format", "ibkr", *words)
    assert done.exit_code == 2
    assert "limit orders need" in done.stderr
    assert "there is no account 'Joint'" in done.stderr
    assert done.stderr.count("the account number is missing") == 2
    assert not target.exists()


def test_inputs_that_were_changed_no_longer_make_the_run(run, recorded):
    plain = json.loads(recorded.read_text())
    plain["run"]["inputs"]["policy"]["trading"]["cost_bps"] = 1.0
    recorded.write_text(json.dumps(plain))
    done = run("trades", recorded, "--format", "csv")
    assert done.exit_code == 2
    assert "but its inputs and versions make" in done.stderr
    assert done.stdout == ""


def test_trades_that_were_changed_by_hand_are_refused(run, recorded):
    plain = json.loads(recorded.read_text())
    plain["trades"][0]["shares"] = "1260"
    recorded.write_text(json.dumps(plain))
    done = run("trades", recorded, "--format", "csv")
    assert done.exit_code == 2
    assert "which is 128696.40, but its value is 12869.64" in done.stderr


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "the file is empty"),
        ("symbol,shares\nIWM,3\n", "is not JSON"),
        ("{}", "is of the schema None"),
        ('{"schema": "allocator.proposal/9"}', "is of the schema 'allocator.proposal/9'"),
        (json.dumps({"schema": SCHEMA}), "run is missing"),
    ],
)
def test_what_is_no_proposal_gets_an_answer(run, tmp_path, text, why):
    path = tmp_path / "proposal.json"
    path.write_text(text)
    done = run("trades", path, "--format", "csv")
    assert done.exit_code == 2
    assert why in done.stderr
    assert "Traceback" not in done.stderr

import re
import zipfile
from dataclasses import replace
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocator.model.orders import OrderType
from allocator.model.tax import Term
from allocator.model.trades import LotSale, Side
from allocator.trades.orders.workbook import FORMAT
from tests.formulas import Calculator
from tests.trade_records import RUN, TRADES, basket, record, trade

SHEETS = ["Trades", "Before and after", "Lots and tax", "Checks"]


def opened(content, **options):
    return openpyxl.load_workbook(BytesIO(content), **options)


def written(made, order_type=OrderType.MARKET, offset=0):
    return FORMAT.content(basket(made, order_type, Decimal(offset)))


def formulas(book):
    return [
        (sheet.title, cell.coordinate)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]


def verdicts(book):
    """The verdicts on the checks, calculated anew; the first is that on all of them."""
    calculator = Calculator(book)
    sheet = book["Checks"]
    cells = [f"F{row}" for row in range(1, sheet.max_row + 1) if sheet[f"F{row}"].data_type == "f"]
    return [calculator.cell("Checks", cell) for cell in cells]


def row_of(sheet, column, word):
    [row] = [cell.row for cell in sheet[column] if cell.value == word]
    return row


def test_there_are_four_sheets():
    assert opened(written(record())).sheetnames == SHEETS


def test_every_formula_carries_the_value_it_comes_to():
    """Programs that do not calculate show the values that stand in the file."""
    content = written(record(), OrderType.LIMIT, 10)
    book, shown = opened(content), opened(content, data_only=True)
    calculator = Calculator(book)
    places = formulas(book)
    assert len(places) > 80
    for sheet, cell in places:
        value = calculator.cell(sheet, cell)
        assert shown[sheet][cell].value == pytest.approx(value, abs=1e-9), (sheet, cell)


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_the_checks_of_any_record_come_out(data):
    symbols = data.draw(st.lists(st.sampled_from("ABCDEF"), min_size=1, unique=True))
    shares, prices = st.decimals("0.001", 9999, places=3), st.decimals("0.01", 999, places=4)
    made = record(
        [
            trade(data.draw(st.sampled_from(Side)), symbol, data.draw(shares), data.draw(prices))
            for symbol in symbols
        ]
    )
    assert set(verdicts(opened(written(made)))) == {"OK"}


def test_each_trade_weight_cash_and_gain_is_checked():
    sheet = opened(written(record()))["Checks"]
    words = [cell.value for cell in sheet["A"] if cell.value]
    assert sum(word.startswith("Value of ") for word in words) == 5
    assert sum(word.startswith("Cash after the trades in ") for word in words) == 2
    assert sum(word.startswith("Weight of ") for word in words) == 2 * 6
    assert [word for word in words if word.startswith("Gain on ")] == [
        "Gain on 4 QQQ of 2020-09-14"
    ]


@pytest.mark.parametrize(
    ("sheet", "column", "word", "cell", "value"),
    [
        ("Trades", "C", "VTWO", "G", 103),
        ("Trades", "C", "VTWO", "F", 125),
        ("Before and after", "B", "IWM", "F", 260),
        ("Lots and tax", "C", "2020-09-14", "I", 1200),
    ],
)
def test_a_figure_that_is_changed_is_found(sheet, column, word, cell, value):
    book = opened(written(record()))
    assert set(verdicts(book)) == {"OK"}
    changed = book[sheet]
    changed[f"{cell}{next(c.row for c in changed[column] if c.value == word)}"] = value
    found = verdicts(book)
    assert found[0] == "differs"
    assert "differs" in found[1:]


def test_a_weight_that_the_proposal_states_wrongly_differs():
    made = record()
    stated = {**made.weights, "IWM": replace(made.weights["IWM"], after=0.2)}
    found = opened(written(replace(made, weights=stated)), data_only=True)["Checks"]
    row = row_of(found, "A", "Weight of IWM after")
    assert found[f"F{row}"].value == "differs"
    assert [found[f"F{r}"].value for r in range(row + 1, row + 3)] == ["OK", "OK"]


def test_a_value_that_the_proposal_states_wrongly_differs():
    wrong = replace(TRADES[2], value=TRADES[2].value + 1)
    found = opened(written(record((*TRADES[:2], wrong, *TRADES[3:]))), data_only=True)["Checks"]
    words = "Value of sell BRK.B in Brokerage"
    row = row_of(found, "A", words)
    assert [found[f"{column}{row}"].value for column in "BCDF"] == [
        10297.98,
        10298.98,
        -1,
        "differs",
    ]


def test_cash_after_that_the_proposal_states_wrongly_differs():
    made = record()
    first, *others = made.accounts
    paid_in = replace(first, flow=Decimal(500), after=first.after + 499)
    found = opened(written(replace(made, accounts=(paid_in, *others))), data_only=True)["Checks"]
    row = row_of(found, "A", "Cash after the trades in Brokerage")
    assert found[f"D{row}"].value == pytest.approx(1)
    assert [found[f"F{r}"].value for r in (row, row + 1)] == ["differs", "OK"]


def test_figures_worked_by_hand():
    """Four of six shares at 623.93 for 1,100.64: 2,495.72 less 4/6 of 1.25 less the basis."""
    found = opened(written(record()), data_only=True)
    trades, before, lots = (found[name] for name in SHEETS[:3])
    row = row_of(trades, "C", "QQQ")
    assert [trades[f"{column}{row}"].value for column in "HIJ"] == [3743.58, 1.25, 3742.33]
    assert before[f"I{row_of(before, 'A', 'Total')}"].value == pytest.approx(52831.07)
    row = row_of(lots, "C", "2020-09-14")
    assert [lots[f"{column}{row}"].value for column in "GHIJ"] == [0.83, 2494.89, 1100.64, 1394.25]
    assert lots[f"J{row_of(lots, 'A', 'Net long-term gain or loss')}"].value == 1394.25
    assert lots[f"J{row_of(lots, 'A', 'Net short-term gain or loss')}"].value == 0


def test_a_lot_of_unknown_basis_is_called_so_and_counts_in_no_gain():
    sheet = opened(written(record()), data_only=True)["Lots and tax"]
    row = row_of(sheet, "C", "not known")
    assert (sheet[f"I{row}"].value, sheet[f"J{row}"].value) == ("not known", "not known")


def test_losses_and_gains_net_within_their_character():
    lots = (
        LotSale(Decimal(1), None, Decimal(150), Decimal(-50), Term.SHORT),
        LotSale(Decimal(2), None, Decimal(180), Decimal(20), Term.SHORT),
    )
    made = record([trade(Side.SELL, "IWM", 3, 100, cost="0", lots=lots)])
    sheet = opened(written(made), data_only=True)["Lots and tax"]
    assert sheet[f"J{row_of(sheet, 'A', 'Net short-term gain or loss')}"].value == -30


def test_names_that_a_spreadsheet_would_take_for_criteria_are_names():
    """`A*` matches `Ab` where criteria count, and `>0` everything."""
    names = ("A*", "Ab", ">0", "ab", "?b")
    made = record(
        [
            trade(Side.SELL, symbol, shares, 10, account=name)
            for shares, name in enumerate(names, 1)
            for symbol in ("SPAXX", "SPAXX**")
        ]
    )
    assert set(verdicts(opened(written(made)))) == {"OK"}


@pytest.mark.parametrize("flow", ["4000.50", "-50.25"])
def test_money_that_goes_in_or_out_is_in_the_cash_that_is_left(flow):
    made = record([trade(Side.SELL, "IWM", 3, 100)])
    [account] = made.accounts
    moved = replace(account, flow=Decimal(flow), after=account.after + Decimal(flow))
    book = opened(written(replace(made, accounts=(moved,))))
    row = row_of(book["Checks"], "A", "Cash after the trades in Brokerage")
    left = Calculator(book).cell("Checks", f"B{row}")
    assert left == pytest.approx(float(moved.after), abs=1e-9)


def test_without_lots_the_sheet_says_so():
    sheet = opened(written(record([trade(Side.BUY, "IWM", 1, 100)])))["Lots and tax"]
    assert "The proposal names no lots." in [cell.value for cell in sheet["A"]]


def test_of_one_account_only_its_own_rows_are_written():
    made = record()
    mine = tuple(each for each in made.trades if each.account == "Roth IRA")
    full = basket(replace(made, trades=mine))
    book = opened(FORMAT.content(replace(full, record=made)))
    texts = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "Roth IRA" in texts
    assert not any("Brokerage" in text for text in texts)
    assert set(verdicts(book)) == {"OK"}


@pytest.mark.parametrize(
    "attack", ["=1+1", '=HYPERLINK("http://x","y")', "@SUM(A1)", "http://example.org", "{=1}", "12"]
)
def test_no_text_from_outside_is_more_than_text(attack):
    made = record([trade(Side.SELL, "QQQ", 6, "623.93", account=attack)])
    book = opened(written(made))
    cells = [c for sheet in book for row in sheet.iter_rows() for c in row if c.value == attack]
    assert len(cells) >= 3
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(
        cell.quotePrefix for cell in cells if cell.parent.title != "Checks" or cell.column > 1
    )
    assert all(cell.hyperlink is None for cell in cells)


def test_the_same_orders_give_the_same_bytes():
    assert written(record()) == written(record())


def test_our_workbook_is_told_from_others():
    assert FORMAT.is_ours(written(record()))
    other = BytesIO()
    openpyxl.Workbook().save(other)
    assert not FORMAT.is_ours(other.getvalue())
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w") as parts:
        parts.writestr("docProps/core.xml", "<dc:title>my own</dc:title>")
    assert not FORMAT.is_ours(archive.getvalue())
    assert not FORMAT.is_ours(b"")
    assert not FORMAT.is_ours(b"id,account\r\n")


@given(st.data())
def test_a_damaged_workbook_is_an_answer_and_not_a_crash(data):
    content = bytearray(written(record([trade(Side.BUY, "IWM", 1, 100)])))
    for _ in range(data.draw(st.integers(1, 40))):
        content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    assert FORMAT.is_ours(bytes(content)) in {True, False}
    assert not FORMAT.is_ours(bytes(content[: len(content) // 2]))


def test_the_run_stands_on_the_sheets_and_among_the_properties():
    book = opened(written(record()))
    assert book.properties.title == f"allocator: trades of run {RUN}"
    assert re.fullmatch(r"Prices of 24 December 2025; run 7e95e6107623", book["Trades"]["A2"].value)

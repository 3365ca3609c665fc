"""The sheet of lots to name and gains to report."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from allocator.model.money import to_cents
from allocator.model.tax import Term
from allocator.trades.orders.workbook.page import Check, Page, Styles, source_lines

if TYPE_CHECKING:
    import xlsxwriter

    from allocator.model.orders import Basket
    from allocator.model.trades import LotSale, Trade

_COLUMNS = {
    "Account": 20,
    "Symbol": 9,
    "Bought on": 13,
    "Term": 9,
    "Shares sold": 12,
    "Price": 11,
    "Cost of trading": 16,
    "Proceeds": 14,
    "Cost basis": 14,
    "Gain or loss": 14,
}
_NOTES = (
    "Name these lots to your broker by the settlement date, or it takes its default, often the",
    "oldest first. The gain is proceeds after costs less cost basis; it decides no tax by itself.",
)
_SLACK = 0.021
"""Two cents a lot: the cost of a trade is shared among its lots, each rounded to the cent."""


@dataclass(frozen=True, slots=True)
class LotsSheet:
    """What to check of the sheet."""

    checks: tuple[Check, ...]


def write_lots(book: xlsxwriter.Workbook, styles: Styles, basket: Basket) -> LotsSheet:
    """Write every lot that is sold from, and gains by their character."""
    page = Page(book, styles, "Lots and tax", tuple(_COLUMNS.values()))
    lots = [(order.trade, lot) for order in basket.orders for lot in order.trade.lots]
    if not lots:
        page.heading("Lots and tax", [*source_lines(basket), "The proposal names no lots."])
        return LotsSheet(())
    head = page.heading("Lots and tax", [*source_lines(basket), *_NOTES])
    page.header(head, list(_COLUMNS), 4)
    page.freeze(head + 1)
    rows = range(head + 1, head + 1 + len(lots))
    for row, (trade, lot) in zip(rows, lots, strict=True):
        _write(page, row, trade, lot)
    _totals(page, rows, lots)
    return LotsSheet(tuple(_checks(page, rows, lots)))


def _write(page: Page, row: int, trade: Trade, lot: LotSale) -> None:
    """Write one lot; the costs of the trade fall on its lots by their shares."""
    at = row + 1
    page.words(row, 0, trade.account)
    page.words(row, 1, trade.symbol)
    page.words(row, 2, lot.acquired.isoformat() if lot.acquired else "not known")
    page.words(row, 3, lot.term.value if lot.term else "")
    page.number(row, 4, lot.shares, "shares")
    page.number(row, 5, trade.price, "price")
    shared = f"ROUND({trade.cost:f}*E{at}/{trade.shares:f},2)"
    page.formula((row, 6), shared, _cost(trade, lot), "money")
    page.formula((row, 7), f"ROUND(E{at}*F{at},2)-G{at}", _proceeds(trade, lot), "money")
    if lot.cost_basis is None:
        page.words(row, 8, "not known", "right")
        page.words(row, 9, "not known", "right")
        return
    page.number(row, 8, lot.cost_basis, "money")
    page.formula((row, 9), f"H{at}-I{at}", _gain(trade, lot), "money")


def _cost(trade: Trade, lot: LotSale) -> Decimal:
    """Share the cost of a trade among its lots."""
    return to_cents(trade.cost * lot.shares / trade.shares)


def _proceeds(trade: Trade, lot: LotSale) -> Decimal:
    """Work out what a lot brings after costs."""
    return to_cents(lot.shares * trade.price) - _cost(trade, lot)


def _gain(trade: Trade, lot: LotSale) -> Decimal:
    """Work out the gain of a lot; nothing where its basis is not known."""
    return Decimal(0) if lot.cost_basis is None else _proceeds(trade, lot) - lot.cost_basis


def _totals(page: Page, rows: range, lots: list[tuple[Trade, LotSale]]) -> None:
    """Sum gains by their character, and all."""
    first, last = rows.start + 1, rows.stop
    for row, term in enumerate(Term, rows.stop + 1):
        gain = sum((_gain(trade, lot) for trade, lot in lots if lot.term is term), Decimal(0))
        page.words(row, 0, f"Net {term.value}-term gain or loss")
        text = f'SUMIF(D{first}:D{last},"{term.value}",J{first}:J{last})'
        page.formula((row, 9), text, gain, "money")
    bottom = rows.stop + 1 + len(Term)
    for column in range(len(_COLUMNS)):
        words = "" if column else "All lots of known cost"
        page.words(bottom, column, words, "total_text")
    gain = sum((_gain(trade, lot) for trade, lot in lots), Decimal(0))
    page.formula((bottom, 9), f"SUM(J{first}:J{last})", gain, "total")


def _checks(page: Page, rows: range, lots: list[tuple[Trade, LotSale]]) -> list[Check]:
    """Hold every gain that the proposal states against its formula."""
    return [
        Check(
            f"Gain on {lot.shares:f} {trade.symbol} of {lot.acquired or 'a day not known'}",
            page.cell(row, 9),
            float(_gain(trade, lot)),
            float(lot.gain),
            _SLACK,
            "money",
        )
        for row, (trade, lot) in zip(rows, lots, strict=True)
        if lot.gain is not None and lot.cost_basis is not None
    ]

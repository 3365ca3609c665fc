"""The weights of funds in all accounts together, to be held against the proposal."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from allocator.model.money import market_value
from allocator.model.orders import RecordedWeight
from allocator.trades.orders.workbook.page import Check

if TYPE_CHECKING:
    from allocator.model.orders import TradeRecord
    from allocator.trades.orders.workbook.page import Page

CASH = "CASH"
"""What stands for cash among the holdings."""


@dataclass(frozen=True, slots=True)
class Line:
    """A holding before and after the trades; `traded` is negative for a sale."""

    account: str
    symbol: str
    shares: Decimal
    traded: Decimal
    price: Decimal

    @property
    def now(self) -> Decimal:
        """Its value before, to the cent."""
        return market_value(self.shares, self.price)

    @property
    def after(self) -> Decimal:
        """Its value after, to the cent."""
        return market_value(self.shares + self.traded, self.price)


@dataclass(frozen=True, slots=True)
class ByFund:
    """What weights by fund are made from."""

    lines: list[Line]
    record: TradeRecord
    totals: tuple[Decimal, Decimal]

    def values(self, symbol: str) -> tuple[Decimal, Decimal]:
        """Value one fund, or all cash, before and after."""
        if symbol == CASH:
            accounts = self.record.accounts
            now = sum((account.cash for account in accounts), Decimal(0))
            return now, sum((account.after for account in accounts), Decimal(0))
        mine = [line for line in self.lines if line.symbol == symbol]
        return (
            sum((line.now for line in mine), Decimal(0)),
            sum((line.after for line in mine), Decimal(0)),
        )


def write_by_fund(page: Page, head: int, table: range, funds: ByFund) -> list[Check]:
    """
    Write the weight of each fund in all accounts together.

    Args:
        page: The sheet, on which `table` are the rows of holdings and cash, and totals below them.
        head: The row to begin at.
        table: Those rows.
        funds: The values behind them.

    Returns:
        A check of each weight against what the proposal states.
    """
    page.words(head, 0, "By fund, all accounts", "head")
    page.words(head, 1, "Holding", "head")
    for column, name in ((9, "Weight now"), (10, "Weight after")):
        page.words(head, column, name, "head_right")
    held = {line.symbol for line in funds.lines} | set(funds.record.weights)
    checks = []
    for row, symbol in enumerate((*sorted(held - {CASH}), CASH), head + 1):
        page.words(row, 1, symbol)
        stated = funds.record.weights.get(symbol, RecordedWeight(0.0, 0.0))
        now, after = funds.values(symbol)
        for column, letter, value, total, said in (
            (9, "G", now, funds.totals[0], stated.now),
            (10, "I", after, funds.totals[1], stated.after),
        ):
            weight = float(value / total) if total else 0.0
            page.formula((row, column), _formula(letter, row, table), weight, "percent")
            slack = 0.01 * len(table) * (1 + abs(weight)) / float(abs(total) or 1)
            checks.append(
                Check(
                    f"Weight of {symbol} {'now' if column == 9 else 'after'}",
                    page.cell(row, column),
                    weight,
                    said,
                    1e-9 + slack,  # figures are stated in twelve digits, values in cents
                    "percent",
                )
            )
    return checks


def _formula(letter: str, row: int, table: range) -> str:
    """Sum the values of one fund in a column as a part of the total; EXACT knows no wildcards."""
    first, last, total = table.start + 1, table.stop, f"{letter}${table.stop + 1}"
    mine = f"SUMPRODUCT(EXACT(B${first}:B${last},B{row + 1})*{letter}${first}:{letter}${last})"
    return f"IF({total}=0,0,{mine}/{total})"

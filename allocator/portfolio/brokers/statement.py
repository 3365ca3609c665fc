"""The rows of an export, collected by account and held against the export's own totals."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from allocator.model.money import CENT
from allocator.model.portfolio import (
    Account,
    AccountType,
    Lock,
    Lot,
    OtherAsset,
    OtherKind,
    Portfolio,
    Transaction,
)
from allocator.portfolio import words
from allocator.portfolio.brokers import balances, gaps, kinds
from allocator.portfolio.entries import Entry, gather
from allocator.portfolio.findings import Findings, quoted
from allocator.portfolio.transaction_order import order_of_transactions

if TYPE_CHECKING:
    from datetime import date

    from allocator.portfolio.brokers.holding_row import HoldingRow

A_ROW_MAY_MISS = "export it again; a row may be missing"
"""The remedy where rows do not add up."""


class Statement:
    """
    What one export says, row by row, and the portfolio that it adds up to.

    Every row ends as a holding, as cash, or as something held and told; none is dropped, and
    what is wrong with one is noted in `findings`.
    """

    def __init__(self, source: str, layout: str) -> None:
        self.findings = Findings(source)
        self.as_of: date | None = None
        self._layout = layout
        self._types: dict[str, AccountType] = {}
        self._numbers: dict[str, str | None] = {}
        self._money: list[balances.Money] = []
        self._entries: list[Entry] = []
        self._others: list[OtherAsset] = []
        self._transactions: list[Transaction] = []
        self._sums: dict[str, Decimal] = {}
        self._unread: set[str] = set()
        self._unvalued: dict[str, list[str]] = {}
        self._may_be_owed: set[str] = set()
        self._slack: dict[str, Decimal] = {}

    def open_account(
        self, name: str, line: int, told_by: str | None = None, number: str | None = None
    ) -> None:
        """
        Take note of an account, by its first row.

        Args:
            name: What it is called in the household.
            line: Where the file names it.
            told_by: The words that tell its type, if not its name.
            number: Its number at the broker, if not the one that ends its name.
        """
        if name in self._types:
            return
        self._numbers[name] = number or kinds.number_in(name)
        kind = kinds.account_type(name if told_by is None else told_by)
        self._types[name] = kind
        self._sums[name] = Decimal(0)
        if kind is AccountType.UNKNOWN:
            message = f"the name {quoted(name)} does not say how the account is taxed"
            self.findings.warn(line, message, "give its type in the policy")

    def add(self, row: HoldingRow | None, account: str) -> None:
        """Take a row for what it is; None, a row that could not be read, leaves no total."""
        if row is None:
            self._unread.add(account)
            return
        kind = None if kinds.is_cash(row) else kinds.other_kind(row)
        if kinds.is_cash(row) or kinds.is_money_fund(row):
            self._add_money(row)
        elif kind is OtherKind.PENDING:
            self._add_pending(row)
        elif kind is not None:
            self.set_aside(row, kind)
        else:
            self._add_fund(row)

    def set_aside(self, row: HoldingRow, kind: OtherKind) -> None:
        """Keep a holding out of the advice, and say so."""
        message = f"{row.label}: {gaps.words_for(row, kind)}: held as it is"
        self.findings.warn(row.line, message, "nothing is advised on it, nor is it counted")
        place = self.findings.place(row.line)
        self._count(row.account, row.value or Decimal(0))
        if row.value is None:
            self._unvalued.setdefault(row.account, []).append(row.label)
            self._may_be_owed.add(row.account)
        self._others.append(OtherAsset(row.account, row.title, kind, row.value, place))

    def add_transaction(self, transaction: Transaction) -> None:
        """Keep a purchase or a sale of the past."""
        self._transactions.append(transaction)

    def check_total(self, account: str, total: Decimal | None, line: int, label: str) -> None:
        """
        Hold the sum of an account's rows against the total that the file states, to the cent.

        A difference is an error, unless there are rows without a value that it may be the worth of;
        shares of a fund are not worth less than nothing.
        """
        if total is None or account in self._unread:
            return
        message = difference(label, self._sums[account], total)
        if not message or abs(total - self._sums[account]) <= self._slack.get(account, 0):
            return
        may_be_worth = total > self._sums[account] or account in self._may_be_owed
        if account in self._unvalued and may_be_worth:
            names = ", ".join(self._unvalued[account])
            remedy = f"it is taken for the worth of {names}, for which no value is given"
            self.findings.warn(line, message, remedy)
            return
        self.findings.error(line, message, A_ROW_MAY_MISS)

    def portfolio(self) -> Portfolio:
        """Put everything together, in an order that the order of rows does not decide."""
        settled = balances.settle(self._money, self.findings)
        accounts = tuple(
            Account(name, kind, settled.cash.get(name, Decimal(0)), self._numbers[name])
            for name, kind in sorted(self._types.items())
        )
        return Portfolio(
            accounts=accounts,
            holdings=gather(self._entries, self.findings),
            source=self.findings.source,
            format=self._layout,
            as_of=self.as_of,
            problems=self.findings.problems,
            others=tuple(sorted((*self._others, *settled.others), key=_order_of_others)),
            transactions=tuple(sorted(self._transactions, key=order_of_transactions)),
        )

    def _add_money(self, row: HoldingRow) -> None:
        """Add cash, or a money-market fund, to the cash of the account."""
        value = row.shares if row.value is None else row.value
        if value is None:
            self.set_aside(row, OtherKind.INCOMPLETE)
            return
        fund = "" if kinds.is_cash(row) else row.symbol
        self._count(row.account, value)
        self._money.append(balances.Money(row.line, row.account, value, fund))

    def _add_pending(self, row: HoldingRow) -> None:
        """Take what is on its way into an account or out of it."""
        value = row.value or Decimal(0)
        self._count(row.account, value)
        money = balances.Money(row.line, row.account, value, "", row.label)
        self._money.append(money)

    def _add_fund(self, row: HoldingRow) -> None:
        """Take shares, whose value must be shares times price."""
        if row.shares == 0:
            message = f"{row.label}: no shares; the row is skipped"
            self.findings.warn(row.line, message, "nothing needs to be done")
            return
        wrong = gaps.contradiction(row)
        if wrong:
            self.findings.error(row.line, f"{row.label}: {wrong}", "export it again")
            self._unread.add(row.account)
            return
        row = gaps.valued(row)
        if row.is_value_ours:
            slack = gaps.rounding(row.shares or Decimal(0))
            self._slack[row.account] = self._slack.get(row.account, Decimal(0)) + slack
        kind = gaps.kind_to_hold(row)
        if kind is not None:
            self.set_aside(row, kind)
            return
        row = self._completed(row)
        shares, symbol = row.shares or Decimal(0), words.symbol(row.symbol)
        for lot in row.lots or (Lot(shares, row.cost, None),):
            self._entries.append(
                Entry(
                    row.line,
                    row.account,
                    symbol,
                    lot,
                    row.price,
                    None,
                    Lock.NONE,
                    is_exported=True,
                )
            )

    def _completed(self, row: HoldingRow) -> HoldingRow:
        """Count a row of shares, and say what it does not state."""
        self._count(row.account, row.value or Decimal(0))
        if row.value is None:
            self._unvalued.setdefault(row.account, []).append(row.label)
        for message, remedy in gaps.warnings(row):
            self.findings.warn(row.line, f"{row.label}: {message}", remedy)
        return gaps.without_negative_cost(row)

    def _count(self, account: str, value: Decimal) -> None:
        """Add a row's value to the sum of its account."""
        self._sums[account] = self._sums.get(account, Decimal(0)) + value


def difference(label: str, added: Decimal, total: Decimal) -> str:
    """Say how far rows are from the total that a file states; nothing if it is below a cent."""
    if abs(added - total) < CENT:
        return ""
    return (
        f"{label}: the rows add up to {added:,.2f}, but the file's total is {total:,.2f}: "
        f"a difference of {total - added:,.2f}"
    )


def _order_of_others(other: OtherAsset) -> tuple[object, ...]:
    """Order what is set aside by account and name."""
    return other.account, other.kind, other.description, other.value or Decimal(0)

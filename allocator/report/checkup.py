"""What `allocator check` says of files: their worth, their parts, and every problem they have."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from allocator.errors import Severity
from allocator.model.money import market_value
from allocator.model.plain import plain
from allocator.model.portfolio import AccountType, Lock
from allocator.report.json_text import json_text
from allocator.report.numbers import count, dollars, number, priced, trimmed
from allocator.report.table import paragraph, table

if TYPE_CHECKING:
    from allocator.errors import Problem
    from allocator.model.portfolio import Account, OtherAsset, Transaction


@dataclass(frozen=True, slots=True)
class CheckedHolding:
    """One holding; what could not be told of it is None."""

    account: str
    symbol: str
    shares: Decimal
    index: str | None
    price: Decimal | None
    lock: Lock = Lock.NONE

    @property
    def value(self) -> Decimal | None:
        """Shares times price to the cent, in dollars."""
        return None if self.price is None else market_value(self.shares, self.price)


@dataclass(frozen=True, slots=True)
class Checkup:
    """
    Files as far as they could be read. What could not be read at all holds nothing.

    `complete` is false where a row could not be read, so that no total is known. `others` are
    held and not advised on, and no part of the value.
    """

    source: str
    accounts: tuple[Account, ...]
    holdings: tuple[CheckedHolding, ...]
    problems: tuple[Problem, ...]
    complete: bool = True
    others: tuple[OtherAsset, ...] = ()
    transactions: tuple[Transaction, ...] = ()

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that would stop a proposal."""
        return tuple(each for each in self.problems if each.severity is Severity.ERROR)

    @property
    def cash(self) -> Decimal | None:
        """Cash of all accounts, in dollars; None for a file that could not be read."""
        if not self.accounts:
            return None
        return sum((account.cash for account in self.accounts), Decimal(0))

    @property
    def value(self) -> Decimal | None:
        """Everything, cash included; None while a row is not read or a holding has no value."""
        values = [holding.value for holding in self.holdings]
        known = [value for value in values if value is not None]
        if not self.complete or self.cash is None or len(known) < len(values):
            return None
        return sum(known, self.cash)


_INDEX, _ACCOUNT = 4, 5
"""Columns that give way on a narrow terminal; a ticker never does."""


def checkup_text(checkup: Checkup, width: int) -> str:
    """Write a checkup for a person; errors are not in it, because they go to another stream."""
    several = len(checkup.accounts) > 1
    lines = [*paragraph(_summary(checkup), width, hang=4), *_account_lines(checkup, width)]
    rows = [_row(holding, several=several) for holding in checkup.holdings]
    rows += [
        ("cash", "", "", dollars(account.cash), "", account.name if several else "", "")
        for account in checkup.accounts
    ]
    lines += table(rows, "lrrrlll", width, cut=(_INDEX, _ACCOUNT))
    lines += _other_lines(checkup, width)
    lines += _transaction_lines(checkup, width)
    warnings = [each for each in checkup.problems if each.severity is Severity.WARNING]
    for problem in warnings:
        lines += paragraph(str(problem).replace("\n    ", "; "), width, hang=4)
    return "\n".join(lines) + "\n"


def checkup_json(checkup: Checkup) -> str:
    """Write a checkup for a program."""
    text = json_text(
        {
            "value": checkup.value,
            "cash": checkup.cash,
            "accounts": [
                {"name": account.name, "type": account.type.value, "cash": account.cash}
                for account in checkup.accounts
            ],
            "holdings": [
                {
                    "account": holding.account,
                    "symbol": holding.symbol,
                    "index": holding.index,
                    "shares": trimmed(holding.shares),
                    "price": None if holding.price is None else priced(holding.price),
                    "value": holding.value,
                    "lock": holding.lock.value,
                }
                for holding in checkup.holdings
            ],
            "others": [plain(other) for other in checkup.others],
            "transactions": [plain(transaction) for transaction in checkup.transactions],
            "problems": [plain(problem) for problem in checkup.problems],
        }
    )
    return text + "\n"


def _summary(checkup: Checkup) -> str:
    """Say in one line what the file is worth and whether it can be used."""
    errors = len(checkup.errors)
    verdict = f"{count(errors, 'error')}, nothing can be proposed" if errors else "no errors"
    if checkup.accounts and not checkup.complete:
        return f"{checkup.source}: total not known: rows could not be read; {verdict}"
    if checkup.value is None:
        return f"{checkup.source}: {verdict}"
    parts = f"{count(len(checkup.holdings), 'holding')}, {count(len(checkup.accounts), 'account')}"
    return f"{checkup.source}: {dollars(checkup.value)} in {parts}; {verdict}"


def _account_lines(checkup: Checkup, width: int) -> list[str]:
    """List accounts: what each is worth, what of that is cash, and how it is taxed, if known."""
    types = {account.type for account in checkup.accounts}
    if len(checkup.accounts) < 2 and types <= {AccountType.UNKNOWN}:
        return []
    rows = [("", "worth", "cash", "")]
    for account in checkup.accounts:
        inside = [each.value for each in checkup.holdings if each.account == account.name]
        known = [value for value in inside if value is not None]
        worth = dollars(sum(known, account.cash)) if len(known) == len(inside) else "not known"
        rows.append((account.name, worth, dollars(account.cash), account.type.value))
    return table(rows, "lrrl", width, title="Accounts")


def _other_lines(checkup: Checkup, width: int) -> list[str]:
    """List what is held and left as it is."""
    rows = [
        (each.description, each.kind.value, "" if each.value is None else dollars(each.value), name)
        for each in checkup.others
        for name in [each.account if len(checkup.accounts) > 1 else ""]
    ]
    title = "Held as it is, neither counted nor advised on:"
    return [title, *table(rows, "llrl", width, cut=(0, 3))] if rows else []


def _transaction_lines(checkup: Checkup, width: int) -> list[str]:
    """List the purchases and sales of the past."""
    rows = [
        (
            each.day.isoformat(),
            each.side.value,
            number(each.shares),
            each.symbol,
            "" if each.price is None else f"at {dollars(each.price)}",
            each.account,
        )
        for each in checkup.transactions
    ]
    title = f"{count(len(rows), 'transaction')} of the past:"
    return [title, *table(rows, "llrlrl", width, cut=(5,))] if rows else []


def _row(holding: CheckedHolding, *, several: bool) -> tuple[str, ...]:
    """Write one holding."""
    price, value = holding.price, holding.value
    return (
        holding.symbol,
        number(holding.shares),
        "no price" if price is None else f"at {dollars(price)}",
        "" if value is None else dollars(value),
        holding.index or "unknown",
        holding.account if several else "",
        f"lock: {holding.lock}" if holding.lock else "",
    )

"""Purchases and sales of the past, out of activity that holds much else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.model.portfolio import Transaction
from allocator.portfolio import words
from allocator.portfolio.amounts import us_amount
from allocator.portfolio.brokers.dates import any_day
from allocator.portfolio.brokers.holding_row import optional_amount
from allocator.portfolio.findings import NotUnderstoodError

if TYPE_CHECKING:
    from decimal import Decimal

    from allocator.model.trades import Side
    from allocator.portfolio.brokers.statement import Statement
    from allocator.portfolio.cells import Record


@dataclass(frozen=True, slots=True)
class Deed:
    """What a row of activity is about: whose, the broker's word, and the side if it is a trade."""

    account: str
    word: str
    side: Side | None


class Activity:
    """
    The purchases and sales among a file's activity.

    What is neither, a dividend or a deposit for instance, changes no shares by a trade; how much
    of it was passed over, and of what kinds, is said once.
    """

    def __init__(self, statement: Statement) -> None:
        self._statement = statement
        self._passed_over: dict[str, list[int]] = {}

    def add(self, record: Record, deed: Deed) -> None:
        """Take one row with the columns `day`, `symbol`, `quantity` and perhaps `price`."""
        if deed.side is None:
            self._passed_over.setdefault(deed.word or "no word", []).append(record.line)
            return
        day = record.require("day", any_day)
        symbol = record.require("symbol", words.symbol)
        shares = record.require("quantity", _shares)
        price = optional_amount(record, "price")
        if day is None or symbol is None or shares is None:
            return
        place = self._statement.findings.place(record.line)
        self._statement.add_transaction(
            Transaction(deed.account, day, symbol, deed.side, shares, price, None, place)
        )

    def finish(self) -> None:
        """Say what was passed over."""
        if not self._passed_over:
            return
        lines = [line for found in self._passed_over.values() for line in found]
        kinds = ", ".join(sorted(self._passed_over))
        rows = "1 row that is" if len(lines) == 1 else f"{len(lines)} rows that are"
        message = f"passed over {rows} neither purchase nor sale: {kinds}"
        self._statement.findings.warn(min(lines), message, "nothing needs to be done")


def _shares(text: str) -> Decimal:
    """Read how many shares changed hands; some brokers write sales as negative."""
    shares = abs(us_amount(text))
    if shares == 0:
        raise NotUnderstoodError("is zero", "export it again")
    return shares

"""The net asset value that Interactive Brokers states, and what of it is no position."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.portfolio.brokers.holding_row import HoldingRow
from allocator.portfolio.words import key

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from allocator.portfolio.brokers.statement import Statement

TOTAL = "total"

_ACCRUALS = "accruals"


def check_net_value(
    parts: Mapping[str, Decimal | None], account: str, statement: Statement
) -> None:
    """
    Hold positions, cash and accruals against the net asset value, to the cent.

    Dividends and interest that have accrued are on their way: they are told as pending.

    Args:
        parts: What the net asset value is made of, by name, the total among them.
        account: Whose it is.
        statement: With every position and the cash of the account.
    """
    for name, value in parts.items():
        if value and key(name).endswith(_ACCRUALS):
            pending = HoldingRow(0, account, f"pending {_spelt(name)}", value=value)
            statement.add(pending, account)
    totals = [value for name, value in parts.items() if key(name) == TOTAL]
    for total in totals:
        statement.check_total(account, total, 0, "net asset value")


def _spelt(name: str) -> str:
    """Write a name of two words as words: `dividendAccruals` as `dividend accruals`."""
    spaced = "".join(f" {letter}" if letter.isupper() else letter for letter in name)
    return " ".join(spaced.lower().split())

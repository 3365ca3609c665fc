"""One row of holdings, as an export states it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from allocator.portfolio.amounts import us_amount

if TYPE_CHECKING:
    from decimal import Decimal

    from allocator.model.portfolio import Lot
    from allocator.portfolio.cells import Record

NOTHING = {"", "-", "--", "n/a", "incomplete", "not available"}
"""How brokers write that there is no number, in small letters."""

AMOUNTS = ("quantity", "price", "value", "cost")


@dataclass(frozen=True, slots=True)
class HoldingRow:
    """
    What one row says; None where it says nothing.

    `lots` are those the export tells apart; without them the row is one lot. `is_value_ours` if
    the row states no value and ours is its shares times its price.
    """

    line: int
    account: str
    symbol: str
    description: str = ""
    asset_type: str = ""
    shares: Decimal | None = None
    price: Decimal | None = None
    value: Decimal | None = None
    cost: Decimal | None = None
    lots: tuple[Lot, ...] = ()
    is_value_ours: bool = False

    @property
    def label(self) -> str:
        """Name the holding for messages, as the file does."""
        return self.symbol or self.description

    @property
    def title(self) -> str:
        """Name it for a list of what is held: symbol and, where there is one, description."""
        words = (self.symbol, "" if is_nothing(self.description) else self.description)
        return ", ".join(word for word in words if word)

    def with_cost(self, cost: Decimal) -> HoldingRow:
        """Put in what was paid, in dollars, where the file has it another way."""
        return replace(self, cost=cost)


def is_nothing(text: str) -> bool:
    """Tell a cell that stands for no number."""
    return text.strip().lower() in NOTHING


def optional_amount(record: Record, column: str) -> Decimal | None:
    """Read an amount; None where there is none, or it cannot be read and was noted."""
    return None if is_nothing(record.text(column)) else record.read(column, us_amount)


def read_holding(record: Record, account: str) -> HoldingRow | None:
    """
    Read the row of a holding: symbol, description, kind, and its amounts.

    Args:
        record: A row with columns named `symbol`, `description`, `kind`, `quantity`, `price`,
            `value` and `cost`, as far as the file has them.
        account: Whose it is.

    Returns:
        The row; None where an amount cannot be read, which was noted.
    """
    amounts = {column: optional_amount(record, column) for column in AMOUNTS}
    missing = [column for column, amount in amounts.items() if amount is None]
    if not all(is_nothing(record.text(column)) for column in missing):
        return None
    return HoldingRow(
        line=record.line,
        account=account,
        symbol=record.text("symbol"),
        description=record.text("description"),
        asset_type=record.text("kind"),
        shares=amounts["quantity"],
        price=amounts["price"],
        value=amounts["value"],
        cost=amounts["cost"],
    )

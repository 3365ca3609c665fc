"""One position of an export, as its row states it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from allocator.portfolio.amounts import us_amount

if TYPE_CHECKING:
    from allocator.model.portfolio import Lot
    from allocator.portfolio.cells import Record

NOTHING = {"", "-", "--", "n/a", "incomplete", "not available"}
"""How brokers write that there is no number, in small letters."""

AMOUNTS = ("quantity", "price", "value", "cost")


@dataclass(frozen=True, slots=True)
class Position:
    """
    What one row says; None where it says nothing.

    `lots` are those the export tells apart; without them the row is one lot. `multiplier` is how
    many dollars of value a dollar of price is, which is not 1 for options.
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
    multiplier: Decimal = Decimal(1)

    @property
    def label(self) -> str:
        """Name the position for messages, as the file does."""
        return self.symbol or self.description

    @property
    def title(self) -> str:
        """Name it for a list of what is held: symbol and, where there is one, description."""
        words = (self.symbol, "" if is_nothing(self.description) else self.description)
        return ", ".join(word for word in words if word)

    def with_cost(self, cost: Decimal) -> Position:
        """Put in what was paid, in dollars, where the file has it another way."""
        return replace(self, cost=cost)


def is_nothing(text: str) -> bool:
    """Tell a cell that stands for no number."""
    return text.strip().lower() in NOTHING


def read_position(record: Record, account: str) -> Position | None:
    """
    Read the row of a position: symbol, description, kind, and its amounts.

    Args:
        record: A row with columns named `symbol`, `description`, `kind`, `quantity`, `price`,
            `value` and `cost`, as far as the file has them.
        account: Whose it is.

    Returns:
        The position; None where an amount cannot be read, which was noted.
    """
    amounts: dict[str, Decimal | None] = {}
    readable = True
    for column in AMOUNTS:
        written = not is_nothing(record.text(column))
        amounts[column] = record.read(column, us_amount) if written else None
        readable = readable and (not written or amounts[column] is not None)
    if not readable:
        return None
    return Position(
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

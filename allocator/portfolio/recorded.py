"""A portfolio from its plain form, as a recorded proposal keeps it."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from allocator.errors import Problem, Severity
from allocator.model.portfolio import (
    Account,
    AccountType,
    Holding,
    Lock,
    Lot,
    OtherAsset,
    OtherKind,
    Portfolio,
    Transaction,
)
from allocator.model.trades import Side  # noqa: TC001 - pydantic reads annotations as it runs
from allocator.portfolio.schema import Day, Table, validated

NotNegative = Annotated[Decimal, Field(ge=0)]
AboveZero = Annotated[Decimal, Field(gt=0)]


class AccountTable(Table):
    """An account in a record."""

    name: str
    type: AccountType
    cash: NotNegative


class LotTable(Table):
    """A lot in a record."""

    shares: AboveZero
    cost_basis: NotNegative | None = None
    acquired: Day | None = None


class HoldingTable(Table):
    """A holding in a record."""

    account: str
    symbol: str
    lots: Annotated[tuple[LotTable, ...], Field(min_length=1)]
    price: AboveZero | None = None
    index: str | None = None
    lock: Lock
    place: str
    is_exported: bool = False

    def holding(self) -> Holding:
        """Turn the table into the model's holding."""
        lots = tuple(Lot(**dict(lot)) for lot in self.lots)
        return Holding(**{**dict(self), "lots": lots})


class OtherTable(Table):
    """Something in a record that is left as it is."""

    account: str
    description: str
    kind: OtherKind
    value: Decimal | None = None
    place: str


class TransactionTable(Table):
    """A purchase or a sale of the past in a record."""

    account: str
    day: Day
    symbol: str
    side: Side
    shares: AboveZero
    price: Decimal | None = None
    gain: Decimal | None = None
    place: str


class ProblemTable(Table):
    """A warning in a record."""

    place: str
    message: str
    remedy: str
    severity: Severity


class PortfolioTable(Table):
    """A portfolio in a record."""

    accounts: tuple[AccountTable, ...]
    holdings: tuple[HoldingTable, ...]
    source: str
    format: str
    as_of: Day | None = None
    problems: tuple[ProblemTable, ...]
    others: tuple[OtherTable, ...] = ()
    transactions: tuple[TransactionTable, ...] = ()
    cash_flows: tuple[tuple[str, Decimal], ...] = ()


def portfolio_from_plain(data: object) -> Portfolio:
    """
    Rebuild a portfolio from its plain form.

    Args:
        data: What `allocator.model.plain.plain` made of a portfolio.

    Returns:
        The portfolio, equal to the one that was recorded.

    Raises:
        InputError: If the record is damaged.
    """
    table = validated(PortfolioTable, data, "recorded portfolio")
    return Portfolio(
        accounts=tuple(Account(**dict(account)) for account in table.accounts),
        holdings=tuple(holding.holding() for holding in table.holdings),
        source=table.source,
        format=table.format,
        as_of=table.as_of,
        problems=tuple(Problem(**dict(problem)) for problem in table.problems),
        others=tuple(OtherAsset(**dict(other)) for other in table.others),
        transactions=tuple(Transaction(**dict(each)) for each in table.transactions),
        cash_flows=table.cash_flows,
    )

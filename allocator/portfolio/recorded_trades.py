"""The trades of a recorded proposal, read back and held against the rest of the record."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field

from allocator.errors import InputError, Problem
from allocator.model.money import market_value
from allocator.model.orders import (
    RecordedAccount,
    RecordedHolding,
    RecordedWeight,
    TradeRecord,
)
from allocator.model.proposal import Advice
from allocator.model.tax import Term
from allocator.model.trades import LotSale, Side, Trade
from allocator.portfolio.schema import Day, Name, validated

if TYPE_CHECKING:
    from collections.abc import Iterator

_DIGITS = 18
"""As many as exact arithmetic has room for, and more than any account needs."""

AboveZero = Annotated[Decimal, Field(gt=0, max_digits=_DIGITS)]
NotNegative = Annotated[Decimal, Field(ge=0, max_digits=_DIGITS)]
Amount = Annotated[Decimal, Field(max_digits=_DIGITS)]

_REMEDY = "make the record again (allocator propose PORTFOLIO --json) and leave it as it is"


class Part(BaseModel):
    """A part of a record of which only some keys matter here."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class LotPart(Part):
    """Shares sold out of one lot."""

    shares: AboveZero
    acquired: Day | None
    cost_basis: NotNegative | None
    gain: Amount | None
    term: Term | None


class TradePart(Part):
    """A trade."""

    account: Name
    symbol: Name
    side: Side
    shares: AboveZero
    price: AboveZero
    value: NotNegative
    cost: NotNegative
    lots: tuple[LotPart, ...] = ()

    def trade(self) -> Trade:
        """Turn the part into the model's trade."""
        return Trade(**{**dict(self), "lots": tuple(LotSale(**dict(lot)) for lot in self.lots)})


class AccountPart(Part):
    """An account with its cash before the trades."""

    name: Name
    cash: Amount


class HoldingPart(Part):
    """A holding at its price."""

    account: Name
    symbol: Name
    shares: AboveZero
    price: AboveZero
    value: NotNegative


class WeightPart(Part):
    """What is weighed at each stage."""

    now: float
    after: float


class PortfolioPart(Part):
    """What is held."""

    accounts: Annotated[tuple[AccountPart, ...], Field(min_length=1)]
    holdings: tuple[HoldingPart, ...]


class InputPortfolioPart(Part):
    """What the user puts in or takes out, among the inputs."""

    cash_flows: tuple[tuple[str, Amount], ...] = ()


class InputsPart(Part):
    """The inputs of the run."""

    portfolio: InputPortfolioPart
    on: Day


class RunPart(Part):
    """The run."""

    id: Name
    advice: Advice
    inputs: InputsPart


class ChecksPart(Part):
    """What the proposal verified."""

    cash_after_by_account: dict[str, Amount]


class DocumentPart(Part):
    """The whole record."""

    as_of: Day
    run: RunPart
    portfolio: PortfolioPart
    weights: dict[str, WeightPart]
    trades: tuple[TradePart, ...]
    checks: ChecksPart


def trades_from_plain(data: object, source: str) -> TradeRecord:
    """
    Read the trades of a recorded proposal.

    Args:
        data: The whole record as parsed, numbers with all their digits.
        source: What the record is called in messages: the path as typed.

    Returns:
        The trades with the accounts and holdings they change.

    Raises:
        InputError: If something is missing or wrong, or figures contradict each other, as they do
            once the record was changed by hand; with every such place.
    """
    try:
        document = validated(DocumentPart, data, source)
    except InputError as error:
        raise InputError(*(replace(each, remedy=_REMEDY) for each in error.problems)) from None
    found = [
        Problem(f"{source}: {place}", message, _REMEDY)
        for place, message in _contradictions(document)
    ]
    if found:
        raise InputError(*found)
    return TradeRecord(
        run_id=document.run.id,
        as_of=document.as_of,
        on=document.run.inputs.on,
        accounts=tuple(_account(document, account) for account in document.portfolio.accounts),
        holdings=tuple(RecordedHolding(**dict(each)) for each in document.portfolio.holdings),
        trades=tuple(each.trade() for each in document.trades),
        weights={
            name: RecordedWeight(each.now, each.after) for name, each in document.weights.items()
        },
    )


def _contradictions(document: DocumentPart) -> Iterator[tuple[str, str]]:
    """Find figures that contradict each other: the place inside the record, and what is wrong."""
    yield from _twice(document)
    accounts = {account.name for account in document.portfolio.accounts}
    held = {(each.account, each.symbol): each.shares for each in document.portfolio.holdings}
    if (document.run.advice is Advice.TRADE) != bool(document.trades):
        count = len(document.trades)
        yield "run.advice", f"is {document.run.advice.value!r}, but trades has {count} entries"
    for number, trade in enumerate(document.trades, 1):
        place = f"trades.{number}"
        if trade.account not in accounts:
            yield place, f"is in the account {trade.account!r}, which portfolio.accounts has not"
        yield from ((place, message) for message in _wrong_in(trade, held))
    for number, holding in enumerate(document.portfolio.holdings, 1):
        if market_value(holding.shares, holding.price) != holding.value:
            yield f"portfolio.holdings.{number}", _not_value(holding)
    yield from _wrong_cash(document)


def _twice(document: DocumentPart) -> Iterator[tuple[str, str]]:
    """Find accounts, holdings and trades that stand there twice."""
    names = Counter(account.name for account in document.portfolio.accounts)
    held = Counter((each.account, each.symbol) for each in document.portfolio.holdings)
    traded = Counter((each.account, each.symbol) for each in document.trades)
    for name in (name for name, count in names.items() if count > 1):
        yield "portfolio.accounts", f"names {name!r} twice"
    for place, counts in (("portfolio.holdings", held), ("trades", traded)):
        for account, symbol in (pair for pair, count in counts.items() if count > 1):
            yield place, f"has {symbol} in {account!r} twice"


def _wrong_in(trade: TradePart, held: dict[tuple[str, str], Decimal]) -> Iterator[str]:
    """Say what is wrong with one trade by itself."""
    if market_value(trade.shares, trade.price) != trade.value:
        yield _not_value(trade)
    in_lots = sum((lot.shares for lot in trade.lots), Decimal(0))
    if trade.lots and (trade.side is Side.BUY or in_lots != trade.shares):
        yield f"has lots of {in_lots} shares for a {trade.side.value} of {trade.shares}"
    shares = held.get((trade.account, trade.symbol), Decimal(0))
    if trade.side is Side.SELL and trade.shares > shares:
        yield f"sells {trade.shares} {trade.symbol}, of which {shares} are held"


def _not_value(priced: TradePart | HoldingPart) -> str:
    """Say that a value is not shares times price."""
    right = market_value(priced.shares, priced.price)
    return (
        f"has {priced.shares} {priced.symbol} at {priced.price}, which is {right}, "
        f"but its value is {priced.value}"
    )


def _wrong_cash(document: DocumentPart) -> Iterator[tuple[str, str]]:
    """Hold the cash that is left against what the trades leave."""
    stated = document.checks.cash_after_by_account
    for account in document.portfolio.accounts:
        place = f"checks.cash_after_by_account.{account.name}"
        if account.name not in stated:
            yield place, "is missing"
            continue
        left = _left(document, account)
        if stated[account.name] != left:
            yield place, f"is {stated[account.name]}, but the trades leave {left}"


def _left(document: DocumentPart, account: AccountPart) -> Decimal:
    """Carry what the user puts in or takes out, and the trades, through an account's cash."""
    changes = (each.trade().cash_change for each in document.trades if each.account == account.name)
    return account.cash + _flow(document, account.name) + sum(changes, Decimal(0))


def _flow(document: DocumentPart, name: str) -> Decimal:
    """Sum what the user puts into an account or takes out."""
    flows = document.run.inputs.portfolio.cash_flows
    return sum((amount for account, amount in flows if account == name), Decimal(0))


def _account(document: DocumentPart, account: AccountPart) -> RecordedAccount:
    """Put an account's cash before and after together."""
    after = document.checks.cash_after_by_account[account.name]
    return RecordedAccount(account.name, account.cash, _flow(document, account.name), after)

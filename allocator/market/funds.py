"""The indexes and funds of a snapshot: facts joined with what was measured and priced."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from allocator.market.income import income_of, rate_of
from allocator.market.payouts import payout_of
from allocator.market.prices import Price, Unpriced, price_of
from allocator.model.assets import Fund, Index, PriceBasis

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from allocator.market.capitalisation import Capitalisation
    from allocator.market.facts import FundFact, IndexFact
    from allocator.market.history import History
    from allocator.market.income import Rate
    from allocator.market.payouts import Payout
    from allocator.model.assets import Income

_PAR = Decimal(1)


@dataclass(frozen=True, slots=True)
class FundList:
    """Funds by symbol, and what a reader should know of their prices and fees."""

    funds: Mapping[str, Fund]
    notes: tuple[str, ...]


def describe_index(fact: IndexFact, measured: Capitalisation | None) -> Index:
    """Describe an index, with its small-cap share measured where that is asked for and can be."""
    share, source = fact.small_share, fact.source
    if fact.measured and measured is not None:
        share, source = round(measured.small_share, 4), f"{source}; small share {measured.source}"
    elif fact.measured:
        source = f"{source}; small share of {fact.share_on}: {fact.share_source}"
    return Index(fact.name, fact.asset_class, share, source)


def list_funds(
    facts: tuple[FundFact, ...], history: History, payouts: tuple[Payout, ...]
) -> FundList:
    """
    Price every fund on the day of `history`, and measure what it paid out.

    Args:
        facts: The funds to list.
        history: The price series.
        payouts: How distributions are taxed, as far as it was known on the day.

    Returns:
        All of them; one that the data cannot price is listed without a price, and noted.
    """
    prices = {fact.symbol: _price(fact, history) for fact in facts}
    incomes = _incomes(facts, prices, history, payouts)
    funds = {
        fact.symbol: _fund(fact, prices[fact.symbol], history.as_of, incomes[fact.symbol])
        for fact in facts
    }
    notes = [price.note for price in prices.values() if isinstance(price, Price) and price.note]
    notes += _unpriced(funds, prices)
    later = [fact.symbol for fact in facts if fact.fee(history.as_of).on > history.as_of]
    if later:
        notes.append(
            f"no expense ratio of {', '.join(later)} is known as of {history.as_of}: the earliest "
            "known stands in"
        )
    return FundList(funds, tuple(notes))


def _unpriced(funds: Mapping[str, Fund], prices: Mapping[str, Price | Unpriced]) -> list[str]:
    """Say which funds that may be bought have no price, and why."""
    reasons: dict[str, list[str]] = {}
    for symbol, price in prices.items():
        if isinstance(price, Unpriced) and funds[symbol].buyable:
            reasons.setdefault(price.reason, []).append(symbol)
    return [
        f"no price for {', '.join(symbols)} ({reason}): give one in the portfolio file"
        for reason, symbols in reasons.items()
    ]


def _price(fact: FundFact, history: History) -> Price | Unpriced:
    """Price one fund; of a money fund a share is a dollar on any day."""
    if fact.par:
        return Price(_PAR, PriceBasis.PAR, history.as_of)
    return price_of(history, fact.symbol)


def _incomes(
    facts: tuple[FundFact, ...],
    prices: Mapping[str, Price | Unpriced],
    history: History,
    payouts: tuple[Payout, ...],
) -> Mapping[str, Income | None]:
    """Find what every fund paid: measured, else as another before fees where a fact says so."""
    priced = {symbol: price for symbol, price in prices.items() if isinstance(price, Price)}
    rates: dict[str, Rate | None] = {
        symbol: rate_of(history, symbol, price) for symbol, price in priced.items()
    }
    fees = {fact.symbol: fact.fee(history.as_of).ratio for fact in facts}
    incomes: dict[str, Income | None] = {}
    for fact in facts:
        symbol = fact.symbol
        taxed = payout_of(payouts, symbol, fact.index)
        rate = rates.get(symbol)
        if rate is None and taxed is not None and taxed.like is not None:
            other = rates.get(taxed.like)
            more = fees[symbol] - fees.get(taxed.like, 0.0)
            rate = other.after_fees(taxed.like, more) if other else None
        day = priced[symbol].day if symbol in priced else history.as_of
        incomes[symbol] = income_of(rate, taxed, day)
    return incomes


def _fund(fact: FundFact, price: Price | Unpriced, as_of: date, income: Income | None) -> Fund:
    """Put a fund together with its price, if it has one."""
    fee = fact.fee(as_of)
    found = price if isinstance(price, Price) else None
    source = f"expense ratio of {fee.on}: {fee.source}"
    return Fund(
        symbol=fact.symbol,
        name=fact.name,
        index=fact.index,
        expense_ratio=fee.ratio,
        multiple=fact.multiple,
        buyable=fact.buyable,
        price=found.amount if found else None,
        price_basis=found.basis if found else PriceBasis.FILE,
        price_date=found.day if found and not fact.par else None,
        source=f"{source}; {fact.note}" if fact.note else source,
        income=income,
    )

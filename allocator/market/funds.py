"""The indexes and funds of a snapshot: facts joined with what was measured and priced."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from allocator.market.prices import price_of
from allocator.model.assets import Fund, Index, PriceBasis

if TYPE_CHECKING:
    from collections.abc import Mapping

    from allocator.market.capitalisation import Capitalisation
    from allocator.market.facts import FundFact, IndexFact
    from allocator.market.history import History

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


def list_funds(facts: tuple[FundFact, ...], history: History) -> FundList:
    """
    Price every fund on the day of `history`.

    Args:
        facts: The funds to list.
        history: The price series.

    Returns:
        All of them; one that the data cannot price is listed without a price, and noted.
    """
    priced = [_priced(fact, history) for fact in facts]
    notes = [note for _, note in priced if note]
    unpriced = [fund.symbol for fund, _ in priced if fund.price is None and fund.buyable]
    if unpriced:
        notes.append(f"no price for {', '.join(unpriced)}: give one in the portfolio file")
    later = [fact.symbol for fact in facts if fact.fee(history.as_of).on > history.as_of]
    if later:
        notes.append(
            f"no expense ratio of {', '.join(later)} is known as of {history.as_of}: the earliest "
            "known stands in"
        )
    return FundList({fund.symbol: fund for fund, _ in priced}, tuple(notes))


def _priced(fact: FundFact, history: History) -> tuple[Fund, str]:
    """Put a fund together with its price, and what is to be noted of the price."""
    fee = fact.fee(history.as_of)
    price = None if fact.par else price_of(history, fact.symbol)
    without = PriceBasis.PAR if fact.par else PriceBasis.FILE
    source = f"expense ratio of {fee.on}: {fee.source}"
    fund = Fund(
        symbol=fact.symbol,
        name=fact.name,
        index=fact.index,
        expense_ratio=fee.ratio,
        multiple=fact.multiple,
        buyable=fact.buyable,
        price=price.amount if price else (_PAR if fact.par else None),
        price_basis=price.basis if price else without,
        price_date=price.day if price else None,
        source=f"{source}; {fact.note}" if fact.note else source,
    )
    return fund, price.note if price else ""

"""From a portfolio and a snapshot to a household: arrays in an order that names cannot change."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from allocator.model.assets import PriceBasis
from allocator.model.household import Household, Position
from allocator.portfolio.pricing import value_holdings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from allocator.model.assets import Fund, Index
    from allocator.model.policy import Policy
    from allocator.model.portfolio import Account, Portfolio
    from allocator.model.snapshot import Snapshot
    from allocator.portfolio.pricing import ValuedHolding


def build_household(
    portfolio: Portfolio, snapshot: Snapshot, policy: Policy, wanted: Iterable[str]
) -> Household:
    """
    Value a portfolio and line it up with what it may buy.

    An index may be bought if its asset class is held already or the policy's neutral mix names
    it; in each account the fund bought is the cheapest one on that index.

    Args:
        portfolio: What is held, found consistent with the snapshot (`contradictions`).
        snapshot: Funds, prices and indexes.
        policy: For its lists of funds not to trade.
        wanted: Names of indexes that views or the neutral mix speak about.

    Returns:
        The household.
    """
    valued, _ = value_holdings(portfolio, snapshot)
    value = sum((account.cash for account in portfolio.accounts), Decimal(0))
    value += sum((holding.value for holding in valued), Decimal(0))
    accounts = _in_order(portfolio.accounts, valued)
    shelf = _stock_shelf(valued, snapshot, policy, wanted)
    positions = tuple(
        position
        for number, account in enumerate(accounts)
        for position in _positions(
            number, [holding for holding in valued if holding.account == account.name], shelf
        )
    )
    indexes = tuple(snapshot.indexes[name] for name in shelf.indexes)
    return _aligned(accounts, positions, indexes, value)


@dataclass(frozen=True, slots=True)
class _Shelf:
    """What may be bought: priced funds on the household's indexes, and what is barred."""

    indexes: tuple[str, ...]
    open_indexes: frozenset[str]
    funds: Mapping[str, Fund]
    prices: Mapping[str, tuple[Decimal, PriceBasis]]
    barred: frozenset[str]
    locked: frozenset[str]

    def fund_to_buy(self, index: str, held: Mapping[str, ValuedHolding]) -> Fund | None:
        """Choose the cheapest fund on an index; between equals the one held, then by symbol."""
        candidates = [
            fund
            for symbol, fund in self.funds.items()
            if fund.index == index
            and symbol in self.prices
            and symbol not in self.barred
            and not (symbol in held and held[symbol].lock.forbids_buying)
        ]
        return min(
            candidates,
            key=lambda fund: (fund.expense_ratio, fund.symbol not in held, fund.symbol),
            default=None,
        )


def _stock_shelf(
    valued: tuple[ValuedHolding, ...], snapshot: Snapshot, policy: Policy, wanted: Iterable[str]
) -> _Shelf:
    """Collect what the household may buy: asset classes it holds, or that its policy names."""
    held = {holding.fund.index for holding in valued}
    named = {name for name, weight in policy.neutral.weights if name != "cash" and weight}
    names = held | named | set(wanted)
    classes = {snapshot.indexes[name].asset_class for name in held}
    return _Shelf(
        indexes=tuple(sorted(names)),
        open_indexes=frozenset(
            name for name in names if name in named or snapshot.indexes[name].asset_class in classes
        ),
        funds={symbol: fund for symbol, fund in snapshot.funds.items() if fund.buyable},
        prices=_prices(valued, snapshot),
        barred=frozenset(policy.trading.do_not_buy),
        locked=frozenset(policy.trading.do_not_sell),
    )


def _in_order(
    accounts: tuple[Account, ...], valued: tuple[ValuedHolding, ...]
) -> tuple[Account, ...]:
    """Sort accounts by what is in them, so that neither names nor rows decide an answer."""

    def content(account: Account) -> tuple[object, ...]:
        inside = sorted(
            (holding.symbol, holding.shares, holding.price, holding.lock)
            for holding in valued
            if holding.account == account.name
        )
        return (account.type, account.cash, tuple(inside), account.name)

    return tuple(sorted(accounts, key=content))


def _positions(number: int, inside: list[ValuedHolding], shelf: _Shelf) -> list[Position]:
    """List what one account holds and may buy, by symbol."""
    held = {holding.symbol: holding for holding in inside}
    chosen = [shelf.fund_to_buy(index, held) for index in shelf.indexes]
    bought = {fund.symbol: fund for fund in chosen if fund is not None}
    return [
        Position(
            account=number,
            fund=held[symbol].fund if symbol in held else bought[symbol],
            shares=held[symbol].shares if symbol in held else Decimal(0),
            price=shelf.prices[symbol][0],
            price_basis=shelf.prices[symbol][1],
            may_buy=symbol in bought and bought[symbol].index in shelf.open_indexes,
            may_sell=symbol in held
            and symbol not in shelf.locked
            and not held[symbol].lock.forbids_selling,
        )
        for symbol in sorted(held.keys() | bought.keys())
    ]


def _prices(
    valued: tuple[ValuedHolding, ...], snapshot: Snapshot
) -> dict[str, tuple[Decimal, PriceBasis]]:
    """
    Price everything that may be traded.

    Where the file prices a fund that can be bought, the other funds on its index are left out: the
    snapshot's prices are of another day, and a price as fresh as the file's is to be had.
    """
    fresh = {h.fund.index for h in valued if h.price_basis is PriceBasis.FILE and h.fund.buyable}
    prices = {
        fund.symbol: (fund.price, fund.price_basis)
        for fund in snapshot.funds.values()
        if fund.price is not None and fund.index not in fresh
    }
    return prices | {holding.symbol: (holding.price, holding.price_basis) for holding in valued}


def _aligned(
    accounts: tuple[Account, ...],
    positions: tuple[Position, ...],
    indexes: tuple[Index, ...],
    value: Decimal,
) -> Household:
    """Line everything up, crossing from decimals to weights."""
    exposure = np.zeros((len(indexes), len(positions)))
    row = {index.name: number for number, index in enumerate(indexes)}
    for column, position in enumerate(positions):
        exposure[row[position.fund.index], column] = position.fund.multiple
    return Household(
        accounts=accounts,
        positions=positions,
        indexes=indexes,
        value=value,
        weights=np.array([float(position.value / value) for position in positions]),
        cash=np.array([float(account.cash / value) for account in accounts]),
        exposure=exposure,
    )

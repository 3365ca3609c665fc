"""From a portfolio and a snapshot to a household: arrays in an order that names cannot change."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from math import ceil
from typing import TYPE_CHECKING

import numpy as np

from allocator.model.assets import AssetClass, PriceBasis
from allocator.model.household import WHOLE, Household, Position
from allocator.model.money import market_value
from allocator.model.policy import AccountRule
from allocator.portfolio.pricing import value_holdings
from allocator.portfolio.tax_lots import sale_costs, tax_lots

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from allocator.model.assets import Fund, Index
    from allocator.model.lots import TaxLot
    from allocator.model.policy import Policy
    from allocator.model.portfolio import Account, Portfolio
    from allocator.model.snapshot import Snapshot
    from allocator.model.trading_day import TradingDay
    from allocator.portfolio.pricing import ValuedHolding

FRACTION = Decimal("0.001")
"""The least part of a share that is traded where the broker trades parts of shares."""

NEARLY = 1e-9
"""What the inverse of a cap may be beyond a whole number, for the rounding of floats."""


def build_household(
    portfolio: Portfolio,
    snapshot: Snapshot,
    policy: Policy,
    wanted: Iterable[str],
    day: TradingDay,
) -> Household:
    """
    Value a portfolio and line it up with what it may buy.

    An index may be bought if its asset class is held already or the policy's neutral mix names
    it; in each account the fund bought is the one the policy prefers, else the cheapest, among
    those that the account may hold, and under a cap on single funds the next ones too. Money put in
    is there, money to be taken out is missing.

    Args:
        portfolio: What is held, found consistent with the snapshot (`contradictions`).
        snapshot: Funds, prices and indexes.
        policy: For its rules of funds and accounts, and what not to trade.
        wanted: Names of indexes that views, limits or the neutral mix speak about.
        day: The day of trading.

    Returns:
        The household.
    """
    valued, _ = value_holdings(portfolio, snapshot)
    accounts = _in_order(_accounts(portfolio, policy), valued)
    shelf = _stock_shelf(valued, snapshot, policy, wanted)
    positions = tuple(
        position
        for number, account in enumerate(accounts)
        for position in _positions(
            number,
            account,
            [holding for holding in valued if holding.account == account.name],
            shelf,
            _Desk(policy, day, _rule(policy, account.name)),
        )
    )
    indexes = tuple(snapshot.indexes[name] for name in shelf.indexes)
    household = _aligned(accounts, positions, indexes, day)
    flow = sum((dollars for _, dollars in portfolio.cash_flows), Decimal(0))
    return replace(
        household,
        sectors=snapshot.sectors,
        flow=float(flow / household.value),
        cash_yield=_cash_yield(snapshot),
    )


def _cash_yield(snapshot: Snapshot) -> float:
    """Take the mean of what funds on cash pay; nothing where none is known."""
    rates = [
        fund.income.rate
        for fund in snapshot.funds.values()
        if fund.income is not None
        and snapshot.indexes[fund.index].asset_class is AssetClass.CASH
        and fund.multiple == 1
    ]
    return sum(rates) / len(rates) if rates else 0.0


def _accounts(portfolio: Portfolio, policy: Policy) -> tuple[Account, ...]:
    """Take the accounts with the money that comes or goes, typed by the policy where it says so."""
    flows = dict(portfolio.cash_flows)
    found = []
    for account in portfolio.accounts:
        kind = _rule(policy, account.name).type or account.type
        cash = account.cash + flows.get(account.name, Decimal(0))
        found.append(replace(account, cash=cash, type=kind))
    return tuple(found)


def _rule(policy: Policy, account: str) -> AccountRule:
    """Find what the policy says of an account; where it says nothing, nothing is special."""
    return next((rule for rule in policy.accounts if rule.name == account), AccountRule(account))


@dataclass(frozen=True, slots=True)
class _Desk:
    """The rules under which one account trades."""

    policy: Policy
    day: TradingDay
    rule: AccountRule

    def may_hold(self, symbol: str) -> bool:
        """Tell whether a fund is on the account's menu."""
        return not self.rule.funds or symbol in self.rule.funds

    @property
    def step(self) -> Decimal:
        """The least part of a share that is traded."""
        return FRACTION if self.rule.fractional else WHOLE


@dataclass(frozen=True, slots=True)
class _Shelf:
    """What may be bought: priced funds on the household's indexes, and what is barred."""

    indexes: tuple[str, ...]
    open_indexes: frozenset[str]
    funds: Mapping[str, Fund]
    prices: Mapping[str, tuple[Decimal, PriceBasis]]
    barred: frozenset[str]
    locked: frozenset[str]
    preferred: Mapping[str, tuple[str, ...]]
    stand_ins: frozenset[str]
    per_index: int

    def funds_to_buy(
        self, index: str, held: Mapping[str, ValuedHolding], desk: _Desk
    ) -> list[Fund]:
        """Rank the funds on an index: preferred, then named stand-ins, then the cheapest."""
        candidates = [
            fund
            for symbol, fund in self.funds.items()
            if fund.index == index
            and symbol in self.prices
            and symbol not in self.barred
            and desk.may_hold(symbol)
            and not (symbol in held and held[symbol].lock.forbids_buying)
        ]
        wishes = self.preferred.get(index, ())

        def order(fund: Fund) -> tuple[int, bool, float, bool, str]:
            wished = wishes.index(fund.symbol) if fund.symbol in wishes else len(wishes)
            stands_in = fund.symbol in self.stand_ins
            return wished, not stands_in, fund.expense_ratio, fund.symbol not in held, fund.symbol

        return sorted(candidates, key=order)[: self.per_index]


def _stock_shelf(
    valued: tuple[ValuedHolding, ...], snapshot: Snapshot, policy: Policy, wanted: Iterable[str]
) -> _Shelf:
    """Collect what the household may buy: asset classes it holds, or that its policy names."""
    held = {holding.fund.index for holding in valued}
    named = {name for name, weight in policy.neutral.weights if name != "cash" and weight}
    stand_ins = _stand_ins(held, snapshot, policy)
    swapped = {snapshot.funds[symbol].index for symbol in stand_ins}
    names = held | named | set(wanted) | swapped
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
        preferred=dict(policy.funds.prefer),
        stand_ins=stand_ins,
        per_index=_per_index(policy),
    )


def _per_index(policy: Policy) -> int:
    """Count the funds on one index that an account may buy: as many as a cap on each asks for."""
    cap = policy.limits.fund_weight
    most = cap.upper if cap and cap.upper else 1.0
    return ceil(1 / most - NEARLY)


def _stand_ins(held: set[str], snapshot: Snapshot, policy: Policy) -> frozenset[str]:
    """Name the funds of other indexes that may stand in for what is held."""
    funds = snapshot.funds
    return frozenset(
        stand_in
        for symbol, stand_ins in policy.funds.substitutes
        if symbol in funds and funds[symbol].index in held
        for stand_in in stand_ins
    )


def _in_order(
    accounts: tuple[Account, ...], valued: tuple[ValuedHolding, ...]
) -> tuple[Account, ...]:
    """Sort accounts by what is in them, so that neither names nor rows decide an answer."""

    def content(account: Account) -> tuple[object, ...]:
        inside = sorted(
            (holding.symbol, holding.shares, holding.price, holding.lock, _history(holding))
            for holding in valued
            if holding.account == account.name
        )
        return (account.type, account.cash, tuple(inside), account.name)

    return tuple(sorted(accounts, key=content))


def _history(holding: ValuedHolding) -> tuple[tuple[Decimal, Decimal, int], ...]:
    """Tell lots apart by what can be compared: shares, cost and day."""
    return tuple(
        (
            lot.shares,
            Decimal(-1) if lot.cost_basis is None else lot.cost_basis,
            0 if lot.acquired is None else lot.acquired.toordinal(),
        )
        for lot in holding.lots
    )


def _positions(
    number: int, account: Account, inside: list[ValuedHolding], shelf: _Shelf, desk: _Desk
) -> list[Position]:
    """List what one account holds and may buy, by symbol."""
    held = {holding.symbol: holding for holding in inside}
    bought = {
        fund.symbol: fund
        for index in shelf.indexes
        for fund in shelf.funds_to_buy(index, held, desk)
    }
    return [
        Position(
            account=number,
            fund=held[symbol].fund if symbol in held else bought[symbol],
            shares=held[symbol].shares if symbol in held else Decimal(0),
            price=shelf.prices[symbol][0],
            price_basis=shelf.prices[symbol][1],
            may_buy=symbol in bought and bought[symbol].index in shelf.open_indexes,
            may_sell=symbol in held
            and not desk.policy.trading.buy_only
            and symbol not in shelf.locked
            and not held[symbol].lock.forbids_selling,
            lots=_lots(held.get(symbol), account, desk),
            step=desk.step,
            kin=symbol,
            sale_costs=sale_costs(shelf.prices[symbol][0], symbol, desk.policy.trading, desk.day),
        )
        for symbol in sorted(held.keys() | bought.keys())
    ]


def _lots(holding: ValuedHolding | None, account: Account, desk: _Desk) -> tuple[TaxLot, ...]:
    """Take the lots of a holding as tax sees them; none where nothing is held."""
    if holding is None:
        return ()
    return tax_lots(holding.lots, holding.price, account.type, desk.policy, desk.day)


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
    day: TradingDay,
) -> Household:
    """Line everything up, crossing from decimals to weights."""
    value = sum((account.cash for account in accounts), Decimal(0))
    value += sum((market_value(each.shares, each.price) for each in positions), Decimal(0))
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
        day=day,
    )

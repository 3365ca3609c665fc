"""From a portfolio and a snapshot to a household: arrays in an order that names cannot change."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from allocator.errors import InputError, Problem, Severity
from allocator.model.assets import PriceBasis
from allocator.model.household import Household, Position
from allocator.model.portfolio import Lock
from allocator.portfolio.valuation import nearest, value_holdings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from allocator.model.assets import Fund, Index
    from allocator.model.policy import Policy
    from allocator.model.portfolio import Account, Portfolio
    from allocator.model.snapshot import Snapshot
    from allocator.portfolio.valuation import ValuedHolding


def build_household(
    portfolio: Portfolio, snapshot: Snapshot, policy: Policy, wanted: Iterable[str]
) -> tuple[Household, tuple[Problem, ...]]:
    """
    Value a portfolio and line it up with what it may buy.

    An index may be bought if its asset class is held already or the policy's neutral mix names
    it; in each account the fund bought is the cheapest one on that index.

    Args:
        portfolio: What is held.
        snapshot: Funds, prices and indexes.
        policy: For its lists of funds not to trade.
        wanted: Names of indexes that views or the neutral mix speak about.

    Returns:
        The household, and warnings.

    Raises:
        InputError: With every problem that keeps the portfolio from being valued.
    """
    valued, problems = value_holdings(portfolio, snapshot)
    problems += _policy_problems(policy, snapshot, portfolio)
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    value = sum((account.cash for account in portfolio.accounts), Decimal(0))
    value += sum((holding.value for holding in valued), Decimal(0))
    if not errors and value <= 0:
        errors = [Problem(portfolio.source, "the portfolio is worth nothing", "check the shares")]
    if errors:
        raise InputError(*errors)
    accounts = _in_order(portfolio.accounts, valued)
    held = {holding.fund.index for holding in valued}
    named = {name for name, weight in policy.neutral.weights if name != "cash" and weight}
    names = tuple(sorted(held | named | set(wanted)))
    classes = {snapshot.indexes[name].asset_class for name in held}
    open_to = {n for n in names if n in named or snapshot.indexes[n].asset_class in classes}
    positions = tuple(
        position
        for number, account in enumerate(accounts)
        for position in _positions(number, account, valued, snapshot, policy, names, open_to)
    )
    indexes = tuple(snapshot.indexes[name] for name in names)
    return _aligned(accounts, positions, indexes, value), problems


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


def _positions(
    number: int,
    account: Account,
    valued: tuple[ValuedHolding, ...],
    snapshot: Snapshot,
    policy: Policy,
    names: tuple[str, ...],
    open_to: set[str],
) -> list[Position]:
    """List what one account holds and may buy, by symbol."""
    held = {holding.symbol: holding for holding in valued if holding.account == account.name}
    prices = _prices(valued, snapshot)
    chosen = {name: _fund_to_buy(name, held, prices, snapshot, policy) for name in names}
    bought = {fund.symbol: fund for fund in chosen.values() if fund is not None}
    positions = []
    for symbol in sorted(held.keys() | bought.keys()):
        holding = held.get(symbol)
        fund = holding.fund if holding else bought[symbol]
        lock = holding.lock if holding else Lock.NONE
        positions.append(
            Position(
                account=number,
                fund=fund,
                shares=holding.shares if holding else Decimal(0),
                price=prices[symbol],
                may_buy=symbol in bought and fund.index in open_to,
                may_sell=holding is not None
                and not lock.forbids_selling
                and symbol not in policy.trading.do_not_sell,
            )
        )
    return positions


def _prices(valued: tuple[ValuedHolding, ...], snapshot: Snapshot) -> dict[str, Decimal]:
    """
    Price everything that may be traded.

    Where the file brings prices of its own, the other funds on an index it prices are left out:
    the snapshot's prices are of another day, and trades at prices of two days do not add up.
    """
    quoted = {holding.symbol: holding for holding in valued}
    fresh = {h.fund.index for h in valued if h.price_basis is PriceBasis.FILE and h.fund.buyable}
    prices = {
        fund.symbol: fund.price
        for fund in snapshot.funds.values()
        if fund.price is not None and fund.index not in fresh
    }
    return prices | {symbol: holding.price for symbol, holding in quoted.items()}


def _fund_to_buy(
    index: str,
    held: dict[str, ValuedHolding],
    prices: dict[str, Decimal],
    snapshot: Snapshot,
    policy: Policy,
) -> Fund | None:
    """Choose the cheapest fund on an index; between equals the one held, then by symbol."""
    candidates = [
        fund
        for fund in snapshot.funds.values()
        if fund.index == index
        and fund.buyable
        and fund.symbol in prices
        and fund.symbol not in policy.trading.do_not_buy
        and not (fund.symbol in held and held[fund.symbol].lock.forbids_buying)
    ]
    return min(
        candidates,
        key=lambda fund: (fund.expense_ratio, fund.symbol not in held, fund.symbol),
        default=None,
    )


def _aligned(
    accounts: tuple[Account, ...],
    positions: tuple[Position, ...],
    indexes: tuple[Index, ...],
    value: Decimal,
) -> Household:
    """Cross from decimals to weights: the only place where money becomes a float."""
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


def _policy_problems(
    policy: Policy, snapshot: Snapshot, portfolio: Portfolio
) -> tuple[Problem, ...]:
    """Find names in the policy that nothing answers to: a misspelt limit is never ignored."""
    held = {holding.symbol for holding in portfolio.holdings}
    known = snapshot.funds.keys() | held
    tracked = {fund.index for fund in snapshot.funds.values() if fund.buyable}
    lists = {
        "trading.do_not_buy": policy.trading.do_not_buy,
        "trading.do_not_sell": policy.trading.do_not_sell,
    }
    problems = [
        Problem(f"policy: {key}", f"unknown ticker {symbol!r}", nearest(symbol, known))
        for key, symbols in lists.items()
        for symbol in symbols
        if symbol not in known
    ]
    problems += [
        Problem("policy: neutral.weights", f"no fund tracks {name!r}", nearest(name, tracked))
        for name, _ in policy.neutral.weights
        if name != "cash" and name not in tracked
    ]
    return tuple(problems)

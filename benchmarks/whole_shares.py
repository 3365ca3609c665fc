"""Whole shares of the same targets by everyone: is more spent than there is?"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from decimal import Decimal
from importlib.metadata import version
from importlib.util import find_spec
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.clock import alternate
from benchmarks.small_accounts import CASH, SIZE, SmallAccount, draw, our_shares
from benchmarks.table import HEAD, absent, table, times

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.clock import Timing

    Shares = tuple[int, ...]
    Round = Callable[[SmallAccount], Shares]

OURS = "allocator"
BLOCK = 5


@dataclass(frozen=True, slots=True)
class Rounding:
    """One way to whole shares: the distribution, its words for it, what to import, how to ask."""

    distribution: str
    words: str
    package: str
    prepare: Callable[[], Round]

    @property
    def name(self) -> str:
        """The row's name, with the version."""
        return f"{self.distribution} {version(self.distribution)}, {self.words}"


def whole_shares(rounds: int = 20) -> str:
    """Turn 100 targets of $5,000 each into whole shares, and count the cash."""
    accounts = [draw(seed) for seed in range(rounds * BLOCK)]
    there = [each for each in ROUNDINGS if find_spec(each.package)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the peers' own
        ways = {OURS: our_shares} | {each.name: each.prepare() for each in there}
        found = alternate({n: _in_turn(way, accounts) for n, way in ways.items()}, rounds, BLOCK)
    rows: list[tuple[str, ...]] = [
        ("", *HEAD, "overspent", "worst", "idle, median", "off target, median")
    ]
    rows += [(name, *times(timing, 2), *_cells(accounts, timing)) for name, timing in found.items()]
    gone = [each for each in ROUNDINGS if each not in there]
    rows += [(f"{each.distribution}, {each.words}", *absent(len(rows[0]) - 1)) for each in gone]
    return table(f"5. Whole shares: {len(accounts)} accounts of ${CASH:,}", rows, NOTES)


NOTES = [
    f"All start from the same target over {SIZE} funds and from cash, without costs. overspent:",
    "how many accounts buy more than their cash pays for, and the worst by how many dollars; idle:",
    "cash left; off target: half the sum of absolute distances, cash among them. Ours seeks the",
    "nearest indexes and does not count idle cash as a distance, so that it leaves more of it.",
    "PyPortfolioOpt's lp pairs weights and prices by place, not by ticker: asked twice, with the",
    "prices in the order of the weights and sorted by ticker. skfolio has no whole shares.",
]


def _cells(accounts: list[SmallAccount], timing: Timing[Shares]) -> tuple[str, ...]:
    """Count the cash of every account, in Decimal."""
    turns = list(zip(accounts, timing.answers, strict=True))
    left = [account.left(shares) for account, shares in turns]
    over = [-each for each in left if each < 0]
    off = median(account.distance(shares) for account, shares in turns)
    return (
        f"{len(over)} of {len(left)}",
        f"${max(over):,.2f}" if over else "-",
        f"${median(max(each, Decimal(0)) for each in left):,.2f}",
        f"{off:.1%}",
    )


def _in_turn(way: Round, accounts: list[SmallAccount]) -> Callable[[int], Shares]:
    """Make a contestant of a rounding: its turn decides the account."""
    return lambda turn: way(accounts[turn])


def _greedy() -> Round:
    """Ask PyPortfolioOpt's greedy allocation."""
    import pandas as pd
    from pypfopt import DiscreteAllocation

    def solve(account: SmallAccount) -> Shares:
        found, _ = DiscreteAllocation(
            dict(zip(account.symbols, account.target.tolist(), strict=True)),
            pd.Series([float(price) for price in account.prices], account.symbols),
            total_portfolio_value=float(CASH),
        ).greedy_portfolio()
        return tuple(int(found.get(symbol, 0)) for symbol in account.symbols)

    return solve


def _lp(*, by_ticker: bool) -> Round:
    """Ask PyPortfolioOpt's integer program, with prices in the weights' order or by ticker."""
    import pandas as pd
    from pypfopt import DiscreteAllocation

    def solve(account: SmallAccount) -> Shares:
        prices = pd.Series([float(price) for price in account.prices], account.symbols)
        found, _ = DiscreteAllocation(
            dict(zip(account.symbols, account.target.tolist(), strict=True)),
            prices.sort_index() if by_ticker else prices,
            total_portfolio_value=float(CASH),
        ).lp_portfolio()
        return tuple(int(found.get(symbol, 0)) for symbol in account.symbols)

    return solve


def _discretised() -> Round:
    """Ask riskfolio-lib's weights_discretizetion."""
    import pandas as pd
    from riskfolio import weights_discretizetion

    def solve(account: SmallAccount) -> Shares:
        prices = pd.Series([float(price) for price in account.prices], account.symbols)
        weights = pd.Series(account.target, account.symbols)
        found = weights_discretizetion(weights, prices, capital=float(CASH))
        return tuple(int(n) for n in found.loc[account.symbols].iloc[:, 0])

    return solve


def _executed() -> Round:
    """Ask cvxportfolio to execute fixed weights: it rounds each trade to the nearest share."""
    import cvxportfolio as cvx
    import pandas as pd

    days = pd.DatetimeIndex(["2025-12-23", "2025-12-24"])

    def solve(account: SmallAccount) -> Shares:
        symbols = account.symbols
        given = [float(price) for price in account.prices]
        market = cvx.UserProvidedMarketData(
            returns=pd.DataFrame(0.0, days, symbols),
            prices=pd.DataFrame([given, given], days, symbols),
            cash_key="cash",
            min_history=pd.Timedelta(0),
            online_usage=True,
        )
        whole = [*symbols, "cash"]
        target = cvx.FixedWeights(pd.Series([*account.target, 0.0], whole))
        today = pd.Series([0.0] * SIZE + [float(CASH)], whole)
        _, _, shares = target.execute(today, market)
        return tuple(int(n) for n in shares[symbols])

    return solve


ROUNDINGS = (
    Rounding("PyPortfolioOpt", "greedy", "pypfopt", _greedy),
    Rounding("PyPortfolioOpt", "lp, prices in order", "pypfopt", lambda: _lp(by_ticker=False)),
    Rounding("PyPortfolioOpt", "lp, prices by ticker", "pypfopt", lambda: _lp(by_ticker=True)),
    Rounding("riskfolio-lib", "weights_discretizetion", "riskfolio", _discretised),
    Rounding("cvxportfolio", "execute()", "cvxportfolio", _executed),
)

"""Holdings priced and told apart: which fund each is, what it is worth, what is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.errors import Problem, Severity
from allocator.model.assets import Fund, PriceBasis
from allocator.model.money import market_value
from allocator.portfolio.suggestion import closest, did_you_mean

if TYPE_CHECKING:
    from decimal import Decimal

    from allocator.model.portfolio import Holding, Lock, Lot, Portfolio
    from allocator.model.snapshot import Snapshot

SUSPICIOUS_PRICE_RATIO = 1.5
"""A file's price this far from the snapshot's, either way, is said aloud."""

ABSURD_PRICE_RATIO = 100.0
"""A file's price this far from the snapshot's, either way, is refused."""


@dataclass(frozen=True, slots=True)
class ValuedHolding:
    """One holding with the fund it is and the price used, in dollars."""

    account: str
    symbol: str
    shares: Decimal
    price: Decimal
    price_basis: PriceBasis
    fund: Fund
    lock: Lock
    lots: tuple[Lot, ...]

    @property
    def value(self) -> Decimal:
        """Shares times price, in dollars to the cent."""
        return market_value(self.shares, self.price)


def value_holdings(
    portfolio: Portfolio, snapshot: Snapshot
) -> tuple[tuple[ValuedHolding, ...], tuple[Problem, ...]]:
    """
    Price every holding: the file's own price where it gives one, else the snapshot's.

    Args:
        portfolio: What the file holds.
        snapshot: The funds that are known, with their prices.

    Returns:
        The holdings that could be valued, and everything that is wrong or worth saying.
    """
    valued: list[ValuedHolding] = []
    quoted, problems = _file_prices(portfolio)
    for holding in portfolio.holdings:
        fund, found = _fund(holding, snapshot)
        problems += found
        price = quoted.get(holding.symbol, fund.price if fund else None)
        if fund is not None and price is None:
            problems.append(_no_price(holding, snapshot))
        if fund is None or price is None:
            continue
        problems += _price_warnings(holding, fund)
        basis = PriceBasis.FILE if holding.symbol in quoted else fund.price_basis
        valued.append(
            ValuedHolding(
                account=holding.account,
                symbol=holding.symbol,
                shares=holding.shares,
                price=price,
                price_basis=basis,
                fund=fund,
                lock=holding.lock,
                lots=holding.lots,
            )
        )
    return tuple(valued), tuple(problems)


def _file_prices(portfolio: Portfolio) -> tuple[dict[str, Decimal], list[Problem]]:
    """Collect the file's own prices by ticker: one ticker has one price, in every account."""
    quoted: dict[str, Decimal] = {}
    problems = []
    for holding in portfolio.holdings:
        if holding.price is None:
            continue
        first = quoted.setdefault(holding.symbol, holding.price)
        if first != holding.price:
            message = f"{holding.symbol} has two prices: {first} and {holding.price}"
            problems.append(Problem(holding.place, message, "keep the newer one"))
    return quoted, problems


def _fund(holding: Holding, snapshot: Snapshot) -> tuple[Fund | None, list[Problem]]:
    """Find the fund behind a ticker, or take the user's word for what it tracks."""
    known = snapshot.funds.get(holding.symbol)
    if known is not None and holding.index not in {None, known.index}:
        message = f"{holding.symbol} tracks {known.index}, but the file says {holding.index}"
        remedy = "empty the index cell: it only declares tickers that are not known"
        return None, [Problem(holding.place, message, remedy)]
    if known is not None:
        return known, []
    if holding.index is None:
        return None, [_unknown_ticker(holding, snapshot)]
    if holding.index not in snapshot.indexes:
        return None, [_unknown_index(holding, holding.index, snapshot)]
    return _declared(holding, holding.index, snapshot), []


def _declared(holding: Holding, index: str, snapshot: Snapshot) -> Fund:
    """
    Take an unknown ticker as an ordinary fund on the index the user names.

    Its fee is not known, so it is charged that of the dearest known ordinary fund on the index;
    and since nothing else about it is known either, it is never bought.
    """
    fees = [
        fund.expense_ratio
        for fund in snapshot.funds.values()
        if fund.index == index and fund.multiple == 1
    ]
    return Fund(
        symbol=holding.symbol,
        name=f"{holding.symbol} (declared in the portfolio file)",
        index=index,
        expense_ratio=max(fees, default=0.0),
        multiple=1.0,
        buyable=False,
        price=None,
        price_basis=PriceBasis.FILE,
        price_date=None,
        source=holding.place,
    )


def _unknown_ticker(holding: Holding, snapshot: Snapshot) -> Problem:
    """Say how a ticker that the snapshot does not know is declared."""
    near = closest(holding.symbol, snapshot.funds)
    hint = f"did you mean '{near}'? If not, " if near else ""
    return Problem(
        holding.place,
        f"unknown ticker {holding.symbol!r}",
        f"{hint}say in the columns index and price what it tracks and costs, "
        "for example index = S&P 500, price = 123.45",
    )


def _unknown_index(holding: Holding, index: str, snapshot: Snapshot) -> Problem:
    """Say which indexes there are; where none is near, that of foreign stocks there is none."""
    known = sorted(snapshot.indexes)
    remedy = did_you_mean(index, known)
    if closest(index, known) is None:
        remedy += ". Foreign stocks are not covered: leave the row out (docs/files.md)"
    return Problem(holding.place, f"{holding.symbol}: no index is called {index!r}", remedy)


def _no_price(holding: Holding, snapshot: Snapshot) -> Problem:
    """Say that neither the file nor the snapshot prices a holding."""
    message = f"{holding.symbol}: no price, neither in the file nor in the snapshot"
    remedy = f"give one in a price column (the snapshot is of {snapshot.as_of})"
    return Problem(holding.place, message, remedy)


def _price_warnings(holding: Holding, fund: Fund) -> list[Problem]:
    """Say it when a file's price is far from the snapshot's: a split, or a slip."""
    if holding.price is None or fund.price is None:
        return []
    ratio = float(holding.price / fund.price)
    if 1 / SUSPICIOUS_PRICE_RATIO <= ratio <= SUSPICIOUS_PRICE_RATIO:
        return []
    if not 1 / ABSURD_PRICE_RATIO <= ratio <= ABSURD_PRICE_RATIO:
        message = f"{holding.symbol}: the price {holding.price} cannot be, beside {fund.price}"
        return [Problem(holding.place, message, "correct the price, in dollars a share")]
    message = (
        f"{holding.symbol}: the file's price {holding.price} is far from "
        f"{fund.price} in the snapshot; the file's is used"
    )
    return [Problem(holding.place, message, "check the price and the shares", Severity.WARNING)]

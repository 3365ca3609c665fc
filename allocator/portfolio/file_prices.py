"""One price for one fund, where files of different days give two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.errors import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from allocator.model.portfolio import Portfolio


def newest_prices(
    portfolios: Sequence[Portfolio],
) -> tuple[dict[str, Decimal], list[Problem]]:
    """
    Choose for each fund the price of the newest file.

    Args:
        portfolios: The files, in the order they were named.

    Returns:
        The prices of all funds that are priced, with a warning for each fund that has several.
        Where a file does not say of which day it is, the order in which they were named decides.
    """
    dated = all(each.as_of is not None for each in portfolios if _prices(each))
    in_order = sorted(portfolios, key=lambda each: str(each.as_of)) if dated else portfolios
    newest: dict[str, tuple[Decimal, str]] = {}
    differing: dict[str, str] = {}
    for portfolio in in_order:
        for symbol, (price, place) in _prices(portfolio).items():
            before = newest.get(symbol)
            if before is not None and before[0] != price:
                differing[symbol] = f"{price} here and {before[0]} in {before[1]}"
            newest[symbol] = (price, place)
    why = "the newer file's" if dated else "that of the file named last, for not all have a date,"
    return {symbol: price for symbol, (price, _) in newest.items()}, [
        Problem(
            newest[symbol][1],
            f"{symbol} has two prices: {both}; {why} counts",
            "export the files on one day",
            Severity.WARNING,
        )
        for symbol, both in sorted(differing.items())
    ]


def _prices(portfolio: Portfolio) -> dict[str, tuple[Decimal, str]]:
    """Collect the prices of one file, with the place of the first row that has each."""
    found: dict[str, tuple[Decimal, str]] = {}
    for holding in portfolio.holdings:
        if holding.price is not None:
            found.setdefault(holding.symbol, (holding.price, holding.place))
    return found

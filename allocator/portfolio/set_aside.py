"""Holdings of a broker's export that no fund of ours is behind: held, told, and left alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from allocator.errors import Problem, Severity
from allocator.model.money import market_value
from allocator.model.portfolio import OtherAsset, OtherKind

if TYPE_CHECKING:
    from allocator.model.portfolio import Holding, Portfolio
    from allocator.model.snapshot import Snapshot


def with_unknown_set_aside(portfolio: Portfolio, snapshot: Snapshot) -> Portfolio:
    """
    Set holdings aside whose ticker is not known, where a broker wrote it.

    In a file of one's own an unknown ticker is a slip, or lacks the index it tracks, and is an
    error. A broker makes no slips and has no column for an index: single stocks and funds that we
    know nothing of are left as they are. So are shares of a known fund that nobody prices: the
    broker has no price to give.

    Args:
        portfolio: The household, as read.
        snapshot: The funds that are known.

    Returns:
        The household with such holdings among `others`, and a warning for each.
    """
    exported = [each for each in portfolio.holdings if each.is_exported and each.index is None]
    unknown = [each for each in exported if each.symbol not in snapshot.funds]
    priced = {each.symbol for each in portfolio.holdings if each.price is not None}
    priced |= {symbol for symbol, fund in snapshot.funds.items() if fund.price is not None}
    unpriced = [each for each in exported if each not in unknown and each.symbol not in priced]
    return replace(
        portfolio,
        holdings=tuple(each for each in portfolio.holdings if each not in (*unknown, *unpriced)),
        others=(
            *portfolio.others,
            *map(_other, unknown),
            *(replace(_other(each), kind=OtherKind.INCOMPLETE) for each in unpriced),
        ),
        problems=(*portfolio.problems, *map(_warning, unknown), *map(_no_price, unpriced)),
    )


def _other(holding: Holding) -> OtherAsset:
    """Turn a holding into what is left alone."""
    value = None if holding.price is None else market_value(holding.shares, holding.price)
    said = f"{holding.symbol}, {holding.shares} shares"
    return OtherAsset(holding.account, said, OtherKind.UNKNOWN, value, holding.place)


def _no_price(holding: Holding) -> Problem:
    """Say that neither the broker nor our data prices a holding."""
    return Problem(
        holding.place,
        f"{holding.symbol}: no price, neither in the file nor in the snapshot: held as it is",
        "nothing is advised on it, nor is it counted; to have it counted, list the account in a "
        "plain CSV with a price",
        Severity.WARNING,
    )


def _warning(holding: Holding) -> Problem:
    """Say what is set aside and how it could be counted."""
    value = _other(holding).value
    worth = "" if value is None else f", worth ${value:,.2f}"
    return Problem(
        holding.place,
        f"{holding.symbol} is not a fund that is known{worth}: held as it is",
        "nothing is advised on it, nor is it counted; to have it counted, list the account in a "
        "plain CSV with the index that it tracks",
        Severity.WARNING,
    )

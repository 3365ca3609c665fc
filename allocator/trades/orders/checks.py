"""What several formats cannot say, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.errors import Problem
from allocator.trades.orders.symbols import spelled

if TYPE_CHECKING:
    import re

    from allocator.model.orders import Basket, Order


def place(order: Order) -> str:
    """Name a trade for a message: the account and what is done in it."""
    return f"{order.trade.account}: {order.trade.side.value} {order.trade.symbol}"


def fractions(basket: Basket, digits: int, broker: str) -> list[Problem]:
    """Refuse shares with more decimal places than `digits`."""
    most = "whole shares only" if not digits else f"at most {digits} decimal places of a share"
    return [
        Problem(place(order), f"{broker} takes {most}, and this is {order.trade.shares:f}", REMEDY)
        for order in basket.orders
        if round(order.trade.shares, digits) != order.trade.shares
    ]


REMEDY = "propose without fractions of a share, or place this one by hand"


def unknown_symbols(basket: Basket, mark: str, broker: str) -> list[Problem]:
    """Refuse symbols that have no spelling of the broker's own."""
    return [
        Problem(
            place(order),
            f"no rule says how {broker} spells {order.trade.symbol!r}",
            "place this one by hand, from the csv format",
        )
        for order in basket.orders
        if spelled(order.trade.symbol, mark) is None
    ]


def wrong_numbers(basket: Basket, pattern: re.Pattern[str], example: str) -> list[Problem]:
    """Refuse accounts without a number, or with one that is none of the broker's."""
    numbers = {order.trade.account: order.account_number for order in basket.orders}
    return [
        Problem(
            account,
            f"{number!r} is no such account number" if number else "the account number is missing",
            f'give it: --account-number "{account}={example}"',
        )
        for account, number in numbers.items()
        if not pattern.fullmatch(number)
    ]

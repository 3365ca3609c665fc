"""What is wrong with purchases and sales that a user states from Python."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from allocator.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from allocator.trades.tax.wash_sales import Purchase, Sale


def record_problems(purchases: tuple[Purchase, ...], sales: tuple[Sale, ...]) -> list[Problem]:
    """
    Find figures that are none, sales out of no purchase or before it, and of more than there is.

    Args:
        purchases: As stated.
        sales: As stated.

    Returns:
        An error for each, in order; sales are held against purchases once every figure is one.
    """
    figures = [
        *(
            problem
            for n, each in enumerate(purchases)
            for problem in _figures(f"purchases[{n}]", each.day, each.shares, each.cost_per_share)
        ),
        *(
            problem
            for n, each in enumerate(sales)
            for problem in _figures(f"sales[{n}]", each.day, each.shares, each.price)
        ),
    ]
    return figures or list(_misfits(purchases, sales))


def _figures(place: str, day: object, shares: object, dollars: object) -> Iterator[Problem]:
    """Refuse what is no day, no number of shares, or no number of dollars."""
    if type(day) is not date:
        yield Problem(f"{place}: day", f"{day!r} is no date", "give a datetime.date")
    for name, figure in (("shares", shares), ("dollars a share", dollars)):
        if not isinstance(figure, Decimal) or not figure.is_finite():
            message = f"{figure!r} is no finite Decimal"
            yield Problem(f"{place}: {name}", message, 'write it as Decimal("12.5")')
        elif name == "shares" and figure <= 0:
            yield Problem(f"{place}: shares", f"{figure} is not above zero", "leave it out")


def _misfits(purchases: tuple[Purchase, ...], sales: tuple[Sale, ...]) -> Iterator[Problem]:
    """Hold each sale against the purchase that it is out of."""
    left = [purchase.shares for purchase in purchases]
    for number, sale in enumerate(sales):
        place = f"sales[{number}]: lot"
        if sale.lot not in range(len(purchases)):
            yield Problem(place, f"there is no purchase {sale.lot!r}", "count them from 0")
            continue
        bought = purchases[sale.lot]
        if sale.day < bought.day:
            message = f"sold on {sale.day}, bought on {bought.day} only"
            yield Problem(place, message, "name the purchase that was sold")
        left[sale.lot] -= sale.shares
        if left[sale.lot] < 0:
            message = f"{-left[sale.lot]} shares more are sold than were bought"
            yield Problem(place, message, "name the purchase that was sold")

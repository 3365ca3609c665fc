"""
The lots whose sale costs the least tax, over all sales together.

The tax is linear in net short-term gains S and long-term gains L on each of five pieces of the
plane, which meet along S = 0, L = 0, S + L = 0 and S + L = -limit. On the part of the polygon of
what can be reached (`lot_polygon`) that lies in one piece, it is least at a corner of that part:

* a corner of the polygon that is best for the piece's own rates: lots in order of tax a share; or
* a point where one of the four lines enters or leaves the polygon; or
* the origin, where the tax is what it is all along S + L = 0, hence at that line's ends too.

So only these few are looked at. Each is a choice of lots; the least of them, weighed in cents, is
the least there is. Where a line cuts between two lots their shares are rounded to steps, both ways,
so that at most the tax on one step is lost.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from allocator.trades.tax.lot_orders import first_in_first_out
from allocator.trades.tax.lot_polygon import Polygon
from allocator.trades.tax.lot_sales import gains, sell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from allocator.trades.tax.lot_polygon import Choice
    from allocator.trades.tax.lot_sales import Sales, Selling, TaxYear


def choose(sellings: tuple[Selling, ...], year: TaxYear) -> tuple[Sales, ...]:
    """
    Choose the lots to sell.

    Args:
        sellings: The sales, each with its lots; lots that are kept are left alone.
        year: How gains are taxed, and the year so far.

    Returns:
        The lots of each sale: of all choices looked at whose tax this year is not above that of
        first in, first out, the one that counts least (`TaxYear.counted`). Lots whose cost or
        character is not known count as without gain. Equal ones are sold first in, first out.
    """
    polygon = Polygon.of(sellings)
    fifo = tuple(map(first_in_first_out, sellings))
    choices = [fifo, *_corners(polygon, year), *_crossings(polygon, year)]
    sales = {choice: tuple(map(sell, sellings, choice)) for choice in choices}
    realised = {choice: total_gains(sold) for choice, sold in sales.items()}
    most = year.tax(*realised[fifo])
    open_ = [choice for choice in sales if year.tax(*realised[choice]) <= most]
    return sales[min(open_, key=lambda choice: year.counted(*realised[choice]))]


def total_gains(sales: tuple[Sales, ...]) -> tuple[Decimal, Decimal]:
    """Sum the short-term and the long-term gains of several sales, in dollars."""
    pairs = list(map(gains, sales))
    return sum((S for S, _ in pairs), Decimal(0)), sum((L for _, L in pairs), Decimal(0))


def _corners(polygon: Polygon, year: TaxYear) -> Iterator[Choice]:
    """Find the corners that are best for the rates of each piece, as they are and as counted."""
    rates = year.rates
    short, long, other = rates.short_term, rates.long_term, rates.interest
    for later in (0.0, year.rules.put_off * long):
        for S, L in ((short, long), (long, long), (short, short), (other, other), (later, later)):
            yield polygon.lowest(S - later, L - later)


def _crossings(polygon: Polygon, year: TaxYear) -> Iterator[Choice]:
    """Find the points where the lines between pieces enter and leave the polygon."""
    rules = year.rules
    short = float(rules.realised_short - rules.carried_short)
    long = float(rules.realised_long - rules.carried_long)
    limit = float(year.rates.loss_limit)
    lines = (
        (1.0, 0.0, -short),
        (0.0, 1.0, -long),
        (1.0, 1.0, -short - long),
        (1.0, 1.0, -short - long - limit),
    )
    for S, L, level in lines:
        for side in (1.0, -1.0):
            yield from polygon.crossing((S, L), level, side)

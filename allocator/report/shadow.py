"""What more room in a limit is worth, in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.model.limits import Side
from allocator.report.figures import WORTH_SAYING
from allocator.report.numbers import bps, dollars, percent

if TYPE_CHECKING:
    from allocator.model.limit_keys import LimitKey
    from allocator.model.solution import LockPrice, ShadowPrice

_NAMES = {
    "small_cap.upper": "the small-cap cap",
    "small_cap.lower": "the small-cap floor",
    "split_tolerance": "the tolerance around each asset class",
    "tracking_error.upper": "the tracking-error cap",
    "volatility.upper": "the volatility cap",
    "turnover.upper": "the turnover cap",
    "fund_weight.upper": "the cap on a single fund",
    "cash_reserve.lower": "the cash reserve",
    "cvar.upper": "the cap on the mean loss of the worst 5% of years",
    "net_gains": "the cap on the year's net gains",
}
"""Every figure of the policy that can bind, in words; those with a name of the user's aside."""


def priced(price: ShadowPrice) -> str:
    """Say what one point in one limit is worth, or a thousand dollars in one of dollars."""
    verb = "Raising" if price.moved_to > price.figure else "Lowering"
    before, after = _figure(price.key, price.figure), _figure(price.key, price.moved_to)
    moved = f"{verb} {_name(price.key)} from {before} to {after}"
    if price.gain < WORTH_SAYING:
        return f"{moved} adds less than 0.1 bps a year."
    return f"{moved} adds {bps(price.gain)} a year, found by solving again."


def unlocked(price: LockPrice) -> str:
    """Say what a lock costs."""
    return (
        f"If {price.symbol} in {price.account} might be sold, the target would be worth "
        f"{bps(price.gain)} a year more."
    )


def _name(key: LimitKey) -> str:
    """Name a figure of the policy."""
    if key.own:
        return f"the {'floor' if key.side is Side.LOWER else 'cap'} of '{key.own}'"
    return _NAMES[f"{key.name}.{key.side}" if key.side else key.name]


def _figure(key: LimitKey, figure: float) -> str:
    """Write a figure in its unit."""
    return dollars(figure, 0) if key.in_dollars else percent(figure)

"""What more room in a limit is worth, in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.report.figures import WORTH_SAYING
from allocator.report.numbers import bps, percent

if TYPE_CHECKING:
    from allocator.model.solution import ShadowPrice

_KEYS = {
    "small_cap.upper": "the small-cap cap",
    "small_cap.lower": "the small-cap floor",
    "split_tolerance": "the tolerance around each asset class",
    "tracking_error.upper": "the tracking-error cap",
    "volatility.upper": "the volatility cap",
    "turnover.upper": "the turnover cap",
    "fund_weight.upper": "the cap on a single fund",
    "cash_reserve.lower": "the cash reserve",
}
"""Every key of the policy that can bind, in words."""


def priced(price: ShadowPrice) -> str:
    """Say what one point in one limit is worth."""
    name = _KEYS[price.key]
    verb = "Raising" if price.moved_to > price.figure else "Lowering"
    moved = f"{verb} {name} from {percent(price.figure)} to {percent(price.moved_to)}"
    if price.gain < WORTH_SAYING:
        return f"{moved} adds less than 0.1 bps a year."
    return f"{moved} adds {bps(price.gain)} a year, found by solving again."

"""A limit of the policy said in words with its figure, as an error names it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.model.limit_keys import INDEX, OWN, LimitKey, figure_of
from allocator.model.limits import Side

if TYPE_CHECKING:
    from allocator.model.policy import Limits

_SAID = {
    "small_cap": "small caps {} of equity",
    "volatility": "volatility {} a year",
    "tracking_error": "tracking error to the neutral mix {} a year",
    "turnover": "turnover {} of the portfolio, one way",
    "fund_weight": "each fund {} of the portfolio",
    "cash_reserve": "cash {} of the portfolio",
    "cvar": "the mean loss of the worst 5% of years {} of the portfolio",
    "net_gains": "net gains of the year {}",
}


def stated(limits: Limits, key: LimitKey) -> str:
    """
    Say what one figure of a policy asks for.

    Example:
        >>> from allocator.model.policy import Limits, Range
        >>> gold = (("Gold", Range(upper=0.055)),)
        >>> limits = Limits(small_cap=Range(lower=0.3), index_weight=gold)
        >>> stated(limits, LimitKey("small_cap", Side.LOWER))
        'small caps at least 30% of equity'
        >>> stated(limits, LimitKey("index_weight.Gold", Side.UPPER))
        'Gold at most 5.5% of the portfolio'
    """
    figure = figure_of(limits, key)
    shown = f"${figure:,.0f}" if key.in_dollars else f"{100 * figure:.6g}%"
    if key.kind == "split_tolerance":
        points = f"{100 * figure:.6g} point{'' if figure == 0.01 else 's'}"
        return f"each asset class within {points} of its weight in the neutral mix"
    if key.kind == "trades":
        return f"at most {figure:.0f} trade{'' if figure == 1 else 's'}"
    if key.kind == "min_position":
        return f"no fund in an account below {shown}"
    ranged = f"at {'least' if key.side is Side.LOWER else 'most'} {shown}"
    if key.kind == INDEX:
        return f"{key.own} {ranged} of the portfolio"
    if key.kind == OWN:
        return f'"{key.own}" {ranged}'
    return _SAID[key.kind].format(ranged)

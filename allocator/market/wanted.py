"""Which series a snapshot asks for, and from which day on it uses each."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from allocator.market.catalogue import known_as
from allocator.market.series import PRICES, Kind
from allocator.model.views import SMALL_MINUS_LARGE

if TYPE_CHECKING:
    from collections.abc import Callable

    from allocator.market.facts import Facts, IndexFact

    Wanted = Callable[[Kind, str], date | None]

EVIDENCE_SINCE = date(1978, 12, 29)
"""The Russell indexes begin here, and with them every comparison of small and large caps."""

OF_FUNDS = (Kind.CLOSE, Kind.ADJUSTED, Kind.DISTRIBUTION, Kind.SPLIT)

WITNESS_SMALL, WITNESS_LARGE = "Qnt 2", "Hi 20"
"""
Fama and French's portfolios by size that stand for small and large caps.

Of their sorts, the second quintile has the highest correlation with the Russell 2000 (0.992, months
1979-2025), and the second quintile less the highest one the highest with Russell 2000 less Russell
1000 (0.977; Lo 30 less Hi 30 has 0.936). Both are of one sort, NYSE quintiles.
"""

CORE_PRICES = "PCEPILFE"
"""The price index of personal consumption without food and energy, which the Committee watches."""

_PRICED_YEARS = 2
"""What prices a fund looks back at: the distributions of a year, and those before a stale close."""
_RATES = re.compile(r"DFF|DFEDTAR[UL]?|fed_target_upper\w*|FOMC_(UPPER|LOWER)")
_WHOLE: dict[Kind, Callable[[str], bool]] = {
    Kind.RATE: lambda name: _RATES.fullmatch(name) is not None,
    Kind.RETURN: lambda name: name in {WITNESS_SMALL, WITNESS_LARGE},
    Kind.VALUATION: lambda _: True,
    Kind.VOLUME: lambda name: known_as(name) is not None,
    Kind.MACRO: lambda name: name == CORE_PRICES,
}
"""Kinds of which all is used that there is, and which of them."""


def wanted_by(facts: Facts, as_of: date, years: int) -> Wanted:
    """
    Tell what is asked for by some facts.

    Args:
        facts: Which funds and indexes there are.
        as_of: The day of the snapshot.
        years: The window of the risk model.

    Returns:
        For a kind and name, the first day that is used, or None if it is not asked for: series of
        the spread since `EVIDENCE_SINCE`, those of other indexes over the window and a year before
        it, those that only price a fund over two years; rates, returns, valuations, splits
        and core prices whole.
    """
    funds = {fund.symbol for fund in facts.funds if not fund.par}
    spread = {name for name, _ in SMALL_MINUS_LARGE.legs}
    levels = {(kind_of(name), name) for index in facts.indexes for name in _all_of(index)}
    compared = {name for index in facts.indexes if index.name in spread for name in _all_of(index)}
    followed = {name for index in facts.indexes for name in index.series}
    window, recently = _years_before(as_of, years + 1), _years_before(as_of, _PRICED_YEARS)

    def wanted(kind: Kind, name: str) -> date | None:
        """Tell the first day that is used of one."""
        if kind in _WHOLE:
            return date.min if _WHOLE[kind](name) else None
        if kind is Kind.SPLIT:
            return date.min if name in funds else None
        if (kind, name) not in levels and not (kind in OF_FUNDS and name in funds):
            return None
        if kind is Kind.CLOSE:
            return recently
        if kind in PRICES and name in compared:
            return EVIDENCE_SINCE
        return window if name in followed else recently

    return wanted


def kind_of(name: str) -> Kind:
    """Tell how a name in a chain is held: an index as itself, a fund as its adjusted close."""
    known = known_as(name)
    return known.kind if known else Kind.ADJUSTED


def _all_of(index: IndexFact) -> tuple[str, ...]:
    """List all series that stand for an index."""
    return (*index.series, *index.price_series, *index.price_series_before)


def _years_before(day: date, years: int) -> date:
    """Go back by years, from the first of the month."""
    return day.replace(year=day.year - years, day=1)

"""Valuations: the user's own beside the shipped; Shiller's past ratios, and those of funds."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from allocator.market.facts import Facts, Remark
from allocator.market.series import Kind
from allocator.model.snapshot import ValuationHistory

if TYPE_CHECKING:
    from datetime import date

    from allocator.market.picking import Picked
    from allocator.market.series import Series
    from allocator.model.snapshot import Valuation

MONTHS_SHOWN = 120
_S_AND_P = "S&P 500"
_SHILLER = {
    "Shiller P/E": "Shiller, trailing, reported earnings of the index, monthly average price",
    "Shiller CAPE": "Shiller, price of the month's average over 10 years of real earnings",
}
_OF_A_FUND = re.compile(r"(?P<fund>[A-Z0-9.]+) P/E")
_YAHOO = "Yahoo, trailing, of the fund {fund}, by its method"


def with_own(facts: Facts, own: tuple[Valuation, ...], as_of: date) -> Facts:
    """
    Put the user's own valuations in the place of the shipped ones of the same index.

    A shipped one that is newer stays, and a remark says that the user's is not used.

    Args:
        facts: As known on the day.
        own: What the user's settings hold; those of a later day are not known yet.
        as_of: The day.

    Returns:
        The facts, the user's valuations marked as theirs in their source.
    """
    shipped = _newest(facts.valuations)
    known = _newest(tuple(value for value in own if value.known_from <= as_of))
    reached = {each.of: each.on for each in shipped}
    late = tuple(each for each in known if each.on < reached.get(each.of, each.on))
    used = tuple(
        replace(each, source=f"yours, data.toml: {each.source}")
        for each in known
        if each not in late
    )
    replaced = {each.of for each in used}
    remarks = tuple(
        Remark(each.on, f"your valuation of {each.of} is older than ours and not used", "data.toml")
        for each in late
    )
    return replace(
        facts,
        valuations=(*(each for each in shipped if each.of not in replaced), *used),
        remarks=(*facts.remarks, *remarks),
    )


def not_yet_known(own: tuple[Valuation, ...], as_of: date) -> tuple[str, ...]:
    """
    Name the user's valuations that a snapshot leaves out because they were not known on its day.

    This is for whoever builds it, never for the snapshot: nothing of a later day may change that.
    """
    return tuple(
        f"your valuation of {each.of} is known only from {each.known_from} on, so the snapshot of "
        f"{as_of} is without it"
        for each in own
        if each.known_from > as_of
    )


def _newest(values: tuple[Valuation, ...]) -> tuple[Valuation, ...]:
    """Keep the last of each index, measure and definition, in order of their days."""
    ordered = sorted(values, key=lambda each: each.on)
    return tuple({(each.of, each.measure, each.definition): each for each in ordered}.values())


def valuation_histories(picked: Picked, facts: Facts) -> tuple[ValuationHistory, ...]:
    """
    Gather every ratio of which there is a history, as far as it was public.

    Args:
        picked: Series as known on the day of the snapshot.
        facts: Which index a fund tracks.

    Returns:
        One history a ratio, the last ten years of it by month, in order of index and definition.
    """
    index_of = {fund.symbol: fund.index for fund in facts.funds}
    found = []
    for (kind, name), series in picked.items():
        fund = _OF_A_FUND.fullmatch(name)
        if kind is not Kind.VALUATION:
            continue
        if name in _SHILLER:
            found.append(_history(_S_AND_P, _SHILLER[name], series))
        elif fund is not None and fund["fund"] in index_of:
            definition = _YAHOO.format(fund=fund["fund"])
            found.append(_history(index_of[fund["fund"]], definition, series))
    return tuple(sorted(found, key=lambda history: (history.index, history.definition)))


def _history(index: str, definition: str, series: Series) -> ValuationHistory:
    """Take the last value of each month."""
    monthly = series.to_pandas().groupby(pd.Grouper(freq="ME")).tail(1)
    shown = monthly.tail(MONTHS_SHOWN)
    return ValuationHistory(
        index=index,
        definition=definition,
        months=tuple(day.date() for day in pd.DatetimeIndex(shown.index)),
        values=tuple(float(value) for value in shown),
        since=pd.Timestamp(str(monthly.index[0])).date(),
        mean=float(monthly.mean()),
        source=series.origin,
    )

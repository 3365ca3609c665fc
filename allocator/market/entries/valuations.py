"""Entries on valuations: ratios and yields of today, and longer histories."""

from __future__ import annotations

from allocator.errors import MarketDataError, Problem
from allocator.market.record import LEAST, Record
from allocator.model.snapshot import Valuation, ValuationHistory

_GIVE_YIELD = "give earnings_yield, earnings over price, which stays defined, with its mean and sd"


def valuation(record: Record) -> Valuation:
    """Read a price-earnings ratio or an earnings yield with the history it is held against."""
    measures = ("price_earnings", "earnings_yield")
    keys = ("index", "on", "definition", "mean_5y", "sd_5y", "reference_date", "note", "source")
    record.only(*keys, optional=(*measures, "relative_to", "derived"))
    if sum(map(record.has, measures)) != 1:
        record.refuse("expected either price_earnings or earnings_yield")
    found = Valuation(
        index=record.text("index"),
        price_earnings=_ratio(record) if record.has("price_earnings") else None,
        on=record.day("on"),
        definition=record.text("definition"),
        mean_5y=_positive(record, "mean_5y"),
        sd_5y=_positive(record, "sd_5y"),
        reference_date=record.day("reference_date"),
        note=record.text("note"),
        source=record.text("source"),
        earnings_yield=record.number("earnings_yield") if record.has("earnings_yield") else None,
        relative_to=record.text("relative_to") if record.has("relative_to") else None,
        derived=record.has("derived") and record.flag("derived"),
    )
    if found.relative_to == found.index:
        record.refuse("expected another index than index itself", "relative_to")
    if found.earnings_yield is not None and found.relative_to is None:
        for key in ("earnings_yield", "mean_5y"):
            if abs(record.number(key)) > 1:
                record.refuse("expected a fraction: 0.055 means 5.5 %", key)
    return found


def _positive(record: Record, key: str) -> float:
    """Read a mean that something is measured by, or a deviation."""
    number = record.number(key)
    if number < LEAST:
        record.refuse("expected a positive number", key)
    return number


def _ratio(record: Record) -> float:
    """Read a price-earnings ratio; one that is negative says nothing of how dear an index is."""
    ratio = record.number("price_earnings")
    if ratio >= LEAST:
        return ratio
    place = f"{record.place}: price_earnings"
    message = "is not positive, as where earnings add up to a loss"
    raise MarketDataError(Problem(place, message, _GIVE_YIELD))


def valuation_history(record: Record) -> ValuationHistory:
    """Read past values of a ratio; as many months as values, in order."""
    record.only("index", "definition", "months", "values", "since", "mean", "source")
    months = Record({text: text for text in record.texts("months")}, record.place, record.remedy)
    found = ValuationHistory(
        index=record.text("index"),
        definition=record.text("definition"),
        months=tuple(months.day(text) for text in months.values),
        values=record.numbers("values"),
        since=record.day("since"),
        mean=record.number("mean", LEAST),
        source=record.text("source"),
    )
    if not found.months:
        record.refuse("expected at least one month", "months")
    if len(found.months) != len(found.values) or list(found.months) != sorted(found.months):
        record.refuse("expected one value for each month, months in order", "values")
    return found

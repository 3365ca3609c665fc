"""What `allocator views inflation` says: core prices as published, and what they tell of pauses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.model.inflation import RECORD_SINCE
from allocator.model.plain import plain
from allocator.model.rate_cycle import DEFAULT_PAUSE_DAYS
from allocator.report.json_text import json_text
from allocator.report.numbers import count, long_date, percent, points
from allocator.report.table import labelled, paragraph

if TYPE_CHECKING:
    from datetime import date

    from allocator.model.inflation import CoreInflation, PauseRecord

_NONE = (
    "The snapshot holds no core PCE prices (the series PCEPILFE), or none published of late. With "
    "them in the store, allocator data snapshot --as-of DATE measures them."
)
_METHOD = (
    "Momentum is the mean of the three- and six-month rates less that of twelve months. A past "
    "month counts if the cycle was in an easing on the day its number was released. Cuts stopped "
    f"if within {DEFAULT_PAUSE_DAYS} days the cycle went over into a pause, a hold or a tightening."
    " The probability is (stopped + 1) / (months + 2), Laplace's rule. Months of one easing "
    "overlap and share its end: they are far fewer cases than they look. Past months count by "
    "their release day, but with the numbers as revised since."
)


def inflation_text(found: CoreInflation | None, as_of: date, width: int) -> str:
    """Lay out core inflation for a person."""
    lines = [f"Core inflation on {long_date(as_of)}"]
    if found is None:
        return "\n".join([*lines, *paragraph(_NONE, width)]) + "\n"
    lines += labelled(_rates(found), width)
    lines += ["", f"Another pause? Past months of an easing since {RECORD_SINCE.year}"]
    lines += labelled(_record(found), width)
    lines += ["", *paragraph(f"{_verdict(found)} {_METHOD}", width)]
    return "\n".join(lines) + "\n"


def inflation_json(found: CoreInflation | None, as_of: date) -> str:
    """Write the same for a program; rates and momentum are fractions per year."""
    figures = found and {
        "momentum": found.momentum,
        "another_pause": found.another_pause,
        "standard_errors_apart": found.standard_errors_apart,
        "is_told_apart": found.is_told_apart,
    }
    document = {"as_of": as_of.isoformat(), "core_inflation": plain(found), "figures": figures}
    return json_text(document) + "\n"


def _rates(found: CoreInflation) -> list[tuple[str, str]]:
    """Say which month it is and how fast prices rose."""
    return [
        ("month", f"{found.month:%B %Y}, public by {long_date(found.released)}"),
        ("3 months", f"{percent(found.three, 2)} a year"),
        ("6 months", f"{percent(found.six, 2)} a year"),
        ("12 months", percent(found.twelve, 2)),
        ("momentum", f"{points(found.momentum, 2)} points"),
        ("source", found.source),
    ]


def _record(found: CoreInflation) -> list[tuple[str, str]]:
    """Say how often cuts stopped, by the sign of momentum, and what that makes of today."""
    side = "above zero" if found.momentum > 0 else "zero or below"
    today = f"{percent(found.another_pause)}, momentum being {side}"
    return [
        ("momentum above zero", _stopped(found.rising)),
        ("zero or below", _stopped(found.falling)),
        ("another pause", today),
    ]


def _stopped(record: PauseRecord) -> str:
    """Count the months after which cuts stopped."""
    if not record.months:
        return "no month"
    share = percent(record.paused / record.months)
    return f"cuts stopped after {record.paused} of {count(record.months, 'month')} ({share})"


def _verdict(found: CoreInflation) -> str:
    """Say what the record is worth as an indicator."""
    apart = found.standard_errors_apart
    if apart is None:
        return "This is no evidence: one side has no month."
    if found.is_told_apart:
        way = "more" if apart > 0 else "less"
        return f"Cuts stopped {way} often with momentum above zero."
    return (
        "This is no evidence that momentum foretells a pause: the two shares cannot be told apart, "
        "even if every month were a case of its own."
    )

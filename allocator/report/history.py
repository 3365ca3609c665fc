"""What `allocator views history` says: both indexes through every phase of the rate cycle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.model.rate_cycle import Phase
from allocator.report.json_text import json_text, significant
from allocator.report.numbers import long_date, points, signed_percent
from allocator.report.table import paragraph, table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from allocator.model.price_history import PhaseSpan, PriceHistory

_HEADS = ("from", "to", "phase", "small", "large", "apart", "")
_MEANS = (
    "small is the Russell 2000, large the S&P 500, apart the one less the other in points. Each "
    "phase is counted from the close of the day it could first be told to that of the next. "
    "Returns of phases longer than a year are by the year (p.a.). Phases are of unequal length "
    "and markets do not wait for them."
)
_COUNTED = (
    "That is over the phases themselves, not the twelve months after each began: 'allocator views "
    "rate-cycle' counts those, and other phases may lead there."
)


def history_text(found: PriceHistory, width: int) -> str:
    """Lay out the phases for a person."""
    title = f"Russell 2000 and S&P 500 through the rate cycle, to {long_date(found.until)}"
    rule = f"a pause being {found.pause_days} days without a change"
    rows = [_HEADS, *(_row(span) for span in found.spans)]
    lines = [
        *paragraph(title, width),
        *paragraph(f"{found.basis}, {found.source}; {rule}", width, indent=2),
        "",
        *table(rows, "lllrrrl", width),
        "",
        *paragraph(f"{led(found.spans)}. {_COUNTED}", width),
        "",
        *paragraph(_MEANS, width),
    ]
    return "\n".join(lines) + "\n"


def history_json(found: PriceHistory) -> str:
    """Write the phases for a program; returns are fractions, by the year too where longer."""
    document = {
        "until": str(found.until),
        "pause_days": found.pause_days,
        "basis": found.basis,
        "source": found.source,
        "phases": [_entry(span) for span in found.spans],
    }
    return json_text(document) + "\n"


def led(spans: Iterable[PhaseSpan]) -> str:
    """
    Count the halves of easing that are over and in which small caps led.

    Example:
        >>> led(())
        'No half of an easing is over'
    """
    over = [span for span in spans if span.is_over]
    found = []
    for phase, noun in ((Phase.SECOND_HALF, "second half"), (Phase.FIRST_HALF, "first half")):
        of_it = [span for span in over if span.phase is phase]
        if of_it:
            nouns = noun if len(of_it) == 1 else noun.replace("half", "halves")
            found.append(f"{sum(s.difference > 0 for s in of_it)} of {len(of_it)} {nouns}")
    if not found:
        return "No half of an easing is over"
    return f"Small caps led in {' and in '.join(found)} of easing"


def _row(span: PhaseSpan) -> tuple[str, ...]:
    """Write one phase."""
    small, large = span.told
    return (
        str(span.start),
        str(span.end) if span.is_over else "so far",
        str(span.phase),
        signed_percent(small),
        signed_percent(large),
        points(span.difference),
        "p.a." if span.is_annual else "",
    )


def _entry(span: PhaseSpan) -> dict[str, object]:
    """Write one phase with all its figures."""
    small, large = span.told
    by_year = {"small": significant(small), "large": significant(large)}
    return {
        "phase": span.phase.value,
        "from": str(span.start),
        "to": str(span.end),
        "is_over": span.is_over,
        "small": significant(span.small),
        "large": significant(span.large),
        "by_year": by_year if span.is_annual else None,
        "difference": significant(span.difference),
    }

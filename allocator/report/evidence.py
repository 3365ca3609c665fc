"""The figures of a sample of past cases, as people read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.beliefs.student import interval
from allocator.report.numbers import points

if TYPE_CHECKING:
    from allocator.model.views import Evidence


def sample(found: Evidence) -> str:
    """Write the figures of a sample, in percentage points over twelve months."""
    if found.mean is None:
        return "no episode"
    said = f"mean {points(found.mean)}, n {found.n}, small led in {found.positive}"
    reach = interval(found)
    if found.standard_deviation is None or found.standard_error is None or reach is None:
        return said
    t = "" if found.t_statistic is None else f", t {found.t_statistic:.2f}"
    return (
        f"{said}; sd {100 * found.standard_deviation:.1f}, standard error "
        f"{100 * found.standard_error:.1f}{t}, 95% interval {points(reach[0])} to "
        f"{points(reach[1])}"
    )


def sample_json(found: Evidence) -> dict[str, object]:
    """Give the figures of a sample for a program, fractions over twelve months."""
    return {
        "n": found.n,
        "mean": found.mean,
        "standard_deviation": found.standard_deviation,
        "standard_error": found.standard_error,
        "interval": interval(found),
        "positive": found.positive,
        "baseline_mean": found.baseline_mean,
    }

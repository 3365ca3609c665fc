"""The figures of a sample of past cases, as people read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.beliefs.student import in_words, interval

if TYPE_CHECKING:
    from allocator.model.views import Evidence


def sample(found: Evidence) -> str:
    """Write the figures of a sample, in percentage points over twelve months."""
    said, t = in_words(found), found.t_statistic
    if found.standard_deviation is not None:
        said += f"; sd {100 * found.standard_deviation:.1f}"
    return said if t is None else f"{said}, t {t:.2f}"


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

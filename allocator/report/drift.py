"""How far a portfolio has drifted, held against the band within which it is left alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.pipeline.drift import drift_of
from allocator.report.numbers import percent

if TYPE_CHECKING:
    from allocator.model.proposal import Proposal


def drift_in_words(proposal: Proposal) -> str:
    """Say that the portfolio lies within its band: each test of the band, and what it measures."""
    band = proposal.brief.policy.trading.drift_band
    if band is None:
        return ""
    drift = drift_of(proposal.brief, proposal.solution)
    tests = {
        "no index is off its target by more than {} of the portfolio": (
            drift.absolute,
            band.absolute,
        ),
        "none by more than {} of that target": (drift.relative, band.relative),
        "half of all distances together is {}": (drift.half_sum, band.half_sum),
    }
    said = [
        f"{words.format(percent(measured))} (band {percent(most)})"
        for words, (measured, most) in tests.items()
        if most is not None
    ]
    return f"The portfolio lies within its drift band: {'; '.join(said)}."

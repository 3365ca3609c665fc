"""
The bundled history eleven months on: nothing was cut since, and the resumed easing is over.

The easing resumed on 2025-09-17. On 2026-11-20 a year has passed, and 120 quiet days have made it a
hold since 2026-04-09, which has a view of its own with five months left.
"""

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from allocator import bundled, load_snapshot, propose, read_portfolio
from allocator.model.limits import small_cap_share
from allocator.report.text import as_text

EXAMPLE = Path(__file__).parents[3] / "examples" / "portfolio.csv"
LATER = date(2026, 11, 20)


@pytest.fixture(scope="module")
def snapshot():
    return load_snapshot(bundled.SNAPSHOT)


@pytest.fixture(scope="module")
def later(snapshot):
    return propose(read_portfolio(EXAMPLE), snapshot=replace(snapshot, as_of=LATER))


def target(proposal):
    return small_cap_share(proposal.brief.household, proposal.solution.weights)


def test_the_proposal_says_that_the_view_has_expired(later):
    said = " ".join(as_text(later, LATER).split())
    assert "on hold after easing since 2026-04-09" in said
    assert (
        "the view of easing, second half, entered on 2025-09-17, has expired on 2026-09-17" in said
    )


def test_the_tilt_falls_accordingly(snapshot, later):
    before = propose(read_portfolio(EXAMPLE), snapshot=snapshot)
    assert before.snapshot.as_of == date(2025, 12, 24)
    assert target(later) < target(before) - 0.005


def test_what_the_rate_cycle_counts_falls(snapshot, later):
    before = propose(read_portfolio(EXAMPLE), snapshot=snapshot)
    names = later.brief.household.index_names
    legs = np.array([{"Russell 2000": 1.0, "S&P 500": -1.0}.get(name, 0.0) for name in names])
    now, then = (
        float(legs @ each.brief.outlook.contributions["rate_cycle"]) for each in (later, before)
    )
    assert 0 < now < then

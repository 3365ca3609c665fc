"""Proposals on snapshots of four days, and the order of the drivers on the day easing resumed."""

from datetime import date
from decimal import Decimal
from functools import cache

import pytest

from allocator import propose, read_portfolio
from allocator.bundled import scenario_folder
from allocator.market import build_snapshot
from allocator.market.folder import Folder
from allocator.market.snapshot_file import parse_snapshot
from allocator.model.limits import worst_violation
from allocator.model.rate_cycle import Phase, phase_at
from allocator.portfolio import read_scenarios
from allocator.report.reasons import reasons
from allocator.report.text import as_text
from tests.shared_data import DATA
from tests.situations import portfolio

pytestmark = pytest.mark.realdata

EASING_RESUMED = date(2025, 9, 17)
DAYS = {
    date(2009, 3, 31): Phase.SECOND_HALF,
    date(2020, 3, 31): Phase.SECOND_HALF,
    EASING_RESUMED: Phase.SECOND_HALF,
    date(2026, 4, 30): Phase.HOLD_LOW,
}


@cache
def snapshot_of(day):
    text = build_snapshot(Folder(DATA, day), day)
    return parse_snapshot(text.encode(), str(day))


def held_on(day):
    """The example; in 2009 half of its funds did not exist."""
    if day.year >= 2010:
        return read_portfolio("examples/portfolio.csv")
    return portfolio({"SPY": 400, "IWM": 60, "AGG": 100}, cash="9800")


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_every_day_is_proposed_on_with_the_phase_of_that_day(day):
    snapshot = snapshot_of(day)
    found = propose(held_on(day), None, None, snapshot)
    phase = phase_at(snapshot.rate_changes, day, snapshot.pause_days)
    assert phase.phase is DAYS[day]
    assert worst_violation(found.readings) <= 1e-9
    assert all(cash >= Decimal(0) for cash in found.cash_after.values())
    assert f"Proposal on data of {day.day} " in as_text(found, day)


def test_on_the_day_easing_resumed_rate_cycle_beats_flow_beats_valuation():
    """P/E 18.07 and 27.16, second half just begun: the seed inputs of 2025-09-17."""
    snapshot = snapshot_of(EASING_RESUMED)
    ratios = {value.index: value.value for value in snapshot.valuations}
    assert (ratios["Russell 2000"], ratios["S&P 500"]) == (18.07, 27.16)
    phase = phase_at(snapshot.rate_changes, EASING_RESUMED, snapshot.pause_days)
    assert phase.since == EASING_RESUMED
    worlds = read_scenarios(scenario_folder())
    found = propose(held_on(EASING_RESUMED), None, worlds, snapshot)
    parts = {reason.driver: reason.contribution for reason in reasons(found)}
    assert parts["rate_cycle"] > parts["flow"] > parts["valuation"] > 0

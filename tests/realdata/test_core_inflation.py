"""
Core PCE prices and what followed, read a second time from the file as it is.

The second reading knows no state machine: an easing lasts while the last change is a cut less than
120 days old, and ends with a rise or when such a cut has grown that old.
"""

import csv
from calendar import monthrange
from datetime import date, timedelta

import pytest

from allocator.bundled import POLICY_RATE
from allocator.market.core_inflation import measure_core_inflation
from allocator.market.folder import Folder
from allocator.market.picking import pick_series
from allocator.market.rate_changes import read_policy_table
from allocator.market.wanted import CORE_PRICES
from allocator.model.inflation import PauseRecord
from tests.shared_data import DATA

pytestmark = pytest.mark.realdata

PAUSE = timedelta(days=120)
DELAYED = {"2025-09": "2025-12-05", "2025-10": "2026-01-22", "2025-11": "2026-01-22"}
AS_OF = date(2025, 12, 24)


def measured(as_of):
    changes = tuple(c for c in read_policy_table(POLICY_RATE) if c.announced <= as_of)
    picked = pick_series(
        Folder(DATA), lambda _, name: date.min if name == CORE_PRICES else None, as_of
    ).picked
    return measure_core_inflation(picked, changes, as_of)


@pytest.fixture(scope="module")
def levels():
    """Read the raw file: (year, month) to the level."""
    with (DATA / "fed" / "PCEPILFE.csv").open() as file:
        rows = list(csv.DictReader(file))
    return {tuple(map(int, row["Date"].split("-")[:2])): float(row["PCEPILFE"]) for row in rows}


def back(month, count):
    year, number = divmod(12 * month[0] + month[1] - 1 - count, 12)
    return year, number + 1


def released(month):
    if f"{month[0]}-{month[1]:02}" in DELAYED:
        return date.fromisoformat(DELAYED[f"{month[0]}-{month[1]:02}"])
    year, number = back(month, -1)
    return date(year, number, monthrange(year, number)[1])


def momentum(levels, month):
    now = levels[month]
    three = (now / levels[back(month, 3)]) ** 4 - 1
    six = (now / levels[back(month, 6)]) ** 2 - 1
    return (three + six) / 2 - (now / levels[back(month, 12)] - 1)


def is_easing(changes, day):
    last = max((c for c in changes if c.announced <= day), key=lambda c: c.announced, default=None)
    return last is not None and last.change < 0 and day - last.announced < PAUSE


def stopped(changes, day):
    """Go day by day until one is no longer of the easing."""
    return not all(is_easing(changes, day + timedelta(days=n)) for n in range(PAUSE.days + 1))


def test_the_rates_of_september_2025_are_those_of_the_file(levels):
    """126.954 of September against 126.121 of June, 125.267 of March, 123.466 a year before."""
    found = measured(AS_OF)
    assert (found.month, found.released) == (date(2025, 9, 1), date(2025, 12, 5))
    assert found.three == pytest.approx((126.954 / 126.121) ** 4 - 1)
    assert found.six == pytest.approx((126.954 / 125.267) ** 2 - 1)
    assert found.twelve == pytest.approx(126.954 / 123.466 - 1)
    assert found.momentum == pytest.approx(momentum(levels, (2025, 9)))
    assert round(100 * found.momentum, 2) == -0.14


@pytest.mark.parametrize("as_of", ["1996-06-30", "2009-03-31", "2025-12-24", "2026-04-30"])
def test_the_record_of_pauses_is_that_of_a_second_reading(levels, as_of):
    as_of = date.fromisoformat(as_of)
    changes = [c for c in read_policy_table(POLICY_RATE) if c.announced <= as_of]
    counted = {True: [], False: []}
    for month in levels:
        day = released(month)
        if month >= (1989, 1) and day + PAUSE <= as_of and is_easing(changes, day):
            counted[momentum(levels, month) > 0].append(stopped(changes, day))
    found = measured(as_of)
    assert found.rising == PauseRecord(len(counted[True]), sum(counted[True]))
    assert found.falling == PauseRecord(len(counted[False]), sum(counted[False]))


def test_momentum_has_not_told_pauses_apart():
    """After 14 of 32 months with momentum above zero cuts stopped, after 38 of 81 others."""
    found = measured(AS_OF)
    assert found.rising == PauseRecord(32, 14)
    assert found.falling == PauseRecord(81, 38)
    assert found.another_pause == pytest.approx(39 / 83)


@pytest.mark.parametrize(
    ("as_of", "month"),
    [
        ("2025-12-04", date(2025, 8, 1)),
        ("2025-12-05", date(2025, 9, 1)),
        ("2026-01-21", date(2025, 9, 1)),
        ("2026-01-22", date(2025, 11, 1)),
    ],
)
def test_in_the_shutdown_of_2025_only_what_was_out_is_known(as_of, month):
    assert measured(date.fromisoformat(as_of)).month == month

"""Where the Federal Reserve stands: every transition, and the real record since 1989."""

from datetime import date, timedelta

import pytest

from allocator.model.rate_cycle import (
    DEFAULT_PAUSE_DAYS,
    News,
    Phase,
    PhaseEntry,
    RateChange,
    phase_at,
    phase_entries,
)

CUTS = """
1989-06-06 1989-07-07 1989-07-27 1989-10-16 1989-11-06 1989-12-20
1990-07-13 1990-10-29 1990-11-13 1990-12-07 1990-12-18 1991-01-08 1991-02-01 1991-03-08
1991-04-30 1991-08-06 1991-09-13 1991-10-31 1991-11-06 1991-12-06 1991-12-20 1992-04-09
1992-07-02 1992-09-04 1995-07-06 1995-12-19 1996-01-31 1998-09-29 1998-10-15 1998-11-17
2001-01-03 2001-01-31 2001-03-20 2001-04-18 2001-05-15 2001-06-27 2001-08-21 2001-09-17
2001-10-02 2001-11-06 2001-12-11 2002-11-06 2003-06-25 2007-09-18 2007-10-31 2007-12-11
2008-01-22 2008-01-30 2008-03-18 2008-04-30 2008-10-08 2008-10-29 2008-12-16 2019-07-31
2019-09-18 2019-10-30 2020-03-03 2020-03-15 2024-09-18 2024-11-07 2024-12-18 2025-09-17
2025-10-29 2025-12-10
"""
RISES = """
1994-02-04 1994-03-22 1994-04-18 1994-05-17 1994-08-16 1994-11-15 1995-02-01 1997-03-25
1999-06-30 1999-08-24 1999-11-16 2000-02-02 2000-03-21 2000-05-16 2004-06-30 2004-08-10
2004-09-21 2004-11-10 2004-12-14 2005-02-02 2005-03-22 2005-05-03 2005-06-30 2005-08-09
2005-09-20 2005-11-01 2005-12-13 2006-01-31 2006-03-28 2006-05-10 2006-06-29 2015-12-16
2016-12-14 2017-03-15 2017-06-14 2017-12-13 2018-03-21 2018-06-13 2018-09-26 2018-12-19
2022-03-16 2022-05-04 2022-06-15 2022-07-27 2022-09-21 2022-11-02 2022-12-14 2023-02-01
2023-03-22 2023-05-03 2023-07-26
"""
START = date(2001, 1, 1)
CUT, RISE = -0.25, 0.25


def change(day, size):
    return RateChange(day, size, 0.0, 0.0, "Federal Reserve")


def record():
    """Every announced change of the target from June 1989 to December 2025: days and signs."""
    moves = [(day, CUT) for day in CUTS.split()] + [(day, RISE) for day in RISES.split()]
    return tuple(change(date.fromisoformat(day), size) for day, size in sorted(moves))


def entered(phase, as_of=date(2025, 12, 24)):
    return [str(entry.since) for entry in phase_entries(record(), as_of) if entry.phase is phase]


def after_days(*moves):
    """Changes at days counted from START."""
    return tuple(change(START + timedelta(days=day), size) for day, size in moves)


def test_the_second_halves_are_the_resumptions_of_the_event_study():
    assert entered(Phase.SECOND_HALF) == [
        "1990-07-13",
        "1995-12-19",
        "2002-11-06",
        "2003-06-25",
        "2008-10-08",
        "2020-03-03",
        "2025-09-17",
    ]


def test_the_first_halves_are_the_first_cuts_of_the_event_study():
    assert entered(Phase.FIRST_HALF) == [
        "1989-06-06",
        "1995-07-06",
        "1998-09-29",
        "2001-01-03",
        "2007-09-18",
        "2019-07-31",
        "2024-09-18",
    ]


def test_the_first_halves_need_the_six_cuts_of_1989():
    """Without them the cut of July 1990 would pass for the first of its cycle."""
    late = tuple(c for c in record() if c.announced > date(1990, 1, 1))
    assert phase_at(late, date(1990, 7, 13)).phase is Phase.FIRST_HALF


def test_the_last_phase_of_the_record_is_the_second_half_of_2025():
    assert phase_at(record(), date(2025, 12, 24)) == PhaseEntry(
        Phase.SECOND_HALF, date(2025, 9, 17), News.CUT
    )


def test_the_gap_before_march_2020_was_125_days():
    """2019-10-30 to 2020-03-03: a pause of at most 125 days, so 126 makes it the first half."""
    day = date(2020, 3, 3)
    assert phase_at(record(), day, pause_days=125).phase is Phase.SECOND_HALF
    assert phase_at(record(), day, pause_days=126).phase is Phase.FIRST_HALF


ROADS = {
    Phase.TIGHTENING: [(0, RISE)],
    Phase.HOLD_HIGH: [(0, RISE), 400],
    Phase.FIRST_HALF: [(0, RISE), (30, CUT)],
    Phase.PAUSE: [(0, RISE), (30, CUT), 400],
    Phase.SECOND_HALF: [(0, RISE), (30, CUT), (300, CUT)],
    Phase.HOLD_LOW: [(0, RISE), (30, CUT), (300, CUT), 600],
}


def standing_in(phase):
    """The changes that lead to a phase, and a day counted from START on which it is in force."""
    *moves, last = ROADS[phase]
    if isinstance(last, tuple):
        return [*moves, last], last[0] + 1
    return moves, last


@pytest.mark.parametrize("phase", Phase)
def test_every_phase_is_reached(phase):
    moves, day = standing_in(phase)
    assert phase_at(after_days(*moves), START + timedelta(days=day)).phase is phase


@pytest.mark.parametrize("phase", Phase)
def test_a_rise_enters_a_tightening_from_every_phase(phase):
    moves, day = standing_in(phase)
    after = phase_at(after_days(*moves, (day, RISE)), START + timedelta(days=day))
    since = 0 if phase is Phase.TIGHTENING else day
    assert after == PhaseEntry(Phase.TIGHTENING, START + timedelta(days=since), News.RISE)


@pytest.mark.parametrize(
    ("phase", "then", "is_new"),
    [
        (Phase.TIGHTENING, Phase.FIRST_HALF, True),
        (Phase.HOLD_HIGH, Phase.FIRST_HALF, True),
        (Phase.FIRST_HALF, Phase.FIRST_HALF, False),
        (Phase.PAUSE, Phase.SECOND_HALF, True),
        (Phase.SECOND_HALF, Phase.SECOND_HALF, False),
        (Phase.HOLD_LOW, Phase.SECOND_HALF, True),
    ],
)
def test_a_cut_enters_the_phase_it_should_and_keeps_the_day_of_a_phase_it_stays_in(
    phase, then, is_new
):
    moves, day = standing_in(phase)
    before = phase_at(after_days(*moves), START + timedelta(days=day - 1))
    after = phase_at(after_days(*moves, (day, CUT)), START + timedelta(days=day))
    since = START + timedelta(days=day) if is_new else before.since
    assert after == PhaseEntry(then, since, News.CUT)


@pytest.mark.parametrize(
    ("moves", "quiet"),
    [
        ([(0, RISE)], Phase.HOLD_HIGH),
        ([(0, RISE), (30, CUT)], Phase.PAUSE),
        ([(0, RISE), (30, CUT), (300, CUT)], Phase.HOLD_LOW),
    ],
)
def test_quiet_is_told_on_its_first_possible_day_and_not_the_day_before(moves, quiet):
    since = START + timedelta(days=moves[-1][0] + DEFAULT_PAUSE_DAYS)
    assert phase_at(after_days(*moves), since) == PhaseEntry(quiet, since, News.QUIET)
    assert phase_at(after_days(*moves), since - timedelta(days=1)).phase is not quiet


@pytest.mark.parametrize(("gap", "phase"), [(120, Phase.SECOND_HALF), (119, Phase.FIRST_HALF)])
def test_a_gap_of_exactly_the_pause_is_a_pause_and_one_day_less_is_not(gap, phase):
    cuts = after_days((0, CUT), (gap, CUT))
    assert phase_at(cuts, START + timedelta(days=gap)).phase is phase


def test_quiet_is_counted_from_the_last_change_and_not_from_the_first():
    cuts = after_days((0, CUT), (100, CUT), (200, CUT))
    assert [entry.phase for entry in phase_entries(cuts, START + timedelta(days=200))] == [
        Phase.FIRST_HALF
    ]


def test_the_default_pause_is_120_days():
    assert DEFAULT_PAUSE_DAYS == 120


def test_nothing_after_the_day_matters():
    """Announced on the day itself is known; the day after is not."""
    day = date(2007, 9, 18)
    known = tuple(c for c in record() if c.announced <= day)
    assert phase_entries(record(), day) == phase_entries(known, day)
    assert phase_at(record(), day).since == day
    assert phase_at(record(), day - timedelta(days=1)).phase is Phase.HOLD_HIGH


def test_before_the_first_change_there_is_no_phase():
    assert phase_at(record(), date(1989, 6, 5)) is None
    assert phase_entries((), date(2025, 1, 1)) == ()


def test_a_record_that_begins_with_a_rise_begins_in_a_tightening():
    assert phase_entries(after_days((0, RISE), (30, RISE)), START + timedelta(days=40)) == (
        PhaseEntry(Phase.TIGHTENING, START, News.RISE),
    )

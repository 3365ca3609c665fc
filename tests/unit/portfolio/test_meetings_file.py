"""The calendar of meetings that ships, and one of the user's own."""

from collections import Counter
from datetime import date, timedelta

import pytest

from allocator.bundled import FOMC_MEETINGS
from allocator.errors import InputError
from allocator.portfolio.meetings_file import read_meetings

SHIPPED = read_meetings(FOMC_MEETINGS).meetings
HEADER = "first_day,last_day,source,as_of"
MONTHS = (1, 3, 5, 6, 7, 9, 11, 12)
WHOLE = [f"2027-{month:02}-16,2027-{month:02}-17,us,2026-11-20" for month in MONTHS]


@pytest.fixture
def problems(tmp_path, monkeypatch):
    """Read rows that must be refused: the problems in words."""
    monkeypatch.chdir(tmp_path)

    def of(*rows, header=HEADER):
        (tmp_path / "fomc.csv").write_text("\n".join([header, *rows, ""]))
        with pytest.raises(InputError) as refused:
            read_meetings("fomc.csv")
        return [str(problem) for problem in refused.value.problems]

    return of


def test_every_year_that_ships_is_whole():
    """The Committee meets eight times a year; a missing one would make its month an anchor."""
    assert set(Counter(meeting.last_day.year for meeting in SHIPPED).values()) == {8}


def test_meetings_take_two_weekdays_and_no_month_announces_twice():
    for meeting in SHIPPED:
        assert meeting.last_day - meeting.first_day == timedelta(days=1)
        assert meeting.first_day.weekday() == 1
        assert meeting.source
    months = {(meeting.last_day.year, meeting.last_day.month) for meeting in SHIPPED}
    assert len(months) == len(SHIPPED)


def test_rows_and_columns_may_stand_in_any_order(tmp_path):
    rows = [",".join(reversed(row.split(","))) for row in reversed(WHOLE)]
    path = tmp_path / "fomc.csv"
    path.write_text("\n".join(["as_of,source,last_day,first_day", *rows]))
    found = read_meetings(path).meetings
    assert [meeting.last_day.month for meeting in found] == list(MONTHS)
    assert found[0].first_day == date(2027, 1, 16)
    assert (found[0].source, found[0].as_of) == ("us", date(2026, 11, 20))


def test_a_year_that_is_not_whole_is_refused(problems):
    (found,) = problems(*WHOLE[:6])
    assert "fomc.csv: 2027 has 6 meetings, and eight are scheduled in a year" in found
    assert "months without a meeting count as quiet" in found


def test_seven_are_enough_for_a_year_in_which_one_was_not_held(tmp_path):
    path = tmp_path / "fomc.csv"
    path.write_text("\n".join([HEADER, *WHOLE[:7]]))
    assert len(read_meetings(path).meetings) == 7


def test_every_row_that_is_wrong_is_told(problems):
    found = problems(
        *WHOLE,
        "2028-01-25,soon,us,2026-11-20",
        "2028-03-14,2028-03-21,us,2026-11-20",
        "1950-03-14,2028-05-03,us,2026-11-20",
        "2027-03-29,2027-03-30,us,2026-11-20",
        "2028-06-13,2028-06-14,,2026-11-20",
    )
    assert [line.split(" ")[1] for line in found] == [f"fomc.csv:{n}:" for n in range(10, 15)]
    assert "'soon' is not a date" in found[0]
    assert "the meeting lasts from 2028-03-14 to 2028-03-21" in found[1]
    assert "is not in 1981 to 2100" in found[2]
    assert "a second meeting in 2027-03, the first in line 3" in found[3]
    assert "source is empty" in found[4]


def test_a_column_that_is_missing_is_named(problems):
    (found,) = problems("2027-01-26,us,2026-11-20", header="first_day,source,as_of")
    assert "there is no column last_day (the day of the announcement)" in found


def test_an_empty_calendar_is_refused(problems):
    (found,) = problems()
    assert "holds no meeting" in found


def test_a_missing_calendar_is_refused(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        read_meetings(tmp_path / "fomc.csv")

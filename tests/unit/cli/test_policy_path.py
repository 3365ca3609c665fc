"""`allocator views policy-path`: what is said, for a person and for a program."""

import json

import pytest
from click.testing import CliRunner

from allocator.cli.program import program

NOVEMBER = (
    "ZQX6,96.36,2026-11-20",
    "ZQZ6,96.40,2026-11-20",
    "ZQF7,96.45,2026-11-20",
    "2027-11,96.75,2026-11-20",
)
FEBRUARY = tuple(
    f"2026-{number:02},{price},2026-02-20"
    for number, price in enumerate(
        ("96.36", "96.38", "96.42", "96.45", "96.50", "96.58", "96.60", "96.66", "96.70"), start=2
    )
)


@pytest.fixture
def quotes(tmp_path):
    """Write a file of quotes and give its path."""

    def write(rows):
        path = tmp_path / "q.csv"
        path.write_text("\n".join(["month,price,as_of", *rows, ""]))
        return path

    return write


@pytest.fixture
def said(run, quotes):
    """Give the words of the text, whatever its lines."""

    def of(rows, *words):
        done = run("views", "policy-path", "--quotes", quotes(rows), *words)
        assert done.exit_code == 0, done.stderr
        return " ".join(done.stdout.split())

    return of


def test_a_meeting_is_shown_with_its_odds_and_what_is_not_known(said):
    found = said(NOVEMBER)
    assert found.startswith("Policy path on 20 November 2026, from ")
    assert "rate 3.640% before 2026-12-09" in found
    assert "in a year 1.56 cuts of 0.25 expected, -0.390 points" in found
    assert "points; from the average rate quoted for 2027-11" in found
    assert "2026-12-09 3.640% 3.586% -25 bp 21.6%, no change 78.4%" in found
    assert "meetings in 2027-01, 2027-11: the calendar does not reach them" in found
    assert "multiples of 25 basis points" in found
    assert "effective one (EFFR), not the middle of the target range" in found
    assert "Meetings of 2026: the Committee's schedule" in found


def test_moves_add_up_over_meetings_and_doubtful_figures_are_named(said):
    found = said(FEBRUARY)
    assert "2026-06-17 -75 bp 1.4%, -50 bp 14.5%, -25 bp 45.7%, no change 38.4%" in found
    assert "from the meetings until 2026-10-28 only" in found
    assert "2026-04-29: its own month is quoted -0.013 points from what" in found
    assert "2026-10-28: rests on 4 days of its month" in found
    assert "2026-09-16: rests on" not in found


def test_rises_are_called_rises(said):
    rows = ("2026-11,96.40,2026-11-20", "2026-12,96.30,2026-11-20")
    assert "0.54 rises of 0.25 expected, +0.135 points" in said(rows)


def test_quotes_of_an_earlier_day_are_said_to_be_old(said):
    found = said(FEBRUARY, "--as-of", "2026-03-20")
    assert "quoted 20 February 2026, 28 days before" in found
    assert "rate 3.596% before 2026-04-29" in found


def test_without_a_meeting_ahead_that_is_all_it_says(said):
    found = said(("2026-12,96.4,2026-12-10", "2027-01,96.5,2026-12-10"))
    assert "Each meeting" not in found
    assert "the change within twelve months: no meeting ahead is settled" in found


@pytest.mark.parametrize("rows", [NOVEMBER, FEBRUARY])
def test_eighty_columns_are_enough(run, quotes, monkeypatch, rows):
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(quotes(rows).parent)
    done = CliRunner().invoke(program, ["views", "policy-path", "--quotes", "q.csv"])
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_json_has_every_probability(run, quotes):
    done = run("views", "policy-path", "--quotes", quotes(NOVEMBER), "--json")
    found = json.loads(done.stdout)
    (meeting,) = found["path"]["meetings"]
    assert meeting["announced"] == "2026-12-09"
    assert [each["change_bp"] for each in meeting["moves"]] == [-25, 0]
    assert sum(each["probability"] for each in meeting["total"]) == pytest.approx(1)
    assert found["cuts_within_a_year"] == pytest.approx(1.56)


def test_json_of_no_path_has_no_number_of_cuts(run, quotes):
    path = quotes(("2026-12,96.4,2026-12-10", "2027-01,96.5,2026-12-10"))
    found = json.loads(run("views", "policy-path", "--quotes", path, "--json").stdout)
    assert found["cuts_within_a_year"] is None


@pytest.mark.parametrize("day", ["2026-11-19", "2027-12-01", "2199-12-31"])
def test_a_day_that_the_quotes_do_not_reach_is_refused(run, quotes, day):
    done = run("views", "policy-path", "--quotes", quotes(NOVEMBER), "--as-of", day)
    assert done.exit_code == 2
    wanted = f"--as-of: {day} is not between the quotes of 2026-11-20 and their end, 2027-11"
    assert wanted in done.stderr


def test_the_last_day_that_is_quoted_is_within_reach(said):
    assert "quoted 20 November 2026, 375 days before" in said(NOVEMBER, "--as-of", "2027-11-30")


def test_a_single_quote_of_the_month_before_settles_nothing(said):
    found = said(("2026-10,96.4,2026-11-20",))
    assert "the change within twelve months: no meeting ahead is settled" in found


def test_a_file_that_is_wrong_is_refused_with_its_line(run, quotes):
    done = run("views", "policy-path", "--quotes", quotes(["2026-12,3.6,2026-11-20"]))
    assert done.exit_code == 2
    assert "q.csv:2: price '3.6' is not the price" in done.stderr


def test_the_odds_of_the_year_are_shown_and_whether_they_are_of_all_of_it(said):
    """1.56 cuts: 0.216 in December, and 1.344 of which nobody says when."""
    assert "odds -75 bp 7.4%, -50 bp 41.1%, -25 bp 51.4%" in said(NOVEMBER)
    assert "not of the whole year" not in said(NOVEMBER)
    assert "not of the whole year" in said(FEBRUARY)


def test_a_calendar_of_the_users_own_reaches_further(run, quotes, tmp_path):
    """With 2027 the twelve months are known, and a month without a meeting is an anchor."""
    calendar = tmp_path / "fomc.csv"
    days = [f"2026-{month:02}-09" for month in (1, 3, 4, 6, 7, 9, 10, 12)]
    days += [f"2027-{month:02}-17" for month in (1, 3, 5, 6, 7, 9, 11, 12)]
    rows = [f"{day},{day},made up,2026-11-20" for day in days]
    calendar.write_text("\n".join(["first_day,last_day,source,as_of", *rows]))
    months = [f"2027-{month:02},{96.40 + 0.02 * month:.2f},2026-11-20" for month in range(1, 12)]
    path = quotes([*NOVEMBER[:2], *months])
    done = run("views", "policy-path", "--quotes", path, "--meetings", calendar)
    found = " ".join(done.stdout.split())
    assert "from every meeting until 2027-11-17" in found
    assert "the calendar does not reach" not in found
    assert "Meetings of 2026-2027: made up, looked up on 20 November 2026." in found


def test_a_calendar_that_is_not_whole_is_refused(run, quotes, tmp_path):
    calendar = tmp_path / "fomc.csv"
    calendar.write_text("first_day,last_day,source,as_of\n2027-01-26,2027-01-27,us,2026-11-20\n")
    done = run("views", "policy-path", "--quotes", quotes(NOVEMBER), "--meetings", calendar)
    assert done.exit_code == 2
    assert "fomc.csv: 2027 has 1 meeting, and eight" in done.stderr

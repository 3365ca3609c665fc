import json

import pytest


def test_the_present_phase_is_told_with_its_reason_and_evidence(run):
    said = " ".join(run("views", "rate-cycle").stdout.split())
    assert said.startswith("Rate cycle on 24 December 2025")
    assert "phase easing, second half, since 17 September 2025" in said
    assert "cut of 0.25 to 4-4.25 %, 273 days after the last; 120 make a pause" in said
    assert "expires on 17 September 2026" in said
    assert "points over twelve months (73% of the year left), standard deviation" in said
    assert "1989-06-06 easing, first half cut of 0.25" in said
    assert "2020-03-03 2021-03-03 +48.6% +27.2% +21.4" in said
    assert "n=6, mean +9.2 points, standard error 5.2, 95% interval -4.2 to +22.7" in said
    assert "small led 4 of 6; sd 12.8, t 1.76" in said
    assert "leave one out mean +6.3 to +12.2" in said
    assert "100 days: n 8, +10.0; 120 days: n 6, +9.2; 150 days: n 5, +6.8; 180 days: n 3" in said
    assert "(seed 1979)" in said
    assert "longer record n=9, mean +12.3" in said
    assert "This is weak evidence." in said


def test_no_line_is_wider_than_the_terminal(run):
    assert max(map(len, run("views", "rate-cycle").stdout.splitlines())) <= 100


def test_on_another_day_it_is_said_how_far_the_news_reach(run):
    """In November 2026 the view of the cut of September 2025 would have expired."""
    said = " ".join(run("views", "rate-cycle", "--as-of", "2026-11-20").stdout.split())
    assert "phase on hold after easing, since 9 April 2026" in said
    assert "120 days without a change after cut of 0.25 to 3.5-3.75 % of 10 December 2025" in said
    assert "known to 24 December 2025: a later change is not in the data" in said
    assert "expires on 9 April 2027" in said
    late = " ".join(run("views", "rate-cycle", "--as-of", "2027-11-20").stdout.split())
    assert "expires it has, on 9 April 2027, and expects nothing" in late


def test_a_view_that_has_ended_is_said_to_though_the_present_phase_has_its_own(run):
    said = " ".join(run("views", "rate-cycle", "--as-of", "2026-11-20").stdout.split())
    assert "Russell 2000 - S&P 500: +3.8 points over twelve months" in said
    assert (
        "earlier view the view of easing, second half, entered on 17 September 2025, has expired "
        "on 17 September 2026"
    ) in said


@pytest.mark.parametrize("day", ["2025-12-24", "2026-09-16"])
def test_a_view_that_has_not_ended_is_not_said_to(run, day):
    assert "earlier view" not in run("views", "rate-cycle", "--as-of", day).stdout


def test_of_an_earlier_day_nothing_later_is_known(run):
    """In July 1995 one first half of an easing was over a year ago: no view, and no evidence."""
    said = " ".join(run("views", "rate-cycle", "--as-of", "1995-07-06").stdout.split())
    assert "view none: easing, first half since 1995-07-06: 1 episode is too few" in said
    assert "This is no evidence: fewer than two episodes were over by that day." in said
    assert "1995-07-06 1996" not in said


def test_before_the_record_begins_there_is_no_phase(run):
    done = run("views", "rate-cycle", "--as-of", "1989-06-05")
    assert done.exit_code == 0
    assert "none: no policy-rate change is known by this date" in done.stdout
    assert "Timeline" not in done.stdout


def test_json_has_fractions_and_days(run):
    found = json.loads(run("views", "rate-cycle", "--json").stdout)
    assert found["figures"]["n"] == 6
    assert round(found["figures"]["mean"], 3) == 0.092
    assert found["study"]["timeline"][-1]["entry"]["since"] == "2025-09-17"
    assert found["study"]["robustness"]["chance"]["seed"] == 1979

import json
from datetime import date

import pytest

from allocator.errors import Problem, Severity
from allocator.model.quality import Check, Finding
from allocator.report.quality import (
    Verification,
    finding_lines,
    together,
    verification_json,
    verification_text,
)

ERROR, WARNING = Severity.ERROR, Severity.WARNING
FIRST, LAST = date(2024, 1, 2), date(2024, 3, 5)
DAMAGED = Problem("SPY.parquet", "is damaged", "refresh it")
UNUSED = Problem("weights.csv", "holds weights, which nothing here uses", "", WARNING)


def finding(check, severity, place, message, count=1):
    return Finding(check, severity, place, message, FIRST, LAST, count)


@pytest.fixture
def found():
    return (
        finding(Check.REBUILD, ERROR, "adjusted/SPY (yahoo)", "was appended", 2),
        finding(Check.GAP, WARNING, "close/IWM (yahoo)", "1 session missing on 2024-01-02"),
        finding(Check.GAP, WARNING, "close/SPY (yahoo)", "1 session missing on 2024-01-02"),
        finding(Check.GAP, WARNING, "rate/DFF (fred)", "1 day missing on 2024-03-05"),
        finding(Check.STALE, WARNING, "rate/DFF (fred)", "ends on 2024-03-05"),
    )


def verified(found=(), problems=(), as_of=None, series=9):
    return Verification("/data", as_of, series, tuple(found), tuple(problems))


def test_errors_and_warnings_are_apart_under_the_names_of_their_checks(found):
    assert verification_text(verified(found, as_of=LAST), 100) == (
        "/data: 9 series checked as known on 2024-03-05\n"
        "\n"
        "Errors: no snapshot is built from series that have one\n"
        "  adjusted against close and distributions\n"
        "    adjusted/SPY (yahoo): was appended\n"
        "\n"
        "Warnings: a snapshot carries them, and a proposal shows them\n"
        "  gaps\n"
        "    close/IWM, SPY (yahoo): 1 session missing on 2024-01-02\n"
        "    rate/DFF (fred): 1 day missing on 2024-03-05\n"
        "  stale tail\n"
        "    rate/DFF (fred): ends on 2024-03-05\n"
        "\n"
        "1 error, 4 warnings in 9 series of /data\n"
    )


def test_sound_data_take_two_lines():
    assert verification_text(verified(), 100) == (
        "/data: 9 series checked\n\n0 errors, 0 warnings in 9 series of /data\n"
    )


def test_nothing_to_check_says_what_to_do():
    text = verification_text(verified(series=0), 100)
    assert text.startswith("/data: 0 series checked\nnothing to check: ")
    for way in ("allocator data refresh", "allocator data import", "--from"):
        assert way in text


def test_damage_is_counted_and_what_was_not_used_is_told(found):
    text = verification_text(verified(found, (DAMAGED, UNUSED)), 100)
    assert "Not read\n  weights.csv: holds weights, which nothing here uses\n" in text
    assert "SPY.parquet" not in text
    assert text.endswith("1 error, 4 warnings, 1 file that cannot be read in 9 series of /data\n")


def test_damage_is_told_even_where_nothing_could_be_read():
    text = verification_text(verified(problems=(DAMAGED,), series=0), 100)
    assert text.endswith("0 errors, 0 warnings, 1 file that cannot be read in 0 series of /data\n")
    assert "nothing to check" not in text


@pytest.mark.parametrize(
    ("keep", "problems", "expected"),
    [(slice(1), (), True), (slice(1, None), (), False), (slice(0), (), False),
     (slice(0), (DAMAGED,), True), (slice(0), (UNUSED,), False)],
)  # fmt: skip
def test_errors_and_damage_make_it_fail_and_nothing_else(found, keep, problems, expected):
    assert verified(found[keep], problems).has_errors is expected


@pytest.mark.parametrize("width", [80, 120])
def test_no_line_is_wider_than_asked(found, width):
    long = [
        finding(Check.SOURCES, WARNING, f"close/F{n} (yahoo)", "differs from " + "x y " * 60)
        for n in range(40)
    ]
    lines = finding_lines([*found, *long], width)
    assert max(map(len, lines)) <= width
    assert sum("differs from" in line for line in lines) == 1


def test_places_of_other_forms_stand_as_they_are():
    assert together(["policy_rate.csv: 2024-01-31", "a/b", "close/X (y)", "plain (file)"]) == (
        "policy_rate.csv: 2024-01-31; a/b; close/X (y); plain (file)"
    )


def test_sources_with_brackets_and_names_with_slashes_are_kept_whole():
    """A browser's second download of one file has a number in brackets."""
    assert together(["close/A (x (1))", "close/A/C (x (1))"]) == "close/A, A/C (x (1))"


def test_json_holds_every_finding_by_itself(found):
    document = json.loads(verification_json(verified(found, (DAMAGED, UNUSED), LAST)))
    assert document["place"] == "/data"
    assert (document["as_of"], document["series"]) == ("2024-03-05", 9)
    assert document["findings"][0] == {
        "check": "adjusted against close and distributions",
        "severity": "error",
        "place": "adjusted/SPY (yahoo)",
        "message": "was appended",
        "first": "2024-01-02",
        "last": "2024-03-05",
        "count": 2,
        "others": [],
    }
    assert len(document["findings"]) == 5
    assert [each["place"] for each in document["problems"]] == ["SPY.parquet", "weights.csv"]
    assert json.loads(verification_json(verified()))["as_of"] is None

from allocator.errors import Severity
from allocator.portfolio.findings import Findings, quoted
from allocator.portfolio.suggestion import closest, did_you_mean


def test_problems_come_in_order_of_their_lines():
    findings = Findings("mine.csv")
    findings.error(7, "seven", "")
    findings.warn(3, "three", "")
    findings.error(0, "the whole", "")
    assert findings.refusal().problems == findings.problems
    assert [problem.place for problem in findings.problems] == [
        "mine.csv",
        "mine.csv:3",
        "mine.csv:7",
    ]


def test_warnings_alone_stop_nothing():
    findings = Findings("mine.csv")
    findings.warn(3, "three", "")
    assert not findings.stopped
    (warning,) = findings.problems
    assert warning.severity is Severity.WARNING


def test_a_quotation_is_short_and_cannot_drive_a_terminal():
    assert quoted("a\x1b[31m") == "'a\\x1b[31m'"
    assert len(quoted("x" * 1_000_000)) == 42


def test_the_nearest_word_is_found_whatever_its_case():
    assert closest("TURNOVR", ["Turnover"]) == "Turnover"
    assert closest("colour", ["turnover"]) is None
    assert did_you_mean("x" * 1_000_000, ["turnover"]) == "known are: turnover"

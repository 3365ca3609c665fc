import json
from dataclasses import replace
from datetime import date

import pytest

from allocator.errors import Problem, Severity
from allocator.market.intake import FileReport, Kept, Summary
from allocator.market.series import Key, Kind, TableKey, TableKind
from allocator.market.store import Merge, Outcome
from allocator.report.intake import intake_json, intake_text


def kept(kind, name, outcome=Outcome.NEW, rows=10, message="m"):
    key = Key(kind, name, "src")
    first, last = date(2020, 1, 2), date(2020, 6, 30)
    return Kept(key, rows, first, last, Merge(key, outcome, rows, None, message))


@pytest.fixture
def summary():
    day = date(2020, 5, 5)
    table = TableKey(TableKind.HOLDINGS, "IWM", day, "src")
    lines = Kept(table, 1929, day, day, Merge(table, Outcome.SAME, 0, None, ""))
    unused = "holds nothing that is used"
    return Summary(
        "~/market",
        (
            FileReport(
                "in/adj.csv",
                (
                    kept(Kind.ADJUSTED, "IWM"),
                    kept(Kind.ADJUSTED, "SPY", rows=2000),
                    kept(Kind.ADJUSTED, "VOO", Outcome.READJUSTED, message="factor 0.99"),
                    kept(Kind.RATE, "fed_target_upper_daily"),
                ),
                (),
            ),
            FileReport("in/h.csv", (lines,), ()),
            FileReport("in/w.csv", (), (Problem("in/w.csv", unused, "", Severity.WARNING),)),
            FileReport("in/v.csv", (), (Problem("in/v.csv", unused, "", Severity.WARNING),)),
            FileReport("in/bad.csv", (), (Problem("in/bad.csv", "is JSON", "again"),)),
        ),
        (Problem("absent", "no such file", "check"),),
    )


def test_the_text_sums_up_by_file_kind_and_outcome(summary):
    assert intake_text(summary, 100) == (
        "Imported into ~/market\n"
        "  file     kind                  series   rows  first       last\n"
        "  adj.csv  adjusted                   2  2,010  2020-01-02  2020-06-30  new\n"
        "  adj.csv  adjusted                 VOO     10  2020-01-02  2020-06-30  readjusted\n"
        "  adj.csv  rate      fed_target_upper_~     10  2020-01-02  2020-06-30  new\n"
        "  h.csv    holdings                 IWM  1,929  2020-05-05  2020-05-05  same\n"
        "  adjusted/VOO (src): readjusted: factor 0.99\n"
        "  warning: in/w.csv, in/v.csv: holds nothing that is used\n"
        "4 series and 1 table from 5 files, 3 of which gave nothing; 2 errors\n"
    )


@pytest.mark.parametrize("width", [80, 120])
def test_no_line_is_wider_than_asked(summary, width):
    assert max(map(len, intake_text(summary, width).splitlines())) <= width


def test_an_import_of_nothing_says_so():
    text = intake_text(Summary("~/market", (FileReport("x", (), ()),), ()), 80)
    assert text.splitlines()[1] == (
        "0 series and 0 tables from 1 file, 1 of which gave nothing; no errors"
    )


def test_json_holds_every_series_and_every_problem(summary):
    found = json.loads(intake_json(summary))
    assert found["store"] == "~/market"
    first = found["files"][0]["kept"][0]
    assert first == {
        "kind": "adjusted",
        "name": "IWM",
        "source": "src",
        "rows": 10,
        "first": "2020-01-02",
        "last": "2020-06-30",
        "outcome": "new",
        "added": 10,
        "message": "m",
    }
    assert [len(file["kept"]) for file in found["files"]] == [4, 1, 0, 0, 0]
    assert found["files"][4]["problems"][0]["message"] == "is JSON"
    assert found["problems"][0]["place"] == "absent"


def test_an_import_that_was_ended_names_what_is_left(summary):
    ended = replace(summary, left=("in/y.csv", "in/z.csv"))
    lines = intake_text(ended, 100).splitlines()
    assert lines[0] == "Ended by Ctrl-C: imported into ~/market"
    assert lines[-2] == "  not imported, or in part only: in/y.csv, in/z.csv; import them again"
    found = json.loads(intake_json(ended))
    assert (found["interrupted"], found["left"]) == (True, ["in/y.csv", "in/z.csv"])
    whole = json.loads(intake_json(summary))
    assert (whole["interrupted"], whole["left"]) == (False, [])

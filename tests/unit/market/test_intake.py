from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from allocator.errors import Severity
from allocator.market.intake import ImportOptions, find_files, import_files
from allocator.market.series import Kind
from allocator.market.store import Outcome, Store

NOW = datetime(2020, 6, 30, 12, tzinfo=UTC)
PRICES = "Date,IWM,SPY\n2020-01-02,165.78,323.64\n2020-01-03,165.1,322.0\n"


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "home")


@pytest.fixture
def write(tmp_path):
    """Write a file into a folder of its own and give its path."""

    def of(name, content):
        path = tmp_path / "in" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content)
        return path

    return of


def take(store, *paths, **how):
    return import_files(store, paths, ImportOptions(NOW, **how))


def outcomes(summary):
    return [(str(kept.key), str(kept.merge.outcome)) for f in summary.files for kept in f.kept]


def test_what_is_read_is_stored_with_its_origin(store, write):
    path = write("adj.csv", PRICES)
    summary = take(store, path)
    assert outcomes(summary) == [("adjusted/IWM (adj)", "new"), ("adjusted/SPY (adj)", "new")]
    (kept, _) = summary.files[0].kept
    assert (kept.rows, kept.first, kept.last) == (2, date(2020, 1, 2), date(2020, 1, 3))
    (entry, _) = store.entries()
    assert entry.fetched_at == NOW
    assert (summary.place, summary.errors) == (store.place, ())
    assert [each.values.tolist() for each in map(store.read, store.keys())] == [
        [165.78, 165.1],
        [323.64, 322.0],
    ]


def test_a_user_names_source_and_kind(store, write):
    take(store, write("a.csv", PRICES), kind=Kind.CLOSE, source="bank")
    assert list(map(str, store.keys())) == ["close/IWM (bank)", "close/SPY (bank)"]


def test_the_rest_is_kept_where_a_part_fails(store, write):
    good, bad = write("adj.csv", PRICES.replace("322.0", "oops")), write("bad.csv", "dear diary")
    summary = take(store, bad, good, bad.with_name("absent.csv"))
    assert outcomes(summary) == [("adjusted/IWM (adj)", "new")]
    assert [problem.place for problem in summary.errors] == [
        str(bad.with_name("absent.csv")),
        str(bad),
        f"{good}:3",
    ]
    assert not summary.is_misdirected


def test_tables_are_stored_too(store, write):
    text = "Ticker,Name,Asset Class,Market Value,Weight (%)\nA,Agilent,Equity,10,100\n"
    path = write("IWM_holdings_2020-06-30.csv", text)
    assert outcomes(take(store, path)) == [
        ("holdings/IWM of 2020-06-30 (IWM_holdings_2020-06-30)", "new")
    ]
    assert len(store.table_keys()) == 1
    later = write("IWM_holdings_2020-07-01.csv", text)
    (problem,) = take(store, later).files[0].problems
    assert (problem.severity, len(store.table_keys())) == (Severity.WARNING, 1)


def test_the_same_file_twice_changes_nothing(store, write):
    path = write("adj.csv", PRICES)
    take(store, path)
    assert {outcome for _, outcome in outcomes(take(store, path))} == {"same"}


def test_a_contradiction_is_told_and_not_stored(store, write):
    path = write("adj.csv", PRICES)
    take(store, path)
    path.write_text(PRICES.replace("165.1", "166.1"))
    summary = take(store, path)
    assert outcomes(summary) == [("adjusted/SPY (adj)", "same")]
    (problem,) = summary.errors
    assert problem.place == "adjusted/IWM (adj)"
    assert "2020-01-03" in problem.message
    assert store.read(store.keys()[0]).values.tolist() == [165.78, 165.1]
    replaced = take(store, path, replacing=True)
    assert (outcomes(replaced)[0][1], replaced.errors) == (str(Outcome.REPLACED), ())
    assert store.read(store.keys()[0]).values.tolist() == [165.78, 166.1]


def test_a_series_the_store_refuses_does_not_stop_the_tables(tmp_path, write):
    """Two series cannot be written, so the third is not tried."""
    (tmp_path / "file").write_text("in the way")
    three = "Date,IWM,SPY,VOO\n2020-01-02,1,2,3\n"
    summary = take(Store(tmp_path / "file"), write("adj.csv", three))
    assert len(summary.files[0].problems) == 2


def test_days_that_have_not_come_are_left_out_and_told(store, write):
    path = write("adj.csv", PRICES + "2020-07-01,1,2\n2020-07-02,,3\n")
    summary = take(store, path)
    assert [kept.last for kept in summary.files[0].kept] == [date(2020, 1, 3)] * 2
    assert [problem.message for problem in summary.files[0].problems] == [
        "1 number of adjusted/IWM (adj) dated after today, 2020-06-30, left out",
        "2 numbers of adjusted/SPY (adj) dated after today, 2020-06-30, left out",
    ]
    assert summary.errors == ()
    only = write("only_adj.csv", "Date,IWM\n2020-07-01,1\n")
    assert take(store, only).files[0].kept == ()


def test_what_is_not_well_formed_is_refused_alone(store, write):
    path = write("adj.csv", "Date,IWM,SPY\n2020-01-02,165.78,1\n2020-01-03,-1,2\n")
    summary = take(store, path)
    assert outcomes(summary) == [("adjusted/SPY (adj)", "new")]
    assert "not positive" in summary.errors[0].message


def test_a_store_that_cannot_be_written_is_not_asked_for_ever(tmp_path, write):
    """Two refusals in a row are enough; what was not tried is said."""
    (tmp_path / "file").write_text("in the way")
    names = [f"{name}_adj.csv" for name in "abc"]
    summary = take(Store(tmp_path / "file"), *(write(name, PRICES) for name in names))
    assert outcomes(summary) == []
    assert len(summary.files[0].problems) == 2
    assert [len(file.problems) for file in summary.files[1:]] == [1, 1]
    assert "the store cannot be written" in summary.files[2].problems[0].message


def test_folders_give_the_files_in_them_each_once(write, tmp_path):
    first, second = write("a.csv", PRICES), write("b.parquet", "x")
    write("c.md", "x")
    folder = first.parent
    files, (problem,) = find_files([folder, first])
    assert files == (first, second)
    assert (problem.place, problem.severity) == (str(folder), Severity.WARNING)
    assert problem.message == "1 file of another kind not looked at: c.md"
    assert find_files([folder / "c.md"])[0] == (folder / "c.md",)
    (tmp_path / "empty").mkdir()
    files, problems = find_files([tmp_path / "empty", Path("absent")])
    assert files == ()
    assert [problem.message for problem in problems] == [
        "holds no file that ends in .csv, .parquet, .xls, .xlsx, .zip",
        "no such file",
    ]


def test_files_of_other_kinds_in_a_folder_are_counted_and_the_first_named(write):
    (folder,) = {write(f"{name}.txt", "x").parent for name in "hgfedcba"}
    files, (none, others) = find_files([folder])
    assert files == ()
    assert others.message == (
        "8 files of other kinds not looked at: a.txt, b.txt, c.txt, d.txt, e.txt, ..."
    )
    assert others.remedy == "files of data end in .csv, .parquet, .xls, .xlsx, .zip"
    assert none.message.startswith("holds no file that ends in")


def test_what_no_snapshot_uses_is_stored_and_said_once_a_file(store, write):
    """Of what the facts or the catalogue know, funds without a share price too, nothing is said."""
    rows = "Date,IWM,ZZZ,SWVXX,RUT,QQQQ\n2020-01-02,1,2,1,1668.5,4\n"
    summary = take(store, write("adj.csv", rows))
    (problem,) = summary.files[0].problems
    assert problem.severity is Severity.WARNING
    assert problem.message == (
        "stored, but used by no snapshot, which knows no fund or index ZZZ, QQQQ"
    )
    assert len(store.keys()) == 5
    assert take(store, write("DGS10.csv", "Date,VALUE\n2020-01-02,1.88\n")).files[0].problems == ()
    many = ",".join(f"Z{at}" for at in range(9))
    (problem,) = (
        take(store, write("b_adj.csv", f"Date,{many}\n2020-01-02{',1' * 9}\n")).files[0].problems
    )
    assert problem.message.endswith("Z0, Z1, Z2, Z3, Z4, Z5, Z6, Z7, ...")


def test_what_is_not_stored_is_not_said_to_be_unused(store, write):
    path = write("adj.csv", "Date,ZZZ\n2020-01-02,1\n")
    take(store, path)
    path.write_text("Date,ZZZ\n2020-01-02,2\n")
    assert [problem.severity for problem in take(store, path).files[0].problems] == [Severity.ERROR]


def test_paths_that_lead_nowhere_are_the_users_mistake(store, tmp_path):
    summary = take(store, tmp_path / "absent")
    assert summary.is_misdirected
    assert [problem.message for problem in summary.errors] == ["no such file"]


def test_progress_is_told_once_a_file(store, write):
    seen = []
    paths = [write("a_adj.csv", PRICES), write("b.csv", "?")]
    import_files(store, paths, ImportOptions(NOW), lambda: seen.append(1))
    assert seen == [1, 1]


def test_a_table_that_contradicts_is_told_and_not_stored(store, write):
    text = "Ticker,Name,Asset Class,Market Value,Weight (%)\nA,Agilent,Equity,{},100\n"
    path = write("IWM_holdings_2020-06-30.csv", text.format(10))
    take(store, path)
    path.write_text(text.format(11))
    summary = take(store, path)
    assert outcomes(summary) == []
    assert summary.errors[0].place.startswith("holdings/IWM of 2020-06-30")
    assert store.read_table(store.table_keys()[0]).lines["value"].tolist() == [10.0]


def test_a_folder_that_may_not_be_entered_is_told(write, monkeypatch):
    path = write("adj.csv", PRICES)

    def walk(top, onerror):
        onerror(PermissionError(13, "Permission denied", "secret"))
        yield str(top), [], ["adj.csv"]

    monkeypatch.setattr("os.walk", walk)
    files, problems = find_files([path.parent])
    assert files == (path,)
    assert [problem.place for problem in problems] == ["secret"]


@pytest.mark.parametrize("name", ["a\0b", "x" * 5000])
def test_a_path_that_can_be_none_is_told(name):
    assert [problem.message for problem in find_files([Path(name)])[1]] == ["no such file"]


def test_a_file_too_large_is_told(store, write, monkeypatch):
    path = write("adj.csv", PRICES)
    monkeypatch.setattr("allocator.market.formats.files.MOST_BYTES", 10)
    (problem,) = take(store, path).errors
    assert "check that it is the right file" in problem.remedy

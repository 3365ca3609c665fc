import os
from datetime import date

import numpy as np
import pandas as pd
import pytest

from allocator.errors import MarketDataError
from allocator.market.folder import Folder
from allocator.market.formats import read_file
from allocator.market.formats.unpack import MOST_BYTES
from allocator.market.series import Key, Kind

PRICES = "Date,IWM,SPY\n2020-01-02,165.78,323.64\n2020-01-03,165.1,\n"
HOLDINGS = "Ticker,Name,Asset Class,Market Value,Weight (%)\nA,Agilent,Equity,10,100\n"


@pytest.fixture
def write(tmp_path):
    """Write files below a folder and give the folder."""

    def of(files):
        for name, content in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return tmp_path

    return of


def test_files_of_all_folders_are_found_by_what_is_in_them(write):
    path = write(
        {
            "prices/adj.csv": PRICES,
            "deep/er/DGS10.CSV": "DATE,VALUE\n2020-01-02,1.88\n",
            "IWM_holdings_2020-01-02.csv": HOLDINGS,
        }
    )
    folder = Folder(path)
    assert list(map(str, folder.keys())) == [
        "adjusted/IWM (adj)",
        "adjusted/SPY (adj)",
        "rate/DGS10 (DGS10)",
    ]
    assert [str(key) for key in folder.table_keys()] == [
        "holdings/IWM of 2020-01-02 (IWM_holdings_2020-01-02)"
    ]
    assert folder.problems == ()
    assert folder.place == str(path)
    read = folder.read(folder.keys()[0])
    assert (read.origin, read.values.tolist()) == ("prices/adj.csv", [165.78, 165.1])
    (table,) = folder.table_keys()
    assert folder.read_table(table).lines["ticker"].tolist() == ["A"]


def test_what_is_wrong_or_unused_is_named_with_its_path(write):
    path = write(
        {
            "a/odd.csv": "dear diary",
            "b/empty.csv": "",
            "c/book.xlsx": b"PK\x03\x04",
            "d/weights.csv": ",A,B,SUM\n07/09/2021,1,2,3\n",
            "notes.md": "nobody reads this",
        }
    )
    others, *problems = Folder(path).problems
    assert others.message == "1 file of another kind not looked at: notes.md"
    assert [problem.place for problem in problems] == [
        "a/odd.csv",
        "b/empty.csv",
        "c/book.xlsx",
        "d/weights.csv",
    ]
    assert Folder(path).keys() == ()


def test_hidden_files_and_folders_are_left_alone(write):
    path = write({".x.csv": "?", ".git/y.csv": "?", "z.csv": PRICES})
    assert Folder(path, kind=Kind.CLOSE).problems == ()
    assert len(Folder(path, kind=Kind.CLOSE).keys()) == 2


def test_nothing_is_seen_of_later_days(write):
    path = write(
        {"adj.csv": PRICES + "2020-01-06,rubbish\n", "later.csv": "Date,Oops\n2021-01-01,x\n"}
    )
    folder = Folder(path, date(2020, 1, 2))
    assert list(map(len, map(folder.read, folder.keys()))) == [1, 1]
    assert folder.problems == ()
    assert Folder(path, date(2019, 12, 31)).keys() == ()


def test_a_file_that_came_later_is_not_there(write):
    path = write({"IWM_holdings_2020-06-30.csv": HOLDINGS})
    assert Folder(path, date(2020, 6, 29)).table_keys() == ()
    assert Folder(path, date(2020, 6, 29)).problems == ()
    assert len(Folder(path, date(2020, 6, 30)).table_keys()) == 1


def test_two_files_of_one_name_are_not_mixed(write):
    path = write({"a/adj.csv": PRICES, "b/adj.csv": PRICES.replace("165", "999")})
    folder = Folder(path)
    assert folder.read(folder.keys()[0]).values.tolist() == [165.78, 165.1]
    (problem,) = folder.problems
    assert problem.place == "b/adj.csv"
    assert "holds what a/adj.csv holds under the same names" in problem.message


def large(bad=""):
    days = pd.bdate_range("1990-01-01", periods=8000)
    text = pd.DataFrame({"IWM": 1.5, "SPY": 2.5}, days).to_csv(index_label="Date")
    at = text.index("2005-06-07")
    return text[:at] + bad + text[at:]


def test_a_large_file_is_read_when_its_series_are_wanted(write, monkeypatch):
    """Listing looks at some lines; reading happens once, for both series."""
    read = []

    def noted(name, *words, **how):
        read.append(name)
        return read_file(name, *words, **how)

    monkeypatch.setattr("allocator.market.folder.read_file", noted)
    folder = Folder(write({"adj.csv": large()}))
    keys = folder.keys()
    assert (len(keys), read) == (2, [])
    assert [len(folder.read(key)) for key in keys] == [8000, 8000]
    assert read == ["adj.csv"]


def test_damage_further_on_is_found_when_it_is_read(write):
    folder = Folder(write({"adj.csv": large("2005-06-06,1.5,oops\n")}))
    small, whole = folder.keys()
    assert folder.problems == ()
    with pytest.raises(MarketDataError, match=r"adj.csv:\d+: SPY: 'oops' is not a number"):
        folder.read(whole)
    assert len(folder.read(small)) == 8001
    assert [problem.place.partition(":")[0] for problem in folder.problems] == ["adj.csv"]


def test_a_file_that_vanished_is_a_problem(write):
    path = write({"adj.csv": large()})
    folder = Folder(path)
    (key, _) = folder.keys()
    (path / "adj.csv").unlink()
    with pytest.raises(MarketDataError, match="no such file"):
        folder.read(key)


def test_what_is_not_there_is_an_error(write):
    folder = Folder(write({"adj.csv": PRICES}))
    with pytest.raises(MarketDataError, match="holds no close/SPY"):
        folder.read(Key(Kind.CLOSE, "SPY", "adj"))


@pytest.mark.parametrize("name", ["absent", "file.csv"])
def test_only_folders_are_folders(tmp_path, name):
    (tmp_path / "file.csv").write_text("x")
    with pytest.raises(MarketDataError, match="is not a folder"):
        Folder(tmp_path / name)


def test_files_that_cannot_be_read_do_not_stop_the_others(write):
    path = write({"adj.csv": PRICES})
    os.mkfifo(path / "pipe.csv")
    with (path / "huge.csv").open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    (path / "lost.csv").symlink_to(path / "nowhere")
    folder = Folder(path)
    assert len(folder.keys()) == 2
    assert {problem.place: problem.message for problem in folder.problems} == {
        "huge.csv": "is 200 MB large, and 200 MB are read",
        "lost.csv": "no such file",
        "pipe.csv": "is not an ordinary file",
    }


def test_a_name_that_is_no_text_can_be_printed(tmp_path):
    name = os.fsdecode(b"\xff.csv")
    (tmp_path / name).write_text("Date,DGS10\n2020-01-02,1\n")
    (key,) = Folder(tmp_path).keys()
    assert Folder(tmp_path).read(key).origin.encode() == "\N{REPLACEMENT CHARACTER}.csv".encode()


def test_forty_series_of_forty_years_are_all_there(write):
    rng = np.random.default_rng(0)
    days = pd.bdate_range("1986-01-01", periods=10_000)
    names = [f"F{at}" for at in range(40)]
    frame = pd.DataFrame(rng.uniform(1, 500, (10_000, 40)), days, names)
    folder = Folder(write({"adj.csv": frame.to_csv(index_label="Date")}))
    assert len(folder.keys()) == 40
    for series in map(folder.read, folder.keys()):
        assert series.values.tolist() == frame[series.key.name].tolist()


def test_a_table_that_cannot_be_read_further_on_is_an_error(write):
    line = "A,Agilent,Equity,10,100\n"
    text = HOLDINGS + line * 5000 + "B,Boeing,Equity,ten,1\n"
    folder = Folder(write({"IWM_holdings_2020-01-02.csv": text}))
    (key,) = folder.table_keys()
    with pytest.raises(MarketDataError, match="'ten' is not a number"):
        folder.read_table(key)


def test_a_folder_that_may_not_be_entered_is_a_problem(write, monkeypatch):
    """As `os.walk` tells it; a superuser may enter everything."""
    path = write({"adj.csv": PRICES})

    def walk(top, onerror):
        onerror(PermissionError(13, "Permission denied", str(path / "secret")))
        yield str(top), [], ["adj.csv"]

    monkeypatch.setattr("os.walk", walk)
    folder = Folder(path)
    assert len(folder.keys()) == 2
    (problem,) = folder.problems
    assert str(problem).startswith(f"error: {path}/secret: cannot be read: Permission denied")


def test_a_file_that_fails_while_it_is_read_is_a_problem(write, monkeypatch):
    path = write({"adj.csv": PRICES})

    def fail(_):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("pathlib.Path.read_bytes", fail)
    (problem,) = Folder(path).problems
    assert problem.message == "cannot be read: Input/output error"

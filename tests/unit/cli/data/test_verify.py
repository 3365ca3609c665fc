import json
from datetime import UTC, date, datetime

import numpy as np
import pytest

from allocator.market.series import Frequency, Key, Kind, Series
from allocator.market.sessions import sessions
from allocator.market.store import Store

DAYS = sessions(np.datetime64("2024-01-02"), np.datetime64("2024-12-31"))
LATER = datetime(2025, 1, 2, tzinfo=UTC)


def prices(days=DAYS, factor=1.0, name="SPY"):
    values = 400 * np.exp(0.01 * np.sin(np.arange(len(days)) / 5))
    values[len(days) // 2 :] *= factor
    key = Key(Kind.ADJUSTED, name, "yahoo")
    return Series(key, Frequency.DAILY, days, values, days, "made up")


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


@pytest.fixture
def folder(tmp_path):
    """A folder with one file of one fund, sound or halved in the middle."""

    def write(factor=1.0):
        path = tmp_path / "files"
        path.mkdir()
        series = prices(factor=factor)
        rows = [f"{day},{value:.6f}" for day, value in zip(series.days, series.values, strict=True)]
        (path / "etf_adjclose_daily.csv").write_text("\n".join(["Date,SPY", *rows, ""]))
        return path

    return write


def words(text):
    """A text without its line breaks."""
    return " ".join(text.split())


def test_an_empty_store_is_nothing_to_check_and_no_error(run, home):
    done = run("data", "verify", "--home", home)
    assert (done.exit_code, done.stderr) == (0, "")
    assert "0 series checked" in done.stdout
    assert "allocator data refresh" in done.stdout
    assert not home.exists()


def test_a_sound_store_ends_with_one_line_of_totals(run, home):
    Store(home).put(prices(), LATER)
    done = run("data", "verify", "--home", home)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == f"0 errors, 0 warnings in 1 series of {home}"


def test_errors_exit_with_three(run, home):
    Store(home).put(prices(factor=0.5), LATER)
    done = run("data", "verify", "--home", home)
    assert done.exit_code == 3
    assert "Errors: no snapshot" in done.stdout
    assert "adjusted/SPY (yahoo): moves that no other series shares: 2024-07-03 (-49.9%)" in words(
        done.stdout
    )
    assert done.stdout.endswith(f"1 error, 0 warnings in 1 series of {home}\n")


def test_warnings_do_not(run, home):
    Store(home).put(prices(np.delete(DAYS, [50, 51])), LATER)
    done = run("data", "verify", "--home", home)
    assert done.exit_code == 0
    assert "2 sessions missing" in done.stdout


def test_an_error_after_the_day_does_not_matter(run, home):
    Store(home).put(prices(factor=0.5), LATER)
    done = run("data", "verify", "--home", home, "--as-of", "2024-05-31")
    assert done.exit_code == 0
    assert "as known on 2024-05-31" in done.stdout


def test_the_store_knows_when_a_row_was_fetched(run, home):
    """At half past three in New York on the last session of 2024."""
    Store(home).put(prices(), datetime(2024, 12, 31, 20, 30, tzinfo=UTC))
    done = run("data", "verify", "--home", home)
    assert done.exit_code == 3
    assert "before the session was over: it is no close" in words(done.stdout)


def test_a_damaged_file_is_named_and_exits_with_three(run, home):
    store = Store(home)
    store.put(prices(), LATER)
    store.put(prices(name="IVV"), LATER)
    path = min(home.rglob("*.parquet"))
    path.write_bytes(path.read_bytes()[:-100])
    done = run("data", "verify", "--home", home)
    assert done.exit_code == 3
    assert done.stderr.startswith("error: ")
    assert path.name in done.stderr
    assert "1 file that cannot be read in 2 series" in done.stdout


def test_nothing_in_the_store_is_changed(run, home):
    Store(home).put(prices(factor=0.5), LATER)
    before = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    run("data", "verify", "--home", home)
    assert {path: path.read_bytes() for path in home.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(("factor", "code"), [(1.0, 0), (0.5, 3)])
def test_a_folder_is_checked_where_it_is(run, folder, factor, code):
    path = folder(factor)
    done = run("data", "verify", "--from", path)
    assert done.exit_code == code
    assert done.stdout.splitlines()[-1].endswith(f"in 1 series of {path}")


def test_json_has_the_findings_and_the_same_exit_code(run, folder):
    done = run("data", "verify", "--from", folder(0.5), "--json")
    assert done.exit_code == 3
    document = json.loads(done.stdout)
    (found,) = document["findings"]
    assert (found["severity"], found["first"]) == ("error", "2024-07-03")
    assert found["place"] == "adjusted/SPY (etf_adjclose_daily)"


@pytest.mark.parametrize("name", ["absent", "file"])
def test_what_is_no_folder_is_a_wrong_option(run, tmp_path, name):
    (tmp_path / "file").write_text("x")
    done = run("data", "verify", "--from", tmp_path / name)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith(f"error: {tmp_path / name}: is not a folder")


def test_a_day_that_does_not_exist_is_a_usage_error(run, home):
    done = run("data", "verify", "--home", home, "--as-of", "2024-02-30")
    assert done.exit_code == 2
    assert "write a day that exists" in done.stderr


def test_the_day_is_a_date(monkeypatch, run, home):
    """What the checks are asked for is what was typed."""
    asked = []
    monkeypatch.setattr(
        "allocator.market.quality.examine", lambda *given: asked.append(given[2]) or ()
    )
    run("data", "verify", "--home", home, "--as-of", "2024-05-31")
    assert asked == [date(2024, 5, 31)]

import json
from contextlib import contextmanager

import pytest

from allocator.cli.data.options import KINDS
from allocator.market import formats
from allocator.market.formats.naming import KINDS as KNOWN
from allocator.market.store import Store

PRICES = "Date,IWM,SPY\n2020-01-02,165.78,323.64\n"


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


@pytest.fixture
def take(run, home):
    """Run `allocator data import` into a home of its own."""
    return lambda *words: run("data", "import", *words, "--home", home)


@pytest.fixture
def prices(tmp_path):
    path = tmp_path / "adj.csv"
    path.write_text(PRICES)
    return path


def test_files_become_series_of_the_store(take, prices, home):
    done = take(prices)
    assert done.exit_code == 0
    assert list(map(str, Store(home).keys())) == ["adjusted/IWM (adj)", "adjusted/SPY (adj)"]
    assert "2 series and 0 tables from 1 file; no errors" in done.stdout
    assert done.stderr == ""


def test_a_partial_failure_keeps_the_rest_and_exits_with_3(take, prices, home):
    done = take(prices, prices.with_name("absent.csv"))
    assert done.exit_code == 3
    assert len(Store(home).keys()) == 2
    assert "absent.csv: no such file" in done.stderr
    assert "1 error" in done.stdout


def test_paths_that_lead_nowhere_exit_with_2(take, tmp_path, home):
    done = take(tmp_path / "absent.csv")
    assert done.exit_code == 2
    assert done.stdout == ""
    assert "no such file" in done.stderr
    assert not home.exists()


def test_content_that_is_no_data_exits_with_3(take, tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("dear diary")
    assert take(path).exit_code == 3


def test_options_reach_what_they_are_for(take, prices, home):
    plain = prices.rename(prices.with_name("mine.csv"))
    assert take(plain).exit_code == 3
    assert take(plain, "--kind", "close", "--source", "bank").exit_code == 0
    assert list(map(str, Store(home).keys())) == ["close/IWM (bank)", "close/SPY (bank)"]
    plain.write_text(PRICES.replace("165.78", "1.5"))
    words = ("--kind", "close", "--source", "bank")
    assert take(plain, *words).exit_code == 3
    assert take(plain, *words, "--replace").exit_code == 0
    assert Store(home).read(Store(home).keys()[0]).values.tolist() == [1.5]


def test_json_is_all_that_is_printed(take, prices):
    found = json.loads(take(prices, "--json").stdout)
    assert [each["name"] for each in found["files"][0]["kept"]] == ["IWM", "SPY"]


def test_no_path_and_other_kinds_are_usage_errors(take, prices):
    assert take().exit_code == 2
    assert take(prices, "--kind", "rate").exit_code == 2


def test_the_kinds_of_the_option_are_those_that_are_known():
    assert tuple(str(kind) for kind in KNOWN) == KINDS


def test_ctrl_c_exits_130_and_says_what_was_kept(take, prices, home, monkeypatch):
    """Pressed while the second of three files is read."""
    first, second, third = (prices.with_name(f"{name}_adj.csv") for name in "abc")
    for path in (first, second, third):
        path.write_text(PRICES)

    def read_file(name, content, **how):
        if name == str(second):
            raise KeyboardInterrupt
        return formats.read_file(name, content, **how)

    monkeypatch.setattr("allocator.market.intake.read_file", read_file)
    done = take(first, second, third)
    assert (done.exit_code, done.stderr) == (130, "interrupted\n")
    assert done.stdout.startswith("Ended by Ctrl-C: imported into ")
    said = " ".join(done.stdout.split())
    assert f"not imported, or in part only: {second}, {third}; import them again" in said
    assert "2 series and 0 tables from 1 file; no errors" in said
    assert {entry.key.source for entry in Store(home).entries()} == {"a_adj"}


def test_ctrl_c_in_the_first_file_is_not_taken_for_a_wrong_path(take, prices, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("allocator.market.intake.read_file", interrupted)
    done = take(prices, "--json")
    assert done.exit_code == 130
    found = json.loads(done.stdout)
    assert (found["interrupted"], found["left"]) == (True, [str(prices)])


def test_what_was_kept_of_the_file_that_ctrl_c_cut_short_is_said(take, prices, home, monkeypatch):
    put = Store.put

    def interrupted(store, series, now, **how):
        if series.key.name == "SPY":
            raise KeyboardInterrupt
        return put(store, series, now, **how)

    monkeypatch.setattr(Store, "put", interrupted)
    done = take(prices, "--json")
    assert done.exit_code == 130
    found = json.loads(done.stdout)
    assert [each["name"] for each in found["files"][0]["kept"]] == ["IWM"]
    assert found["left"] == [str(prices)]
    assert [entry.key.name for entry in Store(home).entries()] == ["IWM"]


def test_a_terminal_is_shown_how_far_it_is(take, prices, monkeypatch):
    """A pipe is not: another test has an empty error stream."""
    steps = []

    @contextmanager
    def progress(label, count):
        yield lambda: steps.append((label, count))

    monkeypatch.setattr("allocator.cli.data.progress.progress", progress)
    take(prices)
    assert steps == [("importing", 1)]

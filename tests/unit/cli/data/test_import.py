import json

import pytest

from allocator.cli.data.options import KINDS
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
    assert "error" not in done.stderr


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

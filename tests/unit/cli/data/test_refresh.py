"""The command, with shops in place of sources; with the network it is in `tests/network`."""

import json
import sys
from io import StringIO

import pytest

import allocator.cli.data.refresh as command
from allocator.market.refresh import plan
from allocator.market.sources.source import Cause, SourceError
from allocator.market.store import Store
from tests.unit.market.refresh.conftest import Shop, names, series

GONE = SourceError("shop", "cannot be reached", Cause.UNREACHABLE)


@pytest.fixture
def shop(monkeypatch):
    """The only source there is."""
    made = Shop(stock={"A": series("A", [10.0, 11.0]), "B": series("B", [1.0])})
    monkeypatch.setattr(command, "sources", lambda: (made,))
    return made


@pytest.fixture
def store(home):
    return Store(home)


def test_everything_that_came_is_kept_and_said(run, shop, store):
    done = run("data", "refresh")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.startswith(f"2 of 2 items came and are kept in {store.home}")
    assert names(store) == ["A", "B"]


def test_another_home_may_be_named(run, shop, store, tmp_path):
    assert run("data", "refresh", "--home", tmp_path / "other").exit_code == 0
    assert names(Store(tmp_path / "other")) == ["A", "B"]
    assert names(store) == []


def test_a_part_may_be_asked_for(run, shop):
    run("data", "refresh", "--only", "B")
    assert shop.asked == ["B"]


def test_a_name_that_nobody_knows_is_wrong_usage(run, shop):
    done = run("data", "refresh", "--only", "C")
    assert (done.exit_code, done.stdout, shop.asked) == (2, "", [])
    assert done.stderr.startswith("error: --only: C: is neither")


def test_a_failure_exits_three_and_is_said_on_standard_output(run, shop, store):
    shop.stock["A"] = SourceError("shop", "is in trouble", Cause.UNAVAILABLE)
    done = run("data", "refresh")
    assert (done.exit_code, done.stderr) == (3, "")
    assert "A: shop is in trouble" in done.stdout
    assert names(store) == ["B"]


def test_what_contradicts_is_taken_only_if_asked_for(run, shop, store):
    run("data", "refresh")
    shop.stock["A"] = series("A", [10.0, 12.0])
    assert run("data", "refresh").exit_code == 3
    assert store.read(shop.stock["A"].key).values.tolist() == [10.0, 11.0]
    assert run("data", "refresh", "--replace").exit_code == 0
    assert store.read(shop.stock["A"].key).values.tolist() == [10.0, 12.0]


def test_json_is_all_of_standard_output(run, shop):
    done = run("data", "refresh", "--json")
    assert [each["name"] for each in json.loads(done.stdout)["items"]] == ["A", "B"]


def test_offline_is_an_error_and_no_summary(run, shop, home):
    shop.stock["A"] = GONE
    done = run("data", "refresh")
    assert (done.exit_code, done.stdout) == (3, "")
    assert done.stderr.startswith("error: shop cannot be reached: this machine seems to be offline")


def test_offline_is_json_where_json_was_asked_for(run, shop):
    shop.stock["A"] = GONE
    done = run("data", "refresh", "--json")
    assert (done.exit_code, done.stderr) == (3, "")
    assert json.loads(done.stdout)["complete"] is False


def test_ctrl_c_exits_130_with_a_summary(run, shop, store):
    shop.stock["B"] = KeyboardInterrupt()
    done = run("data", "refresh")
    assert (done.exit_code, done.stderr) == (130, "interrupted\n")
    assert done.stdout.startswith("Ended by Ctrl-C: 1 of 2 items came")
    assert names(store) == ["A"]


@pytest.mark.parametrize(("value", "key"), [(None, ""), ("  abc\n", "abc"), ("", "")])
def test_the_key_of_fred_comes_from_the_environment(monkeypatch, value, key):
    monkeypatch.delenv("FRED_API_KEY", raising=False)
    if value is not None:
        monkeypatch.setenv("FRED_API_KEY", value)
    fred, *others = command.sources()
    assert fred.api_key == key
    assert [each.name for each in (fred, *others)] == ["fred", "french", "yahoo"]


def test_a_terminal_is_shown_how_far_it_is(monkeypatch, shop, home):
    class Terminal(StringIO):
        def isatty(self):
            return True

    shown = Terminal()
    monkeypatch.setattr(sys, "stderr", shown)
    assert command.run(home, plan([shop], ()), replace=False).is_complete
    assert "fetching" in shown.getvalue()
    assert "100%" in shown.getvalue()


def test_without_an_error_stream_nothing_is_shown(monkeypatch, shop, home, capsys):
    monkeypatch.setattr(sys, "stderr", None)
    assert command.run(home, plan([shop], ()), replace=False).is_complete
    assert capsys.readouterr().out == ""

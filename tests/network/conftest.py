from dataclasses import replace

import pytest
import yfinance.base
import yfinance.data

from allocator import bundled
from allocator.market.facts import read_facts
from allocator.market.sources.download import Downloader
from allocator.market.sources.fred import Fred
from allocator.market.sources.french import French
from allocator.market.sources.source import SourceError
from allocator.market.sources.yahoo import Yahoo
from allocator.market.sources.yahoo_client import YahooClient
from tests.network import yahoo as stand_in
from tests.network.internet import Internet
from tests.network.limits import ENOUGH, HASTY, QUICK
from tests.network.yahoo import LAST, PAID, Fund, today


@pytest.fixture
def internet(tmp_path, monkeypatch):
    """All of the internet; whoever asks for more of it fails the test."""
    made = Internet(tmp_path)
    for name, value in made.environment.items():
        monkeypatch.setenv(name, value)
    yield made
    made.close()
    assert made.refused == []


@pytest.fixture
def yahoo(monkeypatch):
    """The source as a new process has it: yfinance keeps one session and its answers for ever."""
    monkeypatch.setattr(yfinance.data.SingletonMeta, "_instances", {})
    return Yahoo(read_facts(bundled.FACTS), YahooClient(ENOUGH), QUICK)


@pytest.fixture
def hasty(monkeypatch):
    """The source with little patience, in a new process."""
    monkeypatch.setattr(yfinance.data.SingletonMeta, "_instances", {})
    return Yahoo(read_facts(bundled.FACTS), YahooClient(HASTY), replace(QUICK, tries=2))


@pytest.fixture
def fred():
    """The source without a key."""
    return Fred(patience=QUICK, downloader=Downloader("fred", ENOUGH))


@pytest.fixture
def french():
    return French(QUICK, Downloader("french", ENOUGH))


@pytest.fixture
def item():
    """Find what a source can be asked for by its name."""
    return lambda source, name: next(each for each in source.items() if each.name == name)


@pytest.fixture
def fund():
    """What IWM is in these tests."""
    return Fund.drawn(last=LAST, paid=PAID, ratio=18.25)


@pytest.fixture
def world(internet, fund):
    """Yahoo with one fund and one index."""
    return stand_in.Yahoo(
        internet, IWM=fund, **{"^RUT": Fund.drawn("1987-09-10", LAST, kind="INDEX")}
    )


@pytest.fixture
def fetch(world, yahoo, item):
    """Ask for an item the day after the last."""
    return lambda name="IWM", day="2021-01-04": yahoo.fetch(item(yahoo, name), today(day))


@pytest.fixture
def failure(fetch):
    """What goes wrong with an item: its cause and the message."""

    def ask(name="IWM"):
        with pytest.raises(SourceError) as caught:
            fetch(name)
        (problem,) = caught.value.problems
        assert problem.place == "yahoo"
        return caught.value.cause, problem.message

    return ask

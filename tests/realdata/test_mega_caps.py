"""Mega caps of August 2025: facts that anyone can check against the lists."""

from datetime import date

import pytest

from allocator.bundled import FACTS
from allocator.market.capitalisation import measure_capitalisation
from allocator.market.facts import read_facts
from allocator.market.folder import Folder
from allocator.market.mega_caps import measure_mega_caps, nasdaq_holdings
from allocator.market.ranking import rank_companies
from tests.shared_data import DATA

AS_OF = date(2025, 12, 24)

pytestmark = pytest.mark.realdata


@pytest.fixture(scope="module")
def ranking():
    return rank_companies(Folder(DATA, AS_OF), AS_OF)


@pytest.fixture(scope="module")
def mega(ranking):
    return measure_mega_caps(ranking, read_facts(FACTS).known_on(AS_OF).members, None)


def test_technology_is_a_block_of_twenty_trillion(mega):
    """Nvidia, Microsoft, Apple, Broadcom and others; Alphabet, Meta, Netflix and others."""
    assert mega.sectors["Technology"] == pytest.approx(14_805, abs=1)
    assert mega.sectors["Communication Services"] == pytest.approx(5_506, abs=1)
    assert sum(mega.sectors.values()) == pytest.approx(34_933, abs=1)
    assert "the 47 companies" in mega.source
    assert "101 of 101 tickers valued" in mega.source


def test_the_s_and_p_500_is_pressed_as_by_its_size(ranking, mega):
    """It holds every mega cap, so by look-through the dollars are a part of the whole index."""
    sizes = {size.index: size.usd_bn for size in measure_capitalisation(ranking).sizes}
    expected = 1 / sizes["S&P 500"]
    assert mega.pressure("S&P 500", mega.divide()) == pytest.approx(expected, rel=1e-12)
    assert mega.pressure("S&P 500", (("Energy", 1.0),)) == pytest.approx(expected, rel=1e-12)


def test_the_nasdaq_100_holds_more_of_the_sellers(mega):
    """Its members are worth $27T together, near half of what the 500 largest are."""
    nasdaq, large = (mega.weights[name] for name in ("Nasdaq-100", "S&P 500"))
    assert sum(nasdaq.values()) == pytest.approx(0.763, abs=0.001)
    assert sum(large.values()) == pytest.approx(0.590, abs=0.001)
    assert mega.pressure("Nasdaq-100", mega.divide()) == pytest.approx(0.0031 / 100, rel=0.02)


def test_no_holdings_of_its_fund_are_there():
    assert nasdaq_holdings(Folder(DATA, AS_OF), AS_OF) is None

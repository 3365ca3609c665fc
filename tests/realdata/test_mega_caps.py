"""Mega caps of August 2025, summed a second time from the lists, by the csv module alone."""

import csv
import tomllib
from collections import defaultdict
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


@pytest.fixture(scope="module")
def listed():
    """Ticker, spelt as in holdings, to company, sector and billions of dollars."""
    with (DATA / "fundamentals/finviz_universe_2025-08-21.csv").open(encoding="utf-8") as file:
        return {
            row["Ticker"].replace("-", ""): (
                row["Company"],
                row["Sector"],
                float(row["Market Cap"]) / 1e3,
            )
            for row in csv.DictReader(file)
            if row["Market Cap"]
        }


@pytest.fixture(scope="module")
def held(listed):
    """The companies that the fund holds, each once: name to sector and billions of dollars."""
    with (DATA / "holdings/IWV_holdings_2025-05-21.csv").open(encoding="utf-8-sig") as file:
        rows = [row for row in csv.DictReader(file) if row["Asset Class"] == "Equity"]
    return companies(listed[row["Ticker"]] for row in rows if row["Ticker"] in listed)


def companies(lines):
    """Count each company once: every share class is listed with, nearly, the value of the whole."""
    return {company: (sector, worth) for company, sector, worth in sorted(lines)}


def by_sector(found):
    """Add up the companies of 200 billions or more."""
    sums = defaultdict(float)
    for sector, worth in found.values():
        if worth >= 200:
            sums[sector] += worth
    return sums


def parts(found, held):
    """What those of each sector that the fund holds are of all."""
    whole = sum(worth for _, worth in found.values())
    inside = {company: found[company] for company in found.keys() & held.keys()}
    return {sector: worth / whole for sector, worth in by_sector(inside).items()}


def test_mega_caps_are_worth_what_their_lines_sum_to(mega, held):
    assert mega.sectors == pytest.approx(by_sector(held), rel=1e-9)
    count = sum(worth >= 200 for _, worth in held.values())
    assert f"the {count} companies" in mega.source
    assert sum(mega.sectors.values()) > 30_000, "more than half of the market"


def test_the_s_and_p_500_is_pressed_as_by_its_size(ranking, mega):
    """It holds every mega cap, so by look-through the dollars are a part of the whole index."""
    sizes = {size.index: size.usd_bn for size in measure_capitalisation(ranking).sizes}
    expected = 1 / sizes["S&P 500"]
    assert mega.pressure("S&P 500", mega.divide()) == pytest.approx(expected, rel=1e-12)
    assert mega.pressure("S&P 500", (("Energy", 1.0),)) == pytest.approx(expected, rel=1e-12)


def test_indexes_hold_what_their_companies_sum_to(mega, held, listed):
    """The 500 largest; the members of the Nasdaq-100 that ship, of which two are foreign giants."""
    largest = sorted(held.items(), key=lambda each: each[1][1], reverse=True)[:500]
    assert mega.weights["S&P 500"] == pytest.approx(parts(dict(largest), held), rel=1e-9)
    (members,) = tomllib.loads(FACTS.read_text(encoding="utf-8"))["members"]
    valued = [listed[ticker] for ticker in members["tickers"] if ticker in listed]
    found = companies(valued)
    assert mega.weights["Nasdaq-100"] == pytest.approx(parts(found, held), rel=1e-9)
    foreign = [each for each, (_, worth) in found.items() if worth >= 200 and each not in held]
    assert sorted(foreign) == ["ASML Holding NV", "Astrazeneca plc ADR"]
    assert f"{len(valued)} of {len(members['tickers'])} tickers valued" in mega.source


def test_the_nasdaq_100_holds_more_of_the_sellers(mega, held):
    """The same dollars press harder on it: by worth, technology is more of a smaller whole."""
    sold = by_sector(held)
    technology = {name: sold[name] for name in ("Technology", "Communication Services")}
    weights = mega.weights["Nasdaq-100"]
    expected = sum(weights[name] for name in technology) / sum(technology.values())
    found = mega.pressure("Nasdaq-100", mega.divide())
    assert found == pytest.approx(expected)
    assert found > mega.pressure("S&P 500", mega.divide())


def test_no_holdings_of_its_fund_are_there():
    assert nasdaq_holdings(Folder(DATA, AS_OF), AS_OF) is None

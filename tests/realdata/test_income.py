"""What funds paid, worked out a second time from the files, and against their adjusted closes."""

import csv
from datetime import date
from math import log

import pandas as pd
import pytest

from allocator.bundled import FACTS
from allocator.market import build_snapshot
from allocator.market.facts import read_facts
from allocator.market.folder import Folder
from allocator.market.history import lay_out
from allocator.market.income import rate_of
from allocator.market.picking import pick_history
from allocator.market.prices import Price, price_of
from allocator.market.snapshot_file import parse_snapshot
from allocator.model.assets import AssetClass
from tests.shared_data import DATA

AS_OF = date(2025, 12, 24)

pytestmark = pytest.mark.realdata


@pytest.fixture(scope="module")
def snapshot():
    text = build_snapshot(Folder(DATA, AS_OF), AS_OF, with_history=True)
    return parse_snapshot(text.encode(), "built")


@pytest.fixture(scope="module")
def paid():
    """Dollars a share over the year to the day, by fund, added up by the csv module alone."""
    sums = {}
    with (DATA / "prices/etf_distributions.csv").open() as file:
        for row in csv.DictReader(file):
            if "2024-12-24" < row["Date"] <= "2025-12-24" and float(row["Dividend"]):
                sums[row["Ticker"]] = sums.get(row["Ticker"], 0.0) + float(row["Dividend"])
    return sums


def test_what_every_fund_paid_is_what_its_lines_sum_to(snapshot, paid):
    """Distributions and prices are both in shares of that day, those of IWF too."""
    measured = {
        symbol: fund.income.rate * float(fund.price)
        for symbol, fund in snapshot.funds.items()
        if fund.income and symbol in paid
    }
    assert measured == pytest.approx(paid, rel=1e-5)
    assert len(measured) == 33


def test_yields_of_the_day(snapshot):
    """By hand: 7.281 / 690.38, 7.068 / 634.78, 2.555 / 252.71, 1.244 / 102.14, and so on."""
    found = {
        symbol: round(100 * snapshot.funds[symbol].income.rate, 2)
        for symbol in ("SPY", "VOO", "IWM", "VTWO", "AGG", "QQQ", "IWF", "BIL")
    }
    assert found == {
        "SPY": 1.05,
        "VOO": 1.11,
        "IWM": 1.01,
        "VTWO": 1.22,
        "AGG": 3.88,
        "QQQ": 0.45,
        "IWF": 0.35,
        "BIL": 4.13,
    }


def test_every_fund_that_may_be_bought_has_an_income_and_bonds_pay_no_dividends(snapshot):
    for fund in snapshot.funds.values():
        if fund.buyable:
            is_equity = snapshot.indexes[fund.index].asset_class is AssetClass.EQUITY
            assert fund.income.as_of == fund.price_date
            assert (fund.income.qualified > 0) is is_equity, fund.symbol
    unknown = {symbol for symbol, fund in snapshot.funds.items() if fund.income is None}
    assert unknown == {"FCASH", "RWM", "TNA", "TZA", "UWM"}


@pytest.mark.parametrize(
    "as_of", ["2007-12-31", "2010-09-30", "2016-12-30", "2020-03-31", "2023-04-06", "2025-12-24"]
)
def test_adjusted_closes_tell_the_same_rates(as_of):
    """
    A witness that sees no distribution: an adjusted close outgrows its close by what is paid.

    With D paid at closes P it outgrows it by the sum of -log(1 - D / P), and the rate is the sum of
    D over the last close: between the two lies the range of the closes of that year. IJH, IJR, IWF
    and VTI are in parts of a share on some of these days.
    """
    day = date.fromisoformat(as_of)
    facts = read_facts(FACTS).known_on(day)
    history = lay_out(pick_history(Folder(DATA, day), facts, day, 3).picked, day)
    checked = 0
    for symbol in history.close:
        price = price_of(history, symbol)
        if isinstance(price, Price):
            checked += _agrees(history, symbol, price)
    assert checked >= 15


def _agrees(history, symbol, price):
    """Hold a rate against what closes and adjusted closes of its year say; 0 if there is none."""
    rate = rate_of(history, symbol, price)
    both = pd.DataFrame({"close": history.close[symbol], "total": history.adjusted[symbol]})
    both = both.dropna()
    if rate is None or not rate.value or both.index[-1].date() != price.day:
        return 0
    first, last = rate.source.split(" of ", 1)[1].split(" over ")[0].split(" to ")
    before = both[:first].iloc[-2]
    year = both[before.name : last]
    grown = log(year["total"].iloc[-1] / before["total"]) - log(
        year["close"].iloc[-1] / before["close"]
    )
    low, high = year["close"].min(), year["close"].max()
    end = both["close"].iloc[-1]
    assert 0.97 * grown * low / end <= rate.value <= 1.01 * grown * high / end, symbol
    return 1


def test_no_rate_where_the_last_distribution_is_missing():
    """Distributions of IWN and IWO end in December 2025; closes and total returns go on."""
    day = date(2026, 4, 30)
    facts = read_facts(FACTS).known_on(day)
    history = lay_out(pick_history(Folder(DATA, day), facts, day, 3).picked, day)
    for symbol in ("IWN", "IWO"):
        price = price_of(history, symbol)
        assert isinstance(price, Price)
        assert rate_of(history, symbol, price) is None


def test_the_sectors_of_the_russell_3000_are_those_of_its_file(snapshot):
    """The only holdings that were known: IWV's of May 2025, added up by the csv module alone."""
    sums = {}
    with (DATA / "holdings/IWV_holdings_2025-05-21.csv").open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            if row["Asset Class"] == "Equity":
                sums[row["Sector"]] = sums.get(row["Sector"], 0.0) + float(row["Market Value"])
    (mix,) = snapshot.sectors
    assert (mix.index, mix.on) == ("Russell 3000", date(2025, 5, 21))
    whole = sum(sums.values())
    assert dict(mix.weights) == pytest.approx(
        {sector: value / whole for sector, value in sums.items()}, abs=1e-8
    )
    assert sum(share for _, share in mix.weights) == pytest.approx(1, abs=1e-7)


def test_the_worst_week_of_the_window_is_that_of_march_2020(snapshot):
    """SPY, dividends reinvested, from the close of the 13th to that of the 20th."""
    weeks = snapshot.weeks
    own = weeks.returns[:, weeks.indexes.index("S&P 500")]
    assert weeks.ends[own.argmin()] == date(2020, 3, 20)
    with (DATA / "prices/etf_adjclose_daily.csv").open() as file:
        rows = {row["Date"]: row["SPY"] for row in csv.DictReader(file)}
    expected = float(rows["2020-03-20"]) / float(rows["2020-03-13"]) - 1
    assert own.min() == pytest.approx(expected, abs=1e-6)
    assert weeks.returns.shape == (snapshot.risk.weeks, len(weeks.indexes))

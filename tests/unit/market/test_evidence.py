from datetime import date

import numpy as np
import pandas as pd
import pytest

from allocator.bundled import FACTS
from allocator.errors import MarketDataError
from allocator.market.evidence import gather_evidence, price_duel, total_duel, with_dividends
from allocator.market.facts import read_facts
from allocator.market.history import lay_out
from allocator.market.series import Frequency, Kind
from allocator.market.witness import moves, witness_duel
from allocator.model.rate_cycle import Phase, RateChange

DAYS = pd.bdate_range("2018-01-01", "2022-12-30")
MONTHS = pd.date_range("2018-01-31", "2022-12-31", freq="ME")
CUT = RateChange(date(2019, 7, 31), -0.25, 2.25, 2.0, "Fed")


@pytest.fixture(scope="module")
def facts():
    return read_facts(FACTS)


@pytest.fixture
def history(make_series):
    def make(**named):
        picked = {}
        for name, values in named.items():
            monthly = values.index.freqstr == "ME"
            frequency = Frequency.MONTHLY if monthly else Frequency.DAILY
            kind = Kind.ADJUSTED if name in {"IWM", "SPY"} else None
            made = make_series(name.replace("_", " "), values, kind, frequency=frequency)
            picked[made.key.kind, made.key.name] = made
        return lay_out(picked, DAYS[-1].date())

    return make


def rising(days, per_day):
    return pd.Series(100 * (1 + per_day) ** np.arange(len(days)), days)


def test_price_and_total_return_are_two_records(history, facts):
    """Small gains nothing without dividends and one per mille a day with them."""
    found = gather_evidence(
        history(
            RUT=rising(DAYS, 0.0),
            GSPC=rising(DAYS, 0.0),
            IWM=rising(DAYS, 0.001),
            SPY=rising(DAYS, 0.0),
        ),
        facts,
        (CUT,),
    )
    price, total = found.price[Phase.FIRST_HALF], found.total[Phase.FIRST_HALF]
    assert (price.n, price.mean, price.basis) == (1, 0.0, "price returns")
    assert total.mean == pytest.approx(1.001**262 - 1)
    assert total.basis == "total returns"
    assert found.until == date(2022, 12, 30)
    assert found.witness == {}


def test_before_yahoo_begins_the_level_is_freds(history, facts):
    duel = price_duel(
        history(
            RU2000PR=rising(DAYS[:600], 0.001), RUT=rising(DAYS[500:], 0.0), GSPC=rising(DAYS, 0.0)
        ),
        facts,
    )
    assert duel.small.index[0] == DAYS[0]
    assert duel.small.iloc[500] / duel.small.iloc[0] == pytest.approx(1.001**500)
    assert duel.small.iloc[-1] == duel.small.iloc[500]
    assert duel.source.startswith("RU2000PR then RUT against GSPC, 2018-01-01 to 2022-12-30")


def test_before_spy_begins_dividends_are_shillers(history, facts):
    duel = total_duel(
        history(
            IWM=rising(DAYS, 0.0),
            GSPC=rising(DAYS, 0.0),
            SPY=rising(DAYS[600:], 0.001),
            Shiller_dividend=pd.Series(3.65, MONTHS),
        ),
        facts,
    )
    years = (DAYS[600] - DAYS[0]).days / 365
    assert duel.large.iloc[600] / duel.large.iloc[0] == pytest.approx(
        np.exp(0.0365 * years), rel=1e-4
    )
    assert duel.large.iloc[601] / duel.large.iloc[600] == pytest.approx(1.001)
    assert "GSPC with Shiller's dividends, then SPY" in duel.source


@pytest.mark.parametrize("missing", ["RUT", "GSPC", "IWM", "SPY"])
def test_a_side_that_is_missing_is_named(history, facts, missing):
    whole = {name: rising(DAYS, 0.0) for name in ("RUT", "GSPC", "IWM", "SPY")}
    del whole[missing]
    with pytest.raises(MarketDataError, match=missing):
        gather_evidence(history(**whole), facts, (CUT,))


def test_dividends_are_reinvested_as_time_passes():
    """Four per cent of a level that stands still make four per cent in 365 days, compounded."""
    days = pd.date_range("2021-01-01", "2022-01-01")
    months = pd.date_range("2021-01-31", "2022-01-31", freq="ME")
    level = with_dividends(pd.Series(50.0, days), pd.Series(2.0, months))
    assert level.iloc[-1] == pytest.approx((1 + 0.04 / 365) ** 365)


def test_the_witness_moves_when_a_month_differs_by_a_fifth_of_a_point(make_series):
    """Means 2.0, 1.9, 1.8, 1.8, 2.0: two tenths below at the third month, two above at the fifth."""
    months = pd.date_range("2018-01-01", "2018-06-01", freq="MS")
    means = dict(zip(months, [2.0, 1.9, 1.8, 1.8, 2.0, 2.0], strict=True))
    days = pd.date_range("2018-01-01", "2018-06-30")
    rate = pd.Series([means[day.replace(day=1)] for day in days], days)
    found = moves(make_series("DFF", rate))
    assert [(str(move.announced), round(move.change, 9)) for move in found] == [
        ("2018-03-31", -0.2),
        ("2018-05-31", 0.2),
    ]


def test_a_month_that_is_not_over_is_not_a_month(make_series):
    days = pd.date_range("2018-01-01", "2018-02-20")
    rate = pd.Series(np.where(days < pd.Timestamp("2018-02-01"), 2.0, 1.0), days)
    assert moves(make_series("DFF", rate)) == ()


def test_the_witness_follows_quintiles_by_month_from_the_entry(history, facts):
    """A fall of half a point in July 2019 shows in August's mean at the latest."""
    daily = pd.date_range("2018-01-01", "2022-12-31")
    rate = pd.Series(np.where(daily < pd.Timestamp("2019-07-31"), 2.5, 2.0), daily)
    found = gather_evidence(
        history(
            RUT=rising(DAYS, 0.0), GSPC=rising(DAYS, 0.0),
            IWM=rising(DAYS, 0.0), SPY=rising(DAYS, 0.0),
            DFF=rate, Qnt_2=pd.Series(2.0, MONTHS), Hi_20=pd.Series(1.0, MONTHS),
        ),
        facts,
        (CUT,),
    ).witness[Phase.FIRST_HALF]  # fmt: skip
    (episode,) = found.episodes
    assert (episode.start, episode.end) == (date(2019, 8, 31), date(2020, 8, 31))
    assert episode.small == pytest.approx(1.02**12 - 1)
    assert episode.large == pytest.approx(1.01**12 - 1)
    assert found.baseline_mean == pytest.approx(1.02**12 - 1.01**12)


@pytest.mark.parametrize("missing", ["DFF", "Qnt_2", "Hi_20"])
def test_without_one_of_its_parts_there_is_no_witness(history, missing):
    parts = {
        "Qnt_2": pd.Series(2.0, MONTHS),
        "Hi_20": pd.Series(1.0, MONTHS),
        "DFF": rising(DAYS, 0),
    }
    del parts[missing]
    assert witness_duel(history(**parts).picked) is None

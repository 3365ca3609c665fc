"""The bundled snapshot against the data it was built from, and the data against published truths."""

import csv
from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from allocator.beliefs.student import interval
from allocator.bundled import FACTS, POLICY_RATE, SNAPSHOT
from allocator.market import build_snapshot, load_snapshot
from allocator.market.episodes import Duel, episode_evidence
from allocator.market.evidence import price_duel, with_dividends
from allocator.market.facts import read_facts
from allocator.market.folder import Folder
from allocator.market.history import chained, lay_out
from allocator.market.later_split import later_split
from allocator.market.picking import pick_history, pick_series
from allocator.market.prices import carried_on
from allocator.market.rate_changes import policy_record, read_policy_table
from allocator.market.robustness import chance
from allocator.market.series import Kind
from allocator.market.snapshot_file import parse_snapshot
from allocator.market.wanted import WITNESS_LARGE, WITNESS_SMALL
from allocator.market.witness import moves
from allocator.model.assets import PriceBasis
from allocator.model.rate_cycle import Phase, phase_at, phase_entries
from tests.shared_data import DATA

AS_OF = date(2025, 12, 24)
FIRST_CUTS = "1989-06-06 1995-07-06 1998-09-29 2001-01-03 2007-09-18 2019-07-31 2024-09-18"
RESUMPTIONS = "1990-07-13 1995-12-19 2002-11-06 2003-06-25 2008-10-08 2020-03-03"

pytestmark = pytest.mark.realdata


def build(as_of):
    return build_snapshot(Folder(DATA, as_of), as_of)


def history_on(as_of):
    return lay_out(pick_history(Folder(DATA, as_of), read_facts(FACTS), as_of, 10).picked, as_of)


def build_changes(as_of):
    return policy_record(read_policy_table(POLICY_RATE), {}, as_of).changes


@pytest.fixture(scope="module")
def built():
    return build(AS_OF)


@pytest.fixture(scope="module")
def snapshot():
    return load_snapshot(SNAPSHOT)


@pytest.fixture(scope="module")
def history():
    return history_on(AS_OF)


def points(values):
    return [round(100 * value, 1) for value in values]


def test_the_bundled_file_is_what_the_data_gives_twice(built):
    assert build(AS_OF) == built
    assert SNAPSHOT.read_text(encoding="utf-8") == built


def test_the_first_cuts_are_those_of_the_event_study(snapshot):
    """Worked out apart, on the Fed's first cuts, FRED's RU2000PR, Yahoo's ^RUT and ^GSPC."""
    evidence = snapshot.episodes[Phase.FIRST_HALF]
    assert " ".join(str(episode.start) for episode in evidence.episodes) == FIRST_CUTS
    assert points(e.difference for e in evidence.episodes) == pytest.approx(
        [-13.9, -0.2, -5.7, 15.8, 10.3, -15.7, -6.2], abs=0.11
    )
    figures = (evidence.mean, evidence.standard_deviation, evidence.standard_error)
    assert points(figures) == [-2.2, 11.8, 4.5]
    assert round(evidence.t_statistic, 2) == -0.50
    assert points(interval(evidence)) == [-13.1, 8.7]
    assert (evidence.n, evidence.positive) == (7, 2)


def test_the_resumptions_are_those_of_the_event_study(snapshot):
    """Worked out apart, on the Fed's cuts after a pause, and the same indexes."""
    evidence = snapshot.episodes[Phase.SECOND_HALF]
    assert " ".join(str(episode.start) for episode in evidence.episodes) == RESUMPTIONS
    assert points(e.difference for e in evidence.episodes) == pytest.approx(
        [-3.5, -5.5, 23.7, 16.3, 3.0, 21.4], abs=0.11
    )
    figures = (evidence.mean, evidence.standard_deviation, evidence.standard_error)
    assert points(figures) == [9.2, 12.8, 5.2]
    assert round(evidence.t_statistic, 2) == 1.76
    assert points(interval(evidence)) == [-4.2, 22.7]
    assert (evidence.n, evidence.positive) == (6, 4)


def test_small_lagged_on_average_since_1987(history):
    """Over every year of sessions from 1987-09-10 on, when Yahoo's ^RUT begins; worked out apart."""
    duel = price_duel(history, read_facts(FACTS))
    later = replace(duel, small=duel.small["1987-09-10":], large=duel.large["1987-09-10":])
    assert round(100 * later.baseline(), 2) == -0.55


def test_since_1979_small_kept_up_on_average(snapshot):
    """The years that FRED's level adds, 1979 to 1983 among them, were good ones for small caps."""
    for evidence in snapshot.episodes.values():
        assert round(100 * evidence.baseline_mean, 2) == 0.06
        assert "1978-12-29 to 2025-09-24" in evidence.source


def test_total_returns_since_1979_tell_of_the_same_entries(snapshot):
    for phase in (Phase.FIRST_HALF, Phase.SECOND_HALF):
        price, total = snapshot.episodes[phase], snapshot.episodes_total[phase]
        assert [e.start for e in price.episodes] == [e.start for e in total.episodes]
        for one, other in zip(price.episodes, total.episodes, strict=True):
            assert 0 < other.small - one.small < 0.03
            assert 0 < other.large - one.large < 0.045


def test_shillers_dividends_make_the_total_return_of_spy(history):
    """A second computation where both are there: within its fee and tracking, a tenth of a point."""
    dividends = history.picked[Kind.VALUATION, "Shiller dividend"].to_pandas()
    made = with_dividends(history.level(("GSPC",)), dividends)
    fund = history.adjusted["SPY"].dropna()
    both = pd.DataFrame({"made": made, "fund": fund}).dropna()["1993-12-31":]
    years = (both.index[-1] - both.index[0]).days / 365.25
    growth = (both.iloc[-1] / both.iloc[0]) ** (1 / years) - 1
    assert 0 < 100 * (growth["made"] - growth["fund"]) < 0.25


def test_the_witness_goes_back_to_1954_and_agrees_on_the_sign(snapshot):
    """Entries into the second half by the effective rate; 1990 to 2020 as by announcements."""
    second = snapshot.witness[Phase.SECOND_HALF]
    starts = [f"{episode.start:%Y-%m}" for episode in second.episodes]
    assert starts == [
        "1970-03",
        "1985-05",
        "1990-11",
        "1991-08",
        "1992-12",
        "2002-11",
        "2003-07",
        "2008-10",
        "2020-03",
    ]
    assert (second.n, second.positive) == (9, 7)
    assert points((second.mean, second.baseline_mean)) == [12.3, 2.2]


def test_the_witness_is_the_portfolio_most_like_the_russell_2000():
    """As `history` says: 0.992 for the second quintile, 0.977 less the highest, since 1979."""
    monthly = pd.read_csv(
        DATA / "french/size_portfolios_vw_monthly.csv", index_col=0, parse_dates=[0]
    )
    whole = pick_series(Folder(DATA), lambda *_: date.min, date(2026, 12, 31)).picked
    chains = {
        "small": ((Kind.TOTAL_RETURN, "RU2000TR"), (Kind.ADJUSTED, "IWM")),
        "large": ((Kind.TOTAL_RETURN, "RU1000TR"), (Kind.ADJUSTED, "IWB")),
    }
    returns = {
        side: chained([whole[key].to_pandas() for key in keys]).resample("ME").last().pct_change()
        for side, keys in chains.items()
    }
    both = monthly.join(pd.DataFrame(returns), how="inner").dropna(subset=["small"])
    alike = both.drop(columns=["small", "large"]).corrwith(both["small"]).dropna()
    assert alike.idxmax() == WITNESS_SMALL
    assert alike[WITNESS_SMALL] == pytest.approx(0.992, abs=5e-4)
    spread = both["small"] - both["large"]
    assert spread.corr(both[WITNESS_SMALL] - both[WITNESS_LARGE]) == pytest.approx(0.977, abs=5e-4)


def test_the_effective_rate_tells_the_announced_phase(snapshot, history):
    """In 87 % of the months since 1990, as `witness` says."""
    day = date(2026, 4, 30)
    by_rate = phase_entries(moves(history_on(day).picked[Kind.RATE, "DFF"]), day)
    announced = phase_entries(build_changes(day), day)
    months = [stamp.date() for stamp in pd.date_range("1990-01-31", "2026-03-31", freq="ME")]

    def phases(entries):
        return [[e for e in entries if e.since <= month][-1].phase for month in months]

    agreed = np.mean([a is b for a, b in zip(phases(by_rate), phases(announced), strict=True)])
    assert agreed == pytest.approx(0.87, abs=0.01)


def test_the_last_first_cut_completes_as_the_index_data_ends(snapshot):
    last = snapshot.episodes[Phase.FIRST_HALF].episodes[-1]
    assert (last.start, last.end) == (date(2024, 9, 18), date(2025, 9, 18))


def test_closes_are_those_of_the_data(snapshot):
    with (DATA / "prices/etf_close_unadjusted_daily.csv").open() as file:
        row = next(row for row in csv.DictReader(file) if row["Date"] == str(AS_OF))
    closes = {s: f for s, f in snapshot.funds.items() if f.price_basis is PriceBasis.CLOSE}
    assert len(closes) == 22
    for symbol, fund in closes.items():
        assert float(fund.price) == pytest.approx(float(row[symbol]), abs=5e-5)


@pytest.mark.parametrize(
    ("since", "dollars"), [("2005-01-03", 5e-4), ("2024-12-24", 1e-4), ("2025-09-25", 1e-4)]
)
def test_carrying_on_a_close_meets_the_close(history, since, dollars):
    """
    The procedure that prices IWN, on every fund whose close is there to compare with.

    Closes have four decimals, so 5e-5 dollars can be lost at either end; the worst is off by that.
    From 2005 the rounding of the first close grows with the fund, and the worst is off by 2.2e-4.
    """
    checked = 0
    for symbol in set(history.close) & set(history.distributions):
        close = history.close[symbol].dropna()[since:]
        if close.empty or close.index[-1].date() != AS_OF or symbol == "IWF":
            continue
        total = history.adjusted[symbol].dropna()[close.index[0] :]
        rebuilt = carried_on(float(close.iloc[0]), total, history.distributions[symbol])
        assert rebuilt == pytest.approx(close.iloc[-1], abs=dollars), symbol
        checked += 1
    assert checked == 21


def test_a_series_that_ends_today_confirms_the_rebuilt_prices(snapshot):
    """
    IWV and MDY end on this very day, so nothing has been taken off their adjusted closes.

    The last close of IWV, of 2024-04-19, is two cents below what the days before it imply.
    """
    assert snapshot.funds["MDY"].price == Decimal("615.19")
    assert float(snapshot.funds["IWV"].price) == pytest.approx(392.07, abs=0.03)
    assert snapshot.funds["IWN"].price == Decimal("185.14")


@pytest.mark.parametrize(
    ("day", "scaled"),
    [
        (date(2025, 12, 24), {"IWF": 4}),
        (date(2026, 4, 30), {"IWF": None}),
        (date(2023, 4, 6), {"IWF": 4, "IJH": 5}),
        (date(2016, 12, 29), {"IWF": 4, "IJH": None, "IJR": None}),
        (date(2016, 12, 30), {"IWF": 4, "IJH": 5, "IJR": None}),
        (date(2010, 9, 30), {"IWF": 4, "IJH": 5, "IJR": 2}),
        (date(2007, 12, 31), {"IWF": 4, "IJH": 5, "IJR": None, "VTI": 2}),
    ],
)
def test_later_splits_are_told_without_looking_at_them(day, scaled):
    """
    Those that came: the issuers' splits.

    IWF's of 2026 is not recorded: its closes are in quarters to 28 April and whole after that, so
    that nobody knows on the 30th whether it has been. So it is wherever the last of scaled closes
    is whole by chance.
    """
    history = history_on(day)
    found = {symbol: later_split(history, symbol) for symbol in history.close}
    known = {symbol: scale and scale.split for symbol, scale in found.items()}
    assert {symbol: split for symbol, split in known.items() if split != 1} == scaled


def test_the_split_of_iwf_shows_in_its_own_distributions(history):
    """0.474 a share in December 2025 and 0.0975 in March 2026: the shares are not the same."""
    later = history_on(date(2026, 4, 30)).distributions["IWF"]
    assert later["2026-03-17"] == pytest.approx(later["2025-12-16"] / 4, rel=0.25)
    assert history.close["IWF"].iloc[-1] == 120.1175


def test_the_covariance_is_what_numpy_makes_of_the_weeks(snapshot, history):
    """A second computation, week by week, of two of the series."""
    series = {
        "Russell 2000": history.level(("RU2000TR", "IWM")),
        "S&P 500": history.adjusted["SPY"],
    }
    fridays = pd.date_range(snapshot.risk.start, snapshot.risk.end, freq="7D")
    levels = [[s[:day].dropna().iloc[-1] for day in fridays] for s in series.values()]
    returns = np.diff(levels) / np.array(levels)[:, :-1]
    expected = 52 * np.cov(returns)
    assert snapshot.risk.among(tuple(series)) == pytest.approx(expected, rel=1e-7)


def test_risk_agrees_with_what_was_measured_before(snapshot):
    """Days of ten years of Yahoo's IWM and SPY give 23.5 and 18.2 percent, correlation 0.870."""
    covariance = snapshot.risk.among(("Russell 2000", "S&P 500"))
    small, large = np.sqrt(np.diag(covariance))
    assert small == pytest.approx(0.235, abs=0.01)
    assert large == pytest.approx(0.182, abs=0.015)
    assert covariance[0, 1] / small / large == pytest.approx(0.870, abs=0.01)


def test_the_effective_rate_agrees_with_the_levels_of_1989(snapshot):
    """On average until the next change, as the facts say: within 0.11 point."""
    with (DATA / "fed/DFF.csv").open() as file:
        rate = {row["Date"]: float(row["DFF"]) for row in csv.DictReader(file)}
    for change, following in zip(
        snapshot.rate_changes[:6], snapshot.rate_changes[1:7], strict=True
    ):
        days = [
            value
            for day, value in rate.items()
            if str(change.announced) < day <= str(following.announced)
        ]
        assert np.mean(days) == pytest.approx(change.upper, abs=0.11), change.announced


def test_sizes_stand_in_proportion(snapshot):
    """FTSE Russell: $58.4tn in the Russell 3000 on 2025-04-30; Russell 2000 a few per cent."""
    small, large = snapshot.index_sizes["Russell 2000"], snapshot.index_sizes["S&P 500"]
    assert 2000 < small.usd_bn < 3500
    assert 50_000 < large.usd_bn < 65_000
    share = snapshot.indexes["Russell 3000"].small_share
    assert share == pytest.approx(small.usd_bn / (small.usd_bn + large.usd_bn), abs=0.01)


@pytest.mark.parametrize(
    ("as_of", "phase", "since"),
    [
        ("2009-03-31", Phase.SECOND_HALF, "2008-10-08"),
        ("2020-03-31", Phase.SECOND_HALF, "2020-03-03"),
        ("2025-09-17", Phase.SECOND_HALF, "2025-09-17"),
        ("2026-04-30", Phase.HOLD_LOW, "2026-04-09"),
    ],
)
def test_snapshots_of_other_days_know_only_their_day(as_of, phase, since):
    day = date.fromisoformat(as_of)
    snapshot = parse_snapshot(build(day).encode(), "built")
    entry = phase_at(snapshot.rate_changes, day)

    assert (entry.phase, str(entry.since)) == (phase, since)
    assert bool(snapshot.valuations) is (day >= date(2025, 9, 17))
    assert bool(snapshot.index_sizes) is (day >= date(2025, 8, 21))


def test_luck_since_1987_is_what_was_measured_apart(history):
    """Worked out apart on ^RUT and ^GSPC from 1987-09-10: 0.020 by random days, 0.014 by shifts."""
    both = price_duel(history, read_facts(FACTS))
    duel = Duel.of(both.small["1987-09-10":], both.large["1987-09-10":], both.basis, both.source)
    entries = phase_entries(read_policy_table(POLICY_RATE), date(2025, 9, 24))
    found = episode_evidence(entries, duel)[Phase.SECOND_HALF]
    luck = chance(found, duel.differences())
    assert luck.random_dates == pytest.approx(0.020, abs=0.003)
    assert luck.shifted == pytest.approx(0.014, abs=0.003)


def test_the_length_of_a_pause_changes_how_many_entries_there_are(snapshot):
    """Worked out apart: means of 10.0, 9.2, 6.8 and 12.2 points for 100, 120, 150 and 180 days."""
    rules = snapshot.robustness[Phase.SECOND_HALF].pauses
    means = [np.mean([e.difference for e in rule.episodes]) for rule in rules]
    assert [(rule.days, len(rule.episodes)) for rule in rules] == [
        (100, 8),
        (120, 6),
        (150, 5),
        (180, 3),
    ]
    assert points(means) == [10.0, 9.2, 6.8, 12.2]

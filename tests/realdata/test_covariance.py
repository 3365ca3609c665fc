"""
Completion and estimators on real data, whose figures docs/risk.md quotes.

Series that span the window are cut as if they began late or ended early, completed, and held
against what they are in full.
"""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from allocator.market.covariance import Estimator, RiskSettings, estimate_risk
from allocator.model.assets import AssetClass
from tests.shared_data import DATA

OF_CLASS = {
    AssetClass.EQUITY: "SPY QQQ IJH IJR IWC VB VBK VBR VTI R1000_TR R1000G_TR R1000V_TR R2000_TR "
    "R2000G_TR R2000V_TR R3000_TR",
    AssetClass.BOND: "AGG TLT IEF SHY TIP LQD",
    AssetClass.CASH: "BIL",
    AssetClass.COMMODITY: "GLD",
}
CLASSES = {name: kind for kind, names in OF_CLASS.items() for name in names.split()}
SAMPLE = RiskSettings()
WEEKS_IN_2009 = {
    name: weeks
    for weeks, names in {
        461: "IJH IJR",
        406: "VTI",
        347: "TLT IEF SHY LQD",
        286: "AGG",
        276: "TIP",
        269: "VB VBK VBR",
        227: "GLD",
        188: "IWC",
        104: "BIL",
    }.items()
    for name in names.split()
}
"""The weeks that each fund had on 2009-03-31, in about; of BIL as many as are needed."""

pytestmark = pytest.mark.realdata


@pytest.fixture(scope="module")
def levels():
    files = ("etf_adjclose_daily.csv", "russell_tr_spliced_daily.csv")
    frames = [pd.read_csv(DATA / "prices" / name, index_col=0, parse_dates=True) for name in files]
    return pd.concat(frames, axis=1, sort=True)[list(CLASSES)]


def estimated(levels, day, settings=SAMPLE):
    return estimate_risk(levels[:day], CLASSES, date.fromisoformat(day), settings)


def completions(estimate):
    return {each.index: each for each in estimate.model.completions}


def volatility(model, name):
    return float(np.sqrt(model.among((name,))[0, 0]))


def correlation(model, one, two):
    return model.among((one, two))[0, 1] / volatility(model, one) / volatility(model, two)


def tracking(model, one, two):
    return float(np.sqrt(np.array([1, -1]) @ model.among((one, two)) @ np.array([1, -1])))


@pytest.mark.parametrize("day", ["2020-03-31", "2025-09-17", "2025-12-24"])
def test_on_other_days_nothing_has_to_be_completed(levels, day):
    estimate = estimated(levels, day)
    assert len(estimate.model.indexes) == 24
    assert (estimate.model.completions, dict(estimate.missing), estimate.lifted) == ((), {}, 0.0)


def test_in_2009_bonds_gold_and_younger_stock_indexes_are_completed(levels):
    estimate = estimated(levels, "2009-03-31")
    found = completions(estimate)

    assert dict(estimate.missing) == {
        "BIL": "has 95 of the 522 weekly returns of the window, and completing the others takes 104"
    }
    assert set(found) == set(WEEKS_IN_2009) - {"BIL"}
    assert {each.side for each in found.values()} == {"before"}
    nearest = {"VB": "R2000_TR", "VBR": "R2000V_TR", "VTI": "R3000_TR", "AGG": "LQD", "TIP": "IEF"}
    assert {name: found[name].nearest for name in nearest} == nearest
    assert (found["VTI"].filled, found["TLT"].filled, found["GLD"].filled) == (116, 175, 295)
    assert min(found[name].r_squared for name in ("VB", "VBK", "VBR", "VTI", "IJR", "IWC")) > 0.96
    unlike = ("TLT", "IEF", "SHY", "LQD", "GLD")
    assert max(found[name].r_squared for name in unlike) < 0.13
    assert {name for name, each in found.items() if each.beta == 0} == set(unlike)
    assert (estimate.model.condition < 1e7, estimate.lifted) == (True, 0.0)


def test_in_2026_two_indexes_that_end_early_are_carried_on(levels):
    found = completions(estimated(levels, "2026-04-30"))
    assert {name: (each.side, each.filled, each.weeks) for name, each in found.items()} == {
        "R3000_TR": ("after", 17, 521),
        "IWC": ("after", 17, 521),
    }
    assert found["R3000_TR"].nearest == "VTI"
    assert found["R3000_TR"].r_squared > 0.999
    assert found["IWC"].r_squared == pytest.approx(0.94, abs=0.005)


@pytest.mark.parametrize(
    ("name", "side", "nearest", "volatilities", "correlations"),
    [  # of what is left alone, completed, in full; with the S&P 500 completed, in full
        ("R2000V_TR", "before", "IJR", (0.199, 0.236, 0.234), (0.82, 0.82)),
        ("R2000V_TR", "after", "VBR", (0.157, 0.240, 0.234), (0.84, 0.82)),
        ("QQQ", "before", "R1000G_TR", (0.191, 0.201, 0.202), (0.95, 0.93)),
        ("QQQ", "after", "R1000G_TR", (0.154, 0.217, 0.202), (0.94, 0.93)),
        ("TLT", "before", "AGG", (0.138, 0.133, 0.141), (0.22, -0.04)),
        ("TLT", "after", "AGG", (0.108, 0.182, 0.141), (0.24, -0.04)),
        ("AGG", "before", "IEF", (0.054, 0.052, 0.052), (0.02, 0.26)),
        ("AGG", "after", "IEF", (0.030, 0.040, 0.052), (0.01, 0.26)),
        ("GLD", "before", "SHY", (0.174, 0.174, 0.150), (0.05, 0.18)),
        ("GLD", "after", "IEF", (0.111, 0.128, 0.150), (-0.02, 0.18)),
    ],
)
def test_three_years_completed_against_ten(levels, name, side, nearest, volatilities, correlations):
    """As of 2026-04-30: the last three years, or the first ones; indexes that end early aside."""
    whole = levels.drop(columns=["R3000_TR", "IWC"])
    full = estimated(whole, "2026-04-30").model
    cut = whole.copy()
    gone = slice(None, "2023-04-30") if side == "before" else slice("2019-04-30", None)
    cut.loc[gone, name] = np.nan
    estimate = estimated(cut, "2026-04-30")
    alone = weekly(cut, full)[name]

    done = completions(estimate)[name]
    assert (done.nearest, done.side) == (nearest, side)
    found = (
        np.sqrt(52) * alone.std(),
        volatility(estimate.model, name),
        volatility(full, name),
    )
    assert found == pytest.approx(volatilities, abs=6e-4)
    with_stocks = [correlation(model, name, "SPY") for model in (estimate.model, full)]
    assert with_stocks == pytest.approx(correlations, abs=6e-3)


def weekly(levels, model):
    fridays = pd.date_range(model.start, model.end, freq="W-FRI")
    ends = levels.resample("W-FRI").last().reindex(fridays)[list(model.indexes)]
    return ends.pct_change(fill_method=None).iloc[1:]


@pytest.fixture(scope="module")
def misses(levels):
    """
    Cut series as they were in 2009, at either end, on nine later days, and look how far off we are.

    For volatilities (relative), correlations (points) and the volatility of a 60/40 portfolio
    (relative): root mean squares of estimate less truth; and the smallest eigenvalue.
    """
    found = {"completed": [], "pairs": [], "common": []}
    ends = "2017-06-30 2018-06-29 2019-06-28 2020-06-30 2021-06-30 2022-06-30 2023-06-30 2024-06-28"
    for day in [*ends.split(), "2025-12-24"]:
        full = estimated(levels, day).model
        for late in (True, False):
            cut = levels[:day].copy()
            fridays = pd.date_range(full.start, full.end, freq="W-FRI")
            for name, weeks in WEEKS_IN_2009.items():
                early = slice(None, fridays[-weeks - 2])
                rest = slice(fridays[weeks] + pd.Timedelta(days=1), None)
                cut.loc[early if late else rest, name] = np.nan
            model = estimated(cut, day).model
            lengths = {each.index: each.weeks - each.filled for each in model.completions}
            assert lengths == WEEKS_IN_2009
            returns = weekly(cut, model)
            for way, covariance in {
                "completed": model.covariance,
                "pairs": 52 * returns.cov().to_numpy(),
                "common": 52 * returns.dropna().cov().to_numpy(),
            }.items():
                found[way].append(_miss(covariance, full))
    return {way: np.array(rows) for way, rows in found.items()}


def _miss(covariance, full):
    truth = full.covariance
    deviations, true = np.sqrt(np.diag(covariance)), np.sqrt(np.diag(truth))
    gap = covariance / np.outer(deviations, deviations) - truth / np.outer(true, true)
    mix = np.array([0.6 * (name == "VTI") + 0.4 * (name == "AGG") for name in full.indexes])
    return (
        np.sqrt(np.mean((deviations / true - 1) ** 2)),
        np.sqrt(np.mean(gap[np.triu_indices(len(gap), 1)] ** 2)),
        np.sqrt(mix @ covariance @ mix / (mix @ truth @ mix)) - 1,
        np.linalg.eigvalsh(covariance)[0],
    )


@pytest.mark.parametrize(
    ("way", "expected"),
    [
        ("completed", (0.133, 0.101, 0.037)),
        ("pairs", (0.169, 0.153, 0.137)),
        ("common", (0.347, 0.162, 0.389)),
    ],
)
def test_completing_is_nearer_to_the_whole_series_than_leaving_weeks_out(misses, way, expected):
    root_mean_squares = np.sqrt((misses[way][:, :3] ** 2).mean(axis=0))
    assert root_mean_squares == pytest.approx(expected, abs=6e-4)


def test_pairs_of_series_make_no_covariance_and_completed_ones_do(misses):
    assert (misses["completed"][:, 3] > 0).all()
    assert (misses["pairs"][:, 3] < 0).all()


@pytest.mark.parametrize(
    ("name", "condition", "bills", "trackings"),
    [  # SPY to R1000_TR, R2000_TR to VB, R2000_TR to SPY, AGG to IEF
        (Estimator.SAMPLE, 9.0e4, 0.003, (0.010, 0.041, 0.117, 0.030)),
        (Estimator.EWMA, 1.4e5, 0.002, (0.008, 0.044, 0.118, 0.020)),
        (Estimator.LEDOIT_WOLF, 1.0e3, 0.025, (0.036, 0.053, 0.121, 0.046)),
        (Estimator.GERBER, 5.8e4, 0.003, (0.067, 0.117, 0.190, 0.043)),
        (Estimator.DENOISED, 7.2e4, 0.003, (0.104, 0.133, 0.133, 0.041)),
    ],
)
def test_what_each_estimator_makes_of_indexes_that_move_together(
    levels, name, condition, bills, trackings
):
    model = estimated(levels, "2025-12-24", RiskSettings(name)).model
    pairs = [("SPY", "R1000_TR"), ("R2000_TR", "VB"), ("R2000_TR", "SPY"), ("AGG", "IEF")]
    assert model.condition == pytest.approx(condition, rel=0.05)
    assert volatility(model, "BIL") == pytest.approx(bills, abs=6e-4)
    assert [tracking(model, *pair) for pair in pairs] == pytest.approx(trackings, abs=6e-4)


@pytest.mark.parametrize(
    ("day", "condition"),
    [
        ("2009-03-31", 2.93e6),
        ("2020-03-31", 3.89e5),
        ("2025-09-17", 9.11e4),
        ("2026-04-30", 8.94e4),
    ],
)
def test_the_sample_covariance_is_safely_positive_definite_by_itself(levels, day, condition):
    estimate = estimated(levels, day)
    assert estimate.model.condition == pytest.approx(condition, rel=0.01)
    assert estimate.lifted == 0


def test_recent_weeks_alone_were_not_enough_in_2009(levels):
    estimate = estimated(levels, "2009-03-31", RiskSettings(Estimator.EWMA))
    assert estimate.model.condition == pytest.approx(1e7, rel=1e-5)
    assert estimate.lifted == pytest.approx(6.7e-8, rel=0.01)

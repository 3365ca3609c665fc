"""
The same problem through PyPortfolioOpt and skfolio gives the same weights.

Both optimise one dollar of index weights, fully invested; so the household here is one: all in
equity funds, no cash, one fund per index, no costs, and the peers are handed the same utility.
"""

import warnings
from dataclasses import replace

import cvxpy as cp
import numpy as np
import pandas as pd
import pytest

from allocator.model.assets import AssetClass
from allocator.model.policy import Limits, Neutral, Policy, Range, Trading
from allocator.optimize.solve import optimise
from tests.situations import brief, market, portfolio

NAMES = ("Nasdaq-100", "Russell 2000", "Russell 2000 Value", "S&P 500", "Total Market")
SHARES = {"QQQ": 70, "VTWO": 300, "IWN": 30, "VOO": 160, "VTI": 100}
BAND = (0.10, 0.165)


@pytest.fixture(scope="module")
def given():
    """All equity, one fund per index, no fee, no cost; the band is narrow enough to bite."""
    snapshot = market()
    funds = {
        symbol: replace(fund, expense_ratio=0.0)
        for symbol, fund in snapshot.funds.items()
        if symbol in SHARES
    }
    policy = Policy(
        neutral=Neutral(small_cap_share=0.15),
        limits=Limits(
            small_cap=Range(*BAND),
            split_tolerance=0.0,
            tracking_error=None,
            turnover=None,
        ),
        trading=Trading(cost_bps=0.0, sale_fees=False),
    )
    return brief(portfolio(SHARES, "0"), policy, snapshot=replace(snapshot, funds=funds))


@pytest.fixture(scope="module")
def ours(given):
    assert given.household.index_names == NAMES
    assert all(index.asset_class is AssetClass.EQUITY for index in given.household.indexes)
    exposures = given.household.exposure @ optimise(given).weights
    assert given.household.small_shares @ exposures == pytest.approx(BAND[1], abs=1e-6)
    return exposures


@pytest.fixture(scope="module")
def hessian(given):
    """Half the second derivative: delta/2 S + lambda R."""
    objective = given.policy.objective
    return (
        objective.risk_aversion / 2 * given.outlook.covariance
        + objective.active_risk_aversion * given.risk
    )


@pytest.fixture(scope="module")
def slope(given):
    """The linear part, which holds what the active risk adds at the neutral mix."""
    pull = 2 * given.policy.objective.active_risk_aversion * given.risk @ given.neutral.weights
    return given.outlook.mean + pull


def test_pyportfolioopt_finds_the_same_weights(given, ours, hessian, slope):
    from pypfopt import EfficientFrontier

    small = given.household.small_shares
    frontier = EfficientFrontier(
        pd.Series(slope, NAMES),
        pd.DataFrame(hessian, NAMES, NAMES),
        solver="CLARABEL",
        solver_options={"tol_gap_abs": 1e-12, "tol_gap_rel": 1e-12, "tol_feas": 1e-12},
    )
    frontier.add_constraint(lambda w: small @ w >= BAND[0])
    frontier.add_constraint(lambda w: small @ w <= BAND[1])
    found = frontier.max_quadratic_utility(risk_aversion=2.0)  # its utility halves it
    assert [found[name] for name in NAMES] == pytest.approx(ours, abs=1e-4)


def test_skfolio_finds_the_same_weights(given, ours, hessian, slope):
    from skfolio import RiskMeasure
    from skfolio.optimization import MeanRisk, ObjectiveFunction
    from skfolio.prior import BasePrior, ReturnDistribution

    class Given(BasePrior):
        """A prior that hands over the same two moments."""

        def __init__(self):
            pass

        def fit(self, X, y=None, **_):
            returns = np.asarray(X)
            self.return_distribution_ = ReturnDistribution(
                mu=slope, covariance=hessian, returns=returns
            )
            return self

    small = given.household.small_shares
    model = MeanRisk(
        objective_function=ObjectiveFunction.MAXIMIZE_UTILITY,
        risk_measure=RiskMeasure.VARIANCE,
        risk_aversion=1.0,
        prior_estimator=Given(),
        left_inequality=np.array([small, -small]),
        right_inequality=np.array([BAND[1], -BAND[0]]),
        solver="CLARABEL",
        solver_params={"tol_gap_abs": 1e-12, "tol_gap_rel": 1e-12, "tol_feas": 1e-12},
    )
    unused = np.random.default_rng(0).normal(size=(20, len(NAMES)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the peer's own
        model.fit(pd.DataFrame(unused, columns=NAMES))
    assert model.weights_ == pytest.approx(ours, abs=1e-4)


def test_daqp_an_active_set_method_finds_the_same_weights(given, ours, hessian, slope):
    import daqp

    small = given.household.small_shares
    n = len(NAMES)
    rows = np.vstack([np.ones(n), small])
    found, _, flag, _ = daqp.solve(
        2 * hessian,
        -slope,
        rows,
        np.concatenate([np.ones(n), [1.0, BAND[1]]]),
        np.concatenate([np.zeros(n), [1.0, BAND[0]]]),
        np.zeros(n + 2, dtype=np.int32),
    )
    assert flag == 1
    assert found == pytest.approx(ours, abs=1e-5)


def test_plain_cvxpy_finds_the_same_weights(given, ours, hessian, slope):
    w = cp.Variable(len(NAMES))
    small = given.household.small_shares
    limits = [w >= 0, cp.sum(w) == 1, small @ w >= BAND[0], small @ w <= BAND[1]]
    utility = slope @ w - cp.quad_form(w, cp.psd_wrap(hessian))
    cp.Problem(cp.Maximize(utility), limits).solve(solver=cp.SCS, eps=1e-10)
    assert w.value == pytest.approx(ours, abs=1e-4)

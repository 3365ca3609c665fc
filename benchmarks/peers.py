"""
The peers, and the same problem put to each in its own words.

All are given the same solver and the same tolerances. A peer's preparation (its import, a class
it wants) is not timed; stating the problem is, for none of them can keep it and change the numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.problem import IS_SMALL, LOWER, NAMES, SIZE, UPPER

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from allocator.model.arrays import Array
    from benchmarks.problem import Case

    Solve = Callable[[Case], Array]

BAND_ROWS = np.array([IS_SMALL, -IS_SMALL])
BAND_BOUNDS = np.array([UPPER, -LOWER])
"""The band as BAND_ROWS @ w <= BAND_BOUNDS."""


@dataclass(frozen=True, slots=True)
class Peer:
    """
    A package we are measured against: its distribution, what to import, how to ask it.

    `says_turnover` is false where a limit on the turnover of the whole portfolio cannot be stated;
    that limit is then left out of what the peer is asked.
    """

    name: str
    package: str
    prepare: Callable[[Mapping[str, float]], Solve]
    says_turnover: bool = True

    @property
    def installed(self) -> bool:
        """Whether it can be imported here."""
        return find_spec(self.package) is not None


def pyportfolioopt(tolerances: Mapping[str, float]) -> Solve:
    """Ask PyPortfolioOpt for the greatest quadratic utility; turnover is the user's own cvxpy."""
    import cvxpy as cp
    import pandas as pd
    from pypfopt import EfficientFrontier

    def solve(case: Case) -> Array:
        frontier = EfficientFrontier(
            pd.Series(case.slope, NAMES),
            pd.DataFrame(case.hessian, NAMES, NAMES),
            weight_bounds=(0.0, case.rules.cap),
            solver="CLARABEL",
            solver_options=dict(tolerances),
        )
        frontier.add_constraint(lambda w: IS_SMALL @ w >= LOWER)
        frontier.add_constraint(lambda w: IS_SMALL @ w <= UPPER)
        if (most := case.rules.turnover) is not None:
            frontier.add_constraint(lambda w: cp.norm1(w - case.held) <= 2 * most)
        found = frontier.max_quadratic_utility(risk_aversion=2.0)  # its utility halves it
        return np.array([found[name] for name in NAMES])

    return solve


def skfolio(tolerances: Mapping[str, float]) -> Solve:
    """
    Ask skfolio's MeanRisk, with a prior that hands over the moments as given.

    Its own `max_turnover` is for each fund, so that of the whole is the user's own cvxpy.
    """
    import cvxpy as cp
    import pandas as pd
    from skfolio.optimization import MeanRisk, ObjectiveFunction
    from skfolio.prior import BasePrior, ReturnDistribution

    class Given(BasePrior):  # type: ignore[misc]
        """The moments of a case."""

        def __init__(self, mu: Array, covariance: Array) -> None:
            self.mu = mu
            self.covariance = covariance

        def fit(self, X: object, y: object = None, **_: object) -> Given:
            del y
            self.return_distribution_ = ReturnDistribution(
                mu=self.mu, covariance=self.covariance, returns=np.asarray(X)
            )
            return self

    unused = pd.DataFrame(np.random.default_rng(0).normal(size=(20, SIZE)), columns=NAMES)

    def solve(case: Case) -> Array:
        most = case.rules.turnover
        model = MeanRisk(
            objective_function=ObjectiveFunction.MAXIMIZE_UTILITY,
            risk_aversion=1.0,
            prior_estimator=Given(case.slope, case.hessian),
            left_inequality=BAND_ROWS,
            right_inequality=BAND_BOUNDS,
            max_weights=case.rules.cap,
            add_constraints=most and (lambda w: cp.norm1(w - case.held) <= 2 * most),
            solver="CLARABEL",
            solver_params=dict(tolerances),
        )
        return np.asarray(model.fit(unused).weights_)

    return solve


def riskfolio(tolerances: Mapping[str, float]) -> Solve:
    """Ask riskfolio-lib for the greatest utility under variance; turnover cannot be said."""
    import pandas as pd
    from riskfolio import Portfolio

    unused = pd.DataFrame(np.random.default_rng(0).normal(size=(20, SIZE)), columns=NAMES)

    def solve(case: Case) -> Array:
        portfolio: Any = Portfolio(returns=unused)
        portfolio.mu = pd.DataFrame([case.slope], columns=NAMES)
        portfolio.cov = pd.DataFrame(case.hessian, NAMES, NAMES)
        portfolio.ainequality = BAND_ROWS
        portfolio.binequality = BAND_BOUNDS[:, None]
        portfolio.upperlng = case.rules.cap
        portfolio.solvers = ["CLARABEL"]
        portfolio.sol_params = {"CLARABEL": dict(tolerances)}
        found = portfolio.optimization(model="Classic", rm="MV", obj="Utility", l=1.0)
        return np.asarray(found["weights"])

    return solve


def cvxportfolio(tolerances: Mapping[str, float]) -> Solve:
    """Ask cvxportfolio's single-period policy what to trade from the holdings of today."""
    import cvxportfolio as cvx
    import pandas as pd

    today, everything = pd.Timestamp("2026-01-02"), [*NAMES, "cash"]
    small = pd.Series(IS_SMALL, NAMES)

    def solve(case: Case) -> Array:
        limits = [
            cvx.LongOnly(),
            cvx.NoCash(),
            cvx.FactorMinLimit(small, LOWER),
            cvx.FactorMaxLimit(small, UPPER),
            cvx.MaxWeights(case.rules.cap),
        ]
        if case.rules.turnover is not None:
            limits.append(cvx.TurnoverLimit(case.rules.turnover))
        policy = cvx.SinglePeriodOptimization(
            cvx.ReturnsForecast(pd.Series(case.slope, NAMES))
            - cvx.FullCovariance(pd.DataFrame(case.hessian, NAMES, NAMES)),
            limits,
            include_cash_return=False,
            solver="CLARABEL",
            **tolerances,
        )
        held = pd.Series([*case.held, 0.0], everything)
        change, _, _ = policy.execute(held, None, today)
        return np.asarray((held + change)[NAMES])

    return solve


PEERS = (
    Peer("PyPortfolioOpt", "pypfopt", pyportfolioopt),
    Peer("skfolio", "skfolio", skfolio),
    Peer("riskfolio-lib", "riskfolio", riskfolio, says_turnover=False),
    Peer("cvxportfolio", "cvxportfolio", cvxportfolio),
)

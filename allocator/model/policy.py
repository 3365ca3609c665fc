"""What the investor wants: an objective, limits, trading rules. Fractions per year throughout."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


class Criterion(StrEnum):
    """
    How scenarios are weighed against each other.

    * `expected`: by their probabilities.
    * `worst_case`: the scenario in which the portfolio does worst counts alone.
    * `regret`: the largest regret counts, that is what the best portfolio for a scenario, known
      beforehand, would have brought more (Savage 1951).
    * `robust`: by the worst probabilities within a Kullback-Leibler ball around the stated ones
      (Hansen and Sargent 2001).
    """

    EXPECTED = "expected"
    WORST_CASE = "worst_case"
    REGRET = "regret"
    ROBUST = "robust"

    @property
    def mixes(self) -> bool:
        """Whether scenarios are mixed as one uncertain world, the distance between them a risk."""
        return self in {Criterion.EXPECTED, Criterion.ROBUST}


@dataclass(frozen=True, slots=True)
class Objective:
    """
    How expected return is weighed against risk.

    `risk_aversion` is delta of the equilibrium prior and of the utility; `active_risk_aversion`
    is the extra aversion to distance from the neutral mix. `tau` scales the uncertainty of the
    prior mean (He and Litterman 1999 use 0.05). `criterion` weighs scenarios against each other;
    `radius_nats` is how far `robust` lets probabilities stray from the stated ones.
    """

    risk_aversion: float = 2.5
    active_risk_aversion: float = 5.0
    tau: float = 0.05
    criterion: Criterion = Criterion.EXPECTED
    radius_nats: float = 0.1


@dataclass(frozen=True, slots=True)
class Neutral:
    """
    The mix held without views.

    By default the portfolio's own split between asset classes, small caps at `small_cap_share`
    of equity, the rest of equity as held. `weights` names index weights instead, summing to 1
    with `cash` among them.
    """

    small_cap_share: float = 0.15
    weights: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Range:
    """Where a measure must lie: at least `lower`, at most `upper`; None leaves a side open."""

    lower: float | None = None
    upper: float | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """
    What a proposal must satisfy. None means no such limit.

    `small_cap` bounds the look-through small-cap share of equity; `split_tolerance` how far each
    asset class may stand from the neutral mix, as a fraction of the portfolio; `volatility` and
    `tracking_error` (against the neutral mix) are per year; `turnover` is one-way, half the sum
    of absolute trades; `fund_weight` bounds every single fund; `cash_reserve` is the least cash
    as a fraction of the portfolio.
    """

    small_cap: Range = field(default_factory=lambda: Range(0.10, 0.20))
    split_tolerance: float = 0.01
    volatility: Range | None = None
    tracking_error: Range | None = field(default_factory=lambda: Range(upper=0.02))
    turnover: Range | None = field(default_factory=lambda: Range(upper=0.25))
    fund_weight: Range | None = None
    cash_reserve: Range = field(default_factory=lambda: Range(lower=0.0))


@dataclass(frozen=True, slots=True)
class Trading:
    """
    What trading costs and when it is worth it.

    `cost_bps` is paid on the value of every trade (half the spread, and impact). A trade below
    `min_trade` dollars is not made, nor one without which the portfolio is farther from its
    target by less than `min_improvement` of its value. If the certainty equivalent gained in a
    year, after costs, is below `min_benefit_bps` of the portfolio, the advice is to do nothing.
    """

    cost_bps: float = 5.0
    min_trade: Decimal = Decimal(250)
    min_improvement: float = 0.003
    min_benefit_bps: float = 1.0
    do_not_buy: tuple[str, ...] = ()
    do_not_sell: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Policy:
    """An objective within limits, and the rules of trading."""

    objective: Objective = field(default_factory=Objective)
    neutral: Neutral = field(default_factory=Neutral)
    limits: Limits = field(default_factory=Limits)
    trading: Trading = field(default_factory=Trading)

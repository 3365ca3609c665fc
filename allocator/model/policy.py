"""What the investor wants: an objective, limits, trading rules. Fractions per year throughout."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from allocator.model.money import to_cents
from allocator.model.tax import TaxRules

if TYPE_CHECKING:
    from allocator.model.portfolio import AccountType


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


class TailBasis(StrEnum):
    """What a tail is measured on: draws from the scenarios, or past weeks of the snapshot."""

    SCENARIOS = "scenarios"
    HISTORY = "history"


@dataclass(frozen=True, slots=True)
class TailLimit:
    """
    The most conditional value at risk, as a fraction of the portfolio lost in a year.

    The mean loss over the worst 5 % of outcomes (Rockafellar and Uryasev 2000). `draws` and `seed`
    make the scenarios' outcomes.
    """

    upper: float
    basis: TailBasis = TailBasis.SCENARIOS
    draws: int = 2000
    seed: int = 0


@dataclass(frozen=True, slots=True)
class LinearLimit:
    """
    A limit of the user's own: a weighted sum of index or fund weights within a range.

    `of` names indexes, `tags` groups of funds (`Policy.tags`), `sectors` sectors of indexes as the
    snapshot knows them, each with its factor. With `price_bps` the limit is soft: a breach is
    allowed and costs that many basis points of the portfolio a year for each point of it.
    """

    name: str
    range: Range
    of: tuple[tuple[str, float], ...] = ()
    tags: tuple[tuple[str, float], ...] = ()
    sectors: tuple[tuple[str, float], ...] = ()
    price_bps: float | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """
    What a proposal must satisfy. None means no such limit.

    `small_cap` bounds the look-through small-cap share of equity; `split_tolerance` how far each
    asset class may stand from the neutral mix, as a fraction of the portfolio; `volatility` and
    `tracking_error` (against the neutral mix) are per year; `turnover` is one-way, half the sum
    of absolute trades; `fund_weight` bounds every single fund, `index_weight` those indexes that it
    names; `cash_reserve` is the least cash as a fraction of the portfolio; `cvar` the tail.
    `net_gains` is the most that may be realised in the year, net, in dollars.

    Met in whole shares only, since they are of counts and steps: `trades`, the most trades, and
    `min_position`, the least dollars that a trade may leave of a position unless it closes it.
    """

    small_cap: Range = field(default_factory=lambda: Range(0.10, 0.20))
    split_tolerance: float = 0.01
    volatility: Range | None = None
    tracking_error: Range | None = field(default_factory=lambda: Range(upper=0.02))
    turnover: Range | None = field(default_factory=lambda: Range(upper=0.25))
    fund_weight: Range | None = None
    cash_reserve: Range = field(default_factory=lambda: Range(lower=0.0))
    index_weight: tuple[tuple[str, Range], ...] = ()
    cvar: TailLimit | None = None
    net_gains: Decimal | None = None
    trades: int | None = None
    min_position: Decimal = Decimal(0)
    linear: tuple[LinearLimit, ...] = ()


@dataclass(frozen=True, slots=True)
class DriftBand:
    """
    How far the portfolio may drift from its target before it is traded at all.

    `absolute`: some index is off by this fraction of the portfolio. `relative`: or by this part of
    its own target weight, so that absolute 0.05 with relative 0.25 is the rule of 5 and 25.
    `half_sum`: half the sum of all deviations (Betterment's drift). None leaves a test out.
    """

    absolute: float | None = None
    relative: float | None = None
    half_sum: float | None = None


@dataclass(frozen=True, slots=True)
class Impact:
    """
    The price moved by one's own trade: factor x daily volatility x sqrt(dollars / daily volume).

    The square-root law (Almgren et al. 2005; Toth et al. 2011). `volume` is dollars a day by
    ticker; a fund without one is charged none.
    """

    factor: float = 1.0
    volume: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Trading:
    """
    What trading costs and when it is worth it.

    `cost_bps` is paid on the value of every trade, half the gap between bid and ask;
    `half_spread_bps` says otherwise for the tickers that it names. `commission` is dollars a trade,
    `commission_per_share` dollars a share. `sale_fees` says whether regulators' fees on sales are
    charged, at the rates of the day; `section_31_per_million`, `taf_per_share` and `taf_most` state
    them for a day that the bundled table does not reach.

    A trade below `min_trade` dollars is not made, nor one without which the portfolio is farther
    from its target by less than `min_improvement` of the account's value. If the certainty
    equivalent gained in a year, after costs, is below `min_benefit_bps` of the portfolio, or the
    portfolio lies within its `drift_band`, the advice is to do nothing. `buy_only` makes no sale.
    """

    cost_bps: float = 5.0
    min_trade: Decimal = Decimal(250)
    min_improvement: float = 0.003
    min_benefit_bps: float = 1.0
    do_not_buy: tuple[str, ...] = ()
    do_not_sell: tuple[str, ...] = ()
    half_spread_bps: tuple[tuple[str, float], ...] = ()
    commission: Decimal = Decimal(0)
    commission_per_share: Decimal = Decimal(0)
    sale_fees: bool = True
    section_31_per_million: Decimal | None = None
    taf_per_share: Decimal | None = None
    taf_most: Decimal | None = None
    impact: Impact = field(default_factory=Impact)
    drift_band: DriftBand | None = None
    buy_only: bool = False

    def half_spread(self, symbol: str) -> float:
        """Half the gap between bid and ask of a fund, in basis points."""
        return dict(self.half_spread_bps).get(symbol, self.cost_bps)

    def commission_of(self, shares: Decimal) -> Decimal:
        """What a broker charges for one trade, in dollars to the cent."""
        return self.commission + to_cents(shares * self.commission_per_share)


@dataclass(frozen=True, slots=True)
class AccountRule:
    """
    What the policy says of one account, by its name.

    `type` says how it is taxed where its file does not. `funds` are all that can be bought in it;
    none named means any. `fractional` says that its broker trades parts of a share.
    """

    name: str
    type: AccountType | None = None
    funds: tuple[str, ...] = ()
    fractional: bool = False


@dataclass(frozen=True, slots=True)
class FundRules:
    """
    Which fund serves for what.

    `prefer`: by index, the funds to buy, best first; without an entry the cheapest. `substitutes`:
    by ticker, the funds of other indexes that may be bought in its place when it is sold at a loss.
    """

    prefer: tuple[tuple[str, tuple[str, ...]], ...] = ()
    substitutes: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Policy:
    """An objective within limits, the rules of trading and tax, and of accounts and funds."""

    objective: Objective = field(default_factory=Objective)
    neutral: Neutral = field(default_factory=Neutral)
    limits: Limits = field(default_factory=Limits)
    trading: Trading = field(default_factory=Trading)
    tax: TaxRules = field(default_factory=TaxRules)
    accounts: tuple[AccountRule, ...] = ()
    funds: FundRules = field(default_factory=FundRules)
    tags: tuple[tuple[str, tuple[str, ...]], ...] = ()

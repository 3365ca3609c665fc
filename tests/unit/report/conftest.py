"""
A small proposal made by hand, so that every figure in a report can be checked on paper.

$100,000: 100 SPY at $600, 20 IWM at $250, 300 AGG at $100, $5,000 cash. Nine SPY are sold and
21 IWM bought, at 5 bps: small caps go from 5/65 to 10.25/64.85 of equity.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from allocator.errors import Problem, Severity
from allocator.model.assets import AssetClass, Fund, Index, PriceBasis
from allocator.model.brief import Brief
from allocator.model.household import Household, Mix, Position
from allocator.model.limit_keys import LimitKey
from allocator.model.limits import Side as Edge
from allocator.model.limits import measure
from allocator.model.lots import TaxLot
from allocator.model.outlook import Outlook, World
from allocator.model.policy import Policy, Trading
from allocator.model.portfolio import Account, AccountType, Holding, Lock, Lot, Portfolio
from allocator.model.proposal import Advice, Gain, Outcome, Proposal, Run
from allocator.model.scenario import Scenario, Stress
from allocator.model.snapshot import RiskModel, Snapshot
from allocator.model.solution import Certificate, ShadowPrice, Solution
from allocator.model.standing import Standing
from allocator.model.tax import TaxRates, TaxRules, Term
from allocator.model.trades import LotSale, Side, Trade
from allocator.model.trading_day import SaleFees, TradingDay
from allocator.model.views import SMALL_MINUS_LARGE, Component, View

AS_OF = date(2025, 12, 24)
CAP = LimitKey("turnover", Edge.UPPER)
INDEXES = (
    Index("Russell 2000", AssetClass.EQUITY, 1.0, "test"),
    Index("S&P 500", AssetClass.EQUITY, 0.0, "test"),
    Index("US aggregate bonds", AssetClass.BOND, 0.0, "test"),
)
RISK = np.array([[0.05, 0.03, 0.0], [0.03, 0.03, 0.0], [0.0, 0.0, 0.003]])
HELD = (("IWM", "Russell 2000", 20, "250.00"), ("SPY", "S&P 500", 100, "600.00"))
BONDS = (("AGG", "US aggregate bonds", 300, "100.00"),)


def a_fund(symbol, index, price, basis=PriceBasis.CLOSE):
    return Fund(symbol, symbol, index, 0.001, 1.0, True, Decimal(price), basis, AS_OF, "test")


def a_household():
    positions = tuple(
        Position(
            0,
            a_fund(symbol, index, price),
            Decimal(shares),
            Decimal(price),
            PriceBasis.CLOSE,
            True,
            True,
        )
        for symbol, index, shares, price in (*HELD, *BONDS)
    )
    return Household(
        accounts=(Account("Brokerage", AccountType.TAXABLE, Decimal("5000.00")),),
        positions=positions,
        indexes=INDEXES,
        value=Decimal("100000.00"),
        weights=[0.05, 0.60, 0.30],
        cash=[0.05],
        exposure=np.eye(3),
    )


def a_world(key, probability, means):
    """`means` is the contribution of each driver to the Russell 2000; the S&P 500 gets none."""
    parts = tuple(
        Component(driver, SMALL_MINUS_LARGE, mean, 0.05, f"{driver} says so, n=6", expires)
        for driver, mean in means.items()
        for expires in [date(2026, 9, 17) if driver == "rate_cycle" else None]
    )
    return World(
        scenario=Scenario(
            key, f"World {key}", probability, AS_OF, "", (), None, None, None, Stress(1.0, 0.0)
        ),
        views=(View(SMALL_MINUS_LARGE, parts),),
        mean=np.array([0.06 + sum(means.values()), 0.05, 0.01]),
        risk=RISK,
        uncertainty=0.05 * RISK,
        contributions={driver: np.array([mean, 0.0, 0.0]) for driver, mean in means.items()},
        silent={"size premium": "zero unless a scenario sets it"},
    )


def an_outlook():
    worlds = (
        a_world("calm", 0.25, {"rate_cycle": 0.0, "valuation": -0.02}),
        a_world("boom", 0.75, {"rate_cycle": 0.04, "flow": 0.02, "valuation": -0.01}),
    )
    parts = {"flow": 0.015, "rate_cycle": 0.03, "valuation": -0.0125}
    return Outlook(
        prior=[0.06, 0.05, 0.01],
        mean=[0.06 + sum(parts.values()), 0.05, 0.01],
        covariance=1.1 * RISK,
        uncertainty=0.05 * RISK,
        contributions={driver: np.array([mean, 0.0, 0.0]) for driver, mean in parts.items()},
        worlds=worlds,
        counted=tuple(world.scenario.probability for world in worlds),
    )


def a_snapshot():
    return Snapshot(
        as_of=AS_OF,
        indexes={index.name: index for index in INDEXES},
        funds={},
        risk=RiskModel(
            tuple(index.name for index in INDEXES),
            RISK,
            "sample",
            date(2016, 1, 1),
            AS_OF,
            520,
            10.0,
            (),
        ),
        rate_changes=(),
        pause_days=120,
        episodes={},
        episodes_total={},
        witness={},
        robustness={},
        valuations=(),
        valuation_history=(),
        index_sizes={},
        mega_caps=None,
        core_inflation=None,
        signals=(),
        sources={},
        inputs=(),
        findings=(),
        versions={},
        notes=("IWM: pays quarterly", "XYZ: was split", "banks are a fifth of the Russell 2000"),
        digest="ab" * 32,
    )


def a_portfolio():
    holdings = tuple(
        Holding(
            "Brokerage", symbol, (Lot(Decimal(shares), None, None),), None, None, Lock.NONE,
            f"~/books/mine.csv:{line}",
        )
        for line, (symbol, _, shares, _) in enumerate((*HELD, *BONDS), start=2)
    )  # fmt: skip
    return Portfolio(
        accounts=(Account("Brokerage", AccountType.TAXABLE, Decimal("5000.00")),),
        holdings=holdings,
        source="~/books/mine.csv",
        format="plain CSV",
        as_of=None,
    )


TRADES = (
    Trade("Brokerage", "SPY", Side.SELL, Decimal(9), Decimal("600.00"), Decimal("5400.00"), Decimal("2.70")),
    Trade("Brokerage", "IWM", Side.BUY, Decimal(21), Decimal("250.00"), Decimal("5250.00"), Decimal("2.63")),
)  # fmt: skip


def a_gain(net):
    return Gain(net, 0.0000533, 0.0, 0.0011, 0.0001, forced=False, in_band=False)


@pytest.fixture
def proposal():
    """The proposal described above."""
    household = a_household()
    brief = Brief(household, Policy(), Mix([0.0975, 0.5525, 0.30], 0.05), RISK, an_outlook())
    target = Standing([0.104, 0.546, 0.30], [0.0499459])
    standing = Standing([0.1025, 0.546, 0.30], [0.0514467])
    return Proposal(
        portfolio=a_portfolio(),
        snapshot=a_snapshot(),
        brief=brief,
        solution=Solution(
            standing=target,
            objective=0.02,
            shadow_prices={"small_cap": 0.0, "turnover": 0.02},
            readings=measure(brief, target),
            certificate=Certificate(2e-12, 3.4e-10),
        ),
        trades=TRADES,
        candidate=TRADES,
        advice=Advice.TRADE,
        gain=a_gain(0.00123),
        standing=standing,
        cash_after={"Brokerage": Decimal("5144.67")},
        readings=measure(brief, standing),
        outcomes=tuple(
            Outcome(world.scenario.key, world.scenario.probability, 0.041, 0.04, 0.0425)
            for world in brief.outlook.worlds
        ),
        shadow_prices=(ShadowPrice(CAP, 0.25, 0.26, 0.0002, 0.02, 0.02),),
        lock_prices=(),
        rounding_gap=0.0001,
        warnings=(Problem("~/books/mine.csv:3", "price is odd", "look", Severity.WARNING),),
        run=Run("c0ffee" * 10, AS_OF, {"allocator": "0.1.0", "numpy": "2.4.6"}),
    )


@pytest.fixture
def idle(proposal):
    """The same portfolio with the advice to do nothing."""
    return replace(
        proposal,
        trades=(),
        advice=Advice.NOTHING,
        gain=a_gain(0.00002),
        standing=proposal.brief.today,
        cash_after={"Brokerage": Decimal("5000.00")},
        readings=measure(proposal.brief, proposal.brief.today),
    )


LOTS = (
    TaxLot(Decimal(60), Decimal(400), date(2020, 3, 2), Term.LONG),
    TaxLot(Decimal(40), Decimal(650), date(2025, 6, 10), Term.SHORT),
)
"""What SPY was bought in: a gain of $200 a share, and a loss of $50."""

SALE = Trade(
    "Brokerage", "SPY", Side.SELL, Decimal(9), Decimal("600.00"), Decimal("5400.00"), Decimal("3.71"),
    (
        LotSale(Decimal(5), date(2025, 6, 10), Decimal("3250.00"), Decimal("-252.06"), Term.SHORT),
        LotSale(Decimal(4), date(2020, 3, 2), Decimal("1600.00"), Decimal("798.35"), Term.LONG),
    ),
)  # fmt: skip
"""Costs: $2.70 half-spread, $1.00 commission, $0.01 fee."""


@pytest.fixture
def taxed(proposal):
    """
    The proposal for two accounts, taxes counted: 32 % short-term, 15 % long-term.

    Brokerage sells 9 SPY, five of them at a loss; the Roth IRA has $1,000 and 4 IWM, and buys none.
    """
    household = proposal.brief.household
    iwm, spy, agg = household.positions
    roth = replace(iwm, account=1, shares=Decimal(4))
    more = replace(
        household,
        accounts=(*household.accounts, Account("Roth IRA", AccountType.ROTH, Decimal(1000))),
        positions=(iwm, replace(spy, lots=LOTS), agg, roth),
        value=Decimal("102000.00"),
        weights=np.array([5, 60, 30, 1]) / 102,
        cash=np.array([5, 1]) / 102,
        exposure=np.array([[1, 0, 0, 1], [0, 1, 0, 0], [0, 0, 1, 0]]),
        day=TradingDay(
            AS_OF,
            SaleFees(section_31=Decimal("0.000001")),
            TaxRates(0.32, 0.15, 0.15, 0.32, source="made up"),
        ),
    )
    policy = Policy(
        tax=TaxRules(short_term=0.32, long_term=0.15), trading=Trading(commission=Decimal(1))
    )
    brief = replace(proposal.brief, household=more, policy=policy)
    after = Standing(np.array([10.25, 54.6, 30, 1]) / 102, np.array([5.14, 1]) / 102)
    return replace(
        proposal,
        portfolio=replace(proposal.portfolio, accounts=more.accounts),
        brief=brief,
        solution=replace(proposal.solution, standing=after),
        standing=after,
        trades=(SALE, TRADES[1]),
        cash_after={"Brokerage": Decimal("5143.66"), "Roth IRA": Decimal("1000.00")},
    )

"""
Small made-up situations for tests: a market of six indexes with round numbers.

Nothing here is market data. Volatilities and correlations are chosen to be plausible, so that
answers are too; what a test asserts must follow from the definitions, not from these numbers.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np

from allocator.beliefs.neutral import neutral_mix
from allocator.beliefs.outlook import form_outlook
from allocator.bundled import FOMC_MEETINGS
from allocator.model.assets import AssetClass, Fund, Index, PriceBasis
from allocator.model.brief import Brief
from allocator.model.inflation import CoreInflation, PauseRecord
from allocator.model.mega_caps import MegaCaps
from allocator.model.policy import Policy
from allocator.model.policy_path import MeetingCalendar
from allocator.model.portfolio import Account, AccountType, Holding, Lock, Lot, Portfolio
from allocator.model.rate_cycle import Phase, RateChange
from allocator.model.scenario import (
    FlowInput,
    RateCycleInput,
    Scenario,
    Stress,
    ValuationInput,
)
from allocator.model.snapshot import IndexSize, RiskModel, Snapshot, Valuation
from allocator.model.trading_day import TradingDay
from allocator.model.views import Episode, Evidence
from allocator.pipeline.day import trading_day_of
from allocator.portfolio.household import build_household
from allocator.portfolio.meetings_file import read_meetings

AS_OF = date(2025, 12, 24)
TODAY = TradingDay(AS_OF)
"""Nothing is taxed and no fee charged."""

CALM = Stress(1.0, 0.0)

INDEXES = {
    "Gold": (AssetClass.COMMODITY, 0.0, 0.15),
    "Nasdaq-100": (AssetClass.EQUITY, 0.0, 0.22),
    "Russell 2000": (AssetClass.EQUITY, 1.0, 0.22),
    "Russell 2000 Value": (AssetClass.EQUITY, 1.0, 0.22),
    "S&P 500": (AssetClass.EQUITY, 0.0, 0.17),
    "Total Market": (AssetClass.EQUITY, 0.06, 0.175),
    "US Aggregate Bonds": (AssetClass.BOND, 0.0, 0.05),
}
CORRELATION = np.array(
    [
        [1.00, 0.10, 0.10, 0.10, 0.10, 0.10, 0.30],
        [0.10, 1.00, 0.75, 0.65, 0.93, 0.92, 0.20],
        [0.10, 0.75, 1.00, 0.95, 0.85, 0.89, 0.15],
        [0.10, 0.65, 0.95, 1.00, 0.82, 0.86, 0.10],
        [0.10, 0.93, 0.85, 0.82, 1.00, 0.99, 0.20],
        [0.10, 0.92, 0.89, 0.86, 0.99, 1.00, 0.20],
        [0.30, 0.20, 0.15, 0.10, 0.20, 0.20, 1.00],
    ]
)
FUNDS = {
    "AGG": ("US Aggregate Bonds", "100.02", 3, 1.0),
    "GLD": ("Gold", "411.93", 40, 1.0),
    "IVV": ("S&P 500", "693.39", 3, 1.0),
    "IWM": ("Russell 2000", "252.71", 19, 1.0),
    "IWN": ("Russell 2000 Value", "184.63", 24, 1.0),
    "QQQ": ("Nasdaq-100", "623.93", 20, 1.0),
    "SPY": ("S&P 500", "690.38", 9.45, 1.0),
    "TNA": ("Russell 2000", "50.00", 100, 3.0),
    "VOO": ("S&P 500", "634.78", 3, 1.0),
    "VTI": ("Total Market", "339.88", 3, 1.0),
    "VTWO": ("Russell 2000", "102.14", 7, 1.0),
}


def evidence(differences=(-3.5, -5.5, 23.7, 16.3, 3.0, 21.4), baseline=-0.0055):
    """Six made-up years, in points, that look like the second halves of easing cycles."""
    points = np.array(differences) / 100
    episodes = tuple(
        Episode(date(2000 + n, 1, 3), date(2001 + n, 1, 3), 0.05 + d, 0.05)
        for n, d in enumerate(points)
    )
    return Evidence("made up", episodes, baseline, "made up")


def cut(day, size=-0.25):
    return RateChange(date.fromisoformat(day), size, 4.0, 3.75, "made up")


def valuation(index, ratio, mean, deviation, definition="trailing, losses excluded"):
    day = date(2025, 9, 17)
    return Valuation(index, ratio, day, definition, mean, deviation, day, "", "made up")


def earnings_yield(index, value, mean, deviation, **changes):
    """A valuation by earnings yield, of the same made-up definition."""
    ratio = valuation(index, 1.0, mean, deviation)
    return replace(ratio, price_earnings=None, earnings_yield=value, **changes)


def mega_caps(**changes) -> MegaCaps:
    """
    Mega caps of which the S&P 500, worth $55T, holds all, and the Nasdaq-100 those of technology.

    Technology and communication services are a block of $20T, as TRUTH 3.6 has it.
    """
    worth = {"Communication Services": 5_000.0, "Energy": 1_000.0, "Technology": 15_000.0}
    in_nasdaq = {"Communication Services": 0.2, "Technology": 0.5}
    given = MegaCaps(
        on=AS_OF,
        least_usd_bn=200.0,
        sectors=worth,
        weights={
            "Nasdaq-100": in_nasdaq,
            "S&P 500": {name: value / 55_000 for name, value in worth.items()},
        },
        source="made up",
    )
    return replace(given, **changes)


def market(**changes) -> Snapshot:
    """A snapshot in the second half of an easing that began to resume on 2025-09-17."""
    deviation = np.array([entry[2] for entry in INDEXES.values()])
    funds = {
        symbol: Fund(
            symbol=symbol,
            name=symbol,
            index=index,
            expense_ratio=bps / 1e4,
            multiple=multiple,
            buyable=multiple == 1.0,
            price=Decimal(price),
            price_basis=PriceBasis.CLOSE,
            price_date=AS_OF,
            source="made up",
        )
        for symbol, (index, price, bps, multiple) in FUNDS.items()
    }
    snapshot = Snapshot(
        as_of=AS_OF,
        indexes={
            name: Index(name, kind, small, "made up") for name, (kind, small, _) in INDEXES.items()
        },
        funds=funds,
        risk=RiskModel(
            indexes=tuple(INDEXES),
            covariance=CORRELATION * np.outer(deviation, deviation),
            estimator="made up",
            start=date(2015, 12, 25),
            end=AS_OF,
            weeks=522,
            condition=100.0,
            completions=(),
        ),
        rate_changes=(cut("2024-09-18", -0.5), cut("2024-12-18"), cut("2025-09-17")),
        pause_days=120,
        episodes={Phase.SECOND_HALF: evidence()},
        episodes_total={},
        witness={},
        robustness={},
        valuations=(
            valuation("Russell 2000", 18.0, 15.0, 1.7),
            valuation("S&P 500", 27.0, 21.5, 2.4),
        ),
        valuation_history=(),
        index_sizes={
            "Russell 2000": IndexSize("Russell 2000", 3_000.0, AS_OF, "made up"),
            "S&P 500": IndexSize("S&P 500", 55_000.0, AS_OF, "made up"),
        },
        mega_caps=None,
        core_inflation=None,
        signals=(),
        sources={},
        inputs=(),
        findings=(),
        notes=(),
        versions={},
        digest="0" * 64,
    )
    return replace(snapshot, **changes)


def core_inflation(**changes) -> CoreInflation:
    """Slowing inflation, and pauses about as often on either side."""
    found = CoreInflation(
        month=date(2025, 9, 1),
        released=date(2025, 12, 5),
        three=0.0267,
        six=0.0271,
        twelve=0.0283,
        rising=PauseRecord(32, 14),
        falling=PauseRecord(81, 38),
        source="made up",
    )
    return replace(found, **changes)


def world(
    key="world",
    probability=1.0,
    share=1.0,
    usd_bn=250.0,
    reversion=1.0,
    stress=CALM,
) -> Scenario:
    return Scenario(
        key=key,
        name=key,
        probability=probability,
        as_of=AS_OF,
        description="made up",
        sources=("made up",),
        rate_cycle=RateCycleInput(share),
        valuation=ValuationInput(reversion, 5.0, 3.0),
        flow=FlowInput(usd_bn, 0.2, 1.5, 1.0, "S&P 500", "Russell 2000"),
        stress=stress,
    )


def two_worlds():
    return (
        world("rotation", 0.45),
        world("none", 0.55, share=-0.2, usd_bn=0.0, stress=Stress(1.2, 0.1)),
    )


def holding(symbol, shares, account="main", price=None, index=None, lock=Lock.NONE):
    lots = (Lot(Decimal(str(shares)), None, None),)
    price = None if price is None else Decimal(str(price))
    return Holding(account, symbol, lots, price, index, lock, f"made-up:{symbol}")


def portfolio(shares=None, cash="9800", *holdings, accounts=None) -> Portfolio:
    """One account `main` of `shares` and cash, unless accounts and holdings are given."""
    shares = (
        {"VOO": 160, "SPY": 65, "QQQ": 70, "IWM": 45, "IWN": 30, "AGG": 310}
        if shares is None
        else shares
    )
    inside = (*holdings, *(holding(symbol, count) for symbol, count in shares.items()))
    return Portfolio(
        accounts=accounts or (Account("main", AccountType.TAXABLE, Decimal(cash)),),
        holdings=tuple(sorted(inside, key=lambda held: (held.account, held.symbol))),
        source="made-up.csv",
        format="made up",
        as_of=None,
    )


def brief(held=None, policy=None, scenarios=None, snapshot=None, day=None) -> Brief:
    """The assignment for a portfolio, as the pipeline makes it."""
    snapshot = snapshot or market()
    policy = policy or Policy()
    wanted = {"Russell 2000", "S&P 500"}
    day = day or trading_day_of(policy, snapshot.as_of)[0]
    household = build_household(held or portfolio(), snapshot, policy, wanted, day)
    neutral = neutral_mix(household, policy)
    scenarios = two_worlds() if scenarios is None else scenarios
    outlook = form_outlook(household, neutral, policy.objective, snapshot, scenarios)
    return Brief(household, policy, neutral, snapshot.risk.among(household.index_names), outlook)


def fomc_of(year) -> MeetingCalendar:
    """The meetings of one year in the calendar that ships."""
    every = read_meetings(FOMC_MEETINGS).meetings
    return MeetingCalendar(tuple(each for each in every if each.last_day.year == year))

"""Random households of every kind, from a seed: accounts, lots, taxes, limits, ways of trading."""

from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

import numpy as np

from allocator.beliefs.neutral import neutral_mix
from allocator.beliefs.outlook import form_outlook
from allocator.model.brief import Brief
from allocator.model.limits import small_cap_share
from allocator.model.policy import (
    AccountRule,
    Impact,
    Limits,
    LinearLimit,
    Policy,
    Range,
    Trading,
)
from allocator.model.portfolio import Account, AccountType, Lot, Portfolio
from allocator.model.tax import Stance, TaxRules, Undated
from allocator.pipeline import line_up
from allocator.pipeline.case import Case
from tests.situations import AS_OF, FUNDS, holding, market, portfolio, two_worlds

MARKET = market()
LONG = sorted(symbol for symbol, (*_, multiple) in FUNDS.items() if multiple == 1.0)
TYPES = [each for each in AccountType if each is not AccountType.UNKNOWN]


@dataclass(frozen=True)
class Drawn:
    """A household as a file has it, the question asked of it, and the assignment made of both."""

    held: Portfolio
    case: Case
    brief: Brief


def draw(seed: int, *, taxed: bool | None = None) -> Drawn:
    """Draw a household from a seed; `taxed` fixes whether taxes count."""
    rng = np.random.default_rng(seed)
    held = _portfolio(rng)
    tax = _tax(rng) if (rng.random() < 0.8 if taxed is None else taxed) else TaxRules()
    rules = tuple(
        AccountRule(account.name, fractional=True)
        for account in held.accounts
        if rng.random() < 0.2
    )
    policy = Policy(trading=_trading(rng), tax=tax, accounts=rules)
    household, _ = line_up(held, Case(policy, two_worlds(), MARKET, AS_OF))
    policy = replace(policy, limits=_limits(rng, household))
    return assigned(held, policy)


def assigned(held: Portfolio, policy: Policy) -> Drawn:
    """Make the assignment as the pipeline does."""
    case = Case(policy, two_worlds(), MARKET, AS_OF)
    household, _ = line_up(held, case)
    neutral = neutral_mix(household, policy)
    outlook = form_outlook(household, neutral, policy.objective, MARKET, case.scenarios)
    risk = MARKET.risk.among(household.index_names)
    return Drawn(held, case, Brief(household, policy, neutral, risk, outlook))


def _portfolio(rng):
    accounts, inside = [], []
    for number in range(rng.integers(1, 4)):
        name = f"a{number}"
        kind = TYPES[rng.integers(len(TYPES))]
        accounts.append(Account(name, kind, Decimal(int(rng.integers(0, 500_000))) / 100))
        for symbol in rng.choice(LONG, rng.integers(1, 6), replace=False):
            lots = tuple(_lot(rng, Decimal(FUNDS[symbol][1])) for _ in range(rng.integers(1, 5)))
            inside.append(replace(holding(str(symbol), 1, name), lots=lots))
    return portfolio({}, "0", *inside, accounts=tuple(accounts))


def _lot(rng, price):
    shares = Decimal(int(rng.integers(100, 12_000))) / 100
    cost = (shares * price * Decimal(str(round(rng.uniform(0.6, 1.3), 4)))).quantize(
        Decimal("0.01")
    )
    day = AS_OF - timedelta(days=int(rng.integers(1, 900)))
    return Lot(
        shares,
        None if rng.random() < 0.05 else cost,
        None if rng.random() < 0.1 else day,
    )


def _tax(rng):
    def dollars(least, most):
        return Decimal(int(rng.integers(least, most)))

    return TaxRules(
        short_term=round(rng.uniform(0.1, 0.45), 3),
        long_term=round(rng.uniform(0.0, 0.25), 3),
        realised_short=dollars(-4000, 4000),
        realised_long=dollars(-4000, 4000),
        carried_short=dollars(0, 3000) * int(rng.integers(2)),
        carried_long=dollars(0, 3000) * int(rng.integers(2)),
        put_off=round(rng.uniform(0, 1), 2),
        wait_days=int(rng.choice([0, 20])),
        undated=Undated.LONG if rng.random() < 0.3 else Undated.DEARER,
        wash_sales=Stance.SAME_FUND if rng.random() < 0.3 else Stance.SAME_INDEX,
    )


def _trading(rng):
    volume = tuple(
        (str(s), float(rng.uniform(1e6, 1e8))) for s in rng.choice(LONG, 3, replace=False)
    )
    spreads = tuple((str(s), float(rng.uniform(0, 30))) for s in rng.choice(LONG, 2, replace=False))
    return Trading(
        cost_bps=round(rng.uniform(0, 20), 1),
        min_trade=Decimal(int(rng.choice([0, 50, 250]))),
        half_spread_bps=spreads,
        impact=Impact(volume=volume if rng.random() < 0.3 else ()),
        commission=Decimal(int(rng.choice([0, 0, 5]))),
    )


def _limits(rng, household):
    def maybe(chance, value):
        return value if rng.random() < chance else None

    share = small_cap_share(household, household.weights)
    middle = 0.5 if share is None else share
    exposure = household.exposure @ household.weights
    name = household.index_names[int(rng.integers(len(exposure)))]
    now = float(exposure[household.index_names.index(name)])
    soft = LinearLimit("soft", Range(upper=max(now - 0.03, 0.0)), of=((name, 1.0),), price_bps=20.0)
    hard = LinearLimit("hard", Range(now - 0.2, now + 0.1), of=((name, 1.0),))
    near = Range(max(middle - rng.uniform(0.0, 0.2), 0.0), min(middle + rng.uniform(0.0, 0.2), 1.0))
    return Limits(
        small_cap=near if rng.random() < 0.6 else Range(0.0, 1.0),
        split_tolerance=round(rng.uniform(0.02, 0.1), 3),
        volatility=maybe(0.2, Range(upper=0.25)),
        tracking_error=maybe(0.4, Range(upper=round(rng.uniform(0.01, 0.1), 3))),
        turnover=maybe(0.4, Range(upper=round(rng.uniform(0.02, 0.5), 3))),
        fund_weight=maybe(0.2, Range(upper=0.9)),
        cash_reserve=Range(lower=round(rng.uniform(0, 0.01), 3)),
        index_weight=((name, Range(upper=now + 0.1)),) if rng.random() < 0.3 else (),
        net_gains=maybe(0.3, Decimal(int(rng.integers(0, 5000)))),
        linear=tuple(each for each in (soft, hard) if rng.random() < 0.3),
        trades=maybe(0.2, int(rng.integers(4, 10))),
        min_position=Decimal(int(rng.choice([0, 0, 1000]))),
    )

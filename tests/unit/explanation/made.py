"""Proposals on the made-up market whose explanations can be held against solving again."""

from allocator.model.policy import Limits, Objective, Policy, Range, Trading
from allocator.model.portfolio import Account, AccountType
from allocator.pipeline import propose
from tests.situations import holding, market, portfolio, two_worlds


def propose_with(policy=None, held=None, scenarios=None):
    """A proposal on the made-up market, by default in two worlds."""
    worlds = two_worlds() if scenarios is None else scenarios
    return propose(held or portfolio(), policy or Policy(), worlds, market())


def two_accounts():
    """The same funds in two accounts, so that targets differ only in where they trade."""
    return portfolio(
        {},
        "0",
        *(
            holding(symbol, count, account)
            for account in ("a", "b")
            for symbol, count in {"SPY": 90, "QQQ": 40, "IWM": 20, "AGG": 150}.items()
        ),
        accounts=(
            Account("a", AccountType.TAXABLE, 4000),
            Account("b", AccountType.ROTH, 5000),
        ),
    )


AT_THE_CAP = Policy(limits=Limits(small_cap=Range(0.10, 0.155)))

SITUATIONS = {
    "default": {},
    "at the small-cap cap": {"policy": AT_THE_CAP},
    "tracking error binds": {
        "policy": Policy(
            objective=Objective(active_risk_aversion=0.0),
            limits=Limits(tracking_error=Range(upper=0.003), small_cap=Range(0.0, 0.5)),
        )
    },
    "turnover binds": {"policy": Policy(limits=Limits(turnover=Range(upper=0.02)))},
    "trading is free": {"policy": Policy(trading=Trading(cost_bps=0.0, sale_fees=False))},
    "no views": {"scenarios": ()},
    "two accounts": {"held": two_accounts()},
    "leverage": {"held": portfolio({"VOO": 100, "TNA": 200, "AGG": 200}, "20000")},
}

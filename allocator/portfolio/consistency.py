"""Whether the user's files and the snapshot speak of the same things: all of it in one run."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from allocator.errors import Problem, Severity
from allocator.model.assets import AssetClass
from allocator.portfolio.funding import flow_problems
from allocator.portfolio.own_views import view_problems
from allocator.portfolio.policy_names import policy_problems
from allocator.portfolio.pricing import value_holdings

if TYPE_CHECKING:
    from allocator.model.policy import Policy
    from allocator.model.portfolio import Portfolio
    from allocator.model.scenario import Scenario
    from allocator.model.snapshot import Snapshot
    from allocator.portfolio.pricing import ValuedHolding

MOST_DOLLARS = Decimal(10_000_000_000)
"""Beyond this a household is a slip, and a cent is lost in the digits of a float."""

SAME_TIME = timedelta(days=92)
"""How far the date of a scenario may lie from that of the data before it is said."""


def contradictions(
    portfolio: Portfolio,
    policy: Policy,
    scenarios: tuple[Scenario, ...],
    snapshot: Snapshot,
) -> tuple[Problem, ...]:
    """
    Find every name that nothing answers to, and holdings that cannot be valued.

    A misspelt ticker or index is never ignored, wherever it stands.

    Args:
        portfolio: What is held, as far as it could be read.
        policy: What is wanted.
        scenarios: The worlds.
        snapshot: The funds and indexes there are.

    Returns:
        Errors and warnings, in the order of the files.
    """
    valued, problems = value_holdings(portfolio, snapshot)
    return (
        *problems,
        *_unlikely_value(portfolio, valued),
        *_too_much_taken_out(portfolio, valued),
        *_short_of_equity(portfolio, valued, snapshot),
        *policy_problems(policy, snapshot, portfolio),
        *_of_another_time(scenarios, snapshot),
        *flow_problems(scenarios, snapshot),
        *view_problems(scenarios, snapshot),
    )


def _unlikely_value(portfolio: Portfolio, valued: tuple[ValuedHolding, ...]) -> list[Problem]:
    """Refuse a portfolio without value, or with too much to be true."""
    value = sum((account.cash for account in portfolio.accounts), Decimal(0))
    value += sum((holding.value for holding in valued), Decimal(0))
    if value > MOST_DOLLARS:
        message = f"the portfolio is worth more than ${MOST_DOLLARS:,f}"
        return [Problem(portfolio.source, message, "check shares and prices")]
    unread = any(problem.severity is Severity.ERROR for problem in portfolio.problems)
    if value > 0 or unread or len(valued) < len(portfolio.holdings):
        return []
    return [Problem(portfolio.source, "the portfolio is worth nothing", "check the shares")]


def _too_much_taken_out(portfolio: Portfolio, valued: tuple[ValuedHolding, ...]) -> list[Problem]:
    """Refuse to take more out of an account than lies in it."""
    flows = dict(portfolio.cash_flows)
    problems = []
    for account in portfolio.accounts:
        inside = account.cash
        inside += sum((each.value for each in valued if each.account == account.name), Decimal(0))
        wanted = -flows.get(account.name, Decimal(0))
        if wanted >= inside > 0 or (wanted > 0 >= inside):
            message = f"${wanted:,.2f} cannot be taken out: {account.name} holds ${inside:,.2f}"
            remedy = "take out less, costs of selling left aside"
            problems.append(Problem("--cash-flow", message, remedy))
    return problems


def _short_of_equity(
    portfolio: Portfolio, valued: tuple[ValuedHolding, ...], snapshot: Snapshot
) -> list[Problem]:
    """Refuse inverse funds that outweigh all equity: a share of a negative sum says nothing."""
    equity = sum(
        float(holding.value) * holding.fund.multiple
        for holding in valued
        if snapshot.indexes[holding.fund.index].asset_class is AssetClass.EQUITY
    )
    if equity >= 0:
        return []
    message = "inverse funds outweigh all other equity, so it has no small-cap share to advise on"
    return [Problem(portfolio.source, message, "leave the inverse funds out of the file")]


def _of_another_time(scenarios: tuple[Scenario, ...], snapshot: Snapshot) -> list[Problem]:
    """Warn of worlds imagined at another time."""
    return [
        Problem(
            f"scenario {scenario.key}",
            f"was written for {scenario.as_of}, and the data are of {snapshot.as_of}",
            "write scenarios for that day, or take this as an exercise",
            Severity.WARNING,
        )
        for scenario in scenarios
        if abs(scenario.as_of - snapshot.as_of) > SAME_TIME
    ]

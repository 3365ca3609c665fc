"""propose(): the program on one page."""

from __future__ import annotations

from dataclasses import replace
from importlib.metadata import version
from typing import TYPE_CHECKING

from allocator import bundled
from allocator.beliefs.neutral import neutral_mix
from allocator.beliefs.outlook import form_outlook
from allocator.errors import CertificationError, InputError, Problem, Severity
from allocator.market import load_snapshot
from allocator.model.assets import PriceBasis
from allocator.model.brief import Brief, utility
from allocator.model.limits import deviation, measure, worst_violation
from allocator.model.plain import digest
from allocator.model.policy import Policy
from allocator.model.proposal import Advice, Gain, Proposal, Run
from allocator.model.views import SMALL_MINUS_LARGE
from allocator.optimize.solve import optimise
from allocator.portfolio import read_scenarios
from allocator.portfolio.consistency import contradictions
from allocator.portfolio.household import build_household
from allocator.trades.ledger import after, cash_after, list_trades
from allocator.trades.whole_shares import round_to_shares

if TYPE_CHECKING:
    from allocator.model.arrays import Array
    from allocator.model.portfolio import Portfolio
    from allocator.model.scenario import Scenario
    from allocator.model.snapshot import Snapshot
    from allocator.model.trades import Trade

EXACT = 1e-9
"""Whole shares are exact numbers: a limit broken by more than this is broken."""


def propose(
    portfolio: Portfolio,
    policy: Policy | None = None,
    scenarios: tuple[Scenario, ...] | None = None,
    snapshot: Snapshot | None = None,
) -> Proposal:
    """
    Advise on one portfolio: a verified set of whole-share trades, or to do nothing.

    Args:
        portfolio: What is held (`read_portfolio`).
        policy: What is wanted; the defaults if None.
        scenarios: The worlds believed in; the shipped four if None, no views if empty.
        snapshot: The market; the shipped one if None.

    Returns:
        The proposal with every value it was made from.

    Raises:
        InputError: If the portfolio, policy or scenarios name what does not exist.
        MarketDataError: If the snapshot contradicts itself.
        InfeasiblePolicyError: If no portfolio satisfies every limit.
        NoWholeShareAnswerError: If none does in whole shares.
        CertificationError: If the answer fails its own check.
    """
    policy = policy or Policy()
    scenarios = read_scenarios(bundled.scenario_folder()) if scenarios is None else scenarios
    snapshot = snapshot or load_snapshot(bundled.SNAPSHOT)

    problems = (*portfolio.problems, *contradictions(portfolio, policy, scenarios, snapshot))
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise InputError(*problems)
    household = build_household(portfolio, snapshot, policy, _indexes_spoken_of(scenarios))
    neutral = neutral_mix(household, policy)
    outlook = form_outlook(household, neutral, policy.objective, snapshot, scenarios)
    risk = snapshot.risk.among(household.index_names)
    brief = Brief(household, policy, neutral, risk, outlook)

    solution = optimise(brief)
    candidate = list_trades(brief, round_to_shares(brief, solution))
    gain = _gain(brief, candidate)
    worth_it = bool(candidate) and (gain.forced or gain.net >= gain.required)
    trades = candidate if worth_it else ()

    weights, cash = after(brief, trades)
    readings = measure(brief, weights, cash)
    if worst_violation(readings) > EXACT:
        broken = ", ".join(r.name for r in readings if r.violation > EXACT)
        raise CertificationError(f"whole shares break {broken}")
    return Proposal(
        portfolio=portfolio,
        snapshot=snapshot,
        brief=brief,
        solution=solution,
        trades=trades,
        candidate=candidate,
        advice=Advice.TRADE if trades else Advice.NOTHING,
        gain=gain,
        weights=weights,
        cash=cash,
        cash_after=cash_after(brief, trades),
        readings=readings,
        warnings=(*problems, *_prices_of_two_days(brief, trades)),
        run=_run(portfolio, policy, scenarios, snapshot),
    )


def _indexes_spoken_of(scenarios: tuple[Scenario, ...]) -> set[str]:
    """Collect the indexes that views are about."""
    names = {name for name, _ in SMALL_MINUS_LARGE.legs}
    for scenario in scenarios:
        if scenario.flow:
            names |= {scenario.flow.buyer, scenario.flow.seller}
    return names


def _prices_of_two_days(brief: Brief, trades: tuple[Trade, ...]) -> list[Problem]:
    """Say which trades rest on the snapshot's prices although the file brings prices of its own."""
    positions = brief.household.positions
    if all(position.price_basis is not PriceBasis.FILE for position in positions):
        return []
    traded = {trade.symbol for trade in trades}
    older = {
        position.fund.symbol: position.fund.price_date
        for position in positions
        if position.fund.symbol in traded and position.price_basis is not PriceBasis.FILE
    }
    return [
        Problem(
            symbol,
            f"priced at {day}, while the file's own prices are of another day",
            "look its price up before you trade",
            Severity.WARNING,
        )
        for symbol, day in sorted(older.items())
    ]


def _gain(brief: Brief, trades: tuple[Trade, ...]) -> Gain:
    """Weigh trades against doing nothing: the certainty equivalent gained, net of their cost."""
    household = brief.household
    weights, _ = after(brief, trades)
    before, then = utility(brief, household.weights), utility(brief, weights)
    change: Array = household.exposure @ (weights - household.weights)
    standing = measure(brief, household.weights, household.cash)
    return Gain(
        net=then.total - before.total,
        cost=then.trading,
        uncertainty=deviation(brief.outlook.uncertainty, change),
        required=brief.policy.trading.min_benefit_bps * 1e-4,
        forced=worst_violation(standing) > EXACT,
    )


def _run(
    portfolio: Portfolio, policy: Policy, scenarios: tuple[Scenario, ...], snapshot: Snapshot
) -> Run:
    """
    Name a run by everything that decides it: what the inputs say, and what computes.

    Where a holding stands in its file, and what the file is called, decide nothing.
    """
    packages = ("allocator", "clarabel", "cvxpy", "highspy", "numpy")
    versions = {name: version(name) for name in packages}
    holdings = tuple(replace(holding, place="") for holding in portfolio.holdings)
    held = (portfolio.accounts, holdings)
    return Run(digest((held, policy, scenarios, snapshot.digest, versions)), versions)

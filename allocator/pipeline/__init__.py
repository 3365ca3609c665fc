"""propose(): the program on one page."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

from allocator.errors import CertificationError, InputError, Problem, Severity
from allocator.model.assets import PriceBasis
from allocator.model.limits import measure
from allocator.model.policy import Criterion, Policy
from allocator.model.proposal import Advice, Proposal, Run
from allocator.model.run_id import run_id
from allocator.model.scenario import StatedView
from allocator.model.views import SMALL_MINUS_LARGE
from allocator.pipeline.answer import EXACT, settled_answer
from allocator.pipeline.case import Case, stated
from allocator.pipeline.day import trading_day_of
from allocator.pipeline.locks import lock_prices
from allocator.pipeline.outcomes import outcomes
from allocator.pipeline.shadow import shadow_prices
from allocator.portfolio.consistency import contradictions
from allocator.portfolio.household import build_household
from allocator.portfolio.set_aside import with_unknown_set_aside
from allocator.trades.counted_limits import counted_limits
from allocator.trades.ledger import after, cash_after
from allocator.trades.tax.wash_check import seen_wash_sales
from allocator.trades.tax.wash_household import history_of, without_wash_sales

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from allocator.model.brief import Brief
    from allocator.model.household import Household
    from allocator.model.limits import Reading
    from allocator.model.portfolio import Portfolio
    from allocator.model.scenario import Scenario
    from allocator.model.snapshot import Snapshot
    from allocator.model.trades import Trade


def propose(
    portfolio: Portfolio,
    policy: Policy | None = None,
    scenarios: tuple[Scenario, ...] | None = None,
    snapshot: Snapshot | None = None,
    on: date | None = None,
) -> Proposal:
    """
    Advise on one household: a verified set of trades, or to do nothing.

    Args:
        portfolio: What is held (`read_portfolio`).
        policy: What is wanted; the defaults if None.
        scenarios: The worlds believed in; the shipped four if None, no views if empty.
        snapshot: The market; the shipped one if None.
        on: The day of trading, which taxes and fees depend on; the snapshot's if None.

    Returns:
        The proposal with every value it was made from.

    Raises:
        InputError: If the portfolio, policy or scenarios name what does not exist.
        MarketDataError: If the snapshot contradicts itself.
        InfeasiblePolicyError: If no portfolio satisfies every limit.
        NoWholeShareAnswerError: If none does in whole shares.
        CertificationError: If the answer fails its own check.
    """
    case = stated(policy, scenarios, snapshot, on)
    portfolio = with_unknown_set_aside(portfolio, case.snapshot)
    household, problems = line_up(portfolio, case)
    answer, settled = settled_answer(household, case)

    brief, trades = answer.brief, answer.trades
    standing = after(brief, trades)
    readings = (*measure(brief, standing), *counted_limits(brief, trades))
    money = cash_after(brief, trades)
    _verify(readings, money)
    _verify_no_wash_sale(portfolio, case, household, trades)
    return Proposal(
        portfolio=portfolio,
        snapshot=case.snapshot,
        brief=brief,
        solution=answer.solution,
        trades=trades,
        candidate=answer.candidate,
        advice=Advice.TRADE if trades else Advice.NOTHING,
        gain=answer.gain,
        standing=standing,
        cash_after=money,
        readings=readings,
        outcomes=outcomes(brief, answer.solution.course, standing),
        shadow_prices=shadow_prices(brief, answer.solution),
        lock_prices=lock_prices(brief, answer.solution),
        rounding_gap=answer.rounding_gap,
        warnings=(
            *problems,
            *_prices_of_two_days(brief, trades),
            *([] if settled else [_not_settled(portfolio, case.policy.objective.criterion)]),
        ),
        run=_run(portfolio, case),
    )


def line_up(portfolio: Portfolio, case: Case) -> tuple[Household, tuple[Problem, ...]]:
    """
    Check inputs against each other and line up what is held with what may be bought.

    Args:
        portfolio: What is held.
        case: Policy, scenarios, snapshot and day.

    Returns:
        The household, and what is worth warning of.

    Raises:
        InputError: If an input names what does not exist, or there is nothing to trade.
    """
    found = contradictions(portfolio, case.policy, case.scenarios, case.snapshot)
    day, unknown = trading_day_of(case.policy, case.on)
    problems = (*portfolio.problems, *found, *unknown)
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise InputError(*problems)
    spoken_of = indexes_spoken_of(case) | indexes_limited(case)
    household = build_household(portfolio, case.snapshot, case.policy, spoken_of, day)
    if not household.positions:
        raise InputError(_nothing_to_trade(portfolio))
    history = history_of(household, portfolio, case.policy.tax, case.snapshot)
    return without_wash_sales(household, history), problems


def indexes_limited(case: Case) -> set[str]:
    """Collect the indexes that the policy's limits name."""
    limits = case.policy.limits
    named = {name for name, _ in limits.index_weight}
    return named | {name for limit in limits.linear for name, _ in limit.of}


def _verify_no_wash_sale(
    portfolio: Portfolio, case: Case, household: Household, trades: tuple[Trade, ...]
) -> None:
    """Refuse an answer that makes a wash sale of something the files show."""
    history = history_of(household, portfolio, case.policy.tax, case.snapshot)
    seen = seen_wash_sales(history, trades, case.on)
    if seen:
        raise CertificationError("; ".join(str(each) for each in seen))


def _nothing_to_trade(portfolio: Portfolio) -> Problem:
    """Say that nothing is held and nothing may be bought."""
    message = "holds no fund, and the policy bars every fund that could be bought"
    return Problem(portfolio.source, message, "shorten trading.do_not_buy in the policy")


def _verify(readings: tuple[Reading, ...], money: Mapping[str, Decimal]) -> None:
    """Refuse an answer that breaks a limit in whole shares, or overdraws an account by a cent."""
    broken = [reading.name for reading in readings if reading.violation > EXACT]
    broken += [f"cash of {name}" for name, cash in money.items() if cash < 0]
    if broken:
        raise CertificationError(f"whole shares break {', '.join(broken)}")


def _not_settled(portfolio: Portfolio, criterion: Criterion) -> Problem:
    """Say that these trades are a step and not the end."""
    remedy = "a limit or locks keep the portfolio from its target in one step"
    if criterion is not Criterion.EXPECTED:
        remedy = (
            "under this criterion the mix to return to follows what is held; name one in "
            "neutral.weights to keep it"
        )
    message = "these trades are one step: run again on the result, it would propose more"
    return Problem(portfolio.source, message, remedy, Severity.WARNING)


def indexes_spoken_of(case: Case) -> set[str]:
    """Collect the indexes that views are about, of scenarios and views that count on the day."""
    names = {name for name, _ in SMALL_MINUS_LARGE.legs}
    for scenario in case.scenarios:
        if not scenario.probability:
            continue
        if scenario.flow:
            names |= {scenario.flow.buyer, scenario.flow.seller}
        for view in scenario.views:
            if isinstance(view, StatedView) and case.snapshot.as_of < view.expires:
                names |= {name for name, _ in view.legs}
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
            f"priced at {day}, while the file's own prices may be of another day",
            "look its price up before you trade",
            Severity.WARNING,
        )
        for symbol, day in sorted(older.items())
    ]


def _run(portfolio: Portfolio, case: Case) -> Run:
    """
    Name a run by everything that decides it: what the inputs say, and what computes.

    Where a holding stands in its file, and what the file is called, decide nothing.
    """
    packages = ("allocator", "clarabel", "cvxpy", "highspy", "numpy")
    versions = {name: version(name) for name in packages}
    named = run_id(portfolio, case.policy, case.scenarios, case.snapshot.digest, case.on, versions)
    return Run(named, case.on, versions)

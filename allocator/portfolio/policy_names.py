"""Whether every name in a policy is one that the portfolio or the snapshot knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.errors import Problem
from allocator.model.identical import identical_funds
from allocator.portfolio.policy_accounts import account_problems
from allocator.portfolio.suggestion import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from allocator.model.policy import Policy
    from allocator.model.portfolio import Portfolio
    from allocator.model.snapshot import Snapshot


def policy_problems(policy: Policy, snapshot: Snapshot, portfolio: Portfolio) -> list[Problem]:
    """
    Find names in the policy that nothing answers to, and funds named for what they cannot do.

    Args:
        policy: What is wanted.
        snapshot: The funds, indexes and sectors there are.
        portfolio: What is held; its tickers are known too.

    Returns:
        Errors in the order of the file, one for each name and key.
    """
    known = _Known.of(snapshot, portfolio)
    return [
        *_unknown_tickers(policy, known),
        *_unknown_indexes(policy, snapshot, known),
        *_unknown_sectors(policy, snapshot),
        *_unfit_preferences(policy, snapshot, known),
        *_unfit_substitutes(policy, snapshot, known),
        *account_problems(policy, portfolio),
    ]


@dataclass(frozen=True, slots=True)
class _Known:
    """The index of every known ticker, None where it is not told, and the indexes to be bought."""

    index_of: Mapping[str, str | None]
    tracked: tuple[str, ...]

    @classmethod
    def of(cls, snapshot: Snapshot, portfolio: Portfolio) -> _Known:
        """Collect the snapshot's funds, and what is held or was traded."""
        index_of: dict[str, str | None] = {each.symbol: None for each in portfolio.transactions}
        index_of |= {each.symbol: each.index for each in portfolio.holdings}
        index_of |= {symbol: fund.index for symbol, fund in snapshot.funds.items()}
        tracked = {fund.index for fund in snapshot.funds.values() if fund.buyable}
        return cls(index_of, tuple(sorted(tracked)))


def _unknown(place: str, what: str, names: Iterable[str], known: Iterable[str]) -> list[Problem]:
    """Find the names under one key that are not known, each once."""
    there = sorted(known)
    return [
        Problem(f"policy: {place}", f"{what} {name!r}", did_you_mean(name, there))
        for name in dict.fromkeys(names)
        if name not in there
    ]


def _unknown_tickers(policy: Policy, known: _Known) -> list[Problem]:
    """Find tickers that are neither in the snapshot nor in the portfolio."""
    trading, funds = policy.trading, policy.funds
    named: list[tuple[str, Iterable[str]]] = [
        ("trading.do_not_buy", trading.do_not_buy),
        ("trading.do_not_sell", trading.do_not_sell),
        ("trading.half_spread_bps", dict(trading.half_spread_bps)),
        ("trading.impact.volume", dict(trading.impact.volume)),
        ("tax.identical", (symbol for group in policy.tax.identical for symbol in group)),
        *((f"funds.prefer.{index}", symbols) for index, symbols in funds.prefer),
        ("funds.substitutes", dict(funds.substitutes)),
        *((f"funds.substitutes.{symbol}", others) for symbol, others in funds.substitutes),
        *((f"tags.{tag}", symbols) for tag, symbols in policy.tags),
        *((f"account {rule.name}: funds", rule.funds) for rule in policy.accounts),
    ]
    return [
        problem
        for place, symbols in named
        for problem in _unknown(place, "unknown ticker", symbols, known.index_of)
    ]


def _unknown_indexes(policy: Policy, snapshot: Snapshot, known: _Known) -> list[Problem]:
    """Find indexes that the snapshot does not know, or that nothing in it tracks."""
    neutral = (name for name, _ in policy.neutral.weights if name != "cash")
    problems = _unknown("neutral.weights", "no fund tracks", neutral, known.tracked)
    named: list[tuple[str, Iterable[str]]] = [
        ("limits.index_weight", dict(policy.limits.index_weight)),
        *((f"limit {limit.name}: of", dict(limit.of)) for limit in policy.limits.linear),
        ("funds.prefer", dict(policy.funds.prefer)),
    ]
    for place, names in named:
        problems += _unknown(place, "no index is called", names, snapshot.indexes)
    return problems


def _unknown_sectors(policy: Policy, snapshot: Snapshot) -> list[Problem]:
    """Find sectors that the snapshot does not know, or say that it knows none."""
    sectors = {name for mix in snapshot.sectors for name, _ in mix.weights}
    limits = [limit for limit in policy.limits.linear if limit.sectors]
    if limits and not sectors:
        message = "the snapshot knows no sector of any index"
        remedy = "leave sectors out of it, or use a snapshot that has them"
        return [Problem(f"policy: limit {each.name}: sectors", message, remedy) for each in limits]
    return [
        problem
        for each in limits
        for problem in _unknown(
            f"limit {each.name}: sectors", "unknown sector", dict(each.sectors), sectors
        )
    ]


def _never_bought(symbol: str, policy: Policy, snapshot: Snapshot) -> str:
    """Say why a known fund is never bought; nothing if it may be."""
    if symbol in policy.trading.do_not_buy:
        return f"{symbol} is in trading.do_not_buy"
    fund = snapshot.funds.get(symbol)
    return "" if fund is not None and fund.buyable else f"{symbol} is never bought"


def _unfit_preferences(policy: Policy, snapshot: Snapshot, known: _Known) -> list[Problem]:
    """Find preferred funds that track another index, or that may not be bought."""
    problems = []
    for index, symbols in policy.funds.prefer:
        if index not in snapshot.indexes:
            continue
        for symbol in (each for each in symbols if each in known.index_of):
            tracks, never = known.index_of[symbol], _never_bought(symbol, policy, snapshot)
            place, remedy = f"policy: funds.prefer.{index}", "name a fund that can be bought"
            if tracks is not None and tracks != index:
                message = f"{symbol} tracks {tracks}, not {index}"
                problems.append(Problem(place, message, "name funds on that index"))
            elif never:
                problems.append(Problem(place, never, remedy))
    return problems


def _unfit_substitutes(policy: Policy, snapshot: Snapshot, known: _Known) -> list[Problem]:
    """Find substitutes that would make a wash sale, or that may not be bought."""
    problems = []
    identical = identical_funds(policy.tax, snapshot.funds)
    for symbol, others in policy.funds.substitutes:
        kin = identical.kin(symbol)
        for other in (each for each in others if each in known.index_of):
            place = f"policy: funds.substitutes.{symbol}"
            never = _never_bought(other, policy, snapshot)
            if other in kin:
                message = f"{other} counts as identical to {symbol}: a wash sale"
                remedy = "name funds on other indexes (tax.wash_sales and tax.identical say which)"
                problems.append(Problem(place, message, remedy))
            elif never:
                problems.append(Problem(place, never, "name a fund that can be bought"))
    return problems

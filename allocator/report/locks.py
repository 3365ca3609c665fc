"""The locks that a proposal obeyed: those of the portfolio file, and those of the policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from allocator.model.portfolio import Portfolio
    from allocator.model.proposal import Proposal


def lock_notes(proposal: Proposal) -> list[str]:
    """Name every lock in one text; without locks there is none."""
    trading = proposal.brief.policy.trading
    said = _locked(proposal.portfolio)
    said += ["the policy only buys (trading.buy_only)"] if trading.buy_only else []
    said += [f"the policy buys no {symbol}" for symbol in sorted(trading.do_not_buy)]
    said += [f"the policy sells no {symbol}" for symbol in sorted(trading.do_not_sell)]
    return [f"locks obeyed: {', '.join(said)}"] if said else []


def _locked(portfolio: Portfolio) -> list[str]:
    """Name the locked holdings; the account only where there is a choice."""
    several = len(portfolio.accounts) > 1
    return [
        f"{holding.symbol} {holding.lock}" + (f" in {holding.account}" if several else "")
        for holding in portfolio.holdings
        if holding.lock
    ]

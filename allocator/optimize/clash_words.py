"""What no policy states, in words: accounts that cannot pay, and what may not be sold or bought."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from allocator.model.brief import Brief
    from allocator.optimize.clash import Clash

A_CENT = 0.01
"""Dollars of costs that are worth a word."""

MOST_NAMED = 3
"""Holdings that are named; of more, the largest."""


def hard_words(brief: Brief, clash: Clash) -> tuple[str, ...]:
    """
    Say which of the things that no policy states are part of a clash.

    Args:
        brief: The assignment.
        clash: The limits that exclude each other.

    Returns:
        Sentences: accounts by name, then what is barred.
    """
    found = sorted(_account(brief, number) for number in clash.accounts)
    if clash.sales:
        found.append(_barred_sales(brief))
    if clash.purchases:
        found.append("what may not be bought: locks, menus of accounts, trading.do_not_buy")
    if clash.wash_sales:
        found.append(
            "what is sold at a loss may not be bought on the same day, and waits while anything "
            "like it that was bought in the last 30 days stays (tax.wash_sales)"
        )
    return tuple(found)


def _account(brief: Brief, number: int) -> str:
    """Say what an account has to pay with."""
    account, book = brief.household.accounts[number], brief.household.book
    own = [brief.household.positions[p].account == number for p in book.positions]
    dollars = float(brief.household.value) * book.weights * book.may_sell * own
    sellable, costs = float(dollars.sum()), float(dollars @ brief.costs.sell[book.positions])
    rest = f"holdings worth ${sellable:,.2f}" if sellable else "no holdings"
    rest = f"{rest} that may be sold"
    if costs >= A_CENT:
        rest = f"{rest}, at costs of ${costs:,.2f}"
    if account.cash < 0:
        short = f"${-account.cash:,.2f} more than its cash"
        return f"{account.name} must pay out {short}, and has {rest}"
    return f"{account.name} buys from its own ${account.cash:,.2f} in cash, and {rest}"


def _barred_sales(brief: Brief) -> str:
    """Name the largest holdings that may not be sold."""
    if brief.policy.trading.buy_only:
        return "nothing may be sold (trading.buy_only)"
    barred = sorted(_kept(brief), reverse=True)
    named = [words for _, words in barred[:MOST_NAMED]]
    more = len(barred) - len(named)
    named += [f"{more} more"] if more else []
    return f"what may not be sold: {', '.join(named)}"


def _kept(brief: Brief) -> Iterator[tuple[float, str]]:
    """List what may not be sold, by value, with the reasons of lots that are kept."""
    household, book = brief.household, brief.household.book
    for p, position in enumerate(household.positions):
        own = (book.positions == p) & (book.may_sell == 0)
        worth = float(household.value) * float(book.weights[own].sum())
        if not worth:
            continue
        reasons = sorted({lot.kept for lot, is_own in zip(book.lots, own, strict=True) if is_own})
        why = "; ".join(filter(None, reasons)) if position.may_sell else ""
        account = household.accounts[position.account].name
        words = f"{position.fund.symbol} in {account}, ${worth:,.2f}"
        yield worth, f"{words} ({why})" if why else words

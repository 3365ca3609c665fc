"""Money that comes into an account before the trades, or is taken out after them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from allocator.errors import InputError, Problem
from allocator.model.money import to_cents
from allocator.portfolio.amounts import us_amount
from allocator.portfolio.findings import NotUnderstoodError, quoted
from allocator.portfolio.suggestion import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.model.portfolio import Portfolio

OPTION = "--cash-flow"


def with_cash_flows(portfolio: Portfolio, flows: Sequence[str]) -> Portfolio:
    """
    Add contributions and withdrawals to a household.

    Args:
        portfolio: The household.
        flows: Each `ACCOUNT=+5000` or `ACCOUNT=-1200.50`, in dollars.

    Returns:
        The household with these flows, by account.

    Raises:
        InputError: With every flow that cannot be read, names an account that is not there, or
            one that another names too.

    Example:
        >>> from allocator.model.portfolio import Account, AccountType
        >>> roth = Account("Roth", AccountType.ROTH, Decimal(0))
        >>> from allocator.model.portfolio import Portfolio
        >>> held = Portfolio((roth,), (), "mine.csv", "plain CSV", None)
        >>> with_cash_flows(held, ["Roth=+5000"]).cash_flows
        (('Roth', Decimal('5000')),)
    """
    names = [account.name for account in portfolio.accounts]
    found: dict[str, Decimal] = {}
    problems: list[Problem] = []
    for flow in flows:
        account, _, text = flow.rpartition("=")
        place = f"{OPTION} {flow}"
        try:
            dollars = _dollars(text)
        except NotUnderstoodError as failure:
            problems.append(Problem(place, f"{quoted(text)} {failure.why}", failure.remedy))
            dollars = Decimal(0)
        if account not in names:
            message = f"no account is called {quoted(account)}"
            problems.append(Problem(place, message, did_you_mean(account, names)))
        elif account in found:
            message = f"account {quoted(account)} is named twice"
            problems.append(Problem(place, message, "give each account one flow"))
        found.setdefault(account, dollars)
    if problems:
        raise InputError(*problems)
    return replace(portfolio, cash_flows=tuple(sorted(found.items())))


def _dollars(text: str) -> Decimal:
    """Read an amount whose sign says which way it goes."""
    remedy = "write +5000 for money that comes in, -5000 for money that goes out"
    if not text.startswith(("+", "-")):
        raise NotUnderstoodError("does not say which way the money goes", remedy)
    dollars = us_amount(text)
    if dollars == 0:
        raise NotUnderstoodError("is no money", "leave it out")
    if dollars != to_cents(dollars):
        raise NotUnderstoodError("has fractions of a cent", "round it to cents")
    return dollars

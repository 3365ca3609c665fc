"""Accounts of one number: one account that two files have, perhaps of two days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.model.portfolio import Account, Portfolio


def counted_twice(portfolios: Sequence[Portfolio]) -> dict[str, Problem]:
    """
    Find accounts that several files have, whatever they are called, by number and broker.

    Args:
        portfolios: The files, in the order they were named.

    Returns:
        By the name that each such account has in the first of its files, an error.
    """
    found: dict[tuple[str, str], list[tuple[Account, Portfolio]]] = {}
    for portfolio in portfolios:
        broker = portfolio.format.partition(" ")[0]
        for account in portfolio.accounts:
            if account.number is not None:
                found.setdefault((broker, account.number), []).append((account, portfolio))
    return {
        having[0][0].name: _twice(having[0][0], [each for _, each in having])
        for having in found.values()
        if len(having) > 1
    }


def _twice(account: Account, portfolios: list[Portfolio]) -> Problem:
    """Say which files have one account, and which of them to keep."""
    message = f"account {account.name!r} stands in {' and in '.join(map(_dated, portfolios))}"
    newest = max(portfolios, key=lambda each: str(each.as_of or ""))
    days = {each.as_of for each in portfolios}
    remedy = "name one of the files only, the newer one"
    if None not in days and len(days) == len(portfolios):
        remedy = f"name the newer file only: {newest.source}"
    if not str(account.number).isalnum():
        remedy += "; if they are two accounts, change the name of one in its file"
    return Problem(portfolios[-1].source, message, remedy)


def _dated(portfolio: Portfolio) -> str:
    """Name a file with the day it is of."""
    day = "" if portfolio.as_of is None else f" of {portfolio.as_of}"
    return f"{portfolio.source}{day}"

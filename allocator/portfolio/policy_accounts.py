"""Whether a policy and the portfolio's files speak of the same accounts, and of the same types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.errors import Problem
from allocator.model.portfolio import AccountType
from allocator.portfolio.suggestion import did_you_mean

if TYPE_CHECKING:
    from allocator.model.policy import Policy
    from allocator.model.portfolio import Account, Portfolio


def account_problems(policy: Policy, portfolio: Portfolio) -> list[Problem]:
    """
    Find accounts that no file has, types that contradict a file's, and types that are missing.

    A type is missing only where taxes are counted: then it decides what a sale costs.

    Args:
        policy: What is wanted.
        portfolio: What is held.

    Returns:
        Errors, those of the policy first.
    """
    accounts = {account.name: account for account in portfolio.accounts}
    said = {rule.name: rule.type for rule in policy.accounts}
    problems = []
    for name, kind in said.items():
        if name not in accounts:
            remedy = did_you_mean(name, accounts)
            problems.append(Problem("policy: account", f"unknown account {name!r}", remedy))
        elif kind not in {None, accounts[name].type} and _is_known(accounts[name]):
            message = f"account {name!r} is {kind}, but its file says {accounts[name].type}"
            problems.append(Problem("policy: account", message, "correct one, or leave type out"))
    if policy.tax.is_counted:
        problems += [
            _untyped(account, portfolio)
            for account in portfolio.accounts
            if not _is_known(account) and said.get(account.name) is None
        ]
    return problems


def _is_known(account: Account) -> bool:
    """Tell whether the file says how an account is taxed."""
    return account.type is not AccountType.UNKNOWN


def _untyped(account: Account, portfolio: Portfolio) -> Problem:
    """Ask how an account is taxed."""
    message = f"account {account.name!r}: taxes are counted, and how it is taxed is not known"
    remedy = (
        f'add to the policy: [[account]] with name = "{account.name}" and type = "taxable", '
        '"traditional", "roth" or "hsa"'
    )
    return Problem(portfolio.source, message, remedy)

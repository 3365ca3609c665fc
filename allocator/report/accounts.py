"""The accounts of a household: what each is worth, how it is taxed, what is put in or taken out."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from allocator.model.money import to_cents
from allocator.model.portfolio import AccountType
from allocator.report.numbers import dollars, signed_dollars
from allocator.report.table import clipped, table

if TYPE_CHECKING:
    from allocator.model.proposal import Proposal

ACCOUNT_COLUMNS = 30
"""As many letters of an account's name are shown inside a sentence."""

MOST_ACCOUNTS = 6
"""What lies in each of more accounts than these is in the JSON only."""

_TAXED = {
    AccountType.UNKNOWN: "not stated, so taxable",
    AccountType.TAXABLE: "taxable",
    AccountType.TRADITIONAL: "traditional",
    AccountType.ROTH: "Roth",
    AccountType.HSA: "HSA",
}


@dataclass(frozen=True, slots=True)
class AccountFigures:
    """
    One account in dollars, before the trades.

    `value` is everything in it and `cash` what of that is cash, both before `flow`, the money that
    is put in (+) or to be taken out (-).
    """

    name: str
    type: AccountType
    value: Decimal
    cash: Decimal
    flow: Decimal

    @property
    def taxed(self) -> str:
        """Say how it is taxed."""
        return _TAXED[self.type]


def account_figures(proposal: Proposal) -> tuple[AccountFigures, ...]:
    """Measure every account, in the order of the files."""
    household, flows = proposal.brief.household, dict(proposal.portfolio.cash_flows)
    order = [account.name for account in proposal.portfolio.accounts]
    found = []
    for number, account in enumerate(household.accounts):
        flow = flows.get(account.name, Decimal(0))
        cash = account.cash - flow
        inside = [each.value for each in household.positions if each.account == number]
        value = sum((to_cents(each) for each in inside), cash)
        found.append(AccountFigures(account.name, account.type, value, cash, flow))
    return tuple(sorted(found, key=lambda each: order.index(each.name)))


def account_lines(proposal: Proposal, width: int) -> list[str]:
    """Tabulate the accounts, where there are several or money comes or goes."""
    figures = account_figures(proposal)
    flows = any(each.flow for each in figures)
    if len(figures) == 1 and not flows:
        return []
    rows: list[tuple[str, ...]] = [("", "taxed", "value", "cash", "in (+), out (-)" * flows)]
    rows += [
        (
            each.name,
            each.taxed,
            dollars(each.value),
            dollars(each.cash),
            signed_dollars(each.flow) if each.flow else "",
        )
        for each in figures
    ]
    if len(figures) > 1:
        sums = [sum(parts, Decimal(0)) for parts in zip(*map(_amounts, figures), strict=True)]
        total = signed_dollars(sums[2]) if flows else ""
        rows.append(("together", "", dollars(sums[0]), dollars(sums[1]), total))
    return table(rows, "llrrr", width, title="Accounts")


def short_name(name: str) -> str:
    """Cut the name of an account that is too long for a sentence."""
    return clipped(name, ACCOUNT_COLUMNS)


def _amounts(account: AccountFigures) -> tuple[Decimal, Decimal, Decimal]:
    """Give the amounts of an account that are added up."""
    return account.value, account.cash, account.flow

"""What lies in which account, as fractions of the whole household."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.report.accounts import MOST_ACCOUNTS, account_figures
from allocator.report.figures import TINY, stages
from allocator.report.numbers import percent, signed_percent
from allocator.report.table import table

if TYPE_CHECKING:
    from allocator.model.proposal import Proposal

VISIBLE = 0.0005
"""A weight that one decimal of a percent shows."""


@dataclass(frozen=True, slots=True)
class Part:
    """A fund in an account, or its cash: fractions of the household at each stage."""

    account: str
    name: str
    now: float
    target: float
    after: float

    @property
    def is_empty(self) -> bool:
        """Whether it is nowhere."""
        return max(map(abs, (self.now, self.target, self.after))) < TINY


def parts_by_account(proposal: Proposal) -> tuple[Part, ...]:
    """Weigh what each account holds, in the order of the files, cash last in each."""
    household, at = proposal.brief.household, stages(proposal)
    weights = [stage.weights / stage.total for stage in at]
    cash = [stage.cash / stage.total for stage in at]
    names = [account.name for account in household.accounts]
    found: list[Part] = []
    for account in account_figures(proposal):
        number = names.index(account.name)
        for p, position in enumerate(household.positions):
            if position.account == number:
                parts = (float(each[p]) for each in weights)
                found.append(Part(account.name, position.fund.symbol, *parts))
        found.append(Part(account.name, "CASH", *(float(each[number]) for each in cash)))
    return tuple(part for part in found if not part.is_empty)


def account_weight_lines(proposal: Proposal, width: int) -> list[str]:
    """Tabulate what each account holds; of many accounts only that the JSON says it."""
    accounts = account_figures(proposal)
    if len(accounts) < 2:
        return []
    if len(accounts) > MOST_ACCOUNTS:
        return [f"What lies in each of the {len(accounts)} accounts is in the JSON (--json)."]
    parts = parts_by_account(proposal)
    rows: list[tuple[str, ...]] = [("", "now", "after", "change")]
    for account in accounts:
        inside = [part for part in parts if part.account == account.name]
        now, after = sum(part.now for part in inside), sum(part.after for part in inside)
        rows.append(_row(account.name, now, after))
        shown = (part for part in inside if max(part.now, part.after) >= VISIBLE)
        rows += [_row(f"  {_told(part.name)}", part.now, part.after) for part in shown]
    return table(rows, "lrrr", width, title="By account")


def _told(name: str) -> str:
    """Write cash as elsewhere in the report."""
    return "cash" if name == "CASH" else name


def _row(name: str, now: float, after: float) -> tuple[str, ...]:
    """Write one line."""
    return name, percent(now), percent(after), signed_percent(after - now)

"""Cash of accounts: money and money-market funds, less what is owed or already on its way out."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from allocator.model.portfolio import OtherAsset, OtherKind
from allocator.portfolio.brokers.dollars import usd

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.portfolio.findings import Findings

_NO_NEED = "nothing needs to be done"


@dataclass(frozen=True, slots=True)
class Money:
    """
    One row of money.

    `fund` is the ticker where it is a money-market fund, `pending` the row's own words where the
    money is still on its way.
    """

    line: int
    account: str
    dollars: Decimal
    fund: str = ""
    pending: str = ""


@dataclass(slots=True)
class Settled:
    """The cash of each account, which accounts owe, and what is owed or on its way."""

    cash: dict[str, Decimal] = field(default_factory=dict)
    indebted: set[str] = field(default_factory=set)
    others: list[OtherAsset] = field(default_factory=list)


def settle(money: Sequence[Money], findings: Findings) -> Settled:
    """
    Add up the money of each account.

    An account that owes more than it has, has no cash, and its debt is told. What is about to
    leave an account can no longer be spent, so it is taken out of the cash at once, or, in an
    account with debt, told as more of it; what is about to arrive is only told, and may not be
    spent yet.

    Args:
        money: The rows of money.
        findings: Where everything but plain cash is noted.

    Returns:
        The cash, and the debts and pending amounts.
    """
    settled = Settled()
    for row in money:
        if not row.pending:
            settled.cash[row.account] = settled.cash.get(row.account, Decimal(0)) + row.dollars
    for account, cash in settled.cash.items():
        if cash < 0:
            line = min(row.line for row in money if row.account == account and row.dollars < 0)
            settled.cash[account] = Decimal(0)
            settled.indebted.add(account)
            message = f"margin debt of ${-cash:,.2f} in account {account}: left as it is"
            findings.warn(line, message, "nothing is advised on it; its account has no cash")
            place = findings.place(line)
            debt = OtherAsset(account, "margin debt", OtherKind.DEBT, cash, place)
            settled.others.append(debt)
    _note_funds(money, settled.indebted, findings)
    for row in money:
        if row.pending:
            _settle_pending(row, settled, findings)
    return settled


def _settle_pending(row: Money, settled: Settled, findings: Findings) -> None:
    """Tell what is to come, and take what is to go out of the cash."""
    place, amount = findings.place(row.line), f"${abs(row.dollars):,.2f}"
    if row.dollars >= 0:
        message = f"{row.pending}: {amount} to come, not part of the cash yet"
        findings.warn(row.line, message, "export it again once it has settled")
        other = OtherAsset(row.account, row.pending, OtherKind.PENDING, row.dollars, place)
        settled.others.append(other)
        return
    if row.account in settled.indebted:
        message = f"{row.pending}: {amount} to go, on top of the margin debt: left as it is"
        findings.warn(row.line, message, "nothing is advised on it")
        other = OtherAsset(row.account, row.pending, OtherKind.PENDING, row.dollars, place)
        settled.others.append(other)
        return
    cash = settled.cash.get(row.account, Decimal(0)) + row.dollars
    if cash < 0:
        message = f"{row.pending}: {amount} to go, more than the cash of account {row.account}"
        findings.error(row.line, message, "export it again once it has settled")
        return
    settled.cash[row.account] = cash
    message = f"{row.pending}: {amount} to go, taken out of the cash of account {row.account}"
    findings.warn(row.line, message, _NO_NEED)
    said = f"{row.pending}, {amount} out of the cash"
    nothing = Decimal(0)
    settled.others.append(OtherAsset(row.account, said, OtherKind.PENDING, nothing, place))


def _note_funds(money: Sequence[Money], indebted: set[str], findings: Findings) -> None:
    """Say once for each money-market fund that it counts as cash, and of each debt in one."""
    funds: dict[str, list[Money]] = {}
    for row in money:
        if row.fund and row.dollars < 0:
            rest = (
                "more is owed than it has" if row.account in indebted else "taken out of its cash"
            )
            message = f"{row.fund}: a debt of {usd(-row.dollars)} in account {row.account}: {rest}"
            findings.warn(row.line, message, _NO_NEED)
        elif row.fund:
            funds.setdefault(row.fund, []).append(row)
    for fund, rows in funds.items():
        total = sum((row.dollars for row in rows), Decimal(0))
        holders = len({row.account for row in rows})
        where = "its account" if holders == 1 else f"{holders} accounts"
        message = f"{fund}: a money-market fund, counted as cash of {where}: {usd(total)}"
        findings.warn(min(row.line for row in rows), message, _NO_NEED)

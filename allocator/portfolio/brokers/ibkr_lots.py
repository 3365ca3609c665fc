"""Positions of Interactive Brokers, whose summaries and lots repeat the same shares."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from allocator.model.portfolio import Lot, OtherKind
from allocator.portfolio.brokers.holding_row import HoldingRow
from allocator.portfolio.words import key

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from allocator.portfolio.brokers.statement import Statement

DOLLARS = "USD"

FUNDS = {"stocks", "stock", "stk", "etf", "etfs", "funds", "fund", "mutualfunds"}
"""Categories of what may be a fund, reduced to letters."""

_OPTIONS = {"opt", "fop", "war", "options", "equityandindexoptions", "warrants"}
_BONDS = {"bond", "bonds", "bill", "treasurybills"}


@dataclass(frozen=True, slots=True)
class Line:
    """One row, of a whole position or of a lot; `rate` is dollars for one of its currency."""

    line: int
    is_lot: bool
    symbol: str
    description: str
    category: str
    currency: str
    shares: Decimal | None
    price: Decimal | None
    value: Decimal | None
    cost: Decimal | None
    multiplier: Decimal
    acquired: date | None
    rate: Decimal | None


@dataclass(slots=True)
class _Group:
    """The rows about one position."""

    summaries: list[Line] = field(default_factory=list)
    lots: list[Line] = field(default_factory=list)


def add_positions(lines: Iterable[Line], account: str, statement: Statement) -> None:
    """
    Add positions to a statement, each once, with the lots that are told apart.

    Where lots cover only part of a position, the rest is a lot of unknown date, with what is left
    of the cost.

    Args:
        lines: Rows of both levels, in any order.
        account: Whose they are.
        statement: What they are added to; lots that exceed their position are noted there.
    """
    groups: dict[tuple[str, str, str], _Group] = {}
    for line in lines:
        group = groups.setdefault((line.symbol, line.category, line.currency), _Group())
        (group.lots if line.is_lot else group.summaries).append(line)
    for group in groups.values():
        for whole in group.summaries or [_summary_of(group.lots)]:
            _add(whole, group.lots, account, statement)


def _summary_of(lots: list[Line]) -> Line:
    """Add lots up to the position that the file does not state."""
    first = lots[0]
    return Line(
        line=first.line,
        is_lot=False,
        symbol=first.symbol,
        description=first.description,
        category=first.category,
        currency=first.currency,
        shares=_sum([lot.shares for lot in lots]),
        price=first.price,
        value=_sum([lot.value for lot in lots]),
        cost=_sum([lot.cost for lot in lots]),
        multiplier=first.multiplier,
        acquired=None,
        rate=first.rate,
    )


def _sum(amounts: list[Decimal | None]) -> Decimal | None:
    """Add amounts; None if any of them is not known."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if len(known) == len(amounts) else None


def _add(whole: Line, lots: list[Line], account: str, statement: Statement) -> None:
    """Add one position to the statement as what it is."""
    category = key(whole.category)
    row = HoldingRow(
        line=whole.line,
        account=account,
        symbol=whole.symbol,
        description=whole.description,
        asset_type=whole.category,
        shares=whole.shares,
        price=whole.price,
        value=_in_dollars(whole),
        cost=whole.cost,
        lots=_lots(whole, lots, statement) if category in FUNDS else (),
    )
    if category in _OPTIONS:
        statement.set_aside(row, OtherKind.OPTION)
    elif category in _BONDS:
        statement.set_aside(row, OtherKind.BOND)
    elif category not in FUNDS or whole.currency != DOLLARS:
        statement.set_aside(row, OtherKind.UNKNOWN)
    else:
        statement.add(row, account)


def _in_dollars(line: Line) -> Decimal | None:
    """Value a position in dollars; futures have none, since they are settled every day."""
    if key(line.category) in {"fut", "futures"}:
        return None
    value = line.value
    if value is None and line.shares is not None and line.price is not None:
        value = line.shares * line.price * line.multiplier
    rate = Decimal(1) if line.currency == DOLLARS else line.rate
    return None if value is None or rate is None else value * rate


def _lots(whole: Line, lots: list[Line], statement: Statement) -> tuple[Lot, ...]:
    """Turn lots into the model's, with one more for the shares that they do not cover."""
    known = [
        Lot(lot.shares, lot.cost, lot.acquired)
        for lot in lots
        if lot.shares is not None and lot.shares > 0
    ]
    if whole.shares is None or not known:
        return ()
    rest = whole.shares - sum((lot.shares for lot in known), Decimal(0))
    if rest < 0:
        message = f"{whole.symbol}: its lots hold {-rest} shares more than it does"
        statement.findings.error(whole.line, message, "export it again")
        return ()
    if rest == 0:
        return tuple(known)
    covered = _sum([lot.cost_basis for lot in known])
    left = None if whole.cost is None or covered is None else whole.cost - covered
    if left is not None and left < 0:
        left = None
    message = f"{whole.symbol}: lots are given for all but {rest} shares, bought at unknown dates"
    statement.findings.warn(whole.line, message, "export it with all lots")
    return (*known, Lot(rest, left, None))


def refuse_other_base(base: str, line: int, account: str, statement: Statement) -> None:
    """Note that an account is not kept in dollars."""
    if base != DOLLARS:
        message = f"account {account} is kept in {base}"
        statement.findings.error(line, message, "only accounts kept in dollars can be read")


def add_cash(
    balances: dict[str, tuple[int, Decimal]],
    base: Decimal | None,
    account: str,
    statement: Statement,
) -> None:
    """
    Add what an account has in dollars as cash, and set aside what it has in other currencies.

    Args:
        balances: The line and the ending cash of each currency.
        base: All currencies together in dollars, where the file says so.
        account: Whose it is.
        statement: What it is added to.
    """
    foreign = {name: found for name, found in balances.items() if name != DOLLARS and found[1]}
    line, dollars = balances.get(DOLLARS, (0, None))
    if dollars is None and not foreign:
        dollars = base
    if dollars is None and base is None and not foreign:
        remedy = "add the cash report to the statement, and export it again"
        statement.findings.warn(0, f"account {account}: no cash is stated, so it has none", remedy)
    dollars = dollars or Decimal(0)
    statement.add(HoldingRow(line, account, "CASH", value=dollars), account)
    alone = base - dollars if base is not None and len(foreign) == 1 else None
    for name, (place, amount) in sorted(foreign.items()):
        title = f"{amount} {name} of cash"
        row = HoldingRow(place, account, "", title, value=alone)
        statement.set_aside(row, OtherKind.FOREIGN_CASH)

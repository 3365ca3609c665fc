"""The trades as a table, with what they cost and the cash they leave."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from allocator.report.numbers import count, dollars, number
from allocator.report.prices import odd_prices
from allocator.report.table import clipped, paragraph, table

if TYPE_CHECKING:
    from allocator.model.proposal import Proposal
    from allocator.model.trades import Trade
    from allocator.report.origin import Origin

_ACCOUNT_COLUMNS = 18


def trade_lines(proposal: Proposal, width: int, origin: Origin) -> list[str]:
    """Tabulate the trades, sum up their cost, and say what cash is left in each account."""
    trades = proposal.trades
    if not trades:
        return ["Trades: none", *_written(proposal, origin, width)]
    several = len(proposal.portfolio.accounts) > 1
    odd = odd_prices(proposal)
    rows: list[tuple[str, ...]] = [("", "", "shares", "", "price", "value", "cost", "")]
    rows += [_row(trade, odd, several=several) for trade in trades]
    lines = table(rows, "llrlrrrl", width, title="Trades")
    cost = sum((trade.cost for trade in trades), Decimal(0))
    lines += paragraph(f"cost in all {dollars(cost)}; {_cash(proposal)}", width, indent=2, hang=4)
    if any((trade.account, trade.symbol) in odd for trade in trades):
        lines.append("  * not a plain close, see Notes: look up the price before you trade")
    return lines + _written(proposal, origin, width)


def _row(trade: Trade, odd: set[tuple[str, str]], *, several: bool) -> tuple[str, ...]:
    """Write one trade; the account only where there is a choice, a star at an odd price."""
    mark = "*" if (trade.account, trade.symbol) in odd else " "
    return (
        trade.side.value,
        trade.symbol,
        number(trade.shares),
        "at",
        dollars(trade.price) + mark,
        dollars(trade.value),
        dollars(trade.cost),
        f"in {clipped(trade.account, _ACCOUNT_COLUMNS)}" if several else "",
    )


def _cash(proposal: Proposal) -> str:
    """Say what cash is left, in each account where there are several."""
    left = proposal.cash_after
    total = dollars(sum(left.values(), Decimal(0)))
    if len(left) == 1:
        return f"cash after the trades {total}"
    each = ", ".join(f"{clipped(name, _ACCOUNT_COLUMNS)} {dollars(left[name])}" for name in left)
    return f"cash after the trades {total} ({each})"


def _written(proposal: Proposal, origin: Origin, width: int) -> list[str]:
    """Say where the trade list went."""
    if not origin.exported:
        return []
    text = f"{count(len(proposal.trades), 'trade')} written to {origin.exported}"
    return paragraph(text, width, indent=2, hang=4)

"""The trades as a table by account, with their lots, what they cost and the cash they leave."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from allocator.model.trades import Side
from allocator.report.accounts import MOST_ACCOUNTS, account_figures, short_name
from allocator.report.costs import cost_parts, costs_in_words
from allocator.report.lots import are_named, is_summed, lot_lines
from allocator.report.numbers import count, dollars, number
from allocator.report.prices import odd_prices
from allocator.report.table import clipped, paragraph, printable, table

if TYPE_CHECKING:
    from allocator.model.proposal import Proposal
    from allocator.model.trades import Trade
    from allocator.report.accounts import AccountFigures
    from allocator.report.origin import Origin


def trade_lines(proposal: Proposal, width: int, origin: Origin) -> list[str]:
    """Tabulate the trades, sum up their cost, and say what cash is left in each account."""
    trades = proposal.trades
    if not trades:
        return ["Trades: none", *_left_out(proposal, width), *_written(proposal, origin, width)]
    lines = _table(proposal, width)
    parts = cost_parts(proposal.brief, trades)
    texts = [f"{costs_in_words(parts)}; {_cash(proposal)}", *_to_be_done(proposal)]
    lines += [line for text in texts for line in paragraph(text, width, indent=2, hang=4)]
    odd = odd_prices(proposal)
    if any((trade.account, trade.symbol) in odd for trade in trades):
        lines.append("  * not a plain close, see Notes: look up the price before you trade")
    return lines + _left_out(proposal, width) + _written(proposal, origin, width)


def _table(proposal: Proposal, width: int) -> list[str]:
    """Tabulate the trades account by account, each sale with its lots."""
    accounts = account_figures(proposal)
    groups = [(each, [t for t in proposal.trades if t.account == each.name]) for each in accounts]
    ordered = [trade for _, inside in groups for trade in inside]
    odd = odd_prices(proposal)
    rows: list[tuple[str, ...]] = [("", "", "shares", "", "price", "value", "cost")]
    rows += [_row(trade, odd) for trade in ordered]
    head, *body = table(rows, "llrlrrr", width, title="Trades")
    written = iter(zip(body, lot_lines(ordered, width), strict=True))
    lines = [head]
    for account, inside in groups:
        if inside and len(accounts) > 1:
            lines.append(_name(account, width))
        for _ in inside:
            trade, lots = next(written)
            lines += [trade, *lots]
    return lines


def _name(account: AccountFigures, width: int) -> str:
    """Write the line above the trades of one account."""
    side = "" if account.name.lower() == account.taxed.lower() else f", {account.taxed}"
    return f" {clipped(printable(account.name), width - len(side) - 1)}{side}"


def _row(trade: Trade, odd: set[tuple[str, str]]) -> tuple[str, ...]:
    """Write one trade, a star at an odd price."""
    mark = "*" if (trade.account, trade.symbol) in odd else " "
    return (
        trade.side.value,
        trade.symbol,
        number(trade.shares),
        "at",
        dollars(trade.price) + mark,
        dollars(trade.value),
        dollars(trade.cost),
    )


def _cash(proposal: Proposal) -> str:
    """Say what cash is left, in each account where there are a few."""
    left = proposal.cash_after
    total = dollars(sum(left.values(), Decimal(0)))
    if len(left) == 1 or len(left) > MOST_ACCOUNTS:
        return f"cash after the trades {total}"
    order = [account.name for account in account_figures(proposal)]
    each = ", ".join(f"{short_name(name)} {dollars(left[name])}" for name in order)
    return f"cash after the trades {total} ({each})"


def _to_be_done(proposal: Proposal) -> list[str]:
    """Say what must be seen to: lots to name, the order of trades."""
    texts = []
    if _has_choice(proposal):
        every = " Every lot is in the JSON (--json)." if _any_summed(proposal) else ""
        texts.append(
            "Name these lots to your broker by settlement, the next business day (T+1); unless "
            f"told, it sells others, most often the first bought.{every}"
        )
    if _paid_by_sales(proposal):
        texts.append(
            "Purchases are paid out of the sales above them in the same account: sell first. "
            "Both settle on the next business day (T+1)."
        )
    return texts


def _any_summed(proposal: Proposal) -> bool:
    """Tell whether any lots are shown as a sum only."""
    return any(is_summed(trade) for trade in proposal.trades)


def _has_choice(proposal: Proposal) -> bool:
    """Tell whether a gain depends on which of several lots the broker sells."""
    household = proposal.brief.household
    names = [account.name for account in household.accounts]
    several = {
        (names[position.account], position.fund.symbol)
        for position in household.positions
        if len(position.all_lots) > 1
    }
    return are_named(t for t in proposal.trades if (t.account, t.symbol) in several)


def _paid_by_sales(proposal: Proposal) -> bool:
    """Tell whether in some account the cash at hand does not pay for the purchases."""
    cash = {account.name: account.cash for account in proposal.brief.household.accounts}
    for trade in proposal.trades:
        if trade.side is Side.BUY:
            cash[trade.account] += trade.cash_change
    return any(left < 0 for left in cash.values())


def _left_out(proposal: Proposal, width: int) -> list[str]:
    """Say which money has still to move, which no order moves."""
    taken = {name: -amount for name, amount in proposal.portfolio.cash_flows if amount < 0}
    if not taken:
        return []
    sold = {trade.account for trade in proposal.trades if trade.side is Side.SELL}
    each = ", ".join(f"{dollars(amount)} from {short_name(name)}" for name, amount in taken.items())
    when = "" if sold.isdisjoint(taken) else " once the sales have settled"
    text = f"To be taken out{when}: {each}, which is not in the cash above."
    return paragraph(text, width, indent=2, hang=4)


def _written(proposal: Proposal, origin: Origin, width: int) -> list[str]:
    """Say where the trade list went."""
    if not origin.exported:
        return []
    text = f"{count(len(proposal.trades), 'trade')} written to {origin.exported}"
    return paragraph(text, width, indent=2, hang=4)

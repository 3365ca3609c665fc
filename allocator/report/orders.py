"""What an order file holds, as lines of text, and what to know before anything is sent."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from allocator.model.fingerprint import fingerprint
from allocator.model.orders import OrderType
from allocator.model.trades import Side
from allocator.report.numbers import count, dollars, long_date, number
from allocator.report.table import clipped, paragraph, table
from allocator.trades.orders.lots import lot_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from allocator.model.orders import Basket, Order, RecordedAccount
    from allocator.model.trades import LotSale, Trade
    from allocator.trades.orders.format import OrderFormat

_ACCOUNT_COLUMNS = 18


def orders_text(basket: Basket, written: OrderFormat, path: str, width: int) -> str:
    """
    Tell what was written, and what to know before sending it.

    Args:
        basket: The orders in the file.
        written: Its format.
        path: Where it is.
        width: The widest a line may be.

    Returns:
        The text, with a line break at its end.
    """
    orders = count(len(basket.orders), "order")
    lines = paragraph(f"{orders} written to {path}, a {written.kind}", width, hang=2)
    lines += ["", *_table(basket, width)]
    lots = [(order.trade, lot) for order in basket.orders for lot in order.trade.lots]
    if lots:
        lines += ["", "Lots to name to the broker", *_lots(lots, width)]
    lines += ["", "Before you send anything"]
    for remark in _remarks(basket, written):
        lines += paragraph(f"- {remark}", width, indent=2, hang=4)
    return "\n".join(lines) + "\n"


def remarks(basket: Basket, written: OrderFormat) -> list[str]:
    """List what to know before sending, a sentence or two each, and the lots to name by hand."""
    by_hand = [
        f"{order.trade.symbol} in {order.trade.account}: {lot_words(lot)}"
        for order in basket.orders
        for lot in order.trade.lots
        if not written.names_lots
    ]
    return _remarks(basket, written) + by_hand


def _remarks(basket: Basket, written: OrderFormat) -> list[str]:
    """List what to know before sending, a sentence or two each."""
    own = written.remarks(basket)
    return [
        "Nothing has been sent, and this program never sends an order.",
        f"Prices are of {long_date(basket.record.as_of)}: look them up.",
        *own,
        *([_ids(basket)] if written.carries_ids else []),
        *(remark for account in _accounts(basket) for remark in _money(basket, account)),
        *([] if written.names_lots else _lots_by_hand(basket)),
    ]


def nothing_text(run_id: str, account: str | None) -> str:
    """Say that there is nothing to send."""
    where = "" if account is None else f" in {account!r}"
    run = fingerprint(run_id)
    return f"The proposal (run {run}) advises no trades{where}: no order file was written."


def _table(basket: Basket, width: int) -> list[str]:
    """Tabulate the orders, and sum up."""
    several = len(_accounts(basket)) > 1
    rows: list[tuple[str, ...]] = [("", "", "shares", "", "price", "value", "")]
    rows += [_row(order, several=several) for order in basket.orders]
    lines = table(rows, "llrlrrl", width, title="Orders")
    totals = ", ".join(
        f"{words} {dollars(sum((t.value for t in _trades(basket, side)), Decimal(0)))}"
        for side, words in ((Side.SELL, "sales"), (Side.BUY, "purchases"))
    )
    cost = sum((order.trade.cost for order in basket.orders), Decimal(0))
    text = f"{totals}, costs {dollars(cost)}, all at the proposal's prices"
    return lines + paragraph(text, width, indent=2, hang=4)


def _row(order: Order, *, several: bool) -> tuple[str, ...]:
    """Write one order; the account only where there are several."""
    trade = order.trade
    at = {
        OrderType.MARKET: ("at market", dollars(trade.price)),
        OrderType.CLOSE: ("at the close", dollars(trade.price)),
    }
    words, price = at.get(order.type, ("limit", dollars(order.limit or trade.price)))
    account = f"in {clipped(trade.account, _ACCOUNT_COLUMNS)}" if several else ""
    return (
        trade.side.value,
        trade.symbol,
        number(trade.shares),
        words,
        price if order.type is OrderType.LIMIT else f"about {price}",
        dollars(trade.value),
        account,
    )


def _lots(lots: Iterable[tuple[Trade, LotSale]], width: int) -> list[str]:
    """Tabulate the lots to name."""
    rows: list[tuple[str, ...]] = [("", "shares", "bought", "paid", "gain", "")]
    rows += [
        (
            trade.symbol,
            number(lot.shares),
            "date not known" if lot.acquired is None else long_date(lot.acquired),
            "not known" if lot.cost_basis is None else dollars(lot.cost_basis),
            "not known" if lot.gain is None else dollars(lot.gain),
            "" if lot.term is None else f"{lot.term.value}-term",
        )
        for trade, lot in lots
    ]
    return table(rows, "lrlrrl", width)


def _ids(basket: Basket) -> str:
    """Say what ids are good for."""
    start = basket.orders[0].id.rpartition("-")[0]
    return (
        f"Order ids begin with {start}. A trade of this run has the same id every time: look for "
        "it at the broker, so that nothing is sent twice."
    )


def _lots_by_hand(basket: Basket) -> list[str]:
    """Say that lots must be named by hand."""
    if not any(order.trade.lots for order in basket.orders):
        return []
    return ["The file cannot name lots: name them to the broker by the settlement date."]


def _money(basket: Basket, account: RecordedAccount) -> list[str]:
    """Say what comes in or goes out, where purchases wait for sales, what limits may cost."""
    name = account.name
    mine = [order for order in basket.orders if order.trade.account == name]
    spent = -sum((o.trade.cash_change for o in mine if o.trade.side is Side.BUY), Decimal(0))
    found = []
    if account.flow > 0:
        found.append(f"Before the purchases, {dollars(account.flow)} must have come into {name}.")
    if account.flow < 0:
        found.append(f"Of the cash in {name}, {dollars(-account.flow)} is to be taken out.")
    counted = " with that" if account.flow else ""
    if spent > account.cash + account.flow:
        found.append(
            f"In {name} the purchases take {dollars(spent)} and the cash is "
            f"{dollars(account.cash + account.flow)}{counted}: let the sales be filled first."
        )
    if any(order.limit is not None for order in mine):
        changes = sum((order.worst_cash_change for order in mine), Decimal(0))
        worst = account.cash + account.flow + changes
        short = ": not enough" if worst < 0 else ""
        found.append(
            f"If every order is filled at its limit, {dollars(worst)} of cash is left in {name} "
            f"instead of {dollars(account.after)}{short}."
        )
    return found


def _accounts(basket: Basket) -> list[RecordedAccount]:
    """List the accounts that orders are for."""
    names = {order.trade.account for order in basket.orders}
    return [account for account in basket.record.accounts if account.name in names]


def _trades(basket: Basket, side: Side) -> list[Trade]:
    """List the trades of one side."""
    return [order.trade for order in basket.orders if order.trade.side is side]

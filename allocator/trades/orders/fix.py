"""
Messages of FIX 4.4, as fields in order; the library simplefix adds length and checksum.

BodyLength (9) counts the bytes from after its own field to before CheckSum (10), which is the sum
of all bytes before it, modulo 256, in three digits (FIX 4.4, volume 2; QuickFIX's FIX44.xml).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import simplefix

from allocator.errors import Problem
from allocator.model.orders import OrderType
from allocator.model.trades import Side
from allocator.trades.orders.checks import place, unknown_symbols
from allocator.trades.orders.making import ID_START
from allocator.trades.orders.symbols import spelled

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from allocator.model.orders import Basket, Order, Session

_START = b"8=FIX.4.4\x019="
_MARK = "."
"""BRK.B, as brokers commonly take it in Symbol (general knowledge); some want SymbolSfx (65)."""

Field = tuple[int, str]


def message(kind: str, session: Session, number: int, body: Iterable[Field]) -> bytes:
    """
    Write one message.

    Args:
        kind: MsgType (35).
        session: Who sends to whom, and when.
        number: MsgSeqNum (34).
        body: The fields after the header, in order.

    Returns:
        The bytes on the wire.
    """
    written = simplefix.FixMessage()
    header = (
        (8, "FIX.4.4"),
        (35, kind),
        (49, session.sender),
        (56, session.target),
        (34, str(number)),
        (52, utc(session.time)),
    )
    for tag, value in (*header, *body):
        written.append_pair(tag, value)
    encoded: bytes = written.encode()
    return encoded


def utc(time: datetime) -> str:
    """Write a UTCTimestamp to the millisecond."""
    return f"{time:%Y%m%d-%H:%M:%S}.{time.microsecond // 1000:03d}"


def what(order: Order) -> list[Field]:
    """Say what is ordered: account, symbol, side."""
    account = order.account_number or order.trade.account
    return [
        *([(1, account)] if account else []),
        (55, spelled(order.trade.symbol, _MARK) or ""),
        (54, "1" if order.trade.side is Side.BUY else "2"),
    ]


def how(order: Order) -> list[Field]:
    """Say how much at what price: market is 1, limit 2."""
    limit = [] if order.limit is None else [(44, f"{order.limit:f}")]
    return [(38, f"{order.trade.shares:f}"), (40, "2" if limit else "1"), *limit]


def time_in_force(order: Order) -> str:
    """Say for how long: the day is 0, at the close 7."""
    return "7" if order.type is OrderType.CLOSE else "0"


def problems(basket: Basket) -> list[Problem]:
    """Refuse text that a field cannot hold, and unknown spellings."""
    texts = [("--session", basket.session.sender), ("--session", basket.session.target)]
    texts += [
        (name, number or name)
        for name, number in {o.trade.account: o.account_number for o in basket.orders}.items()
    ]
    wrong = [
        Problem(
            where,
            f"a FIX field holds printable ASCII letters only, not {text!r}",
            f'give the broker\'s number: --account-number "{where}=NUMBER"'
            if where != "--session"
            else "name both ends: --session SENDER:TARGET",
        )
        for where, text in texts
        if not (text.isascii() and text.isprintable() and text.strip())
    ]
    return wrong + unknown_symbols(basket, _MARK, "FIX") + _long_shares(basket)


def _long_shares(basket: Basket) -> list[Problem]:
    """Refuse a quantity of more digits than a FIX float has."""
    return [
        Problem(place(order), "a FIX quantity has at most 15 digits", "place it by hand")
        for order in basket.orders
        if len(order.trade.shares.as_tuple().digits) > 15
    ]


def is_ours(content: bytes) -> bool:
    """Tell a file of messages of ours by how it begins and by the ids of its orders."""
    ids = [part for part in content.split(b"\x01") if part.startswith((b"11=", b"66="))]
    ours = tuple(f"{tag}={ID_START}".encode() for tag in (11, 66))
    return content.startswith(_START) and bool(ids) and all(part.startswith(ours) for part in ids)

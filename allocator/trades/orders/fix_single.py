"""Orders as messages of FIX 4.4, one NewOrderSingle each, to be sent by an engine of one's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.trades.orders import fix

if TYPE_CHECKING:
    from allocator.model.orders import Order, Session


@dataclass(frozen=True, slots=True)
class FixSingle:
    """Messages, 35=D, one after the other without anything between."""

    kind: str = "list of FIX 4.4 NewOrderSingle messages"
    is_text: bool = True
    carries_ids: bool = True
    names_lots: bool = False

    def is_ours(self, content: bytes) -> bool:
        """Tell our file by its ids."""
        return fix.is_ours(content)


def new_order_single(order: Order, session: Session, *, number: int) -> bytes:
    """
    Write a NewOrderSingle.

    Args:
        order: What to buy or sell.
        session: Who sends to whom, and when.
        number: MsgSeqNum (34).

    Returns:
        The bytes on the wire.
    """
    terms = [(59, fix.time_in_force(order)), (60, fix.utc(session.time)), (15, "USD"), (21, "1")]
    body = [(11, order.id), *fix.what(order), *fix.how(order), *terms]
    return fix.message("D", session, number, body)


FORMAT = FixSingle()

"""Orders as messages of FIX 4.4, one NewOrderSingle each, to be sent by an engine of one's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.trades.orders import fix
from allocator.trades.orders.fix_list import SESSION_REMARK

if TYPE_CHECKING:
    from allocator.errors import Problem
    from allocator.model.orders import Basket, Order, Session


@dataclass(frozen=True, slots=True)
class FixSingle:
    """Messages, 35=D, one after the other without anything between."""

    kind: str = "list of FIX 4.4 NewOrderSingle messages"
    is_text: bool = True
    carries_ids: bool = True
    names_lots: bool = False

    def problems(self, basket: Basket) -> list[Problem]:
        """Refuse what a field of FIX cannot hold."""
        return fix.problems(basket)

    def remarks(self, basket: Basket) -> list[str]:
        """Say what an engine changes."""
        del basket
        return [SESSION_REMARK]

    def content(self, basket: Basket) -> bytes:
        """Write the messages, numbered from 1."""
        return b"".join(
            new_order_single(order, basket.session, number=number)
            for number, order in enumerate(basket.orders, 1)
        )

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

"""Orders as one NewOrderList of FIX 4.4, to be sent by a FIX engine of one's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.trades.orders import fix
from allocator.trades.orders.making import list_id

if TYPE_CHECKING:
    from allocator.errors import Problem
    from allocator.model.orders import Basket, Order, Session

SESSION_REMARK = (
    "A FIX engine sets MsgSeqNum, SendingTime and the names of both ends anew when it sends."
)


@dataclass(frozen=True, slots=True)
class FixList:
    """A single message, 35=E, without bidding (394=3)."""

    kind: str = "FIX 4.4 NewOrderList"
    is_text: bool = True
    carries_ids: bool = True
    names_lots: bool = False

    def problems(self, basket: Basket) -> list[Problem]:
        """Refuse what a field of FIX cannot hold."""
        return fix.problems(basket)

    def remarks(self, basket: Basket) -> list[str]:
        """Say what an engine changes."""
        del basket
        return [
            SESSION_REMARK,
        ]

    def content(self, basket: Basket) -> bytes:
        """Write the message."""
        name = list_id(basket.record.run_id, basket.orders)
        return new_order_list(basket.orders, basket.session, name, number=1)

    def is_ours(self, content: bytes) -> bool:
        """Tell our file by its ids."""
        return fix.is_ours(content)


def new_order_list(orders: tuple[Order, ...], session: Session, name: str, *, number: int) -> bytes:
    """
    Write a NewOrderList: what is required of it, and of each order what it needs.

    Args:
        orders: In the order of sending.
        session: Who sends to whom, and when.
        name: ListID (66).
        number: MsgSeqNum (34).

    Returns:
        The bytes on the wire.
    """
    count = str(len(orders))
    body = [(66, name), (394, "3"), (68, count), (73, count)]
    for place, order in enumerate(orders, 1):
        force = fix.time_in_force(order)
        body += [(11, order.id), (67, str(place)), *fix.what(order), *fix.how(order)]
        body += [] if force == "0" else [(59, force)]  # left out, it is for the day
    return fix.message("E", session, number, body)


FORMAT = FixList()

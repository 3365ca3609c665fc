"""What every order format can do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from allocator.errors import Problem
    from allocator.model.orders import Basket


class OrderFormat(Protocol):
    """
    A way to write orders to a file.

    Attributes:
        kind: What such a file is called in messages.
        is_text: Whether it can be printed.
        carries_ids: Whether the broker sees the id of each order.
        names_lots: Whether it carries the lots of a sale.
    """

    @property
    def kind(self) -> str: ...

    @property
    def is_text(self) -> bool: ...

    @property
    def carries_ids(self) -> bool: ...

    @property
    def names_lots(self) -> bool: ...

    def problems(self, basket: Basket) -> list[Problem]:
        """List everything that the format cannot say of these orders."""
        ...

    def remarks(self, basket: Basket) -> list[str]:
        """Say what a user must know before sending, a sentence each."""
        ...

    def content(self, basket: Basket) -> bytes:
        """Write the file; only after `problems` found none. The same basket, the same bytes."""
        ...

    def is_ours(self, content: bytes) -> bool:
        """Tell whether an existing file is one that this format wrote, so that it may go."""
        ...

"""One case of what the law makes a matter of either or: solved by itself, each a convex problem."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from allocator.model.netting import Piece


@dataclass(frozen=True, slots=True)
class Course:
    """
    A choice of sides.

    Attributes:
        piece: How the year's gains net; None where nothing is taxed.
        no_buys: Kin (`Position.kin`) of which nothing is bought.
        no_losses: Kin of which nothing is sold at a loss that is taxed: what is sold at a loss may
            not be bought within 30 days (IRC section 1091), and this is the day itself.
        cleared: Kin of which all that was bought in the last 30 days is sold, whole lots: then a
            loss on other lots counts (`TaxLot.waits`).
        uncleared: Kin of which no loss is taken on lots that wait for that.
    """

    piece: Piece | None = None
    no_buys: frozenset[str] = frozenset()
    no_losses: frozenset[str] = frozenset()
    cleared: frozenset[str] = frozenset()
    uncleared: frozenset[str] = frozenset()


OPEN = Course()
"""Nothing taxed, nothing barred."""

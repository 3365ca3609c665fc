"""The seam for layouts of portfolio files: how one is recognised, and how it is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from allocator.model.portfolio import Portfolio


@dataclass(frozen=True, slots=True)
class Layout:
    """
    One way to write a portfolio down.

    Attributes:
        name: What users call it.
        recognises: Whether a text is of this layout, judged by its content alone.
        read: Text and source (the path as typed) to the portfolio as far as it can be read, with
            every problem of the text; raises `InputError` if nothing of it can.
    """

    name: str
    recognises: Callable[[str], bool]
    read: Callable[[str, str], Portfolio]


def first_line(text: str) -> str:
    """Give the first line that says something: neither blank nor a comment."""
    lines = (line.strip() for line in text.split("\n"))
    return next((line for line in lines if line and not line.startswith("#")), "")

"""Text that a provider sent, read by whatever knows its layout."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.errors import Severity
from allocator.market.formats import read_text
from allocator.market.sources.source import Answer, Cause, SourceError, check_beginning

if TYPE_CHECKING:
    from allocator.market.sources.source import Item


def read_answer(item: Item, name: str, text: str, origin: str) -> Answer:
    """
    Read the text of one item.

    Args:
        item: What was asked for; its series must be in the text.
        name: What messages call the text.
        text: The whole of it.
        origin: Its address, without anything secret.

    Raises:
        SourceError: If the item's series is not in it, or begins too late.
    """
    reading = read_text(name, text, source=item.source, origin=origin)
    errors = tuple(each for each in reading.problems if each.severity is Severity.ERROR)
    notes = tuple(
        f"{each.place}: {each.message}" for each in reading.problems if each not in errors
    )
    found = next((series for series in reading.series if series.key == item.key), None)
    if found is None:
        why = f": {errors[0].message}" if errors else ""
        message = f"gave something else than {item.name}{why}"
        raise SourceError(item.source, message, Cause.UNUSABLE)
    if item.begins is not None:
        check_beginning(found, item.begins)
    return Answer(reading.series, notes, errors)

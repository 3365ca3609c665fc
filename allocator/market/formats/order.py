"""The order of rows: files that are newest first are read from the end."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from allocator.errors import Problem
    from allocator.market.formats.sheet import Sheet
    from allocator.market.series import Days

_NO_TIME = np.timedelta64(0, "D")


def oldest_first(body: Sheet, days: Days) -> tuple[Sheet, Days, tuple[Problem, ...]]:
    """
    Turn rows round that are newest first throughout, which leaves no doubt; others stay.

    Doubled days stay doubled, and rows in any other order stay as they are: those are refused
    where they are stored, and found by the checks of quality.

    Args:
        body: The lines below the header.
        days: datetime64[D], shape (n,), of each line.

    Returns:
        The lines, their days, and that they were turned round if they were.
    """
    steps = np.diff(days)
    if not (steps < _NO_TIME).any() or (steps > _NO_TIME).any():
        return body, days, ()
    turned = replace(
        body,
        texts=body.texts[::-1],
        numbers=body.numbers[::-1],
        firsts=body.firsts[::-1],
    )
    message = f"its newest day comes first, {days[0]}; it was read from its last row to its first"
    return turned, days[::-1], (body.about.warning(message),)

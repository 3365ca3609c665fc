"""
Order files for brokers, one module for each format; none of them sends anything.

Every module holds one `OrderFormat` as `FORMAT`. It is loaded only when its format is asked for,
because a spreadsheet or a FIX message needs a library that nothing else does.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from allocator.trades.orders.format import OrderFormat

FORMATS = {
    "csv": "generic",
    "ibkr": "ibkr",
    "fidelity": "fidelity",
    "alpaca": "alpaca",
    "fix": "fix_list",
    "fix-single": "fix_single",
    "xlsx": "workbook",
}
"""The word for each format, and its module."""


def order_format(key: str) -> OrderFormat:
    """Load a format by its word, which must be one of `FORMATS`."""
    module = import_module(f"{__name__}.{FORMATS[key]}")
    found: OrderFormat = module.FORMAT
    return found

"""
The store of market data: one Parquet file per series or table, whole at any moment.

    <home>/series/<kind>/<name>@<source>.parquet
    <home>/tables/<kind>/<name>@<day>@<source>.parquet
    <home>/quarantine/<number>/...   damaged files that were put aside
    <home>/lock                      held while one is written
"""

from allocator.market.store.comparison import Difference
from allocator.market.store.merge import Merge, Outcome
from allocator.market.store.store import Entry, Store

__all__ = ["Difference", "Entry", "Merge", "Outcome", "Store"]

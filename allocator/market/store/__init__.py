"""
The store of market data: one Parquet file per series or table, whole at any moment.

    <home>/series/<kind>/<name>@<source>.parquet
    <home>/tables/<kind>/<name>@<day>@<source>.parquet
    <home>/quarantine/<number>/...   damaged files that were put aside
    <home>/replaced/...              copies of files whose content was replaced on request
    <home>/lock                      held while one is written
"""

from allocator.market.store.header import Header
from allocator.market.store.merge import Merge, Outcome
from allocator.market.store.store import Store

__all__ = ["Header", "Merge", "Outcome", "Store"]

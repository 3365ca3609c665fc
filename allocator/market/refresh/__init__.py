"""
Fetching market data into the store: what comes is kept at once, whatever happens next.

Importing this loads no client of any source.
"""

from allocator.market.refresh.plan import Plan, plan
from allocator.market.refresh.run import refresh
from allocator.market.refresh.summary import Fate, Fetch, Summary

__all__ = ["Fate", "Fetch", "Plan", "Summary", "plan", "refresh"]

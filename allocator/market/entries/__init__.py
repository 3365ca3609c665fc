"""The entries of a snapshot file as values of the model, each checked on its own."""

from allocator.market.entries.assets import fund, index, risk
from allocator.market.entries.companies import index_size, mega_caps, sector_mix
from allocator.market.entries.economy import core_inflation, rate_change
from allocator.market.entries.evidence import episodes, robustness, signal, witness
from allocator.market.entries.inputs import finding, used
from allocator.market.entries.valuations import valuation, valuation_history
from allocator.market.entries.weeks import weekly_returns

__all__ = [
    "core_inflation",
    "episodes",
    "finding",
    "fund",
    "index",
    "index_size",
    "mega_caps",
    "rate_change",
    "risk",
    "robustness",
    "sector_mix",
    "signal",
    "used",
    "valuation",
    "valuation_history",
    "weekly_returns",
    "witness",
]

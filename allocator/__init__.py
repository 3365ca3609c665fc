"""
An advisor on the split between US large and small caps: views with evidence, trades with reasons.

The public names load on first use, so that `import allocator` stays cheap.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from allocator.beliefs.aggregate import aggregate_price_earnings
    from allocator.beliefs.black_litterman import black_litterman, he_litterman_omega
    from allocator.beliefs.entropy_pooling import EntropyPooling, entropy_pooling
    from allocator.beliefs.entropy_statistics import Correlation, CVaR, Variance
    from allocator.beliefs.idzorek import idzorek_omega
    from allocator.beliefs.market_reading import read_market
    from allocator.beliefs.policy_path import policy_path
    from allocator.explanation import explain
    from allocator.market import build_snapshot, load_snapshot
    from allocator.pipeline import propose
    from allocator.pipeline.what_if import what_if
    from allocator.pipeline.what_if_sweep import sweep
    from allocator.portfolio import read_policy, read_portfolio, read_scenarios
    from allocator.portfolio.meetings_file import read_meetings
    from allocator.portfolio.quotes_file import read_quotes
    from allocator.report.json import as_json
    from allocator.report.text import as_text
    from allocator.trades.tax.wash_sales import Purchase, Sale, wash_sales

__version__ = "0.1.0"

__all__ = [
    "CVaR",
    "Correlation",
    "EntropyPooling",
    "Purchase",
    "Sale",
    "Variance",
    "aggregate_price_earnings",
    "as_json",
    "as_text",
    "black_litterman",
    "build_snapshot",
    "entropy_pooling",
    "explain",
    "he_litterman_omega",
    "idzorek_omega",
    "load_snapshot",
    "policy_path",
    "propose",
    "read_market",
    "read_meetings",
    "read_policy",
    "read_portfolio",
    "read_quotes",
    "read_scenarios",
    "sweep",
    "wash_sales",
    "what_if",
]

_HOMES = {
    "CVaR": "allocator.beliefs.entropy_statistics",
    "Correlation": "allocator.beliefs.entropy_statistics",
    "EntropyPooling": "allocator.beliefs.entropy_pooling",
    "Purchase": "allocator.trades.tax.wash_sales",
    "Sale": "allocator.trades.tax.wash_sales",
    "Variance": "allocator.beliefs.entropy_statistics",
    "aggregate_price_earnings": "allocator.beliefs.aggregate",
    "as_json": "allocator.report.json",
    "as_text": "allocator.report.text",
    "black_litterman": "allocator.beliefs.black_litterman",
    "build_snapshot": "allocator.market",
    "entropy_pooling": "allocator.beliefs.entropy_pooling",
    "explain": "allocator.explanation",
    "he_litterman_omega": "allocator.beliefs.black_litterman",
    "idzorek_omega": "allocator.beliefs.idzorek",
    "load_snapshot": "allocator.market",
    "policy_path": "allocator.beliefs.policy_path",
    "propose": "allocator.pipeline",
    "read_market": "allocator.beliefs.market_reading",
    "read_meetings": "allocator.portfolio.meetings_file",
    "read_policy": "allocator.portfolio",
    "read_portfolio": "allocator.portfolio",
    "read_quotes": "allocator.portfolio.quotes_file",
    "read_scenarios": "allocator.portfolio",
    "sweep": "allocator.pipeline.what_if_sweep",
    "wash_sales": "allocator.trades.tax.wash_sales",
    "what_if": "allocator.pipeline.what_if",
}


def __getattr__(name: str) -> object:
    """Load a public name from its home (PEP 562)."""
    if name not in _HOMES:
        message = f"module 'allocator' has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(_HOMES[name]), name)

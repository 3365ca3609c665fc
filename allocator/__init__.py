"""
An advisor on the split between US large and small caps: views with evidence, trades with reasons.

The public names load on first use, so that `import allocator` stays cheap.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from allocator.beliefs.black_litterman import black_litterman
    from allocator.market import build_snapshot, load_snapshot
    from allocator.pipeline import propose
    from allocator.portfolio import read_policy, read_portfolio, read_scenarios
    from allocator.report.json import as_json
    from allocator.report.text import as_text

__version__ = "0.1.0"

__all__ = [
    "as_json",
    "as_text",
    "black_litterman",
    "build_snapshot",
    "load_snapshot",
    "propose",
    "read_policy",
    "read_portfolio",
    "read_scenarios",
]

_HOMES = {
    "as_json": "allocator.report.json",
    "as_text": "allocator.report.text",
    "black_litterman": "allocator.beliefs.black_litterman",
    "build_snapshot": "allocator.market",
    "load_snapshot": "allocator.market",
    "propose": "allocator.pipeline",
    "read_policy": "allocator.portfolio",
    "read_portfolio": "allocator.portfolio",
    "read_scenarios": "allocator.portfolio",
}


def __getattr__(name: str) -> object:
    """Load a public name from its home (PEP 562)."""
    if name not in _HOMES:
        message = f"module 'allocator' has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(_HOMES[name]), name)

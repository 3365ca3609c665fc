"""
The investor's files: what is held, what is wanted, which worlds are thought possible.

Every reader returns a frozen value of `allocator.model` or raises one `InputError` that holds
every problem of the file. Nothing here knows a price, a date of today or the network.

The names below are loaded when first used: reading a CSV does not load pydantic, which only the
TOML files need.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from allocator.portfolio.cash_flows import with_cash_flows
    from allocator.portfolio.policy_file import policy_from_plain, read_policy
    from allocator.portfolio.portfolio_file import examine_portfolio, read_portfolio
    from allocator.portfolio.recorded import portfolio_from_plain
    from allocator.portfolio.scenario_file import read_scenarios, scenario_from_plain

__all__ = [
    "examine_portfolio",
    "policy_from_plain",
    "portfolio_from_plain",
    "read_policy",
    "read_portfolio",
    "read_scenarios",
    "scenario_from_plain",
    "with_cash_flows",
]

_HOMES = {
    "examine_portfolio": "portfolio_file",
    "policy_from_plain": "policy_file",
    "portfolio_from_plain": "recorded",
    "read_policy": "policy_file",
    "read_portfolio": "portfolio_file",
    "read_scenarios": "scenario_file",
    "scenario_from_plain": "scenario_file",
    "with_cash_flows": "cash_flows",
}


def __getattr__(name: str) -> object:
    """Load a public function from its module on first use (PEP 562)."""
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)

"""What names a run: a hash of everything that decides its answer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from allocator.model.plain import digest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from allocator.model.policy import Policy
    from allocator.model.portfolio import Portfolio
    from allocator.model.scenario import Scenario


def run_id(
    portfolio: Portfolio,
    policy: Policy,
    scenarios: tuple[Scenario, ...],
    snapshot_digest: str,
    on: date,
    versions: Mapping[str, str],
) -> str:
    """
    Name a run by everything that decides it: what the inputs say, and what computes.

    Where a holding stands in its file, and what the file is called, decide nothing.

    Args:
        portfolio: What is held.
        policy: What is wanted.
        scenarios: The worlds believed in.
        snapshot_digest: SHA-256 of the market data.
        on: The day of trading.
        versions: The packages that compute, by name.

    Returns:
        SHA-256 of all of it, as 64 hexadecimal digits.
    """
    holdings = tuple(replace(holding, place="") for holding in portfolio.holdings)
    done = tuple(replace(each, place="") for each in portfolio.transactions)
    held = (portfolio.accounts, holdings, done, portfolio.cash_flows)
    return digest((held, policy, scenarios, snapshot_digest, on, dict(versions)))

"""A question to the advisor, apart from whose portfolio it is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator import bundled
from allocator.market import load_snapshot
from allocator.model.policy import Policy
from allocator.portfolio import read_scenarios

if TYPE_CHECKING:
    from datetime import date

    from allocator.model.scenario import Scenario
    from allocator.model.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Case:
    """What an answer is asked under: everything but what is held, and the day of trading."""

    policy: Policy
    scenarios: tuple[Scenario, ...]
    snapshot: Snapshot
    on: date


def stated(
    policy: Policy | None,
    scenarios: tuple[Scenario, ...] | None,
    snapshot: Snapshot | None,
    on: date | None,
) -> Case:
    """Put what ships in place of what is not given; the day of trading is the snapshot's."""
    market = snapshot or load_snapshot(bundled.SNAPSHOT)
    worlds = read_scenarios(bundled.scenario_folder()) if scenarios is None else scenarios
    return Case(policy or Policy(), worlds, market, on or market.as_of)

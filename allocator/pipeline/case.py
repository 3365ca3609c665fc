"""A question to the advisor, apart from whose portfolio it is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from allocator.model.policy import Policy
    from allocator.model.scenario import Scenario
    from allocator.model.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Case:
    """What an answer is asked under: everything but what is held, and the day of trading."""

    policy: Policy
    scenarios: tuple[Scenario, ...]
    snapshot: Snapshot
    on: date

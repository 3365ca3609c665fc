"""What a snapshot is made of, before it is one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from allocator.market.companies import Companies
    from allocator.market.covariance import RiskEstimate, RiskSettings
    from allocator.market.evidence import PhaseEvidence
    from allocator.market.facts import Facts
    from allocator.market.funds import FundList
    from allocator.market.history import History
    from allocator.market.rate_changes import PolicyRecord
    from allocator.model.inflation import CoreInflation
    from allocator.model.quality import Finding
    from allocator.model.signals import Signal


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """What was read and measured of an archive, by the user's settings."""

    risk: RiskSettings
    facts: Facts
    history: History
    policy: PolicyRecord
    findings: tuple[Finding, ...]
    estimate: RiskEstimate
    evidence: PhaseEvidence
    funds: FundList
    companies: Companies
    core_inflation: CoreInflation | None
    signals: tuple[Signal, ...]

"""
Building a snapshot: everything that was known on one day, from an archive of market data.

Nothing here looks at the clock, the machine or the network: the same data and day give the same
bytes, and nothing dated or published after the day can change one of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from allocator.bundled import FACTS, POLICY_RATE
from allocator.errors import Severity
from allocator.market.companies import measure_companies
from allocator.market.core_inflation import measure_core_inflation
from allocator.market.covariance import RiskEstimate, RiskSettings, estimate_risk
from allocator.market.evidence import gather_evidence
from allocator.market.examination import checked, refuse_errors
from allocator.market.facts import Facts, read_facts
from allocator.market.funds import describe_index, list_funds
from allocator.market.history import History, lay_out, refused
from allocator.market.material import Material
from allocator.market.picking import pick_history
from allocator.market.provenance import inputs_of, versions_used
from allocator.market.rate_changes import policy_record, read_policy_table
from allocator.market.rotation import rotation_signals
from allocator.market.snapshot_file import parse_snapshot, snapshot_text
from allocator.market.snapshot_notes import describe_sources, notes_on
from allocator.market.valuations import valuation_histories, with_own
from allocator.market.weekly_history import with_weeks
from allocator.model.rate_cycle import DEFAULT_PAUSE_DAYS
from allocator.model.snapshot import Snapshot
from allocator.model.views import SMALL_MINUS_LARGE

if TYPE_CHECKING:
    from datetime import date

    from allocator.market.archive import Archive
    from allocator.model.snapshot import Valuation


def build_snapshot(
    archive: Archive,
    as_of: date,
    risk: RiskSettings | None = None,
    valuations: tuple[Valuation, ...] = (),
    *,
    with_history: bool = False,
) -> str:
    """
    Build the snapshot of one day.

    The text is read back before it is given out, so what is written can be loaded.

    Args:
        archive: The store, or a folder of files.
        as_of: The last day whose news may be used.
        risk: How risk is estimated; the sample covariance of ten years if left out.
        valuations: The user's own; each takes the place of the shipped one of the same index,
            unless that is newer or its own was not known yet.
        with_history: Keep the weekly returns that risk is estimated from. Whoever owns prices
            may not let them be passed on, so such a snapshot is for its maker alone.

    Returns:
        The text of the snapshot file, the same bytes for the same data and day.

    Raises:
        MarketDataError: If data are missing, do not reach `as_of`, or have an error in them; then
            with every error that was found.
    """
    facts = with_own(read_facts(FACTS).known_on(as_of), valuations, as_of)
    given = _gather(archive, as_of, risk or RiskSettings(), facts)
    made = _snapshot(given)
    if with_history:
        made = with_weeks(made, given.estimate)
    text = snapshot_text(made)
    parse_snapshot(text.encode(), f"the snapshot of {as_of}")
    return text


def _gather(archive: Archive, as_of: date, risk: RiskSettings, facts: Facts) -> Material:
    """Read, check and measure what there is."""
    choice = pick_history(archive, facts, as_of, risk.years)
    picked = choice.picked
    policy = policy_record(read_policy_table(POLICY_RATE), picked, as_of)
    findings = checked(choice, facts, as_of) + choice.findings() + policy.findings
    refuse_errors(findings)
    history = lay_out(picked, as_of)
    estimate = estimate_risk(
        _levels(history, facts),
        {fact.name: fact.asset_class for fact in facts.indexes},
        as_of,
        risk,
    )
    _refuse_without_the_spread(estimate)
    covered = set(estimate.model.indexes)
    evidence = gather_evidence(history, facts, policy.changes)
    return Material(
        risk=risk,
        facts=facts,
        history=history,
        policy=policy,
        findings=tuple(each for each in findings if each.severity is Severity.WARNING),
        estimate=estimate,
        evidence=evidence,
        companies=measure_companies(archive, as_of, facts, covered),
        core_inflation=measure_core_inflation(picked, policy.changes, as_of),
        signals=rotation_signals(history, facts, evidence.prices),
        funds=list_funds(
            tuple(f for f in facts.funds if f.index in covered), history, facts.payouts
        ),
    )


def _levels(history: History, facts: Facts) -> pd.DataFrame:
    """Follow the total return of every index that has one; days by indexes."""
    levels = {fact.name: history.level(fact.series) for fact in facts.indexes}
    there = {name: level for name, level in levels.items() if level is not None}
    frame = pd.DataFrame(there, dtype="f8") if there else pd.DataFrame(index=pd.DatetimeIndex([]))
    return frame.reindex(columns=[fact.name for fact in facts.indexes])


def _refuse_without_the_spread(estimate: RiskEstimate) -> None:
    """Small against large is what proposals are about: both must be measured, not filled in."""
    filled = {each.index for each in estimate.model.completions}
    for name, _ in SMALL_MINUS_LARGE.legs:
        if name in filled or name not in estimate.model.indexes:
            remedy = "choose a later date, or add longer series"
            raise refused(f"{name} has no weekly returns over the whole window", remedy)


def _snapshot(given: Material) -> Snapshot:
    """Put the snapshot together."""
    facts, covered = given.facts, given.estimate.model.indexes
    measured = given.companies.capitalisation
    described = [describe_index(fact, measured) for fact in facts.indexes]
    histories = valuation_histories(given.history.picked, facts)
    return Snapshot(
        as_of=given.history.as_of,
        indexes={index.name: index for index in described if index.name in covered},
        funds=given.funds.funds,
        risk=given.estimate.model,
        rate_changes=given.policy.changes,
        pause_days=DEFAULT_PAUSE_DAYS,
        episodes=given.evidence.price,
        episodes_total=given.evidence.total,
        witness=given.evidence.witness,
        robustness=given.evidence.robustness,
        valuations=tuple(
            value
            for value in facts.valuations
            if {value.index, value.relative_to or value.index} <= set(covered)
        ),
        valuation_history=tuple(each for each in histories if each.index in covered),
        index_sizes={size.index: size for size in (measured.sizes if measured else ())},
        mega_caps=given.companies.mega_caps,
        core_inflation=given.core_inflation,
        signals=given.signals,
        sources=describe_sources(given),
        inputs=inputs_of(given.history.picked, given.companies.tables),
        findings=given.findings,
        notes=notes_on(given),
        versions=versions_used(given.risk.estimator),
        digest="",
        sectors=given.companies.sectors,
    )

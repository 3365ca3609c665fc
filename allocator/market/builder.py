"""
Building a snapshot: everything that was known on one day, from a folder of market data.

Nothing here looks at the clock, the machine or the network: the same folder and day give the
same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.bundled import FACTS
from allocator.market import history as past
from allocator.market.capitalisation import Capitalisation, measure_capitalisation
from allocator.market.episodes import Duel, episode_evidence
from allocator.market.facts import Facts, read_facts
from allocator.market.funds import FundList, describe_index, list_funds
from allocator.market.history import History, read_history
from allocator.market.rate_changes import CHANGES, announced_changes
from allocator.market.risk import RiskEstimate, estimate_risk
from allocator.market.snapshot_file import parse_snapshot, snapshot_text
from allocator.market.source_file import SourceFile, read_dated
from allocator.model.rate_cycle import DEFAULT_PAUSE_DAYS, phase_entries
from allocator.model.snapshot import Snapshot
from allocator.model.views import SMALL_MINUS_LARGE

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path


@dataclass(frozen=True, slots=True, eq=False)
class _Material:
    """What was read and measured, before it becomes a snapshot."""

    facts: Facts
    history: History
    table: SourceFile
    measured: Capitalisation | None
    estimate: RiskEstimate
    funds: FundList


def build_snapshot(folder: Path, as_of: date) -> str:
    """
    Build the snapshot of one day from a folder of CSV files.

    Rows, files and facts dated after `as_of` are not looked at. The text is read back before it
    is given out, so what is written can be loaded.

    Args:
        folder: Holds prices/, fed/ and, where index sizes are wanted, holdings/, fundamentals/.
        as_of: The day.

    Returns:
        The text of the snapshot file, the same bytes for the same folder and day.

    Raises:
        MarketDataError: If a file is missing or malformed, or the data does not reach `as_of`.
    """
    text = snapshot_text(_snapshot(_gather(folder, as_of)))
    parse_snapshot(text.encode(), f"the snapshot of {as_of}")
    return text


def _gather(folder: Path, as_of: date) -> _Material:
    """Read and measure what there is."""
    facts = read_facts(FACTS).known_on(as_of)
    history = read_history(folder, as_of)
    estimate = estimate_risk(history, {fact.name: fact.series for fact in facts.indexes})
    for name, _ in SMALL_MINUS_LARGE.legs:
        if name not in estimate.model.indexes:
            remedy = "choose a later date, or add longer series"
            raise past.refused(f"{name} has no weekly returns over the whole window", remedy)
    covered = set(estimate.model.indexes)
    return _Material(
        facts=facts,
        history=history,
        table=read_dated(folder, CHANGES, as_of),
        measured=measure_capitalisation(folder, as_of),
        estimate=estimate,
        funds=list_funds(tuple(f for f in facts.funds if f.index in covered), history),
    )


def _snapshot(given: _Material) -> Snapshot:
    """Put the snapshot together."""
    facts, covered = given.facts, given.estimate.model.indexes
    as_of = given.history.as_of
    changes = announced_changes(given.table, facts.early_changes, facts.policy_ranges)
    entries = phase_entries(changes, as_of, DEFAULT_PAUSE_DAYS)
    sizes = given.measured.sizes if given.measured else ()
    described = [describe_index(fact, given.measured) for fact in facts.indexes]
    return Snapshot(
        as_of=as_of,
        indexes={index.name: index for index in described if index.name in covered},
        funds=given.funds.funds,
        risk=given.estimate.model,
        rate_changes=changes,
        pause_days=DEFAULT_PAUSE_DAYS,
        episodes=episode_evidence(entries, _price_duel(given.history)),
        episodes_total=episode_evidence(entries, _total_duel(given.history)),
        valuations={value.index: value for value in facts.valuations if value.index in covered},
        index_sizes={size.index: size for size in sizes},
        sources=_sources(given),
        notes=_notes(given),
        digest="",
    )


def _price_duel(history: History) -> Duel:
    """Set Russell 2000 against S&P 500 without dividends."""
    source = f"{past.LEVELS}: ^RUT and ^GSPC"
    return Duel.of(history.levels["RUT"], history.levels["GSPC"], "price returns", source)


def _total_duel(history: History) -> Duel:
    """Set Russell 2000 against S&P 500 with dividends, the latter as a fund delivers them."""
    source = f"{past.SPLICED}: R2000_TR; {past.ADJUSTED}: SPY"
    small, large = history.spliced["R2000_TR"], history.adjusted["SPY"]
    return Duel.of(small, large, "total returns", source)


def _notes(given: _Material) -> tuple[str, ...]:
    """Say what a reader should know: what is missing, what stands in, what was repaired."""
    as_of, missing = given.history.as_of, given.estimate.missing
    notes = [f"{remark.text} ({remark.source})" for remark in given.facts.remarks]
    notes += given.funds.notes
    if missing:
        gone = [fund.symbol for fund in given.facts.funds if fund.index in missing]
        notes.append(
            f"left out, with {', '.join(gone)}, for want of returns over the whole window: "
            + ", ".join(missing)
        )
    if given.measured is None:
        notes.append(f"index sizes and the small-cap part of the market were not known on {as_of}")
    levels = given.history.levels.dropna()
    if not given.history.is_fresh(levels.index[-1].date()):
        notes.append(f"index levels for the episodes end on {levels.index[-1]:%Y-%m-%d}")
    return tuple(notes)


def _sources(given: _Material) -> dict[str, str]:
    """Say where each kind of figure comes from, and what exactly each file was."""
    model = given.estimate.model
    series = {fact.name: fact.series for fact in given.facts.indexes}
    standing = ", ".join(f"{name}: {series[name]}" for name in model.indexes)
    kinds = {
        "prices": f"closes of {past.CLOSE}; where they end early, carried on by total returns less "
        f"{past.DISTRIBUTIONS}; where there are none, adjusted closes of {past.ADJUSTED}",
        "risk": f"sample covariance of {model.weeks} weekly total returns times 52, weeks to "
        f"Friday, condition number {given.estimate.condition:.3g}; series of {past.SPLICED} and "
        f"{past.ADJUSTED}: {standing}",
        "rate_changes": f"{CHANGES}, before it begins allocator/bundled/facts.toml",
        "episodes": "entries into phases by the announced changes; twelve calendar months from the "
        f"close of that day, next close where closed; prices {past.LEVELS}; total returns "
        f"{past.SPLICED} and {past.ADJUSTED}",
        "facts": "allocator/bundled/facts.toml: indexes, fees, valuations, each with a source",
    }
    measured = given.measured.files if given.measured else ()
    if measured:
        kinds["index_sizes"] = " and ".join(file.name for file in measured)
    files = (*given.history.files, given.table, *measured)
    return kinds | {file.name: file.provenance for file in files}

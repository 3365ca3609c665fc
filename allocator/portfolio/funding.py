"""Whether flows name indexes and sectors that are there, and are in proportion to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.errors import Problem, Severity
from allocator.portfolio.findings import quoted
from allocator.portfolio.suggestion import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from allocator.model.mega_caps import MegaCaps
    from allocator.model.scenario import FlowInput, Scenario
    from allocator.model.snapshot import Snapshot

    Block = tuple[str, str, float, float]

MOST_FLOW = 0.1
"""
The part of an index, or of a sector's mega caps, that may be expected to move within a year.

Beyond it no price impact per dollar was ever measured, and a unit is more likely wrong: 250 is
billions, and a tenth of the S&P 500 is thousands of them.
"""


def flow_problems(scenarios: tuple[Scenario, ...], snapshot: Snapshot) -> list[Problem]:
    """Find names that nothing answers to, and refuse flows that are out of proportion."""
    problems: list[Problem] = []
    for scenario in scenarios:
        if scenario.flow is not None:
            place = f"scenario {scenario.key}: flow"
            problems += _untracked(scenario.flow, snapshot, place)
            problems += _unknown_sectors(scenario.flow, snapshot, f"{place}.sectors")
            problems += _unfunded(scenario.flow, snapshot, place)
    return problems


def _untracked(flow: FlowInput, snapshot: Snapshot, place: str) -> Iterator[Problem]:
    """Refuse indexes that no fund tracks."""
    tracked = sorted({fund.index for fund in snapshot.funds.values()})
    for side, name in (("buyer", flow.buyer), ("seller", flow.seller)):
        if name not in tracked:
            message = f"no fund tracks {name!r}"
            yield Problem(f"{place}.{side}", message, did_you_mean(name, tracked))


def _unknown_sectors(flow: FlowInput, snapshot: Snapshot, place: str) -> Iterator[Problem]:
    """Refuse a sector that is not among those of the snapshot's mega caps."""
    if flow.sectors and snapshot.mega_caps is None:
        message = f"no mega caps are known on {snapshot.as_of}, so sectors make no difference"
        remedy = "import a list of all listed companies with their sectors, and build a snapshot"
        yield Problem(place, message, remedy, Severity.WARNING)
        return
    known = sorted(snapshot.mega_caps.sectors) if snapshot.mega_caps else []
    for name, _ in flow.sectors:
        if name not in known:
            message = f"no mega cap is of the sector {quoted(name)}"
            yield Problem(place, message, did_you_mean(name, known))


def _unfunded(flow: FlowInput, snapshot: Snapshot, place: str) -> Iterator[Problem]:
    """Refuse dollars beyond a tenth of what they leave or reach."""
    for key, what, fraction, worth in (*_indexes(flow, snapshot), *_sectors(flow, snapshot)):
        moved = abs(flow.usd_bn) * fraction
        if moved > MOST_FLOW * worth:
            message = (
                f"{flow.usd_bn:,g} billion dollars move {moved / worth:.0%} of the {what} worth "
                f"{worth:,.0f}"
            )
            most = MOST_FLOW * worth / fraction
            remedy = f"write billions; at most {most:,.0f}, a tenth of what they move"
            yield Problem(f"{place}.{key}", message, remedy)


def _indexes(flow: FlowInput, snapshot: Snapshot) -> Iterator[Block]:
    """Give the two indexes whose size is known, with the fraction of dollars that moves each."""
    for name, fraction in ((flow.seller, 1.0), (flow.buyer, flow.small_share)):
        size = snapshot.index_sizes.get(name)
        if size is not None:
            yield "usd_bn", f"{name}, which is", fraction, size.usd_bn


def _sectors(flow: FlowInput, snapshot: Snapshot) -> Iterator[Block]:
    """Give the mega caps that sell; those of technology in one, where no sectors are named."""
    mega: MegaCaps | None = snapshot.mega_caps
    if mega is None:
        return
    if flow.sectors:
        for name, fraction in flow.sectors:
            if name in mega.sectors:
                yield "sectors", f"mega caps of {name}, which are", fraction, mega.sectors[name]
        return
    names = [name for name, _ in mega.divide()]
    if names:
        worth = sum(mega.sectors[name] for name in names)
        yield "usd_bn", f"mega caps of {' and '.join(names)}, which are", 1.0, worth

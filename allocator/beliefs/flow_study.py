"""What each scenario's flow comes to: by sector, by index, and in returns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.beliefs.flow import flow, impact_left, pressures

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from allocator.model.mega_caps import MegaCaps
    from allocator.model.scenario import FlowInput, Scenario
    from allocator.model.snapshot import Snapshot
    from allocator.model.views import Component, Silence


@dataclass(frozen=True, slots=True)
class SectorFlow:
    """Billions of dollars that leave a sector's mega caps, and what those are worth."""

    sector: str
    usd_bn: float
    worth_usd_bn: float


@dataclass(frozen=True, slots=True)
class ScenarioFlow:
    """
    The flow of one scenario.

    Attributes:
        key: The scenario's.
        name: What it is called.
        probability: Of the scenario.
        given: Its figures.
        left: The part of the impact that is left after twelve months.
        sectors: Where the dollars leave, if mega caps are known.
        pressed: Index to the part of it that leaves; only the seller's if mega caps are not known.
        said: What the driver expects, of every index whose make-up is known, or why nothing.
    """

    key: str
    name: str
    probability: float
    given: FlowInput
    left: float
    sectors: tuple[SectorFlow, ...]
    pressed: Mapping[str, float]
    said: tuple[Component, ...] | Silence


@dataclass(frozen=True, slots=True)
class FlowStudy:
    """
    The flows of all scenarios that have one.

    Attributes:
        as_of: The day of the snapshot.
        mega_caps: Who the sellers are, if that is known.
        funds: Index to the funds that carry it: the unleveraged ones, by name.
        flows: In order of the scenarios.
    """

    as_of: date
    mega_caps: MegaCaps | None
    funds: Mapping[str, tuple[str, ...]]
    flows: tuple[ScenarioFlow, ...]


def study_flows(snapshot: Snapshot, scenarios: tuple[Scenario, ...]) -> FlowStudy:
    """
    Spell out every scenario's flow.

    Args:
        snapshot: Sizes of indexes, and the mega caps inside them.
        scenarios: The worlds; those without a flow are passed over.

    Returns:
        The flows, with what they press on.
    """
    mega = snapshot.mega_caps
    funds = {
        index: tuple(
            sorted(
                fund.symbol
                for fund in snapshot.funds.values()
                if fund.index == index and fund.multiple == 1
            )
        )
        for index in (mega.weights if mega else ())
    }
    flows = tuple(
        _spelled(snapshot, scenario, scenario.flow)
        for scenario in scenarios
        if scenario.flow is not None
    )
    return FlowStudy(snapshot.as_of, mega, funds, flows)


def _spelled(snapshot: Snapshot, scenario: Scenario, given: FlowInput) -> ScenarioFlow:
    """Spell out one."""
    mega = snapshot.mega_caps
    sectors = tuple(
        SectorFlow(name, given.usd_bn * fraction, mega.sectors[name])
        for name, fraction in (mega.divide(given.sectors) if mega else ())
        if mega and fraction and name in mega.sectors
    )
    said = flow(snapshot, given, tuple(snapshot.indexes))
    pressed = {} if not isinstance(said, tuple) else pressures(snapshot, given)
    return ScenarioFlow(
        key=scenario.key,
        name=scenario.name,
        probability=scenario.probability,
        given=given,
        left=impact_left(given.half_life_years),
        sectors=sectors,
        pressed={name: abs(given.usd_bn) * part for name, part in sorted(pressed.items())},
        said=said,
    )

"""Why: what each driver and each scenario adds to the expected return of small over large."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.model.views import SMALL_MINUS_LARGE
from allocator.report.numbers import percent

if TYPE_CHECKING:
    from allocator.model.arrays import Array
    from allocator.model.household import Household
    from allocator.model.outlook import Outlook, World
    from allocator.model.proposal import Proposal
    from allocator.model.views import Component


@dataclass(frozen=True, slots=True)
class Reason:
    """
    One driver: what it adds to the expected Russell 2000 minus S&P 500, and on what evidence.

    `contribution` is a fraction over twelve months. A driver that says nothing in any scenario
    is silent: it adds zero, and `evidence` is the reason for its silence. `spoken` is the total
    probability of the scenarios in which it says something, and `said` what it says of Russell 2000
    minus S&P 500, averaged over all scenarios, before it is weighed against its uncertainty; None
    where it speaks of other spreads only.
    """

    driver: str
    contribution: float
    said: float | None
    evidence: str
    spoken: float

    @property
    def silent(self) -> bool:
        """Whether it says nothing at all."""
        return not self.spoken


def spoken(driver: str) -> str:
    """Say the name of a driver, a key in files, as words."""
    return driver.replace("_", " ")


def by_name(driver: str) -> str:
    """Name a driver, or a user's view, inside a sentence."""
    kind, _, name = driver.partition(": ")
    return f"your {kind} '{name}'" if name else f"the {spoken(driver)}"


def reasons(proposal: Proposal) -> tuple[Reason, ...]:
    """List the drivers, the largest contribution first, the silent ones last."""
    outlook = proposal.brief.outlook
    silent = {driver: why for world in outlook.worlds for driver, why in world.silent.items()}
    names = sorted(outlook.contributions.keys() | silent.keys())
    found = [_reason(name, proposal, silent.get(name, "")) for name in names]
    return tuple(sorted(found, key=lambda each: (each.silent, -abs(each.contribution))))


def small_minus_large(household: Household, returns: Array) -> float:
    """Take Russell 2000 minus S&P 500 out of figures by index, shape (J,)."""
    names = household.index_names
    return sum(
        weight * float(returns[names.index(name)]) for name, weight in SMALL_MINUS_LARGE.legs
    )


def components(outlook: Outlook) -> tuple[tuple[World, Component], ...]:
    """List what every driver says in every scenario, the most probable scenario first."""
    worlds = sorted(outlook.worlds, key=lambda world: -world.scenario.probability)
    return tuple(
        (world, component)
        for world in worlds
        for view in world.views
        for component in view.components
    )


def _reason(driver: str, proposal: Proposal, why_silent: str) -> Reason:
    """Put together one driver's part of the mixture and its evidence."""
    household, outlook = proposal.brief.household, proposal.brief.outlook
    said = [(world, part) for world, part in components(outlook) if part.driver == driver]
    parts = outlook.contributions.get(driver)
    spoken = {world.scenario.key: world.scenario.probability for world, _ in said}
    return Reason(
        driver=driver,
        contribution=0.0 if parts is None else small_minus_large(household, parts),
        said=_on_the_spread(said),
        evidence="; ".join(_evidence(said)) if said else why_silent,
        spoken=sum(spoken.values()),
    )


def _on_the_spread(said: list[tuple[World, Component]]) -> float | None:
    """Average what is said of small minus large; of what is said of other spreads nothing."""
    parts = [
        world.scenario.probability * part.mean
        for world, part in said
        if part.spread == SMALL_MINUS_LARGE
    ]
    return sum(parts) if parts else None


def _evidence(said: list[tuple[World, Component]]) -> list[str]:
    """Write each different evidence once, with its spread and probability where they matter."""
    found: dict[str, float] = {}
    for world, part in sorted(said, key=lambda each: each[1].spread != SMALL_MINUS_LARGE):
        on = "" if part.spread == SMALL_MINUS_LARGE else f"on {part.spread}: "
        text = on + part.summary
        found[text] = found.get(text, 0.0) + world.scenario.probability
    if len(found) == 1:
        return list(found)
    return [f"with probability {percent(share, 0)} {text}" for text, share in found.items()]

"""
`scenarios/*.toml`: the worlds thought possible, one file each.

A file is laid out as the model's `Scenario` is; its key is the name of the file. A driver whose
table is missing is silent in that world.
"""

from __future__ import annotations

import os
from dataclasses import replace
from math import fsum
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from allocator.errors import InputError, Problem
from allocator.model.market_rule import MarketReading
from allocator.model.scenario import (
    OwnView,
    RateCycleInput,
    Scenario,
    Stress,
    ValuationBasis,
    ValuationInput,
)
from allocator.portfolio.findings import NotUnderstoodError, quoted
from allocator.portfolio.flow_table import FlowTable  # noqa: TC001 - pydantic reads it
from allocator.portfolio.market_rule import (
    Draft,
    follow_market,
    market_problems,
    waits_for_quotes,
)
from allocator.portfolio.market_table import MARKET, MarketTable, OpenProbability
from allocator.portfolio.schema import Day, Fraction, Name, Number, Table, Text, validated
from allocator.portfolio.toml_file import read_toml
from allocator.portfolio.view_tables import RecordedView, ViewTable, named_once

SUM_WITHIN = 1e-9
"""How far probabilities may sum from one."""


Share = Annotated[Number, Field(ge=-3, le=3)]


class RateCycleTable(Table):
    """The table [rate_cycle]."""

    share: Share


def _basis(value: object) -> object:
    """Refuse what is no basis, with those there are."""
    if value not in tuple(ValuationBasis):
        raise NotUnderstoodError("is not a basis", 'write "own" or "relative"')
    return value


class ValuationTable(Table):
    """The table [valuation]."""

    share: Share
    half_life_years: Annotated[Number, Field(ge=0.5, le=50)]
    z_cap: Annotated[Number, Field(ge=0, le=5)]
    basis: Annotated[ValuationBasis, BeforeValidator(_basis)] = ValuationBasis.OWN


class StressTable(Table):
    """The table [stress]; without it the world is as risky as ours."""

    volatility: Annotated[Number, Field(ge=0.1, le=5)]
    correlation: Annotated[Number, Field(ge=0, lt=1)]


class ScenarioTable(Table):
    """The whole file."""

    key: Name | None = None
    name: Name
    probability: Fraction
    as_of: Day
    description: Text
    sources: Annotated[tuple[Text, ...], Field(min_length=1)]
    rate_cycle: RateCycleTable | None = None
    valuation: ValuationTable | None = None
    flow: FlowTable | None = None
    stress: StressTable = StressTable(volatility=1.0, correlation=0.0)

    @property
    def own(self) -> tuple[OwnView, ...]:
        """The user's own views, which files and records write differently."""
        return ()

    def scenario(self, key: str) -> Scenario:
        """Turn the tables into the model's scenario."""
        return Scenario(
            key=key,
            name=self.name,
            probability=self.probability,
            as_of=self.as_of,
            description=self.description,
            sources=self.sources,
            rate_cycle=RateCycleInput(**dict(self.rate_cycle)) if self.rate_cycle else None,
            valuation=ValuationInput(**dict(self.valuation)) if self.valuation else None,
            flow=self.flow.flow() if self.flow else None,
            stress=Stress(**dict(self.stress)),
            views=self.own,
        )


class RecordedScenarioTable(ScenarioTable):
    """A scenario in a record: it has no file name to be its key, and its numbers have no units."""

    key: Name
    views: Annotated[tuple[RecordedView, ...], AfterValidator(named_once)] = ()
    probability_from: Annotated[str, Field(strict=True)] = ""

    @property
    def own(self) -> tuple[OwnView, ...]:
        return tuple(each.view() for each in self.views)

    def scenario(self, key: str) -> Scenario:
        """Turn the tables into the model's scenario."""
        return replace(super().scenario(key), probability_from=self.probability_from)


class ScenarioFileTable(ScenarioTable):
    """A scenario in its file, which may leave its probability to the market."""

    probability: OpenProbability
    market: MarketTable | None = None
    view: Annotated[tuple[ViewTable, ...], AfterValidator(named_once)] = ()

    @property
    def own(self) -> tuple[OwnView, ...]:
        return tuple(each.view() for each in self.view)


def read_scenarios(
    folder: str | os.PathLike[str], market: MarketReading | None = None
) -> tuple[Scenario, ...]:
    """
    Read every scenario of a folder.

    Args:
        folder: Where the files `*.toml` lie; names that begin with a point are passed over.
        market: What `probability = "market"` is read from; nothing is known of it if None.

    Returns:
        The scenarios in order of their file names; their probabilities sum to 1.

    Raises:
        InputError: With the problems of all files, or if names repeat, probabilities do not sum to
            1, or one that the market sets cannot be found; without any problem if all that it lacks
            are quotes that were refused.
    """
    source, market = os.fspath(folder), market or MarketReading()
    found: dict[str, Draft] = {}
    problems: list[Problem] = []
    for file in _files(source):
        try:
            found[file] = _read_draft(file)
        except InputError as failure:
            problems += failure.problems
    problems += _repeated_names({file: draft.scenario for file, draft in found.items()})
    drafts = tuple(found.values())
    problems += market_problems(drafts, market)
    if problems or waits_for_quotes(drafts, market):
        raise InputError(*problems)
    scenarios = follow_market(source, drafts, market)
    problems += _probability_problems(source, scenarios)
    if problems:
        raise InputError(*problems)
    return scenarios


def scenario_from_plain(data: object, source: str = "recorded scenario") -> Scenario:
    """
    Rebuild a scenario from its plain form, as a recorded proposal keeps it.

    Args:
        data: What `allocator.model.plain.plain` made of a scenario.
        source: What it is called in messages.

    Raises:
        InputError: If the record is damaged.
    """
    table = validated(RecordedScenarioTable, data, source)
    return table.scenario(table.key)


def _files(folder: str) -> list[str]:
    """List the scenario files of a folder by name."""
    remedy = "name a folder with one TOML file for each scenario"
    try:
        names = sorted(os.listdir(folder))  # noqa: PTH208 - a Path would change how it reads
    except FileNotFoundError:
        raise InputError(Problem(folder, "no such folder", remedy)) from None
    except NotADirectoryError:
        raise InputError(Problem(folder, "is a file, not a folder", remedy)) from None
    except (OSError, ValueError):
        raise InputError(Problem(folder, "cannot be opened", remedy)) from None
    chosen = [name for name in names if name.endswith(".toml") and not name.startswith(".")]
    if not chosen:
        raise InputError(Problem(folder, "holds no scenario (*.toml)", remedy))
    return [os.path.join(folder, name) for name in chosen]  # noqa: PTH118 - as above


def _read_draft(path: str) -> Draft:
    """Read one scenario; its key is the file's name."""
    file = read_toml(path)
    table = validated(ScenarioFileTable, file.data, file.source, file.line)
    key = Path(path).stem
    if table.key not in {None, key}:
        message = f"key {quoted(str(table.key))} is not the name of the file"
        raise InputError(Problem(f"{path}:{file.line(('key',))}", message, "remove the key"))
    place = f"{path}:{file.line(('probability',))}"
    if file.data["probability"] != MARKET:
        return Draft(table.scenario(key), place)
    if table.market is None:
        message = f'probability = "{MARKET}" needs a rule, and there is no table [{MARKET}]'
        remedy = f"add [{MARKET}] with cuts = {{ at_least = 2, at_most = 4 }} or pause = true"
        raise InputError(Problem(place, message, remedy))
    return Draft(table.scenario(key), place, table.market.rule())


def _repeated_names(found: dict[str, Scenario]) -> list[Problem]:
    """Find scenarios that share a name, which a report could not tell apart."""
    first: dict[str, str] = {}
    problems = []
    for file, scenario in found.items():
        other = first.setdefault(scenario.name.casefold(), file)
        if other != file:
            message = f"the name {quoted(scenario.name)} is also that of {other}"
            problems.append(Problem(file, message, "give every scenario a name of its own"))
    return problems


def _probability_problems(folder: str, scenarios: tuple[Scenario, ...]) -> list[Problem]:
    """Refuse probabilities that do not sum to one, listing each."""
    total = fsum(scenario.probability for scenario in scenarios)
    if abs(total - 1) <= SUM_WITHIN:
        return []
    listed = ", ".join(f"{s.key} {s.probability:.10g}" for s in scenarios)
    message = f"the probabilities sum to {total:.10g}, not 1: {listed}"
    way = "lower" if total > 1 else "raise"
    return [Problem(folder, message, f"{way} them by {abs(total - 1):.10g} in all")]

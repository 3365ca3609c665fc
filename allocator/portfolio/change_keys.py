"""
The keys of a what-if question, read off the tables of the files themselves.

`limits.small_cap.upper` is the key of `policy.toml`; `scenario.KEY.flow.usd_bn` is that of one
scenario's file; `drivers.flow.usd_bn` is the same in every scenario whose file has that table. So
a key that a file takes is a key here, and by the same name. Where a table's keys are names of the
user's choice, so are they here: `limits.index_weight."Russell 2000".upper`.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, lru_cache
from types import MappingProxyType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from allocator.errors import Problem
from allocator.model.toml_key import toml_key
from allocator.portfolio.findings import quoted
from allocator.portfolio.policy_file import PolicyTable
from allocator.portfolio.scenario_file import ScenarioTable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from allocator.model.scenario import Scenario

PROBABILITY = ("probability",)
"""The only key of a scenario that stands in no table of its file and may be changed."""

NAMED_TABLES: Mapping[tuple[str, ...], tuple[str, ...]] = MappingProxyType(
    {
        ("limits", "index_weight"): ("lower", "upper"),
        ("trading", "half_spread_bps"): (),
        ("trading", "impact", "volume"): (),
    }
)
"""Tables of the policy whose keys are names, and the keys that stand under each name, if any."""

_WHOLE: Mapping[tuple[str, ...], str] = MappingProxyType(
    {("limits", "cvar"): "upper", ("trading", "drift_band"): "absolute"}
)
"""Tables of several keys that may be switched off whole, and the key that a number is meant for."""

_INDEXES = ("limits", "index_weight")

MOST_NAMED = 3
"""How many near keys are named to who misspelt one."""


@dataclass(frozen=True, slots=True)
class Slot:
    """
    Where a key leads: a path into each named scenario, or into the policy where that is None.

    A key of `drivers` is `general`: one that names a scenario goes before it. `side` is the key
    within a table that a number given for the whole is meant for, as the only side of a limit.
    """

    scenarios: tuple[str, ...] | None
    path: tuple[str, ...]
    general: bool = False
    side: str = ""


def slots(scenarios: Sequence[Scenario]) -> Mapping[str, Slot]:
    """
    List every key that may be changed, in the order of the files.

    Example:
        >>> found = slots(())
        >>> found["limits.turnover.upper"].path, found["drivers.flow.usd_bn"].scenarios
        (('limits', 'turnover', 'upper'), ())
    """
    speaking = {
        driver: tuple(each.key for each in scenarios if getattr(each, driver) is not None)
        for driver in _drivers()
    }
    return _slots(tuple(each.key for each in scenarios), tuple(speaking.items()))


def slots_of(keys: Iterable[str], scenarios: Sequence[Scenario]) -> Mapping[str, Slot]:
    """
    List every key that may be changed, those among `keys` too that name something in a table.

    Example:
        >>> key = 'limits.index_weight."Russell 2000".upper'
        >>> slots_of([key], ())[key].path
        ('limits', 'index_weight', 'Russell 2000', 'upper')
    """
    found = slots(scenarios)
    named = ((key, _named_slot(str(key))) for key in keys if key not in found)
    more = {key: slot for key, slot in named if slot is not None}
    return MappingProxyType({**found, **more}) if more else found


def named_paths(table: tuple[str, ...], name: str) -> list[tuple[str, tuple[str, ...]]]:
    """
    List the keys under one name of a table of `NAMED_TABLES`, each with its path.

    Example:
        >>> named_paths(("trading", "half_spread_bps"), "BRK.B")
        [('trading.half_spread_bps."BRK.B"', ('trading', 'half_spread_bps', 'BRK.B'))]
    """
    shown = toml_key(name)
    return [
        (".".join((*table, shown, *side)), (*table, name, *side))
        for side in ((each,) for each in NAMED_TABLES[table])
    ] or [(".".join((*table, shown)), (*table, name))]


def _named_slot(key: str) -> Slot | None:
    """Read a key that names something in a table; quotes around the name may be left out."""
    for table, sides in NAMED_TABLES.items():
        name = key.removeprefix(".".join((*table, "")))
        if name == key:
            continue
        name, _, side = name.rpartition(".") if sides else (name, "", "")
        name = name.strip("\"'")
        if not name or (sides and side not in sides):
            return None
        spelt = name if table == _INDEXES else name.upper()
        return Slot(None, (*table, spelt, *filter(None, (side,))))
    return None


def unknown_key(key: str, known: Sequence[str]) -> Problem:
    """Say that nothing answers to a key, and which keys are nearest."""
    # A longer key is cut: the search takes time with the square of the length.
    known = [*known, *(each for table in NAMED_TABLES for each, _ in named_paths(table, "NAME"))]
    near = get_close_matches(key.lower()[:80], known, n=MOST_NAMED, cutoff=0.6)
    holding = sorted((name for name in known if key and key.lower() in name), key=len)
    near = near or holding[:MOST_NAMED]
    remedy = (
        f"nearest: {', '.join(near)}"
        if near
        else "write a key of policy.toml (limits.small_cap.upper), scenario.NAME.KEY or drivers.KEY"
    )
    return Problem("", f"unknown key {quoted(key)}", remedy)


@lru_cache(maxsize=8)  # a sweep asks a thousand times for the same
def _slots(
    names: tuple[str, ...], speaking: tuple[tuple[str, tuple[str, ...]], ...]
) -> Mapping[str, Slot]:
    """List every key, given the scenarios' own and those in which each driver speaks."""
    policy = [(path, side) for path, side in _leaves(PolicyTable, ()) if path[1:]]
    found = {".".join(path): Slot(None, path, side=side) for path, side in policy}
    paths = _scenario_paths()
    for name in names:
        found |= {".".join(("scenario", name, *path)): Slot((name,), path) for path in paths}
    for driver, where in speaking:
        inside = (path for path in paths if path[0] == driver)
        found |= {".".join(("drivers", *path)): Slot(where, path, general=True) for path in inside}
    return MappingProxyType(found)


@cache
def _scenario_paths() -> tuple[tuple[str, ...], ...]:
    """List the paths of a scenario's figures: its probability, and what stands in its tables."""
    tables = {name: _table_of(each.annotation) for name, each in ScenarioTable.model_fields.items()}
    inside = [
        path
        for name, table in tables.items()
        if table is not None
        for path, side in _leaves(table, (name,))
        if not side
    ]
    return (PROBABILITY, *inside)


@cache
def _drivers() -> tuple[str, ...]:
    """Name the tables of a scenario that may be left out, each of which is a driver."""
    fields = ScenarioTable.model_fields.items()
    return tuple(
        name for name, field in fields if field.default is None and _table_of(field.annotation)
    )


def _leaves(
    table: type[BaseModel], above: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], str]]:
    """List the paths of a table's values, and of tables that one of their values stands for."""
    for name, field in table.model_fields.items():
        path = (*above, name)
        inner = _table_of(field.annotation)
        if inner is None:
            yield path, ""
            continue
        yield from _leaves(inner, path)
        only = next(iter(inner.model_fields)) if above and len(inner.model_fields) == 1 else ""
        side = _WHOLE.get(path, only)
        if side:
            yield path, side


def _table_of(annotation: Any) -> type[BaseModel] | None:  # noqa: ANN401 - any annotation there is
    """Find the table in an annotation such as `Table | None`; a list of tables is none."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) not in {Annotated, Union, UnionType}:
        return None
    found = (_table_of(argument) for argument in get_args(annotation))
    return next((table for table in found if table), None)

"""A proposal as recorded in JSON, read back as far as is needed to make it again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, NoReturn

from allocator.errors import InputError, Problem
from allocator.portfolio import policy_from_plain, portfolio_from_plain, scenario_from_plain
from allocator.portfolio.text_file import read_text
from allocator.report.json import SCHEMA

if TYPE_CHECKING:
    from allocator.model.policy import Policy
    from allocator.model.portfolio import Portfolio
    from allocator.model.scenario import Scenario

_REMEDY = "name a file written by: allocator propose PORTFOLIO --json"


@dataclass(frozen=True, slots=True)
class Record:
    """The text of a proposal, the inputs it was made from, and the snapshot it needs."""

    text: str
    portfolio: Portfolio
    policy: Policy
    scenarios: tuple[Scenario, ...]
    snapshot_digest: str
    snapshot_as_of: str
    on: date


def read_record(path: str) -> Record:
    """
    Read a recorded proposal.

    Raises:
        InputError: If it is no JSON, of another schema, or lacks an input.
    """
    text = _text(path)
    document = _parsed(text, path)
    if document.get("schema") != SCHEMA:
        message = f"is of the schema {document.get('schema')!r}; this program reads {SCHEMA!r}"
        _refuse(path, message)
    inputs = _part(_part(document, "run", path), "inputs", path, "run.")
    snapshot = _part(inputs, "snapshot", path, "run.inputs.")
    scenarios = inputs.get("scenarios")
    if not isinstance(scenarios, list):
        _refuse(path, "run.inputs.scenarios is missing or not a list")
    with _placed(path):
        return Record(
            text=text,
            portfolio=portfolio_from_plain(_part(inputs, "portfolio", path, "run.inputs.")),
            policy=policy_from_plain(_part(inputs, "policy", path, "run.inputs.")),
            scenarios=tuple(scenario_from_plain(scenario) for scenario in scenarios),
            snapshot_digest=_words(snapshot, "digest", path),
            snapshot_as_of=_words(snapshot, "as_of", path),
            on=_day(inputs, path),
        )


def exact(text: str) -> object:
    """Parse JSON with every digit of every number."""
    return json.loads(text, parse_float=Decimal)


def _text(path: str) -> str:
    """Read the file; whatever is wrong with it, what it should be is a proposal."""
    try:
        return read_text(path)
    except InputError as error:
        raise InputError(*(replace(each, remedy=_REMEDY) for each in error.problems)) from None


def _parsed(text: str, path: str) -> Mapping[str, object]:
    """Parse a document, refusing what JSON leaves open: NaN, and one key twice."""
    try:
        document = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        _refuse(f"{path}:{error.lineno}", f"is not JSON: {error.msg}")
    except (ValueError, RecursionError) as error:
        _refuse(path, f"is not JSON that a proposal would hold: {error}")
    if not isinstance(document, Mapping):
        _refuse(path, "is not a proposal")
    return document


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Make a dict of keys that each appear once."""
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for key, _ in pairs if sum(key == other for other, _ in pairs) > 1)
        message = f"the key {twice!r} appears twice"
        raise ValueError(message)
    return found


def _no_number(name: str) -> NoReturn:
    """JSON proper knows no NaN and no infinity."""
    message = f"{name} is not a number"
    raise ValueError(message)


def _part(
    whole: Mapping[str, object], key: str, path: str, above: str = ""
) -> Mapping[str, object]:
    """Take a part that must be there and have parts itself."""
    part = whole.get(key)
    if not isinstance(part, Mapping):
        _refuse(path, f"{above}{key} is missing or holds nothing")
    return part


def _words(snapshot: Mapping[str, object], key: str, path: str) -> str:
    """Take a text that names the snapshot."""
    value = snapshot.get(key)
    if not isinstance(value, str):
        _refuse(path, f"run.inputs.snapshot.{key} is missing or not a text")
    return value


def _day(inputs: Mapping[str, object], path: str) -> date:
    """Take the day of trading."""
    value = inputs.get("on")
    try:
        return date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        _refuse(path, f"run.inputs.on is {value!r}, not a day such as 2025-12-24")


@contextmanager
def _placed(path: str) -> Iterator[None]:
    """Put the file's name before the place of a problem inside it."""
    try:
        yield
    except InputError as error:
        raise InputError(
            *(
                problem
                if problem.place.startswith(path)
                else replace(problem, place=f"{path}: {problem.place}")
                for problem in error.problems
            )
        ) from None


def _refuse(place: str, message: str) -> NoReturn:
    """Refuse the file."""
    raise InputError(Problem(place, message, _REMEDY))

"""
Changes of single figures of the policy and of scenarios, by key, under the rules of their files.

Nothing here knows a range: what was changed is laid out as the file is and read again by the same
tables, so what a file refuses is refused here, in the same words.
"""

from __future__ import annotations

import tomllib
from dataclasses import replace
from decimal import Decimal
from math import fsum
from typing import TYPE_CHECKING, cast

from allocator.errors import InputError, Problem
from allocator.model.change import Alteration
from allocator.model.plain import plain
from allocator.portfolio.change_keys import (
    NAMED_TABLES,
    PROBABILITY,
    Slot,
    named_paths,
    slots,
    slots_of,
    unknown_key,
)
from allocator.portfolio.policy_file import policy_from_plain
from allocator.portfolio.scenario_file import SUM_WITHIN, scenario_from_plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from allocator.model.policy import Policy
    from allocator.model.scenario import Scenario

    Wanted = list[tuple[Slot, object]]
    Pair = tuple[Policy, tuple[Scenario, ...]]


def read_changes(texts: Sequence[str], option: str) -> dict[str, object]:
    """
    Read changes as they are typed, `KEY=VALUE`; a value is written as in TOML, or is plain text.

    Args:
        texts: What was typed.
        option: What the option is called in messages.

    Raises:
        InputError: With every text that has no value, and every key that is given twice.

    Example:
        >>> read_changes(["limits.small_cap.upper=0.25", "limits.turnover=none"], "--set")
        {'limits.small_cap.upper': 0.25, 'limits.turnover': 'none'}
    """
    problems: list[Problem] = []
    found: dict[str, object] = {}
    for text in texts:
        key, _, value = (part.strip() for part in text.partition("="))
        if not (key and value):
            remedy = f"write {option} KEY=VALUE, as {option} limits.small_cap.upper=0.25"
            problems.append(Problem(f"{option} {text}", "is not a key with a value", remedy))
        elif key in found:
            problems.append(Problem(f"{option} {text}", f"{key} is given twice", "keep one"))
        else:
            found[key] = _value(value)
    if problems:
        raise InputError(*problems)
    return found


def apply_changes(
    policy: Policy, scenarios: tuple[Scenario, ...], changes: Mapping[str, object]
) -> tuple[Policy, tuple[Scenario, ...]]:
    """
    Change single figures.

    Probabilities that are not set share what is left in proportion to what they are, so that all
    sum to 1. Where two keys name one figure the more particular one counts (a scenario's own before
    that of all drivers); the order of changes never does.

    Args:
        policy: What is wanted.
        scenarios: The worlds.
        changes: Keys (`allocator.portfolio.change_keys`), and values as a file would have them.

    Returns:
        Policy and scenarios after the changes.

    Raises:
        InputError: With every key that is unknown and every value that its file would refuse.
    """
    known = slots_of(changes, scenarios)
    found = [key for key in changes if _leads_somewhere(known.get(key))]
    problems = [_refused(key, known) for key in changes if key not in found]
    problems += _same_figure(found, known)
    wanted: Wanted = sorted(
        ((known[key], changes[key]) for key in found),
        key=lambda each: (not each[0].general, len(each[0].path)),
    )
    after: list[Scenario] = []
    try:
        policy = _policy(policy, [each for each in wanted if each[0].scenarios is None])
    except InputError as failure:
        problems += failure.problems
    for scenario in scenarios:
        ours = [each for each in wanted if scenario.key in (each[0].scenarios or ())]
        try:
            after.append(_scenario(scenario, ours))
        except InputError as failure:
            problems += failure.problems
    if problems:
        raise InputError(*problems)
    fixed = {key for slot, _ in wanted if slot.path == PROBABILITY for key in slot.scenarios or ()}
    return policy, _sharing_the_rest(tuple(after), fixed) if fixed else tuple(after)


def _same_figure(keys: list[str], known: Mapping[str, Slot]) -> list[Problem]:
    """Refuse a limit that is named with its side and without: which of the two counts is unsaid."""
    named: dict[object, str] = {}
    problems = []
    for key in keys:
        slot = known[key]
        figure = slot.scenarios, slot.general, (*slot.path, *filter(None, (slot.side,)))
        if figure in named:
            message = f"{named[figure]} and {key} are one figure"
            problems.append(Problem("", message, "keep one"))
        named[figure] = key
    return problems


def alterations(before: Pair, after: Pair, changes: Mapping[str, object]) -> tuple[Alteration, ...]:
    """
    List what differs between two policies with their scenarios, the policy first.

    Args:
        before: The policy and scenarios that were there.
        after: What `apply_changes` made of them.
        changes: What was asked for; a probability that is not among it follows from the others.
    """
    scenarios = {scenario.key: scenario for scenario in after[1]}
    pairs = {scenario.key: (scenario, scenarios[scenario.key]) for scenario in before[1]}
    found = []
    for key, slot in slots(before[1]).items():
        if slot.general or slot.side:
            continue
        pair = (before[0], after[0]) if slot.scenarios is None else pairs[slot.scenarios[0]]
        follows = slot.path == PROBABILITY and key not in changes
        for each, path in _figures(key, slot, pair):
            old, new = (_at(side, path) for side in pair)
            if old != new:
                found.append(Alteration(each, old, new, follows))
    return tuple(found)


def _figures(
    key: str, slot: Slot, pair: tuple[object, object]
) -> list[tuple[str, tuple[str, ...]]]:
    """List what a key leads to: one figure, or all that a table of names has on either side."""
    if slot.path not in NAMED_TABLES:
        return [(key, slot.path)]
    tables = [cast("tuple[tuple[str, object], ...]", _at(each, slot.path)) for each in pair]
    names = dict.fromkeys(name for table in tables for name, _ in table)
    return [each for name in names for each in named_paths(slot.path, name)]


def present_value(policy: Policy, scenarios: tuple[Scenario, ...], key: str) -> float | None:
    """Read the number that a known key has now; None where there is none, or not one alone."""
    slot = slots_of([key], scenarios)[key]
    path = (*slot.path, slot.side) if slot.side else slot.path
    sources: list[object] = [s for s in scenarios if s.key in (slot.scenarios or ())]
    found = {_at(each, path) for each in sources or [policy]}
    only = found.pop() if len(found) == 1 else None
    if isinstance(only, bool) or not isinstance(only, int | float | Decimal):
        return None
    return float(only)


def _value(text: str) -> object:
    """Read a value as TOML does; what is no TOML is text, such as none or Russell 2000."""
    try:
        read = tomllib.loads(f"value = {text}")
    except (ValueError, RecursionError):
        return text
    return read["value"] if len(read) == 1 else text


def _leads_somewhere(slot: Slot | None) -> bool:
    """Tell whether a key leads to the policy or to at least one scenario."""
    return slot is not None and slot.scenarios != ()


def _refused(key: str, known: Mapping[str, Slot]) -> Problem:
    """Say why a key leads nowhere."""
    if key not in known:
        return unknown_key(str(key), [name for name in known if _leads_somewhere(known[name])])
    table = known[key].path[0]
    remedy = f"write that table into a scenario's file, or set scenario.NAME.{table} key by key"
    return Problem("", f"{key}: no scenario has a table [{table}]", remedy)


def _policy(policy: Policy, wanted: Wanted) -> Policy:
    """Change figures of the policy."""
    if not wanted:
        return policy
    return policy_from_plain(_laid_out(policy, wanted), "the policy as changed")


def _scenario(scenario: Scenario, wanted: Wanted) -> Scenario:
    """Change figures of a scenario."""
    if not wanted:
        return scenario
    if any(slot.path == PROBABILITY for slot, _ in wanted):
        scenario = replace(scenario, probability_from="")
    data = _laid_out(scenario, wanted)
    return scenario_from_plain(data, f"scenario {scenario.key} as changed")


def _laid_out(value: object, wanted: Wanted) -> object:
    """Lay a policy or scenario out as its file, with other values in it."""
    data = cast("dict[str, object]", plain(value))
    for slot, given in wanted:
        is_number = isinstance(given, int | float) and not isinstance(given, bool)
        side = (slot.side,) if slot.side and is_number else ()
        _put(data, (*slot.path, *side), given)
    return data


def _put(table: dict[str, object], path: tuple[str, ...], value: object) -> None:
    """Write one value, with the tables on the way to it."""
    *above, name = path
    for each in above:
        there = table.get(each)
        # A record keeps a table of names as pairs.
        inner: dict[str, object] = dict(there) if isinstance(there, dict | list) else {}
        table[each] = inner
        table = inner
    table[name] = value


def _at(value: object, path: tuple[str, ...]) -> object:
    """Take one value out of a policy or scenario; None where there is none."""
    for name in path:
        if isinstance(value, tuple):
            value = dict(cast("tuple[tuple[str, object], ...]", value)).get(name)
        else:
            value = getattr(value, name, None)
    return value


def _sharing_the_rest(scenarios: tuple[Scenario, ...], fixed: set[str]) -> tuple[Scenario, ...]:
    """Rescale in proportion the probabilities that are not fixed, so that all sum to one."""
    taken = fsum(s.probability for s in scenarios if s.key in fixed)
    others = fsum(s.probability for s in scenarios if s.key not in fixed)
    if abs(taken + others - 1) <= SUM_WITHIN:
        return scenarios
    if taken > 1 + SUM_WITHIN or others == 0:
        raise InputError(_impossible_sum(scenarios, fixed, taken))
    rest = max(0.0, 1 - taken)
    return tuple(
        s if s.key in fixed else replace(s, probability=s.probability * rest / others)
        for s in scenarios
    )


def _impossible_sum(scenarios: tuple[Scenario, ...], fixed: set[str], taken: float) -> Problem:
    """Say why probabilities cannot be made to sum to one."""
    listed = ", ".join(f"{s.key} {s.probability:.10g}" for s in scenarios if s.key in fixed)
    if taken > 1:
        message = f"the probabilities set sum to {taken:.10g}, more than 1: {listed}"
        return Problem("", message, f"lower them by {taken - 1:.10g} in all")
    left = "no other scenario has any" if len(fixed) < len(scenarios) else "no scenario is left"
    message = f"the probabilities set sum to {taken:.10g}, and {left} to take the rest: {listed}"
    return Problem("", message, "set them so that all sum to 1")

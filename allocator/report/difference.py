"""What differs between two JSON documents, value by value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from allocator.report.json_text import json_text
from allocator.report.table import paragraph

MOST_SHOWN = 20
"""How many differences are listed; the rest are counted."""

_MOST_COLUMNS = 40


class _Missing:
    """Stands where one side has nothing."""


MISSING = _Missing()


@dataclass(frozen=True, slots=True)
class Difference:
    """A path into the documents, `trades[0].shares`, and what stands there in each."""

    path: str
    given: object
    made: object

    def __str__(self) -> str:
        """Read as one line: `small_cap.after: given 0.178, now 0.181`."""
        return f"{self.path}: given {_shown(self.given)}, now {_shown(self.made)}"


def differences(given: object, made: object, path: str = "") -> tuple[Difference, ...]:
    """
    List where two parsed documents differ, in their order.

    Numbers are compared as numbers, so parse with `parse_float=Decimal` to compare every digit.

    Example:
        >>> [str(each) for each in differences({"a": [1, 2], "b": 3}, {"a": [1, 5]})]
        ['a[1]: given 2, now 5', 'b: given 3, now nothing']
    """
    if isinstance(given, Mapping) and isinstance(made, Mapping):
        keys = dict.fromkeys((*given, *made))
        pairs = [
            (f"{path}.{key}".lstrip("."), given.get(key, MISSING), made.get(key, MISSING))
            for key in keys
        ]
    elif isinstance(given, list) and isinstance(made, list):
        pairs = [
            (f"{path}[{at}]", _at(given, at), _at(made, at))
            for at in range(max(len(given), len(made)))
        ]
    else:
        same = given == made and isinstance(given, bool) == isinstance(made, bool)
        return () if same else (Difference(path, given, made),)
    return tuple(found for name, old, new in pairs for found in differences(old, new, name))


def difference_text(found: tuple[Difference, ...], width: int) -> str:
    """List differences for a person: versions first, since they explain the others."""
    ordered = sorted(found, key=lambda each: not each.path.startswith("run.versions"))
    lines = [f"different in {len(found)} place{'' if len(found) == 1 else 's'}:"]
    for difference in ordered[:MOST_SHOWN]:
        lines += paragraph(str(difference), width, indent=2, hang=4)
    if len(ordered) > MOST_SHOWN:
        lines.append(f"  and {len(ordered) - MOST_SHOWN} more")
    return "\n".join(lines) + "\n"


def _at(items: list[object], position: int) -> object:
    """Take an item, or what stands for none."""
    return items[position] if position < len(items) else MISSING


def _shown(value: object) -> str:
    """Write a value short enough for a line."""
    if value is MISSING:
        return "nothing"
    text = " ".join(json_text(value).split())
    return text if len(text) <= _MOST_COLUMNS else text[: _MOST_COLUMNS - 3] + "..."

"""What-if questions and sweeps as JSON: the same facts as the text, the same bytes every time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.report.json import document
from allocator.report.json_text import json_text, significant
from allocator.report.reasons import components

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.model.change import Alteration
    from allocator.pipeline.what_if import WhatIf
    from allocator.pipeline.what_if_sweep import Point, Sweep

WHAT_IF_SCHEMA = "allocator.what-if/1"
SWEEP_SCHEMA = "allocator.sweep/1"


def what_if_json(found: WhatIf) -> str:
    """Write the changes, the figures side by side, and both proposals in full."""
    document_ = {
        "schema": WHAT_IF_SCHEMA,
        "changes": _changes(found.alterations),
        "figures": {
            each.name: {
                "base": _rounded(each.base),
                "changed": _rounded(each.changed),
                "difference": _rounded(each.difference),
            }
            for each in found.comparisons
        },
        "base": document(found.base),
        "changed": document(found.changed),
    }
    return json_text(document_) + "\n"


def sweep_json(found: Sweep) -> str:
    """Write every point; one without a target says why."""
    document_ = {
        "schema": SWEEP_SCHEMA,
        "as_of": found.snapshot.as_of.isoformat(),
        "snapshot": found.snapshot.digest,
        "value": found.value,
        "changes": _changes(found.alterations),
        "keys": [
            {"key": key, "present": present}
            for key, present in zip(found.keys, found.present, strict=True)
        ],
        "expires": {
            part.driver: part.expires.isoformat()
            for _, part in components(found.outlook)
            if part.expires is not None
        },
        "warnings": list(dict.fromkeys(problem.message for problem in found.warnings)),
        "base": _point(found.base),
        "points": [{"at": list(point.values), **_point(point)} for point in found.points],
    }
    return json_text(document_) + "\n"


def _changes(alterations: Sequence[Alteration]) -> list[dict[str, object]]:
    """List what was changed, and what followed."""
    return [
        {"key": each.key, "before": each.before, "after": each.after, "follows": each.follows}
        for each in alterations
    ]


def _point(point: Point) -> dict[str, object]:
    """Write one point."""
    target = point.target
    if target is None:
        return {"trouble": point.trouble}
    return {
        "small_cap": _rounded(target.small_cap),
        "trades": target.trades,
        "traded_usd": round(target.traded_usd, 2),
        "gain": significant(target.gain),
        "binding": list(target.binding),
    }


def _rounded(value: float | None) -> float | None:
    """Round a figure, if there is one."""
    return None if value is None else significant(value)

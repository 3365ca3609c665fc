"""Whether users' views speak of indexes and signals that there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.errors import Problem
from allocator.model.scenario import SignalView
from allocator.portfolio.findings import quoted
from allocator.portfolio.suggestion import did_you_mean

if TYPE_CHECKING:
    from allocator.model.scenario import OwnView, Scenario
    from allocator.model.snapshot import Snapshot


def view_problems(scenarios: tuple[Scenario, ...], snapshot: Snapshot) -> list[Problem]:
    """Find indexes in views that no fund tracks, and signals that the data do not hold."""
    return [
        problem
        for scenario in scenarios
        for view in scenario.views
        for problem in _problems(
            view, f"scenario {scenario.key}: view {quoted(view.name)}", snapshot
        )
    ]


def _problems(view: OwnView, place: str, snapshot: Snapshot) -> list[Problem]:
    """Check one view."""
    if isinstance(view, SignalView):
        known = [signal.key for signal in snapshot.signals]
        if view.signal in known:
            return []
        remedy = did_you_mean(view.signal, known) if known else "build a snapshot that has signals"
        return [Problem(place, f"there is no signal {quoted(view.signal)}", remedy)]
    tracked = sorted({fund.index for fund in snapshot.funds.values()})
    return [
        Problem(place, f"no fund tracks {quoted(name)}", did_you_mean(name, tracked))
        for name, _ in view.legs
        if name not in tracked
    ]

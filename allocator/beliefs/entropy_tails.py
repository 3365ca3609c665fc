"""
Views on CVaR, by a search over its threshold.

CVaR is the least over thresholds e of e + E_q[(L - e)+] / (1 - level) (Rockafellar and Uryasev
2000), and that least is at the value at risk. So it is concave in q, and for each threshold the
condition is linear:

* CVaR at least c is one linear condition for every e; those that are violated are added one after
  the other (Kelley 1960). The answer is the nearest there is.
* CVaR at most c is the condition at some e, and e may be taken from the losses below c. Those are
  searched, each with the other views as they stand, until none moves (Meucci, Ardia and Keel 2011
  search likewise).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.beliefs.checks import refusal
from allocator.beliefs.entropy_dual import TOLERANCE, Pooled, pooled
from allocator.beliefs.entropy_impossible import impossible
from allocator.beliefs.entropy_room import Row
from allocator.beliefs.entropy_statistics import CVaR, value_at_risk
from allocator.beliefs.entropy_views import Relation
from allocator.errors import CertificationError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.beliefs.entropy_views import View
    from allocator.model.arrays import Array

_ROUNDS = 100
_TRIED = 12
"""How many thresholds are tried at a time by rank, and as many by size."""


class _Tail:
    """A view on CVaR, as conditions at a threshold."""

    def __init__(self, p: Array, view: View, statistic: CVaR) -> None:
        self.view = view
        self.losses = -view.values[0]
        self.level = statistic.level
        self.at_least = view.relation is not Relation.AT_MOST
        self.at_most = view.relation is not Relation.AT_LEAST
        deviation = np.sqrt(p @ (self.losses - p @ self.losses) ** 2)
        self.tolerance = TOLERANCE * float(deviation) / (1 - self.level)

    def check(self) -> None:
        """Refuse a bound beyond the best or the worst loss."""
        low, high = float(self.losses.min()), float(self.losses.max())
        bound = self.view.bound
        if (self.at_most and bound <= low) or (self.at_least and bound >= high):
            message = f"no probabilities give a {self.view}: losses go from {low:g} to {high:g}"
            raise refusal(self.view.place, message, "choose a bound between the two")

    def threshold(self, q: Array) -> float:
        """Find the value at risk."""
        return value_at_risk(self.losses, q, self.level)

    def above(self, q: Array, threshold: float) -> float:
        """Measure by how much e + E_q[(L - e)+] / (1 - level) exceeds the bound at e."""
        excess = float(q @ np.maximum(self.losses - threshold, 0))
        return threshold + excess / (1 - self.level) - self.view.bound

    def ceiling(self, threshold: float) -> Row:
        """Keep that at or below the bound, which keeps CVaR there."""
        values = np.maximum(self.losses - threshold, 0)
        left = 1 - self.level
        bound = left * (self.view.bound - threshold)
        return Row(values, bound, equality=False, view=self.view.place, per_bound=left)

    def floor(self, threshold: float) -> Row:
        """Keep that at or above the bound, as it must be at every threshold."""
        up = self.ceiling(threshold)
        return Row(-up.values, -up.bound, equality=False, view=up.view, per_bound=-up.per_bound)


class _Search:
    """What has been found necessary so far: per view either floors, or a ceiling at a threshold."""

    def __init__(self, p: Array, rows: Sequence[Row]) -> None:
        self.p = p
        self.rows = list(rows)
        self.floors: dict[_Tail, list[Row]] = {}
        self.thresholds: dict[_Tail, float] = {}
        self._searched: dict[_Tail, object] = {}

    def necessary(self) -> list[Row]:
        """List the rows that any answer satisfies."""
        return [*self.rows, *(row for floors in self.floors.values() for row in floors)]

    def answer(self, thresholds: dict[_Tail, float]) -> Pooled | None:
        """Pool with the ceilings at these thresholds."""
        ceilings = [tail.ceiling(threshold) for tail, threshold in thresholds.items()]
        return pooled(self.p, [*self.necessary(), *ceilings])

    def tightened(self, tail: _Tail, q: Array) -> bool:
        """Add what the answer so far shows to be missing; say whether anything was."""
        threshold = tail.threshold(q)
        above = tail.above(q, threshold)
        if tail in self.thresholds:
            if self._moved(tail):
                return True
            ceiling = tail.above(q, self.thresholds[tail])
            if ceiling > -tail.tolerance:  # it binds: a threshold with slack would do better
                self.thresholds[tail] = threshold
                return ceiling - above > tail.tolerance
        if tail.at_least and above < -tail.tolerance:
            self.thresholds.pop(tail, None)
            self.floors.setdefault(tail, []).append(tail.floor(threshold))
            return True
        if tail.at_most and above > tail.tolerance:
            self.floors.pop(tail, None)
            self._searched.pop(tail, None)
            return self._moved(tail)
        return False

    def _moved(self, tail: _Tail) -> bool:
        """Search the threshold, unless nothing else has changed since; say whether it moved."""
        others = {each: e for each, e in self.thresholds.items() if each is not tail}
        around = len(self.necessary()), others
        if self._searched.get(tail) == around:
            return False
        self._searched[tail] = around
        before = self.thresholds.get(tail)
        self.thresholds[tail] = self._nearest_threshold(tail, others)
        return self.thresholds[tail] != before

    def _nearest_threshold(self, tail: _Tail, others: dict[_Tail, float]) -> float:
        """
        Search the losses below the bound for the threshold with the nearest answer.

        The divergence falls and then rises with the threshold, but for ripples from one loss to
        the next: so a few are tried, then a few between the neighbours of the best, to the last.
        """
        losses = np.unique(tail.losses[tail.losses < tail.view.bound])
        low, high = 0, len(losses) - 1
        while True:
            tried = _spread(losses, low, high)
            answers = [self.answer({**others, tail: float(losses[each])}) for each in tried]
            apart = [np.inf if answer is None else answer.divergence for answer in answers]
            best = int(np.argmin(apart))
            if np.isinf(apart[best]):
                raise refusal(
                    tail.view.place,
                    f"a {tail.view} was found at no threshold together with the other views",
                    "loosen it, or the views that make losses larger",
                )
            if len(tried) == high - low + 1:
                return float(losses[tried[best]])
            low, high = tried[max(best - 1, 0)], tried[min(best + 1, len(tried) - 1)]


def _spread(losses: Array, low: int, high: int) -> list[int]:
    """Pick positions from `low` to `high`, evenly by rank and evenly by size; few, so all."""
    by_rank = np.linspace(low, high, _TRIED).astype(int)
    by_size = np.searchsorted(losses, np.linspace(losses[low], losses[high], _TRIED))
    positions: list[int] = np.union1d(by_rank, by_size).tolist()
    return positions


def pooled_with_tails(p: Array, rows: Sequence[Row], views: Sequence[View]) -> Pooled:
    """
    Find the probabilities nearest to `p` that satisfy linear rows and the views on CVaR.

    Args:
        p: Prior probabilities, positive, shape (T,).
        rows: The linear views, and what is held.
        views: All views; those on CVaR are met here, the others only named where they clash.

    Returns:
        The answer.

    Raises:
        InputError: If there is none, or no threshold serves a view that CVaR be at most so much.
        CertificationError: If none was found to the tolerance.
    """
    search = _Search(p, rows)
    tails = [_Tail(p, view, view.statistic) for view in views if isinstance(view.statistic, CVaR)]
    for tail in tails:
        tail.check()
    for _ in range(_ROUNDS):
        answer = search.answer(search.thresholds)
        if answer is None:
            raise impossible(p, search.necessary(), views)
        changes = [search.tightened(tail, answer.probabilities) for tail in tails]
        if not any(changes):
            return answer
    raise CertificationError("the thresholds of the views on CVaR did not settle")

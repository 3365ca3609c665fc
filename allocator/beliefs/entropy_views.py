"""Views of entropy pooling as the caller writes them: read, checked, and turned into rows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from allocator.beliefs.checks import array_of, number_of, refusal
from allocator.beliefs.entropy_room import Row
from allocator.beliefs.entropy_statistics import Correlation, CVaR, Variance

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from allocator.model.arrays import Array

Statistic = Variance | Correlation | CVaR


class Relation(StrEnum):
    """How a statistic stands to its bound."""

    EQUAL = "equal to"
    AT_MOST = "of at most"
    AT_LEAST = "of at least"


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """
    One view, over the scenarios that have any probability.

    Attributes:
        place: Where the caller wrote it, as `at_most[1]`.
        statistic: What it is about; None for an expectation.
        values: One row per quantity, shape (1, T), of a correlation (2, T).
        relation: Equal, at most or at least.
        bound: In the unit of the statistic.
    """

    place: str
    statistic: Statistic | None
    values: Array
    relation: Relation
    bound: float

    def __str__(self) -> str:
        """Spell the view as a message does."""
        return f"{self.statistic or 'expectation'} {self.relation} {self.bound:g}"

    def row(self, values: Array, bound: float, per_bound: float = 1.0) -> Row:
        """Turn it into a row on `values`, where that is how it reads."""
        if self.relation is Relation.AT_LEAST:
            return Row(-values, -bound, equality=False, view=self.place, per_bound=-per_bound)
        equality = self.relation is Relation.EQUAL
        return Row(values, bound, equality=equality, view=self.place, per_bound=per_bound)


def read_views(
    pairs: Sequence[object], relation: Relation, name: str, among: NDArray[np.bool_]
) -> list[View]:
    """
    Read pairs of what a view is about and its bound.

    Args:
        pairs: Arrays of shape (T,), for an expectation, or statistics, each with its bound.
        relation: How they stand to their bounds.
        name: Where the caller wrote them.
        among: True for each scenario that has any probability, shape (T,).

    Returns:
        The views, over those scenarios.

    Raises:
        InputError: If a pair is none, a shape differs, a number is not finite, or a bound is one
            that the statistic can never have.
    """
    return [
        _read(pair, relation, f"{name}[{position}]", among) for position, pair in enumerate(pairs)
    ]


def _read(pair: object, relation: Relation, place: str, among: NDArray[np.bool_]) -> View:
    """Read one pair."""
    if not isinstance(pair, tuple) or len(pair) != 2:
        message = "is not a pair of scenario values and a bound"
        raise refusal(place, message, "write (values, bound)")
    about, given = pair
    bound = float(array_of(given, place))
    statistic = about if isinstance(about, Statistic) else None
    rows = (
        (about.first, about.second)
        if isinstance(about, Correlation)
        else (about if statistic is None else about.values,)
    )
    values = np.array([array_of(row, place, len(among))[among] for row in rows])
    _check(statistic, values, bound, place)
    return View(place, statistic, values, relation, bound)


def _check(statistic: Statistic | None, values: Array, bound: float, place: str) -> None:
    """Refuse what no probabilities can mend."""
    if isinstance(statistic, Variance) and bound <= 0:
        raise refusal(place, f"a variance is positive, not {bound:g}", "square the deviation")
    if isinstance(statistic, Correlation):
        if abs(bound) >= 1:
            message = f"a correlation lies between -1 and 1, not at {bound:g}"
            raise refusal(place, message, "write 0.6 for 60 %")
        if (np.ptp(values, axis=1) == 0).any():
            message = "a quantity that never varies has no correlation"
            raise refusal(place, message, "leave the view out")
    if isinstance(statistic, CVaR):
        number_of(statistic.level, f"{place}: level", 0.0, 1.0, "write 0.95 for the worst 5 %")

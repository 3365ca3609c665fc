"""What each driver adds to every expected return: exact, because the blend is linear in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.explanation.sizes import drivers_by_size

if TYPE_CHECKING:
    from collections.abc import Mapping

    from allocator.model.brief import Brief


@dataclass(frozen=True, slots=True)
class ReturnReasons:
    """
    The expected return of one index over cash, a year: prior, each driver's part, posterior.

    The parts sum to `posterior - prior` but for rounding of floats.
    """

    index: str
    prior: float
    parts: Mapping[str, float]
    posterior: float


def return_reasons(brief: Brief) -> tuple[ReturnReasons, ...]:
    """List the J indexes with what drivers add to each, the largest driver first."""
    outlook, drivers = brief.outlook, drivers_by_size(brief.outlook)
    return tuple(
        ReturnReasons(
            index=name,
            prior=float(outlook.prior[j]),
            parts={driver: float(outlook.contributions[driver][j]) for driver in drivers},
            posterior=float(outlook.mean[j]),
        )
        for j, name in enumerate(brief.household.index_names)
    )

"""A user's own view: what it says over a year, and whether the prior can bear it."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

from allocator.beliefs.fading import left_of_year
from allocator.beliefs.idzorek import idzorek_omega
from allocator.beliefs.student import mean_deviation
from allocator.errors import Problem
from allocator.model.scenario import DoubtKind, SignalView
from allocator.model.views import SMALL_MINUS_LARGE, Component, Silence, Spread

if TYPE_CHECKING:
    from collections.abc import Mapping

    from allocator.model.arrays import Array
    from allocator.model.scenario import OwnView, StatedView
    from allocator.model.snapshot import Snapshot

MOST_Z = 4.0
"""A view farther than this from the prior, in the prior's own standard deviations, is a slip."""

YEAR = 12.0
"""Months of the horizon that everything here is stated over."""


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """What a view is held against: indexes (J,), equilibrium (J,), plain risk (J, J), and tau."""

    indexes: tuple[str, ...]
    prior: Array
    risk: Array
    tau: float

    def row(self, legs: Mapping[str, float]) -> Array:
        """Spell legs as a row of P, shape (J,)."""
        return np.array([legs.get(name, 0.0) for name in self.indexes])


def driver_of(view: OwnView) -> str:
    """Name the driver that a view is in reports and files."""
    return f"view: {view.name}"


def own_view(view: OwnView, snapshot: Snapshot, ground: Ground) -> Component | Silence:
    """
    State a user's view as a distance from equilibrium over twelve months.

    A view over h months is worth what it says over h, and equilibrium for the rest of the year: Q =
    e + (1 - h/12) p'Pi below a year, Q = (12/h) e from a year on, without compounding. Its standard
    deviation is the user's, over the same time, or Idzorek's for a confidence. A view on a signal
    takes mean and deviation from what followed the signal, as the rate cycle does from its phases.

    Args:
        view: What the user says.
        snapshot: The day, and the signals.
        ground: What it is held against.

    Returns:
        A component of its own row, or why there is none.
    """
    driver = driver_of(view)
    if snapshot.as_of >= view.expires:
        return Silence(driver, f"expired on {view.expires}")
    if isinstance(view, SignalView):
        return _on_signal(view, snapshot, driver)
    p = ground.row(dict(view.legs))
    fair = float(p @ ground.prior)
    return Component(
        driver=driver,
        spread=Spread(view.legs),
        mean=_distance(view, fair),
        standard_deviation=_deviation(view, p, ground),
        summary=_in_words(view),
        expires=view.expires,
    )


def _deviation(view: StatedView, p: Array, ground: Ground) -> float:
    """Take the user's standard deviation over a year, or that of a confidence."""
    doubt = view.doubt
    if doubt.kind is DoubtKind.CONFIDENCE:
        return sqrt(float(idzorek_omega(ground.risk, [p], [doubt.size], ground.tau)[0, 0]))
    return doubt.size / max(1.0, view.horizon_months / YEAR)


def _on_signal(view: SignalView, snapshot: Snapshot, driver: str) -> Component | Silence:
    """Expect what followed a signal, as much of it as is left of the year since it came on."""
    signal = next((each for each in snapshot.signals if each.key == view.signal), None)
    if signal is None:
        return Silence(driver, f"the signal {view.signal!r} is not in the data")
    if signal.unknown_because is not None:
        why = signal.unknown_because
        return Silence(driver, f"whether the signal {signal.key!r} is on is not known: {why}")
    if signal.since is None:
        return Silence(driver, f"the signal {signal.key!r} is not on: {signal.seen}")
    evidence = signal.evidence
    deviation = mean_deviation(evidence)
    if evidence.mean is None or deviation is None:
        return Silence(driver, f"the signal {signal.key!r} was on {evidence.n} times: too few")
    left, expires = left_of_year(signal.since, snapshot.as_of)
    usual = evidence.baseline_mean if signal.mean_since is None else signal.mean_since
    return Component(
        driver=driver,
        spread=SMALL_MINUS_LARGE,
        mean=left * (evidence.mean - usual),
        standard_deviation=deviation,
        summary=(
            f"{signal.title}, on since {signal.since}: n={evidence.n}, mean "
            f"{100 * evidence.mean:+.1f} points, {100 * usual:+.1f} in any year since "
            f"{signal.readable}; {left:.0%} of the year left; {view.source}"
        ),
        expires=min(view.expires, expires),
    )


def _in_words(view: StatedView) -> str:
    """Say what the user said, with its units."""
    size = f"{100 * view.doubt.size:.3g} %"
    is_confidence = view.doubt.kind is DoubtKind.CONFIDENCE
    doubt = f"held with a confidence of {size}" if is_confidence else f"give or take {size}"
    return (
        f"{100 * view.expected:+.3g} % over {view.horizon_months:g} months, {doubt}; "
        f"{view.source}; until {view.expires}"
    )


def implausible(view: OwnView, ground: Ground, place: str) -> tuple[Problem, ...]:
    """
    Find a view that the prior cannot bear: a unit is more likely wrong than the market.

    Args:
        view: What the user says.
        ground: The prior as the user's inputs stand.
        place: Where the view stands, for the message.

    Returns:
        A problem if |z| > 4, with z = (Q - p'Pi) / sqrt(tau p'R p); the user's own doubt does not
        widen it, or a slip in both would pass.
    """
    if isinstance(view, SignalView):
        return ()
    p = ground.row(dict(view.legs))
    fair, deviation = float(p @ ground.prior), sqrt(float(ground.tau * p @ ground.risk @ p))
    distance = _distance(view, fair)
    if abs(distance) <= MOST_Z * deviation:
        return ()
    z = f"{abs(distance) / deviation:.1f}" if deviation else "infinitely many"
    message = (
        f"says {100 * (fair + distance):+.4g} % for the year, {z} standard deviations from the "
        f"equilibrium of {100 * fair:+.2f} % (give or take {100 * deviation:.2f} %); more than "
        f"{MOST_Z:g} are refused"
    )
    low, high = fair - MOST_Z * deviation, fair + MOST_Z * deviation
    remedy = (
        "check the unit ('3 %' is three points, or 0.03; '300 %' is 3.0) and the horizon; what "
        f"can be said lies from {100 * low:+.1f} % to {100 * high:+.1f} % for the year"
    )
    return (Problem(place, message, remedy),)


def _distance(view: StatedView, fair: float) -> float:
    """State what a view says over a year beyond what equilibrium gives its legs."""
    years = view.horizon_months / YEAR
    return view.expected / max(1.0, years) - min(1.0, years) * fair

"""
The probabilities that hurt most, by one conic program.

max over x of min over p in a set of sum p_s w_s(x): by the minimax theorem (Sion 1958) the
multiplier of the s-th value is the worst p_s. Where scenarios are mixed, their distance is a risk
too; since a variance is the least mean square, min over m of sum p_s (a_s - m)^2, one more unknown
m keeps it linear in p.

Laid out in Clarabel's own form, as `optimize.conic` is: an explanation asks some hundred times.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import log, sqrt
from typing import TYPE_CHECKING

import clarabel
import numpy as np

from allocator.model.formulate import charges, formulate
from allocator.model.unknowns import unknowns_of
from allocator.optimize.conic import SOLVED, limits_of, settings, sparse_of
from allocator.optimize.stated import SCALE

if TYPE_CHECKING:
    from allocator.model.arrays import Array
    from allocator.model.brief import Brief
    from allocator.model.course import Course
    from allocator.model.outlook import World
    from allocator.model.program import Program

CUTS = 100
"""Most tangents that a tail is cut off with."""

KAPPA = 0.05
"""About the size of a value a year; |g|^2 <= y is written |(2 sqrt(k) g, y - k)| <= y + k."""


@dataclass(frozen=True, slots=True, eq=False)
class Rivals:
    """
    The S scenarios that nature may choose among.

    Attributes:
        worlds: The scenarios.
        stated: Their probabilities, shape (S,), all above zero.
        best: What is taken off each value, shape (S,).
        mixed: Whether the distance between them is a risk.
        radius: The most nats from the stated probabilities; None for any at all.
    """

    worlds: tuple[World, ...]
    stated: Array
    best: Array
    mixed: bool
    radius: float | None

    @property
    def free(self) -> bool:
        """Whether any probabilities are allowed: a ball that holds every certainty holds all."""
        return self.radius is None or self.radius >= -log(self.stated.min())


def worst_probabilities(brief: Brief, rivals: Rivals, course: Course) -> Worst | None:
    """
    Find the probabilities against which the best portfolio does worst.

    Args:
        brief: The household, its limits and the objective; its outlook is not used.
        rivals: The scenarios.
        course: The case of the law that is looked at.

    Returns:
        The probabilities, or None where the solver has no answer.
    """
    program = formulate(brief, course)
    for _ in range(CUTS):
        found = _solved(brief, program, rivals, course)
        if found is None:
            return None
        cut = program.with_cuts(program.change(found.z))
        if cut is None:
            return found
        program = cut
    return None


@dataclass(frozen=True, slots=True, eq=False)
class Worst:
    """The worst probabilities, shape (S,), and the portfolio against them, z of shape (n,)."""

    probabilities: Array
    z: Array


def _solved(brief: Brief, program: Program, rivals: Rivals, course: Course) -> Worst | None:
    """Solve one program."""
    unknowns = _Unknowns(
        len(program.cost),
        len(program.exposure),
        len(rivals.worlds),
        len(program.impact.coefficient),
    )
    form = _Form(unknowns)
    _add_limits(form, program)
    first = [_add_world(form, brief, rivals, s) for s in range(len(rivals.worlds))]
    q = _add_least(form, rivals)
    P = np.zeros((unknowns.count, unknowns.count))
    P[unknowns.z, unknowns.z], q[unknowns.z] = _common(brief, course)
    _add_impact(form, program, q)
    solved = _solve(form, P, q)
    if solved is None:
        return None
    z, duals = solved
    p = np.maximum([duals[row] + duals[row + 1] for row in first], 0.0)
    return Worst(p / p.sum(), np.clip(z[unknowns.z], 0.0, program.most))


def _add_impact(form: _Form, program: Program, q: Array) -> None:
    """Add what moving prices costs, one unknown for each price that is moved."""
    for number, line in enumerate(program.impact.lines):
        rows = form.blank(3)
        rows[0, form.unknowns.impact(number)] = -1.0
        rows[2, form.unknowns.z] = -line
        form.add(rows, np.array([0.0, 1.0, 0.0]), clarabel.PowerConeT(2 / 3))
        q[form.unknowns.impact(number)] = program.impact.coefficient[number]


def _solve(form: _Form, P: Array, q: Array) -> tuple[Array, Array] | None:
    """Solve, at our tolerances or else at the solver's own: all unknowns, and the multipliers."""
    A = np.vstack(form.rows)
    used = np.asarray(A.any(axis=0))  # a criterion needs some of the unknowns only
    for tight in (True, False):
        found = clarabel.DefaultSolver(
            sparse_of(np.triu(SCALE * P[np.ix_(used, used)])),
            SCALE * q[used],
            sparse_of(A[:, used]),
            np.concatenate(form.sides),
            form.cones,
            settings(tight=tight),
        ).solve()
        if found.status in SOLVED:
            every = np.zeros(len(used))
            every[used] = found.x
            return every, np.array(found.z)
    return None


@dataclass(frozen=True, slots=True)
class _Unknowns:
    """Where each stands: z, exposures, values v, centre m, what the least mean needs, impacts."""

    trades: int
    exposures: int
    worlds: int
    impacts: int

    @property
    def before(self) -> int:
        return self.trades + self.exposures

    @property
    def count(self) -> int:
        return self.before + 2 * self.worlds + 3 + self.impacts

    def impact(self, number: int) -> int:
        return self.before + 2 * self.worlds + 3 + number

    @property
    def z(self) -> slice:
        return slice(0, self.trades)

    def value(self, s: int) -> int:
        return self.before + s

    def tilt(self, s: int) -> int:
        return self.before + self.worlds + s

    @property
    def middle(self) -> int:
        return self.before + 2 * self.worlds

    @property
    def least(self) -> int:
        return self.middle + 1

    @property
    def nats(self) -> int:
        return self.middle + 2


@dataclass(frozen=True, slots=True)
class _Form:
    """Rows A, right sides b and cones K of A y + s = b, s in K, as they are added."""

    unknowns: _Unknowns
    rows: list[Array] = field(default_factory=list)
    sides: list[Array] = field(default_factory=list)
    cones: list[object] = field(default_factory=list)

    def blank(self, count: int) -> Array:
        """Start rows of zeros."""
        return np.zeros((count, self.unknowns.count))

    def add(self, rows: Array, sides: Array, cone: object) -> int:
        """Add rows of one cone, and tell where they begin."""
        begin = sum(len(each) for each in self.sides)
        self.rows.append(rows)
        self.sides.append(sides)
        self.cones.append(cone)
        return begin


def _add_limits(form: _Form, program: Program) -> None:
    """Add the limits of the program: rows, the box, and norms."""
    every = np.arange(len(program.cost))
    limits, sides, cones = limits_of(program, every)
    rows = form.blank(len(sides))
    before = form.unknowns.before
    rows[:, :before] = limits.matrix(len(sides), before).toarray()
    form.rows.append(rows)
    form.sides.append(sides)
    form.cones.extend(cones)


def _add_world(form: _Form, brief: Brief, rivals: Rivals, s: int) -> int:
    """Add that the s-th value is at most what the scenario is worth; tell where its cone begins."""
    world, at = rivals.worlds[s], form.unknowns
    x0, X = _exposure(brief)
    half = sqrt(brief.policy.objective.risk_aversion / 2)
    root = np.linalg.cholesky(world.risk + world.uncertainty).T
    rows = form.blank(2 + len(x0) + rivals.mixed)
    rows[:2, at.z], rows[:2, at.value(s)] = -world.mean @ X, 1.0
    worth = float(world.mean @ x0) - rivals.best[s]
    size = 2 * sqrt(KAPPA)
    rows[2 : 2 + len(x0), at.z] = -size * half * root @ X
    sides = [worth + KAPPA, worth - KAPPA, *(size * half * root @ x0)]
    if rivals.mixed:
        rows[-1, at.z], rows[-1, at.middle] = -size * half * world.mean @ X, size * half
        sides.append(size * half * float(world.mean @ x0))
    return form.add(rows, np.array(sides), clarabel.SecondOrderConeT(len(rows)))


def _add_least(form: _Form, rivals: Rivals) -> Array:
    """
    Add the least mean of the values over the set, and give the linear costs that maximise it.

    Over all probabilities it is the least value. Within a Kullback-Leibler ball of radius r it is
    max over k >= 0 of -k ln sum p_s exp(-v_s / k) - k r (Hansen and Sargent 2001), by cones of
    exponentials.
    """
    at, count = form.unknowns, len(rivals.worlds)
    q = np.zeros(at.count)
    if rivals.free:
        rows = form.blank(count)
        for s in range(count):
            rows[s, at.least], rows[s, at.value(s)] = 1.0, -1.0
        form.add(rows, np.zeros(count), clarabel.NonnegativeConeT(count))
        q[at.least] = -1.0
        return q
    rows = form.blank(1)
    rows[0, at.nats] = -1.0
    for s, p in enumerate(rivals.stated):
        rows[0, at.tilt(s)] = p
    form.add(rows, np.zeros(1), clarabel.NonnegativeConeT(1))
    for s in range(count):
        rows = form.blank(3)
        rows[0, [at.value(s), at.least]] = 1.0
        rows[1, at.nats], rows[2, at.tilt(s)] = -1.0, -1.0
        form.add(rows, np.zeros(3), clarabel.ExponentialConeT())
    q[at.least], q[at.nats] = 1.0, rivals.radius or 0.0
    return q


def _common(brief: Brief, course: Course) -> tuple[Array, Array]:
    """Give the costs that all scenarios share: charges and active risk, for z."""
    aversion, at = brief.policy.objective.active_risk_aversion, unknowns_of(brief)
    x0, X = _exposure(brief)
    active = 2 * aversion * X.T @ brief.risk
    return active @ X, active @ (x0 - brief.neutral.weights) + charges(brief, course, at)


def _exposure(brief: Brief) -> tuple[Array, Array]:
    """Give index exposures as x0 + X z, shapes (J,) and (J, n)."""
    exposure = brief.household.exposure
    return exposure @ brief.household.weights, unknowns_of(brief).on_change(exposure)

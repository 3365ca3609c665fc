"""Entropy pooling: scenario probabilities nearest to the prior that agree with the views."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import entr, rel_entr

from allocator.beliefs.checks import array_of, length_of, refusal
from allocator.beliefs.entropy_steps import in_steps
from allocator.beliefs.entropy_views import Relation, read_views

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

    from allocator.beliefs.entropy_views import Statistic
    from allocator.model.arrays import Array

    Pairs = Sequence[tuple[ArrayLike | Statistic, float]]

_SUM_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class EntropyPooling:
    """
    The posterior of `entropy_pooling`.

    Attributes:
        probabilities: q, shape (T,), read-only.
        divergence: The Kullback-Leibler divergence of q from the prior, sum q ln(q / p), in nats.
        effective_scenarios: exp of the entropy of q, between 1 and T: how many scenarios still
            matter (Meucci 2012). Where it is small, the views rest on few scenarios.
        multipliers: By place of the view, the change of divergence per unit of its bound, in the
            program where the view enters; zero for an inequality that does not bind.
    """

    probabilities: Array
    divergence: float
    effective_scenarios: float
    multipliers: dict[str, float]


def entropy_pooling(
    probabilities: ArrayLike,
    equalities: Pairs = (),
    at_most: Pairs = (),
    at_least: Pairs = (),
) -> EntropyPooling:
    """
    Move scenario probabilities as little as the views require.

    Of all q that satisfy the views, find the one with the least sum q ln(q / p) [1]_. A view is a
    pair: what it is about, and its bound. An array of shape (T,) means its expectation, so an
    array of returns is a view on a mean and one of zeros and ones a view on a probability;
    `Variance`, `Correlation` and `CVaR` name other statistics.

    Views on variances and correlations are linear in q only once means are fixed, and are met in
    three steps: (1) expectations and CVaR; (2) variances too, the mean of each held at what step 1
    gave; (3) correlations too, means and variances of both held at what step 2 gave. All views
    hold in the end; the answer is the nearest among those with these means and variances. To hold
    a mean at its prior value instead, say so: (returns, probabilities @ returns). CVaR is met by a
    search over its threshold [2]_; of at most a bound, the search is exact up to local optima.

    Args:
        probabilities: p, the prior, shape (T,), none negative, sum one. Scenarios at zero stay
            there.
        equalities: Views that a statistic equals its bound.
        at_most: Views that it is no larger.
        at_least: Views that it is no smaller.

    Returns:
        The posterior, certified: views met to 1e-9 standard deviations of the prior, and the
        divergence within 1e-9 nats of its lower bound from the dual.

    Raises:
        InputError: If an argument is malformed, or no probabilities, positive wherever the prior
            is, satisfy the views: then it names one that is impossible alone, or views that
            contradict one another.
        CertificationError: If no answer was found to that accuracy.

    References:
        .. [1] A. Meucci (2008), "Fully Flexible Views: Theory and Practice", Risk 21(10).
        .. [2] A. Meucci, D. Ardia and S. Keel (2011), "Fully Flexible Extreme Views", Journal of
           Risk 14(2).

    Example:
        Jaynes' die: of all dice that throw 4.5 on average, the one nearest to a fair one.

        >>> faces = np.arange(1.0, 7.0)
        >>> loaded = entropy_pooling(np.full(6, 1 / 6), equalities=[(faces, 4.5)])
        >>> loaded.probabilities.round(4).tolist()
        [0.0544, 0.0788, 0.1142, 0.1654, 0.2398, 0.3475]
        >>> round(loaded.effective_scenarios, 4)
        5.0208
    """
    prior = _prior(probabilities)
    among = prior > 0
    views = [
        *read_views(equalities, Relation.EQUAL, "equalities", among),
        *read_views(at_most, Relation.AT_MOST, "at_most", among),
        *read_views(at_least, Relation.AT_LEAST, "at_least", among),
    ]
    q = np.zeros_like(prior)
    q[among], multipliers = in_steps(prior[among], views)
    q.flags.writeable = False
    return EntropyPooling(
        probabilities=q,
        divergence=float(rel_entr(q, prior).sum()),
        effective_scenarios=float(np.exp(entr(q).sum())),
        multipliers=multipliers,
    )


def _prior(probabilities: ArrayLike) -> Array:
    """Take the prior, and refuse what is no probability."""
    name = "probabilities"
    p = array_of(probabilities, name, length_of(probabilities, name))
    if len(p) == 0 or (p < 0).any():
        raise refusal(name, "has no entry, or a negative one", "give each scenario a probability")
    if abs(p.sum() - 1) > _SUM_TOLERANCE:
        raise refusal(name, f"sums to {p.sum():.10g}, not to 1", "divide it by its sum")
    scaled: Array = p / p.sum()
    return scaled

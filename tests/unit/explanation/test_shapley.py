"""Shapley's axioms, and cents that add up."""

from decimal import Decimal
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocator.explanation.cents import to_the_cent
from allocator.explanation.shapley import shapley

PLAYERS = ("a", "b", "c", "d")


def a_game(seed):
    """A value in three dimensions for each coalition, at random."""
    draw = np.random.default_rng(seed)
    worth = {}

    def value(coalition):
        if coalition not in worth:
            worth[coalition] = draw.normal(size=3)
        return worth[coalition]

    return value


@given(st.integers(0, 2**32))
def test_the_parts_sum_to_what_all_reach_beyond_nobody(seed):
    value = a_game(seed)
    parts = shapley(PLAYERS, value)
    together = value(frozenset(PLAYERS)) - value(frozenset())
    assert sum(parts.values()) == pytest.approx(together, abs=1e-12)


@given(st.integers(0, 2**32))
def test_each_part_is_the_average_over_all_orders_of_joining(seed):
    """The definition, by brute force."""
    value = a_game(seed)
    parts = shapley(PLAYERS, value)
    for player in PLAYERS:
        added = [
            value(frozenset(order[: order.index(player) + 1]))
            - value(frozenset(order[: order.index(player)]))
            for order in permutations(PLAYERS)
        ]
        assert parts[player] == pytest.approx(np.mean(added, axis=0), abs=1e-12)


def test_a_game_of_one_gives_all_to_the_one():
    parts = shapley(("a",), lambda who: np.array([float(len(who)), 1.0]))
    assert parts["a"].tolist() == [1.0, 0.0]


def test_every_coalition_is_asked_once():
    asked = []

    def value(who):
        asked.append(who)
        return np.zeros(1)

    shapley(PLAYERS, value)
    assert len(asked) == len(set(asked)) == 16


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=12))
def test_cents_add_up_and_none_is_a_cent_off(parts):
    total = round(sum(map(Decimal, parts)), 2)
    found = to_the_cent(parts, total)
    assert sum(found, Decimal(0)) == total
    for cents, part in zip(found, parts, strict=True):
        assert abs(cents - Decimal(part)) <= Decimal("0.01")
        assert cents == round(cents, 2)


def test_nothing_stays_nothing_when_others_are_rounded():
    assert to_the_cent([0.0, 1 / 3, 2 / 3], Decimal("1.00"))[0] == 0

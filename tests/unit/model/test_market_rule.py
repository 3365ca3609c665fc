"""How many cuts a rule counts, and in which words."""

import pytest

from allocator.model.market_rule import Cuts
from allocator.model.policy_path import Odds

ODDS = (Odds(-75, 0.1), Odds(-50, 0.2), Odds(-25, 0.3), Odds(0, 0.25), Odds(25, 0.15))


@pytest.mark.parametrize(
    ("at_least", "at_most", "expected"),
    [
        (2, 3, 0.3),
        (2, None, 0.3),
        (None, 1, 0.7),
        (1, 1, 0.3),
        (None, 0, 0.4),
        (None, -1, 0.15),
        (4, None, 0.0),
        (-40, 40, 1.0),
    ],
)
def test_the_odds_between_the_sides_add_up(at_least, at_most, expected):
    assert Cuts(at_least, at_most).probability(ODDS) == pytest.approx(expected)


def test_a_sum_of_floats_is_no_more_than_certain():
    odds = (*(Odds(-25 * n, 0.1) for n in range(11)), Odds(25, -0.1))
    assert Cuts(0, None).probability(odds) == 1.0


@pytest.mark.parametrize(
    ("at_least", "at_most", "words"),
    [
        (2, 4, "2 to 4 cuts"),
        (0, 1, "0 to 1 cut"),
        (2, 2, "2 cuts"),
        (1, None, "at least 1 cut"),
        (None, 0, "no cut"),
        (None, 3, "at most 3 cuts"),
    ],
)
def test_a_number_is_said_in_words(at_least, at_most, words):
    assert str(Cuts(at_least, at_most)) == words

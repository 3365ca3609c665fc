"""Views: the words of a spread, and components that add up."""

from datetime import date

import pytest

from allocator.model.views import SMALL_MINUS_LARGE, Component, Episode, Spread, add_up
from tests.situations import evidence


def component(mean, deviation, spread=SMALL_MINUS_LARGE, driver="driver"):
    return Component(driver, spread, mean, deviation, "made up")


@pytest.mark.parametrize(
    ("legs", "words"),
    [
        ((("S&P 500", -1.0), ("Russell 2000", 1.0)), "Russell 2000 - S&P 500"),
        ((("Gold", 1.0),), "Gold"),
        ((("Gold", -1.0),), "-Gold"),
        ((("Gold", -0.5),), "-0.5 Gold"),
        (
            (("Nasdaq-100", -0.4), ("Gold", -0.6), ("S&P 500", 0.25), ("Russell 2000", 0.75)),
            "0.75 Russell 2000 + 0.25 S&P 500 - 0.4 Nasdaq-100 - 0.6 Gold",
        ),
        ((("S&P 500", 1.0), ("Gold", 1.0)), "Gold + S&P 500"),
    ],
)
def test_a_spread_reads_as_words_with_its_long_legs_first_and_equals_by_name(legs, words):
    assert str(Spread(legs)) == words


def test_the_same_legs_in_another_order_are_the_same_spread():
    one = Spread((("A", 1.0), ("B", -1.0)))
    other = Spread((("B", -1.0), ("A", 1.0)))
    assert one == other
    assert hash(one) == hash(other)
    assert other.legs == (("A", 1.0), ("B", -1.0))


def test_the_built_in_spread_is_small_minus_large():
    assert SMALL_MINUS_LARGE.legs == (("Russell 2000", 1.0), ("S&P 500", -1.0))


def test_an_episode_is_small_minus_large():
    """TRUTH 3.1, 2020-03-03: 48.6 % against 27.2 %."""
    day = date(2020, 3, 3)
    assert Episode(day, day.replace(year=2021), 0.486, 0.272).difference == pytest.approx(0.214)


def test_n_counts_the_episodes():
    assert evidence((1.0, 2.0, 4.0)).n == 3


def test_the_means_of_components_add_and_so_do_their_variances():
    """3 % +/- 3 % and 2 % +/- 4 % are 5 % +/- 5 %; an average would be 2.5 %."""
    (view,) = add_up((component(0.03, 0.03), component(0.02, 0.04)))
    assert view.mean == pytest.approx(0.05)
    assert view.standard_deviation == pytest.approx(0.05)


def test_components_gather_by_spread_in_the_order_of_its_words():
    gold = Spread((("Gold", 1.0),))
    parts = (component(0.01, 1.0), component(0.02, 1.0, gold), component(0.04, 1.0))
    views = add_up(parts)
    assert [str(view.spread) for view in views] == ["Gold", "Russell 2000 - S&P 500"]
    assert [view.components for view in views] == [(parts[1],), (parts[0], parts[2])]


def test_no_components_make_no_views():
    assert add_up(()) == ()

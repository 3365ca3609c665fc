"""Flip points: solved on both sides, and the nearest there is."""

from dataclasses import replace

import numpy as np
import pytest

from allocator.beliefs.outlook import form_outlook
from allocator.explanation.flips import Figure, Path, Switch, first_change, flips, narrowed
from allocator.explanation.paths import paths, with_probability
from allocator.explanation.sizes import with_sizes
from allocator.explanation.target import aim, neutral_share
from allocator.model.limits import Side, measure, small_cap_share
from allocator.model.policy import Limits, Policy, Range, Trading
from allocator.optimize.again import solve_again
from tests.situations import brief, market, two_worlds, world
from tests.unit.explanation.made import AT_THE_CAP, propose_with

THREE = (
    world("rotation", 0.5),
    world("none", 0.3, share=-0.4, usd_bn=0.0),
    world("back", 0.2, share=-1.0, usd_bn=-200.0),
)


@pytest.fixture(scope="module", params=[Policy(), AT_THE_CAP], ids=["default", "at the cap"])
def found(request):
    proposal = propose_with(request.param, scenarios=THREE)
    return proposal, {path: flips(path) for path in paths(proposal)}


def seen(given, switch, limit, side=None):
    """The state, from the definitions."""
    solution = solve_again(given)
    if switch is Switch.TILT:
        tilt = small_cap_share(given.household, solution.weights) - neutral_share(given)
        return 0 if abs(tilt) <= 1e-5 else int(np.sign(tilt))
    if switch is Switch.BINDS:
        (reading,) = [each for each in measure(given, solution.standing) if each.name == limit]
        edges = {None: (reading.lower, reading.upper), "lower": (reading.lower,)}
        gaps = [
            reading.value - each for each in edges.get(side, (reading.upper,)) if each is not None
        ]
        return int(any(abs(gap) <= 1e-6 for gap in gaps))
    return int(aim(given).worth_trading)


def test_every_flip_is_a_switch_when_solved_again_on_both_sides(found):
    _, by_path = found
    every = [(path, flip) for path, list_ in by_path.items() for flip in list_]
    assert len(every) > 5
    for path, flip in every:
        about = (flip.switch, flip.limit, flip.side)
        today = seen(path.at(path.now), *about)
        assert seen(path.at(flip.inside), *about) == today
        assert seen(path.at(flip.outside), *about) == flip.becomes != today
        assert abs(flip.outside - flip.inside) <= 1e-5 * (path.high - path.low)
        assert min(flip.inside, flip.outside) <= flip.at <= max(flip.inside, flip.outside)


def test_nothing_switches_between_today_and_the_flip(found):
    """Looked at on a grid of our own."""
    _, by_path = found
    for path, list_ in by_path.items():
        for flip in list_:
            for value in np.linspace(path.now, flip.inside, 6):
                about = (flip.switch, flip.limit, flip.side)
                assert seen(path.at(value), *about) != flip.becomes


def test_the_floor_and_the_cap_of_a_limit_are_two_flips():
    """The more the flow says, the more small caps: up to the cap, and turned round to the floor."""
    policy = Policy(limits=Limits(small_cap=Range(0.05, 0.25)))
    given = brief(policy=policy, scenarios=two_worlds())
    path = Path(Figure.SIZE, "flow", 1.0, -20.0, 20.0, lambda v: with_sizes(given, {"flow": v}))
    found = [flip for flip in flips(path) if flip.limit == "small_cap"]
    assert {(flip.side, flip.outside < flip.now) for flip in found} == {
        (Side.LOWER, True),
        (Side.UPPER, False),
    }


def test_a_limit_of_one_side_needs_no_name_for_it(found):
    _, by_path = found
    for list_ in by_path.values():
        assert all(flip.side is None for flip in list_ if flip.limit in {"turnover", ""})


def test_where_no_flip_is_claimed_the_tilt_keeps_its_sign(found):
    _, by_path = found
    for path, list_ in by_path.items():
        tilts = [flip for flip in list_ if flip.switch is Switch.TILT]
        today = seen(path.at(path.now), Switch.TILT, "")
        for edge in (path.low, path.high):
            flipped = any((flip.outside < path.now) == (edge < path.now) for flip in tilts)
            if not flipped:
                assert seen(path.at(edge), Switch.TILT, "") == today


def test_the_tilt_goes_when_the_scenario_it_rests_on_is_improbable(found):
    _, by_path = found
    path = next(path for path in by_path if path.name == "rotation")
    flip = next(flip for flip in by_path[path] if flip.switch is Switch.TILT)
    assert path.figure is Figure.PROBABILITY
    assert 0 < flip.at < path.now
    assert flip.becomes <= 0


def test_today_stands_on_the_path(found):
    proposal, by_path = found
    for path in by_path:
        again = solve_again(path.at(path.now))
        assert again.objective == pytest.approx(proposal.solution.objective, abs=1e-9)


def test_every_scenario_and_every_driver_is_varied(found):
    proposal, by_path = found
    names = [(path.figure, path.name) for path in by_path]
    assert names[:3] == [(Figure.PROBABILITY, key) for key in ("rotation", "none", "back")]
    assert {name for figure, name in names if figure is Figure.SIZE} == set(
        proposal.brief.outlook.contributions
    )


def test_other_scenarios_keep_their_proportions():
    changed = with_probability(THREE, "none", 0.6)
    assert [each.probability for each in changed] == pytest.approx([0.5 * 4 / 7, 0.6, 0.2 * 4 / 7])
    assert sum(each.probability for each in changed) == pytest.approx(1.0, abs=1e-15)


def test_a_path_of_probability_believes_what_those_probabilities_give():
    proposal = propose_with(scenarios=THREE)
    path = next(path for path in paths(proposal) if path.name == "none")
    given = proposal.brief
    outlook = form_outlook(
        given.household,
        given.neutral,
        given.policy.objective,
        market(),
        with_probability(THREE, "none", 0.9),
    )
    assert path.at(0.9).outlook.mean == pytest.approx(outlook.mean, abs=1e-15)
    assert path.at(0.9).outlook.prior == pytest.approx(outlook.prior, abs=1e-15)


def test_a_certain_scenario_has_no_probability_to_vary():
    (*varied,) = paths(propose_with(scenarios=(world(),)))
    assert {path.figure for path in varied} == {Figure.SIZE}


def test_without_views_there_is_nothing_to_vary():
    assert paths(propose_with(scenarios=())) == ()


def test_trades_that_a_broken_limit_forces_are_worth_it_at_any_figure():
    """The gain does not decide, so no flip of it is claimed."""
    policy = replace(AT_THE_CAP, trading=Trading(min_benefit_bps=1000.0))
    proposal = propose_with(policy)
    assert proposal.gain.forced
    for path in paths(proposal):
        assert all(flip.switch is not Switch.WORTH for flip in flips(path))


def test_a_constant_has_no_flip():
    given = brief(scenarios=two_worlds())
    assert flips(Path(Figure.SIZE, "flow", 1.0, 0.0, 2.0, lambda _: given)) == ()


def test_of_two_flips_on_one_side_the_nearer_is_told():
    given = brief(scenarios=two_worlds())
    away = with_sizes(given, {"flow": -4.0, "rate_cycle": -4.0})

    def at(value):
        return away if 0.3 < abs(value) < 0.7 else given

    found = flips(Path(Figure.SIZE, "flow", 0.0, -1.0, 1.0, at))
    tilts = [flip.at for flip in found if flip.switch is Switch.TILT]
    assert tilts == pytest.approx([-0.3, 0.3], abs=1e-4)
    found = flips(Path(Figure.SIZE, "flow", 0.9, -1.0, 1.0, at))
    tilts = [flip.at for flip in found if flip.switch is Switch.TILT]
    assert tilts == pytest.approx([0.7], abs=1e-4)


@pytest.mark.parametrize("root", [0.123456, 0.5, 0.9])
def test_a_step_is_halved_until_it_is_narrow(root):
    inside, outside = narrowed(1.0, 0.0, lambda x: int(x > root), 1e-6)
    assert outside <= root < inside
    assert inside - outside <= 1e-6


def test_the_first_change_is_the_one_nearest_to_the_start():
    assert first_change([0, 1, 2, 3, 4], lambda x: int(x in {2, 4})) == (1, 2)
    assert first_change([0, 1], lambda _: 1) is None

"""Views that the prior cannot bear are refused once, of the inputs as given."""

from dataclasses import replace
from datetime import date

import pytest

from allocator import explain, sweep
from allocator.errors import InputError
from allocator.model.policy import Policy
from allocator.model.scenario import Doubt, DoubtKind, Stress
from allocator.pipeline import propose
from tests.situations import market, mega_caps, portfolio, world
from tests.unit.beliefs.test_own_view import a_view

MARKET = market(mega_caps=mega_caps())
ROUGH = Stress(1.5, 0.2)


def worlds(**changes):
    view = a_view(doubt=Doubt(DoubtKind.STANDARD_DEVIATION, 0.05), **changes)
    return (world("calm", 0.9), replace(world("rough", 0.1, stress=ROUGH), views=(view,)))


def test_every_view_that_is_a_slip_is_told_in_one_run():
    first, second = worlds(expected=3.0)
    scenarios = (replace(first, views=(a_view(expected=-4.0),)), second)
    with pytest.raises(InputError) as caught:
        propose(portfolio(), Policy(), scenarios, MARKET)
    places = [problem.place for problem in caught.value.problems]
    assert places == ["scenario calm: view 'catch-up'", "scenario rough: view 'catch-up'"]


def test_a_slip_in_an_expired_view_is_no_matter():
    found = propose(portfolio(), Policy(), worlds(expected=3.0, expires=date(2020, 1, 1)), MARKET)
    assert found.brief.outlook.worlds[1].silent["view: catch-up"]


@pytest.mark.parametrize("expected", [-0.075, 0.09])
def test_what_propose_accepts_is_swept_and_explained(expected):
    """Though the prior moves along the way: a rough world that is certain asks for higher returns."""
    scenarios = worlds(expected=expected)
    proposal = propose(portfolio(), Policy(), scenarios, MARKET)
    grid = {"scenario.rough.probability": (0.0, 0.5, 1.0)}
    assert all(p.target for p in sweep(portfolio(), grid, None, None, scenarios, MARKET).points)
    varied = {path.name for path in explain(proposal).varied}
    assert {"rough", "calm", "view: catch-up"} <= varied


@pytest.mark.parametrize(
    "views",
    [
        (a_view(legs=(("Nasdaq-100", 1.0), ("S&P 500", -1.0)), expires=date(2020, 1, 1)),),
        (a_view(legs=(("Gold", 1.0),), expires=date(2020, 1, 1)),),
    ],
)
def test_an_expired_view_changes_nothing_not_even_what_may_be_bought(views):
    held = portfolio({"VOO": 500, "AGG": 300}, cash="9850")
    plain, with_view = (
        propose(held, Policy(), (replace(world(), views=each),), MARKET) for each in ((), views)
    )
    assert plain.brief.household.index_names == with_view.brief.household.index_names
    assert plain.trades == with_view.trades


def test_a_scenario_of_no_probability_brings_no_index_with_it():
    held = portfolio({"VOO": 500, "AGG": 300}, cash="9850")
    ghost = replace(
        world("ghost", 0.0), views=(a_view(legs=(("Nasdaq-100", 1.0), ("S&P 500", -1.0))),)
    )
    plain, haunted = (
        propose(held, Policy(), worlds, MARKET) for worlds in ((world(),), (world(), ghost))
    )
    assert plain.trades == haunted.trades
    assert plain.brief.outlook.mean == pytest.approx(haunted.brief.outlook.mean, abs=1e-15)
    assert "not in question" in haunted.brief.outlook.worlds[1].silent["view: catch-up"]


def test_a_view_of_an_index_that_is_not_held_does_not_make_the_flow_speak_of_it():
    held = portfolio({"VOO": 500, "AGG": 300}, cash="9850")
    view = a_view(legs=(("Nasdaq-100", 1.0), ("S&P 500", -1.0)))
    found = propose(held, Policy(), (replace(world(), views=(view,)),), MARKET)
    (blended,) = found.brief.outlook.worlds
    drivers = {(part.driver, str(part.spread)) for v in blended.views for part in v.components}
    assert ("view: catch-up", "Nasdaq-100 - S&P 500") in drivers
    assert ("flow", "Nasdaq-100 - S&P 500") not in drivers


def test_a_view_that_takes_no_part_is_not_judged():
    """Its indexes are not even in question: nothing could be said of it."""
    legs = (("Nasdaq-100", 1.0), ("S&P 500", -1.0))
    held = portfolio({"VOO": 500, "AGG": 300}, cash="9850")
    ghost = replace(world("ghost", 0.0), views=(a_view(legs=legs, expected=3.0),))
    found = propose(held, Policy(), (world(), ghost), MARKET)
    assert found.trades == propose(held, Policy(), (world(),), MARKET).trades

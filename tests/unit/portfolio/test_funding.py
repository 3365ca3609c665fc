"""Flows against what they leave: sectors' mega caps, and sectors that there are none of."""

from dataclasses import replace

import pytest

from allocator.errors import Severity
from allocator.portfolio.consistency import contradictions
from allocator.portfolio.funding import flow_problems
from tests.situations import market, mega_caps, world


def found(*worlds, mega=None):
    return flow_problems(worlds, market(mega_caps=mega or mega_caps()))


def flowing(key="wild", **changes):
    return replace(world(key), flow=replace(world().flow, **changes))


def test_a_flow_that_the_mega_caps_can_fund_is_no_problem():
    assert found(flowing(usd_bn=2_000.0, small_share=0.0)) == []
    assert found(flowing(usd_bn=100.0, sectors=(("Energy", 1.0),))) == []


@pytest.mark.parametrize("usd_bn", [2_001.0, -2_001.0])
def test_more_than_a_tenth_of_technologys_mega_caps_is_refused(usd_bn):
    """They are worth $20T; the S&P 500, $55T, could give more."""
    (problem,) = found(flowing(usd_bn=usd_bn, small_share=0.0))
    assert problem.place == "scenario wild: flow.usd_bn"
    assert problem.message == (
        f"{usd_bn:,g} billion dollars move 10% of the mega caps of Communication Services and "
        "Technology, which are worth 20,000"
    )
    assert problem.remedy == "write billions; at most 2,000, a tenth of what they move"
    assert problem.severity is Severity.ERROR


def test_each_sector_is_held_against_its_own_mega_caps():
    sectors = (("Energy", 0.5), ("Technology", 0.5))
    (problem,) = found(flowing(usd_bn=250.0, sectors=sectors))
    assert "250 billion dollars move 12% of the mega caps of Energy" in problem.message
    assert problem.remedy.startswith("write billions; at most 200,")


def test_an_unknown_sector_is_refused_with_the_nearest():
    (problem,) = found(flowing(sectors=(("Technologie", 0.5), ("Energy", 0.5)), usd_bn=10.0))
    assert problem.place == "scenario wild: flow.sectors"
    assert problem.message == "no mega cap is of the sector 'Technologie'"
    assert problem.remedy == "did you mean 'Technology'?"


def test_where_no_mega_caps_are_known_sectors_are_said_to_make_no_difference():
    (warning,) = flow_problems((flowing(sectors=(("Tech", 1.0),)),), market())
    assert warning.severity is Severity.WARNING
    assert "sectors make no difference" in warning.message


def test_without_technology_the_index_alone_is_the_measure():
    assert (
        found(flowing(usd_bn=5_000.0, small_share=0.0), mega=mega_caps(sectors={"Energy": 1_000.0}))
        == []
    )


def test_every_problem_of_every_flow_is_told_in_one_run():
    worlds = (
        flowing("one", usd_bn=9_000.0, sectors=(("Enrgy", 0.5), ("Energy", 0.5))),
        replace(world("none"), flow=None),
        flowing("two", usd_bn=3_000.0),
    )
    places = [problem.place for problem in found(*worlds)]
    assert places == [
        "scenario one: flow.sectors",
        "scenario one: flow.usd_bn",
        "scenario one: flow.usd_bn",
        "scenario one: flow.sectors",
        "scenario two: flow.usd_bn",
        "scenario two: flow.usd_bn",
    ]


def test_files_are_held_against_mega_caps_too(brief_of):
    assert [p.place for p in brief_of(flowing(usd_bn=2_500.0, small_share=0.0))] == [
        "scenario wild: flow.usd_bn"
    ]


@pytest.fixture
def brief_of():
    """Check a world beside a portfolio of a fund."""
    from allocator.model.policy import Policy
    from tests.situations import holding, portfolio

    held = portfolio({}, "100", holding("IWM", 1))
    snapshot = market(mega_caps=mega_caps())
    return lambda *worlds: contradictions(held, Policy(), worlds, snapshot)

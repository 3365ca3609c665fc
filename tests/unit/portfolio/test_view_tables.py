"""Tables [[view]] of a scenario's file."""

from datetime import date

import pytest

from allocator.errors import InputError
from allocator.model.plain import plain
from allocator.model.scenario import Doubt, DoubtKind, SignalView, StatedView
from allocator.portfolio import read_scenarios
from allocator.portfolio.scenario_file import scenario_from_plain

HEAD = """
name = "World"
probability = 1.0
as_of = 2025-12-24
description = "made up"
sources = ["made up"]
"""
WHOLE = {
    "name": '"Catch-up"',
    "legs": '{ "Russell 2000" = 1, "S&P 500" = -1 }',
    "return": '"3 %"',
    "horizon": '"12 months"',
    "confidence": '"50 %"',
    "source": '"me"',
    "expires": "2026-12-24",
}


@pytest.fixture
def read(tmp_path):
    def _read(*views):
        folder = tmp_path / "mine"
        folder.mkdir(exist_ok=True)
        tables = [
            "\n[[view]]\n" + "\n".join(f"{key} = {value}" for key, value in view.items() if value)
            for view in views
        ]
        (folder / "world.toml").write_text(HEAD + "\n".join(tables), encoding="utf-8")
        return read_scenarios(folder)[0]

    return _read


def refused(read, *views):
    with pytest.raises(InputError) as caught:
        read(*views)
    return [(problem.message, problem.remedy) for problem in caught.value.problems]


def test_a_view_is_read_as_fractions_and_months(read):
    scenario = read(WHOLE)
    assert scenario.views == (
        StatedView(
            name="Catch-up",
            legs=(("Russell 2000", 1.0), ("S&P 500", -1.0)),
            expected=0.03,
            horizon_months=12.0,
            doubt=Doubt(DoubtKind.CONFIDENCE, 0.5),
            source="me",
            expires=date(2026, 12, 24),
        ),
    )


def test_a_view_on_a_signal_needs_nothing_else(read):
    on_signal = {key: WHOLE[key] for key in ("name", "source", "expires")} | {"signal": '"burst"'}
    assert read(on_signal).views == (SignalView("Catch-up", "burst", "me", date(2026, 12, 24)),)


def test_a_scenario_with_views_comes_back_from_its_record(read):
    third = {key: WHOLE[key] for key in ("source", "expires")} | {
        "name": '"Third"',
        "signal": '"burst"',
    }
    other = {**WHOLE, "name": '"Other"', "confidence": "", "standard_deviation": '"500 bp"'}
    scenario = read(WHOLE, other, third)
    assert scenario_from_plain(plain(scenario)) == scenario


@pytest.mark.parametrize(
    "damage",
    [
        lambda view: view.pop("expected"),
        lambda view: view.pop("doubt"),
        lambda view: view["doubt"].update(kind="confidence", size=0.0),
        lambda view: view["doubt"].update(size=-0.1),
        lambda view: view.update(legs=[["Russell 2000", 1.0], ["S&P 500", 1.0]]),
        lambda view: view.update(legs=[["S&P 500", 1.0], ["S&P 500", -1.0]]),
        lambda view: view.update(signal="burst"),
        lambda view: view.update(horizon_months=0),
    ],
)
def test_a_damaged_record_of_a_view_is_refused_and_never_read_as_certain(read, damage):
    record = plain(read(WHOLE))
    damage(record["views"][0])
    with pytest.raises(InputError):
        scenario_from_plain(record)


def test_a_record_does_not_take_the_table_of_a_file(read):
    """It would be passed over: a record has `views`."""
    record = plain(read())
    record["view"] = []
    with pytest.raises(InputError, match="unknown key 'view'"):
        scenario_from_plain(record)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"return": "3"}, "view.1.return has no unit"),
        ({"return": '"3"'}, "is not a percentage"),
        ({"return": ""}, "view.1 has no return"),
        ({"horizon": ""}, "view.1 has no horizon"),
        ({"legs": ""}, "view.1 has no legs"),
        ({"horizon": "12"}, "is not a span of time"),
        ({"confidence": ""}, "not exactly one measure of doubt"),
        ({"standard_deviation": '"5 %"'}, "not exactly one measure of doubt"),
        ({"confidence": '"0 %"'}, "is no confidence"),
        ({"confidence": '"101 %"'}, "is no confidence"),
        ({"confidence": "", "standard_deviation": '"-1 %"'}, "is no standard deviation"),
        ({"confidence": "", "standard_deviation": '"500 %"'}, "is no standard deviation"),
        ({"legs": '{ "Russell 2000" = 1, "S&P 500" = 1 }'}, "sums to 2 long and 0 short"),
        ({"legs": '{ "Russell 2000" = 10, "S&P 500" = -10 }'}, "sums to 10 long and 10 short"),
        ({"legs": '{ "Russell 2000" = 1e-9, "S&P 500" = -1e-9 }'}, "sums to 1e-09 long"),
        ({"legs": '{ "Russell 2000" = 10 }'}, "sums to 10 long and 0 short"),
        ({"legs": '{ "Russell 2000" = -1 }'}, "sums to 0 long and 1 short"),
        ({"horizon": '"0.000001 months"'}, "is not a span from 1 month"),
        ({"legs": '{ "Russell 2000" = 0 }'}, "a leg of no weight"),
        ({"legs": "{}"}, "a leg of no weight"),
        ({"signal": '"burst"'}, "has a signal and confidence"),
        ({"source": ""}, "view.1.source is missing"),
        ({"expires": ""}, "view.1.expires is missing"),
        ({"expires": '"2026"'}, "is not a date"),
        ({"retrun": '"3 %"'}, "unknown key 'retrun' in view.1"),
    ],
)
def test_what_a_view_lacks_or_says_twice_is_refused(read, change, message):
    assert any(message in said for said, _ in refused(read, WHOLE | change))


def test_a_misspelt_key_is_suggested(read):
    assert ("unknown key 'retrun' in view.1", "did you mean 'return'?") in refused(
        read, WHOLE | {"retrun": '"3 %"'}
    )


def test_every_problem_of_every_view_is_told_at_once(read):
    found = refused(read, WHOLE | {"return": "3"}, WHOLE | {"name": '"B"', "horizon": "1"})
    assert len(found) == 2


def test_two_views_of_one_name_are_refused(read):
    assert any("names two views" in said for said, _ in refused(read, WHOLE, WHOLE))


def test_one_index_alone_may_be_spoken_of(read):
    (view,) = read(WHOLE | {"legs": '{ "US Aggregate Bonds" = 1 }'}).views
    assert view.legs == (("US Aggregate Bonds", 1.0),)

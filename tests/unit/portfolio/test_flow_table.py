"""The optional keys of a flow: decay and sectors, in files, in records and by what-if."""

import pytest

from allocator.errors import InputError
from allocator.model.plain import plain
from allocator.model.policy import Policy
from allocator.portfolio import scenario_from_plain
from allocator.portfolio.changes import apply_changes, present_value
from allocator.portfolio.flow_table import FlowTable
from allocator.portfolio.schema import validated
from tests.situations import world

FLOW = {
    "usd_bn": 250,
    "small_share": 0.2,
    "multiplier": 1.5,
    "multiplier_sd": 1.0,
    "seller": "S&P 500",
    "buyer": "Russell 2000",
}


def read(**more):
    return validated(FlowTable, FLOW | more, "mine.toml").flow()


def refused(**more):
    with pytest.raises(InputError) as failure:
        read(**more)
    return str(failure.value)


def test_both_keys_may_be_left_out():
    assert read().half_life_years is None
    assert read().sectors == ()


def test_sectors_keep_the_order_of_the_file_also_those_that_nothing_leaves():
    given = {"Technology": 0.7, "Energy": 0, "Communication Services": 0.3}
    assert read(sectors=given).sectors == tuple(given.items())


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"half_life_years": 0.05}, "half_life_years is 0.05, which is below 0.1"),
        ({"half_life_years": 51}, "half_life_years is 51, which is above 50"),
        ({"half_life_years": "two"}, "half_life_years is 'two', not a number"),
        ({"sectors": {"Technology": 0.7}}, "sectors sum to 0.7, not 1"),
        ({"sectors": {"Technology": 1.2, "Energy": -0.2}}, "sectors.Technology is 1.2"),
        ({"sectors": ["Technology"]}, "sectors is not a table of numbers"),
        ({"sectors": [["Energy", 0.5], ["Energy", 0.5]]}, "sectors names one thing twice"),
        ({"sectors": 3}, "sectors is 3, not a table"),
    ],
)
def test_what_cannot_be_is_refused(more, said):
    assert said in refused(**more)


def test_a_recorded_flow_is_read_again():
    sectors = (("Technology", 0.7), ("Communication Services", 0.3))
    for flow in (read(), read(half_life_years=2, sectors=dict(sectors))):
        recorded = plain(world().__class__(**{**_fields(world()), "flow": flow}))
        assert scenario_from_plain(recorded).flow == flow


def _fields(value):
    return {name: getattr(value, name) for name in value.__dataclass_fields__}


def test_the_half_life_is_a_figure_to_change():
    worlds = (world("one", 0.5), world("two", 0.5))
    _, after = apply_changes(Policy(), worlds, {"drivers.flow.half_life_years": 3})
    assert [each.flow.half_life_years for each in after] == [3.0, 3.0]
    assert present_value(Policy(), after, "drivers.flow.half_life_years") == 3.0
    assert present_value(Policy(), worlds, "drivers.flow.half_life_years") is None
    _, none = apply_changes(Policy(), after, {"scenario.one.flow.half_life_years": "none"})
    assert [each.flow.half_life_years for each in none] == [None, 3.0]
    with pytest.raises(InputError, match="below 0"):
        apply_changes(Policy(), worlds, {"drivers.flow.half_life_years": 0.01})

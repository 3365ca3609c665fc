"""Who sells: dollars divided among sectors, and what part of an index leaves with them."""

import pytest

from tests.situations import mega_caps


def test_without_sectors_technology_sells_by_what_its_mega_caps_are_worth():
    assert mega_caps().divide() == (("Communication Services", 0.25), ("Technology", 0.75))


def test_sectors_that_somebody_names_count():
    assert mega_caps().divide((("Energy", 1.0),)) == (("Energy", 1.0),)


def test_where_technology_has_no_mega_caps_nobody_sells():
    assert mega_caps(sectors={"Energy": 1_000.0}).divide() == ()
    assert mega_caps(sectors={"Technology": 9.0}).divide() == (("Technology", 1.0),)


def test_an_index_gives_up_its_part_of_each_block():
    """Of a billion out of energy's $1,000bn an index that is 10 % energy's gives up 0.01 %."""
    mega = mega_caps(weights={"A": {"Energy": 0.1, "Technology": 0.3}})
    assert mega.pressure("A", (("Energy", 1.0),)) == pytest.approx(0.0001)
    half = (("Energy", 0.5), ("Technology", 0.5))
    assert mega.pressure("A", half) == pytest.approx(0.5 * 0.0001 + 0.5 * 0.3 / 15_000)
    assert mega.pressure("A", (("Communication Services", 1.0),)) == 0.0

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocator.trades.orders.safe_text import neutralised

STARTS = set("=+-@\uff0b\uff0d\uff1d\uff20")
CELLS = re.compile(r"[,;|\t\r\n]")


def formulas(text):
    """List the cells of a text that a spreadsheet would take for formulas, however it is split."""
    return [cell for cell in CELLS.split(text) if cell.strip().strip('" ')[:1] in STARTS]


@pytest.mark.parametrize(
    "attack",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        '"=1',
        '""=1',
        "a;=1",
        'a;"=1',
        "a,@x",
        "a\n-1",
        "a|=cmd",
        "\uff1d1",
        "=cmd|' /C calc'!A0",
    ],
)
def test_no_part_of_a_text_begins_a_formula(attack):
    assert formulas(attack)
    assert formulas(neutralised(attack)) == []


@pytest.mark.parametrize("start", ["\t", "\r", "\n"])
def test_a_break_at_the_start_is_covered_too(start):
    """A spreadsheet may drop it, and then looks at what follows."""
    assert neutralised(f"{start}x") == f"'{start}x"


@given(st.text("=+-@;,|\t\r\n\"' a\uff1d", max_size=12))
def test_no_mixture_begins_a_formula(text):
    assert formulas(neutralised(text)) == []


@given(st.text())
def test_nothing_is_lost_but_apostrophes_come_in(text):
    assert neutralised(text).replace("'", "") == text.replace("'", "")


@pytest.mark.parametrize("name", ["Roth IRA - Ann", "401(k)", "Ann & Bob", "O'Neil", "a=b", "U-1"])
def test_ordinary_names_stay_as_they_are(name):
    assert neutralised(name) == name

from datetime import date

import pytest

from allocator.errors import MarketDataError
from allocator.market.facts import PolicyRange
from allocator.market.rate_changes import announced_changes
from allocator.market.source_file import read_dated
from allocator.model.rate_cycle import RateChange

HEADER = "announced,effective_fred,prev_upper,new_upper,new_lower,change_bp,source\n"
FIRST = "1990-07-13,1990-07-13,8.25,8.0,8.0,-25,typed\n"
SECOND = "2017-03-15,2017-03-16,8.0,8.25,8.0,25,FRED\n"
EARLY = RateChange(date(1989, 6, 6), -0.25, 8.25, 8.25, "typed")


def table(tmp_path, rows, as_of=date(2025, 1, 1)):
    (tmp_path / "fed.csv").write_text(HEADER + rows)
    return read_dated(tmp_path, "fed.csv", as_of)


def refusal(tmp_path, rows, ranges=()):
    with pytest.raises(MarketDataError) as caught:
        announced_changes(table(tmp_path, rows), (), ranges)
    return str(caught.value)


def test_a_change_is_dated_by_its_announcement_and_in_points(tmp_path):
    changes = announced_changes(table(tmp_path, FIRST + SECOND), (EARLY,), ())
    assert [change.announced for change in changes] == [
        date(1989, 6, 6),
        date(1990, 7, 13),
        date(2017, 3, 15),
    ]
    assert changes[-1] == RateChange(date(2017, 3, 15), 0.25, 8.25, 8.0, "FRED")


def test_what_was_not_announced_yet_is_not_known(tmp_path):
    known = table(tmp_path, FIRST + SECOND, date(2017, 3, 14))
    assert len(announced_changes(known, (), ())) == 1


def test_early_changes_end_where_the_table_begins(tmp_path):
    again = RateChange(date(1990, 7, 13), -0.25, 8.0, 8.0, "typed")
    assert len(announced_changes(table(tmp_path, FIRST), (EARLY, again), ())) == 2


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (FIRST.replace("-25", "-50"), "fed.csv:2: the change is not the difference"),
        (FIRST.replace("8.0,8.0", "x,8.0"), "fed.csv:2: cannot be read"),
        ("1990-07-13,1990-07-13,8.25\n", "fed.csv:2: cannot be read"),
        (FIRST.replace("1990-07-13,", "1990-07-32,"), "is not a date"),
        (
            FIRST + SECOND.replace("8.0,8.25,8.0", "7.0,7.25,7.0"),
            "fed.csv:3: does not continue from 8 %",
        ),
        (FIRST + SECOND.replace("2017-03-15", "1980-03-15"), "not in order"),
    ],
)
def test_a_table_that_does_not_add_up_is_refused(tmp_path, rows, said):
    assert said in refusal(tmp_path, rows)


def test_a_table_that_contradicts_a_known_range_is_refused(tmp_path):
    """A table that ends too early would put the cycle in the wrong phase."""
    known = PolicyRange(date(2017, 6, 14), 8.25, 8.5, "FOMC statement")
    said = refusal(tmp_path, FIRST + SECOND, (known,))
    assert "says 8-8.25 % on 2017-06-14, known is 8.25-8.5 % (FOMC statement)" in said

    agreed = PolicyRange(date(2017, 6, 14), 8.0, 8.25, "FOMC statement")
    assert announced_changes(table(tmp_path, FIRST + SECOND), (), (agreed,))

from datetime import date

import pytest

from allocator.errors import Problem, Severity
from allocator.market.formats import Reading
from allocator.market.series import Frequency, Key, Kind, Series
from allocator.market.sources import reading
from allocator.market.sources.reading import read_answer
from allocator.market.sources.source import Item, SourceError

KEY = Key(Kind.RATE, "DFF", "fred")
ITEM = Item("fred", "DFF", KEY)


@pytest.fixture
def layout(monkeypatch):
    """Have the text read as something; give what was asked."""
    asked = []

    def reads_as(*series, problems=()):
        def read_text(name, text, **about):
            asked.append((name, text, about))
            return Reading(series, problems=problems)

        monkeypatch.setattr(reading, "read_text", read_text)
        return asked

    return reads_as


def a_series(key=KEY):
    day = [date(2026, 1, 2)]
    return Series(key, Frequency.DAILY, day, [1.0], day, "")


def test_the_reader_is_told_whose_text_it_is(layout):
    asked = layout(a_series())
    read_answer(ITEM, "DFF", "text", "an address")
    assert asked == [("DFF", "text", {"source": "fred", "origin": "an address"})]


def test_errors_and_warnings_of_the_reader_are_passed_on(layout):
    error = Problem("DFF:3", "1,1 is not a number")
    warning = Problem("DFF:4", "is blank", severity=Severity.WARNING)
    layout(a_series(), problems=(error, warning))
    answer = read_answer(ITEM, "DFF", "", "")
    assert (answer.problems, answer.notes) == ((error,), ("DFF:4: is blank",))


def test_a_text_of_something_else_is_told_with_the_first_error(layout):
    layout(a_series(Key(Kind.RATE, "DGS2", "fred")), problems=(Problem("DFF", "is odd"),))
    with pytest.raises(SourceError, match="fred: gave something else than DFF: is odd"):
        read_answer(ITEM, "DFF", "", "")


def test_a_history_must_begin_where_it_is_known_to(layout):
    layout(a_series())
    with pytest.raises(SourceError, match="should begin on 1954-07-01"):
        read_answer(Item("fred", "DFF", KEY, date(1954, 7, 1)), "DFF", "", "")

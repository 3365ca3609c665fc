import json
from datetime import date

import numpy as np
import pytest

from allocator.market.catalogue import public_days
from allocator.market.series import Frequency, Kind
from allocator.market.sources.fred_vintages import (
    Observation,
    as_csv,
    read_observations,
    with_release_days,
)
from allocator.market.sources.source import Cause, SourceError
from tests.made_series import made_series

STILL = "9999-12-31"


def month(number, value, since, until=STILL):
    return Observation(date(2001, number, 1), value, date.fromisoformat(since), until)


VINTAGES = (
    month(1, "10", "2000-08-01", "2001-03-29"),
    month(1, "11", "2001-03-30"),
    month(2, "20", "2001-03-30", "2001-04-29"),
    month(2, "21", "2001-04-30"),
    month(3, "30", "2001-05-15"),
)


def series(*days):
    ones = np.ones(len(days))
    month = Frequency.MONTHLY
    return made_series(Kind.MACRO, "PCEPILFE", ones, days, frequency=month, source="fred")


def test_the_newest_figure_of_each_month_counts():
    assert as_csv("PCEPILFE", VINTAGES) == (
        "observation_date,PCEPILFE\n2001-01-01,11\n2001-02-01,21\n2001-03-01,30\n"
    )


def test_a_figure_that_was_withdrawn_is_gone():
    assert "2001-02-01" not in as_csv("X", [month(1, "1", "2001-03-01"), VINTAGES[2]])


def test_without_vintages_everything_is_newest():
    today = [month(number, str(number), "2026-05-01", "2026-05-01") for number in (1, 2)]
    assert as_csv("X", today).splitlines()[1:] == ["2001-01-01,1", "2001-02-01,2"]


def test_nothing_is_an_empty_table():
    assert as_csv("X", []) == "observation_date,X\n"


def test_months_are_known_from_their_first_print():
    """That of January was there when the archive began, so that it came out before, by rule."""
    dated = with_release_days(series("2001-01-31", "2001-02-28", "2001-03-31"), VINTAGES)
    by_rule = public_days("PCEPILFE", dated.days)
    assert dated.known.astype(str).tolist() == [str(by_rule[0]), "2001-03-30", "2001-05-15"]
    assert dated.values.tolist() == [1.0, 1.0, 1.0]


def test_a_month_that_was_announced_without_a_figure_is_not_known_by_it():
    """As October 2025 was while the government was shut."""
    empty = month(3, ".", "2001-04-30", "2001-05-14")
    dated = with_release_days(series("2001-03-31"), (*VINTAGES, empty))
    assert dated.known.astype(str).tolist() == ["2001-05-15"]


def test_nothing_is_known_before_its_month_is_over():
    odd = (*VINTAGES, month(4, "40", "2001-04-12"))
    assert str(with_release_days(series("2001-04-30"), odd).known[0]) == "2001-04-30"


def test_the_order_of_vintages_is_irrelevant():
    months = series("2001-02-28", "2001-03-31")
    one = with_release_days(months, VINTAGES)
    assert np.array_equal(one.known, with_release_days(months, VINTAGES[::-1]).known)


def answer(**changes):
    row = {
        "realtime_start": "2001-03-30",
        "realtime_end": STILL,
        "date": "2001-01-01",
        "value": "1",
    }
    return json.dumps({"count": 1, "observations": [row | changes]}).encode()


def test_an_answer_is_read():
    page = read_observations(answer())
    assert page.count == 1
    assert page.observations == (month(1, "1", "2001-03-30"),)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        b'{"count": 1}',
        b'{"count": "1", "observations": []}',
        b'{"observations": []}',
        b'{"observations": {}, "count": 0}',
        b"[" * 100_000,
        b"\xff\xfe",
        answer(date="2001-02-30"),
        answer(realtime_start=None),
        answer(value=1),
    ],
)
def test_an_answer_that_is_none_may_be_one_the_next_time(content):
    with pytest.raises(SourceError, match="cannot be read") as caught:
        read_observations(content)
    assert caught.value.cause is Cause.UNAVAILABLE

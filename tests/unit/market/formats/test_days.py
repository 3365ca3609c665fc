from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocator.market.formats.days import both_readings, clock_of, day_of, is_month_first

DAYS = st.dates(date(1800, 1, 1), date(2199, 12, 31))
WRITINGS = (
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y%m%d",
    "%d.%m.%Y",
    "%b %d, %Y",
    "%B %d, %Y",
    "%d-%b-%Y",
    "%d %B %Y",
    "%Y-%m-%d 00:00:00-05:00",
    "%Y-%m-%dT00:00:00Z",
)


@pytest.mark.parametrize("writing", WRITINGS)
@given(day=DAYS)
def test_every_day_is_read_back_from_every_writing(writing, day):
    assert day_of(day.strftime(writing)) == day


@given(DAYS)
def test_months_are_their_last_day(day):
    end = day_of(f"{day:%Y%m}")
    assert (end.year, end.month) == (day.year, day.month)
    assert end.day == max(d for d in range(28, 32) if day_of(f"{day:%Y%m}{d}"))
    assert end == day_of(f"{day:%Y-%m}") == day_of(f"{day:%Y.%m}")


def test_shillers_october_has_lost_its_zero():
    assert day_of("1929.1") == day_of("1929.10") == date(1929, 10, 31)
    assert day_of("1929.01") == date(1929, 1, 31)
    assert day_of("1929.2") is None


def test_september_may_have_four_letters():
    assert day_of("Sept 3, 2021") == day_of("Sep. 3, 2021") == date(2021, 9, 3)


@pytest.mark.parametrize(
    "text",
    [
        "2021-02-30",
        "2021-13-01",
        "202113",
        "2021-00",
        "1799-12-31",
        "2200-01-01",
        "20210230",
        "13-Apx-2021",
        "31-Apr-2021",
        "Wed 3, 2021",
        "2021",
        "20210",
        "2021-01-01x",
        "2021-01-01 noon",
        "13-Apr-26",
        "",
        "IWM",
        "12345678901",
    ],
)
def test_what_is_no_day_is_none(text):
    assert day_of(text) is None


@given(DAYS)
def test_a_day_that_could_be_two_is_read_only_when_told(day):
    text = f"{day:%m/%d/%Y}"
    assert day_of(text, month_first=True) == day
    assert day_of(f"{day:%d/%m/%Y}", month_first=False) == day
    if day.day <= 12 and day.day != day.month:
        assert day_of(text) is None
    else:
        assert day_of(text) == day


def test_proofs_of_the_order_must_agree():
    assert is_month_first(["03/04/2021", "03/14/2021"]) is True
    assert is_month_first(["03/04/2021", "14/03/2021"]) is False
    assert is_month_first(["03/04/2021", "3/3/2021"]) is None
    assert is_month_first(["03/14/2021", "14/03/2021"]) is None
    assert is_month_first(["2021-03-14", "99/99/2021"]) is None


def test_dashes_can_be_as_doubtful_as_slashes():
    assert both_readings("03-04-2021") == (date(2021, 3, 4), date(2021, 4, 3))
    assert both_readings("2021-03-04") == ()


def test_only_times_other_than_midnight_are_told():
    assert clock_of("2021-03-04 09:30:00") == "09:30:00"
    assert clock_of("3/4/2021 16:00") == "16:00"
    assert clock_of("2021-03-04 00:00:00.000000-0500") == ""
    assert clock_of("2021-03-04") == clock_of("202103") == ""

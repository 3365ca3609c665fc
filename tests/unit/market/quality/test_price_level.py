"""The level of an index against a fund on it: its scale, its weeks, and what is paid out."""

import numpy as np
import pytest

from allocator.errors import Severity
from allocator.market.quality.price_level import another_scale, dividends_in_it, weeks_apart
from allocator.market.series import Kind
from allocator.model.quality import Check

ERROR, WARNING = Severity.ERROR, Severity.WARNING


@pytest.fixture
def level(market, pick):
    return pick([each for each in market() if each.key.source == "yahoo"], Kind.PRICE_INDEX, "GSPC")


@pytest.fixture
def close(market, pick):
    return pick(market(), Kind.CLOSE, "SPY")


@pytest.fixture
def adjusted(market, pick):
    return pick(market(), Kind.ADJUSTED, "SPY")


def look(level, fund):
    return (*another_scale(level, fund), *weeks_apart(level, fund))


def test_a_level_in_step_with_a_fund_gives_no_finding(level, close, adjusted):
    assert look(level, close) == look(level, adjusted) == dividends_in_it(level, adjusted) == ()


def test_a_multiple_of_the_level_is_the_same_level(level, close, altered):
    assert look(altered(level, slice(None), 10), close) == ()


@pytest.mark.parametrize("row", [40, 1500, -40])
@pytest.mark.parametrize("factor", [10, 0.1, 1.04, 0.96])
def test_another_scale_is_an_error_that_names_its_day_and_size(level, close, altered, row, factor):
    (found,) = another_scale(altered(level, slice(row, None), factor), close)
    assert (found.check, found.severity, found.place) == (Check.TRACKING, ERROR, str(level.key))
    assert (found.first, found.last, found.count) == (*2 * [level.days[row].item()], 1)
    size = float(found.message.rpartition("(")[2].partition("%")[0]) / 100
    assert size == pytest.approx(factor - 1, abs=0.01)
    assert str(close.key) in found.message


def test_two_steps_are_named_both(level, close, altered):
    spoilt = altered(altered(level, slice(900, None), 1.05), slice(1900, None), 1 / 1.05)
    (found,) = another_scale(spoilt, close)
    assert (found.count, found.first, found.last) == (
        2,
        level.days[900].item(),
        level.days[1900].item(),
    )


def test_under_two_percent_is_no_other_scale(level, close, altered):
    """What is told apart is 2 percent; noise of the made-up fund is 0.03 a day."""
    assert another_scale(altered(level, slice(1500, None), 1.015), close) == ()
    assert another_scale(altered(level, slice(1500, None), 1.025), close)


def test_a_glitch_is_no_other_scale_but_a_week_apart(level, close, altered):
    row = next(row for row in range(500, 510) if level.days[row].item().weekday() == 4)
    spoilt = altered(level, row, 1.05)
    assert another_scale(spoilt, close) == ()
    (found,) = weeks_apart(spoilt, close)
    assert (found.check, found.severity, found.count) == (Check.TRACKING, WARNING, 2)
    assert found.first == level.days[row].item()
    assert f"{found.first} (+5" in found.message
    assert weeks_apart(altered(level, row, 1.025), close) == ()
    assert weeks_apart(altered(level, row, 1.036), close)


def test_a_level_with_dividends_in_it_is_an_error(market, pick, level, adjusted, make):
    """The adjusted price of another fund, called a level: it gains nothing on it."""
    total = pick(market(), Kind.ADJUSTED, "IVV")
    (found,) = dividends_in_it(make(Kind.PRICE_INDEX, "GSPC", total.days, total.values), adjusted)
    assert (found.check, found.severity, found.place) == (Check.DEFINITION, ERROR, str(level.key))
    assert "the level may have dividends in it" in found.message


@pytest.mark.parametrize(("yearly", "count"), [(-0.016, 1), (-0.014, 0), (0.030, 0), (0.036, 1)])
def test_what_a_fund_may_gain_on_its_level(level, adjusted, make, yearly, count):
    """The made-up one gains 1.67 percent a year, a fee of 0.0945 aside: 0.25 to 5 are allowed."""
    drift = np.exp(-yearly / 251.5 * np.arange(len(level)))
    tilted = make(Kind.PRICE_INDEX, "GSPC", level.days, level.values * drift)
    assert len(dividends_in_it(tilted, adjusted)) == count


def test_three_years_are_needed_to_tell(level, adjusted):
    early = adjusted.where(adjusted.days < np.datetime64("2014-12-01"))
    assert dividends_in_it(early, early) == ()
    longer = adjusted.where(adjusted.days < np.datetime64("2015-03-01"))
    assert len(dividends_in_it(longer, longer)) == 1


@pytest.mark.parametrize("rows", [0, 1, 2, 41])
def test_a_short_overlap_says_nothing(level, close, rows):
    short = close.where(np.arange(len(close)) < rows)
    assert (*look(level, short), *dividends_in_it(level, short)) == ()

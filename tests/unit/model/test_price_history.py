from datetime import date

import pytest

from allocator.model.price_history import PhaseSpan, PriceHistory
from allocator.model.rate_cycle import Phase


def span(days, small=0.21, large=0.1):
    start = date(2001, 1, 1)
    return PhaseSpan(
        Phase.PAUSE, start, date.fromordinal(start.toordinal() + days), small, large, is_over=True
    )


def test_returns_are_told_by_the_year_only_where_it_lasted_longer():
    assert span(365).told == (0.21, 0.1)
    small, large = span(730).told
    assert small == pytest.approx(1.21 ** (365.25 / 730) - 1)
    assert span(730).difference == small - large


def test_levels_must_be_as_many_as_days():
    with pytest.raises(ValueError, match="shape"):
        PriceHistory((date(2001, 1, 1),), [1.0, 2.0], [1.0], (), 120, "", "")

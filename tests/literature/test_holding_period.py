"""
More than one year, by the calendar: IRS Publication 550 and, at the end of months, Rev. Rul. 66-7.

The cases are general knowledge of these two; the documents themselves were not at hand.
"""

from datetime import date

import pytest

from allocator.model.holding_period import long_term_from


@pytest.mark.parametrize(
    ("acquired", "long_term"),
    [
        (date(2025, 11, 20), date(2026, 11, 21)),
        (date(2023, 2, 28), date(2024, 3, 1)),
        (date(2024, 2, 29), date(2025, 3, 1)),
        (date(2025, 4, 30), date(2026, 5, 1)),
        (date(2024, 2, 28), date(2025, 3, 1)),
        (date(2025, 12, 31), date(2027, 1, 1)),
    ],
)
def test_long_term_from_the_day_after_a_year_and_from_the_first_after_a_months_end(
    acquired, long_term
):
    assert long_term_from(acquired) == long_term

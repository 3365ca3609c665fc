import pytest

from allocator.portfolio.brokers.dates import any_day
from allocator.portfolio.findings import NotUnderstoodError


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("04:15 PM ET, 2026/04/30", "2026-04-30"),
        ("04:15 PM ET, 02/15/2026", "2026-02-15"),
        ("Date downloaded Apr-30-2026 4:20 p.m ET", "2026-04-30"),
        ("Date downloaded 4/3/2026 10:00 PM ET", "2026-04-03"),
        ("Generated at Apr 30 2026 04:22 PM ET", "2026-04-30"),
        ("April 30, 2026", "2026-04-30"),
        ("2025-02-10, 10:30:00", "2025-02-10"),
        ("20250210;103000", "2025-02-10"),
        ("20250210", "2025-02-10"),
    ],
)
def test_every_way_of_writing_a_day_is_read(text, day):
    assert any_day(text).isoformat() == day


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("yesterday", "has no date"),
        ("", "has no date"),
        ("202502101", "has no date"),
        ("Foo-30-2026", "is not a day of the calendar"),
        ("2026/02/30", "is not a day of the calendar"),
        ("31/12/2025", "is not a day of the calendar"),
    ],
)
def test_what_is_no_day_is_refused(text, why):
    with pytest.raises(NotUnderstoodError) as refused:
        any_day(text)
    assert refused.value.why == why

"""Small and large caps through the phases, from the data as we read them."""

from datetime import date

import pytest

from allocator.market.folder import Folder
from allocator.market.price_history import price_history
from allocator.model.rate_cycle import Phase
from allocator.report.charts.drawing import draw
from allocator.report.charts.history import history_chart
from allocator.report.history import led
from tests.shared_data import DATA

pytestmark = pytest.mark.realdata
DAY = date(2025, 12, 24)


@pytest.fixture(scope="module")
def found():
    return price_history(Folder(DATA, DAY), DAY)


def test_the_first_phase_is_the_easing_of_1989_and_the_last_that_of_2025(found):
    first, last = found.spans[0], found.spans[-1]
    assert (first.phase, first.start) == (Phase.FIRST_HALF, date(1989, 6, 6))
    assert (last.phase, last.start, last.is_over) == (Phase.SECOND_HALF, date(2025, 9, 17), False)
    assert found.until == date(2025, 9, 24)


def test_small_caps_led_in_four_of_six_second_halves(found):
    assert led(found.spans) == (
        "Small caps led in 4 of 6 second halves and in 2 of 7 first halves of easing"
    )


def test_phases_follow_one_another_and_multiply_to_the_whole(found):
    whole = 100.0
    for span in found.spans:
        whole *= 1 + span.small
    assert whole == pytest.approx(float(found.small[-1]), rel=1e-12)
    assert all(a.end == b.start for a, b in zip(found.spans, found.spans[1:], strict=False))


def test_the_chart_of_nine_thousand_days_is_of_a_size_to_send(found):
    assert len(found.days) > 9000
    assert len(draw(history_chart(found), ".svg")) < 1_000_000

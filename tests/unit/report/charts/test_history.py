import pytest

from allocator.model.rate_cycle import Phase
from allocator.report.charts.drawing import draw
from allocator.report.charts.history import history_chart
from tests.unit.report.charts.made import a_history, span


def test_the_title_counts_the_halves_and_says_who_is_ahead():
    title = history_chart(a_history()).title
    assert title.startswith("Small caps led in 1 of 1 second half and in 0 of 1 first half")
    assert title.endswith("and led over the whole time")


def test_every_phase_is_a_row_with_its_returns_over_all_and_by_the_year():
    _, first, _, second, last = history_chart(a_history()).rows
    assert first == (
        "easing, first half", "2019-01-01", "2019-07-20", "+10.0%", "+20.0%", "", "", "-10.0",
    )  # fmt: skip
    by_year = 1.21 ** (365.25 / 500) - 1
    assert second[5] == f"+{100 * by_year:.1f}%"
    assert last[2].endswith("so far")


def test_a_year_without_change_has_no_sign():
    still = span(Phase.PAUSE, 0, 500, 0.0, -1e-9)
    _, row = history_chart(a_history((still,))).rows
    assert row[3:] == ("0.0%", "0.0%", "0.0%", "0.0%", "0.0")


def test_the_levels_at_the_end_are_told_in_words():
    assert "200 in the Russell 2000 and 150 in the S&P 500" in history_chart(a_history()).sight


@pytest.mark.parametrize("phase", [Phase.FIRST_HALF, Phase.TIGHTENING])
def test_a_history_of_one_phase_can_be_drawn(phase):
    chart = history_chart(a_history((span(phase, 0, 1000, 1.0, 0.5, is_over=False),)))
    assert draw(chart, ".svg")
    assert chart.title.startswith("No half of an easing is over")

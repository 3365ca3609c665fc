import pytest

from allocator.model.rate_cycle import Phase
from allocator.report.charts.drawing import draw, laid_out
from allocator.report.charts.history import history_chart
from tests.unit.report.charts.made import a_history, span


def test_the_title_counts_the_halves_and_says_who_is_ahead():
    title = history_chart(a_history()).title
    assert title.startswith("Small caps led in 1 of 1 second half and in 0 of 1 first half")
    assert title.endswith("and led over the whole time")


def test_every_phase_is_a_row_with_its_returns_over_all_and_by_the_year():
    _, first, _, second, last = history_chart(a_history()).rows
    assert first == (
        "easing, first half",
        "2019-01-01",
        "2019-07-20",
        "+10.0%",
        "+20.0%",
        "",
        "",
        "-10.0",
    )
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


def test_a_present_half_is_named_and_long_enough_to_be_seen():
    """A day of a thousand is 1.3 pixels."""
    found = a_history(
        (
            span(Phase.PAUSE, 0, 999, 0.0, 0.0),
            span(Phase.SECOND_HALF, 999, 1000, 0.1, 0.2, is_over=False),
        )
    )
    chart = history_chart(found)
    assert "since 26 September 2021, is drawn longer above than it is" in chart.subtitle
    strip = laid_out(chart).axes[0]
    assert [each.get_text() for each in strip.texts] == ["since Sep 2021"]
    parts = [part for each in strip.collections for part in each.get_paths()]
    (box,) = (strip.transData.transform_path(part).get_extents() for part in parts)
    assert box.width >= 5
    assert strip.get_window_extent().x1 >= box.x1 - 1
    assert strip.texts[0].get_window_extent().x0 > box.x1


def test_halves_that_are_seen_are_as_long_as_they_were():
    assert "longer" not in history_chart(a_history()).subtitle
    assert not laid_out(history_chart(a_history())).axes[0].texts


def test_no_name_leaves_the_paper():
    figure = laid_out(history_chart(a_history()))
    for axes in figure.axes:
        for text in axes.texts:
            assert text.get_window_extent().x1 < figure.bbox.width - 30

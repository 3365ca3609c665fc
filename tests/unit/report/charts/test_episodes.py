from datetime import date

import pytest

from allocator.beliefs.rate_cycle_study import study_rate_cycle
from allocator.beliefs.student import interval
from allocator.model.rate_cycle import Phase
from allocator.report.charts.drawing import draw, laid_out
from allocator.report.charts.episodes import episodes_chart
from tests.situations import evidence, market

DAY = study_rate_cycle(market(), date(2025, 12, 24))
"""In a second half."""

LATER = study_rate_cycle(market(), date(2026, 6, 20))
"""On hold since, if no change was announced after the last that is known."""

BOTH = {Phase.FIRST_HALF: evidence((1.0, -2.0, 4.0)), Phase.SECOND_HALF: evidence()}


def test_every_episode_mean_and_interval_is_in_the_table():
    rows = episodes_chart(BOTH, DAY).rows
    assert len(rows) == 1 + (3 + 2) + (6 + 2)
    assert [row[-1] for row in rows[1:4]] == ["+1.0", "-2.0", "+4.0"]
    assert rows[4][-1] == "+1.0"
    low, high = interval(evidence((1.0, -2.0, 4.0)))
    assert rows[5][-1] == f"{100 * low:+.1f} to {100 * high:+.1f}"


def test_the_title_says_which_way_and_that_few_cases_prove_little():
    title = episodes_chart(BOTH, DAY).title
    assert title.startswith(
        "After a first cut small caps led by 1.0 points and after easing resumed (now)"
    )
    assert title.endswith("which 3 and 6 cases cannot tell from nothing")


def test_a_mean_whose_interval_leaves_zero_out_is_not_called_doubtful():
    found = {Phase.SECOND_HALF: evidence((10.0, 11.0, 12.0))}
    title = episodes_chart(found, DAY).title
    assert title == "After easing resumed (now) small caps led by 11.0 points on average"


@pytest.mark.parametrize(
    "found",
    [BOTH, {Phase.SECOND_HALF: evidence((2.0,))}, {Phase.SECOND_HALF: evidence(())}, {}],
    ids=["both", "one case", "no case", "nothing"],
)
def test_however_few_there_are_it_can_be_drawn(found):
    chart = episodes_chart(found, DAY)
    assert draw(chart, ".svg") == draw(chart, ".svg")


def test_other_phases_are_not_shown():
    assert episodes_chart({Phase.PAUSE: evidence()}, DAY).title == "No episode was over by that day"


def test_the_present_phase_is_a_third_group_where_it_is_no_half():
    found = BOTH | {Phase.HOLD_LOW: evidence((9.8, 9.8)), Phase.PAUSE: evidence()}
    chart = episodes_chart(found, LATER)
    assert "and after easing stopped (now) led by 9.8 points" in chart.title
    assert "(now)" not in episodes_chart(BOTH, LATER).title
    assert "On 20 June 2026: on hold after easing, since" in chart.subtitle
    assert len({row[0] for row in chart.rows[1:]}) == 3 * 3


def test_it_says_how_far_prices_and_changes_of_rates_are_known():
    source = episodes_chart(BOTH, LATER).source
    assert "made up, after which no price is known here" in source
    assert "episodes over by 20 June 2026 and within that record" in source
    assert "Changes of rates are known to 24 December 2025." in source
    assert "Changes of rates" not in episodes_chart(BOTH, DAY).source


def test_a_view_that_stands_is_said_and_none_that_is_over():
    assert "; the driver's view: +" in episodes_chart(BOTH, DAY).subtitle
    ended = study_rate_cycle(market(episodes={}), date(2025, 12, 24))
    assert "view" not in episodes_chart(BOTH, ended).subtitle


@pytest.mark.parametrize("differences", [(-3.5, 23.7), (-90.0, 90.0), (1.0,), (-20.0, -21.0)])
def test_what_is_written_beside_a_bar_stays_in_its_panel(differences):
    figure = laid_out(episodes_chart({Phase.SECOND_HALF: evidence(differences)}, DAY))
    (axes,) = figure.axes
    panel = axes.get_window_extent()
    for text in axes.texts:
        if text.xycoords == "data" and not text.get_text().startswith("any year"):
            box = text.get_window_extent()
            assert panel.x0 <= box.x0, text
            assert box.x1 <= panel.x1, text


def test_what_any_year_gave_is_marked_where_it_is_even_beside_zero():
    (axes,) = laid_out(episodes_chart({Phase.SECOND_HALF: evidence(baseline=0.001)}, DAY)).axes
    marks = [line for line in axes.lines if line.get_marker() == "v"]
    assert [list(line.get_xdata()) for line in marks] == [[0.1]]

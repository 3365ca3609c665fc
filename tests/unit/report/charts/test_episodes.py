from datetime import date

import pytest

from allocator.beliefs.student import interval
from allocator.model.rate_cycle import Phase
from allocator.report.charts.drawing import draw
from allocator.report.charts.episodes import episodes_chart
from tests.situations import evidence

DAY = date(2025, 12, 24)
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
        "After a first cut small caps led by 1.0 points and after easing resumed"
    )
    assert title.endswith("which 3 and 6 cases cannot tell from nothing")


def test_a_mean_whose_interval_leaves_zero_out_is_not_called_doubtful():
    found = {Phase.SECOND_HALF: evidence((10.0, 11.0, 12.0))}
    title = episodes_chart(found, DAY).title
    assert title == "After easing resumed small caps led by 11.0 points on average"


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

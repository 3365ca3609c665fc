from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from allocator.explanation import explain
from allocator.explanation.game import LESS_DOUBT
from allocator.model.policy import Criterion, Objective, Policy
from allocator.model.proposal import Advice
from allocator.report.charts.drawing import draw, laid_out
from allocator.report.charts.style import WIDTH, Sheet
from allocator.report.charts.waterfall import waterfall_chart
from allocator.report.explanation import explanation_text, reason
from tests.unit.explanation.made import AT_THE_CAP, propose_with, two_accounts


@pytest.fixture(
    scope="module",
    params=[{}, {"policy": AT_THE_CAP}, {"held": two_accounts()}],
    ids=["default", "at the cap", "two accounts"],
)
def explained(request):
    return explain(propose_with(**request.param))


@pytest.mark.parametrize("criterion", Criterion)
def test_a_reason_is_called_as_explain_calls_it(criterion):
    """Under another criterion than the usual, doubt and risk are more than less doubt."""
    found = explain(propose_with(Policy(objective=Objective(criterion=criterion))))
    chart = waterfall_chart(found)
    said = reason(LESS_DOUBT, found.proposal)
    assert said in [row[0] for row in chart.rows]
    assert said in explanation_text(found, date(2026, 1, 1), 400)
    assert (f"'{criterion}'" in chart.title) is (criterion is not Criterion.EXPECTED)
    assert said.split()[0].encode() in draw(chart, ".html")


def test_the_reasons_sum_to_the_difference_to_the_cent(explained):
    rows = waterfall_chart(explained).rows[1:]
    parts = [Decimal(added.replace(",", "")) for _, added, _ in rows if added]
    assert "+0.00" not in {added for _, added, _ in rows}
    held, after = (Decimal(rows[at][2].replace(",", "")) for at in (0, -1))
    assert abs(sum(parts) - (after - held)) <= Decimal("0.005") * (len(parts) + 2)


def test_it_is_drawn_the_same_twice(explained):
    assert draw(waterfall_chart(explained), ".svg") == draw(waterfall_chart(explained), ".svg")


def test_trades_that_are_not_advised_are_not_told_as_made(explained):
    proposal = replace(explained.proposal, advice=Advice.NOTHING)
    chart = waterfall_chart(replace(explained, proposal=proposal))
    assert chart.title.startswith("Small caps would go from")
    assert chart.rows[-1][0] == "if traded"


def test_without_a_trade_nothing_moves(explained):
    chart = waterfall_chart(replace(explained, trades=()))
    assert chart.title.startswith("No trade is weighed: small caps stay at $")
    assert len(chart.rows) == 3
    assert draw(chart, ".png")


@pytest.mark.parametrize("criterion", Criterion)
def test_names_below_neighbouring_bars_do_not_overlap(criterion):
    """Measured as drawn; under other criteria than the usual, names are longer."""
    found = explain(propose_with(Policy(objective=Objective(criterion=criterion))))
    figure = Figure(figsize=(WIDTH, 7.5))
    FigureCanvasAgg(figure)
    waterfall_chart(found).draw(Sheet(figure, 0.2, 0.9))
    figure.draw_without_rendering()
    boxes = [each.get_window_extent() for each in figure.axes[0].get_xticklabels()]
    assert all(left.x1 < right.x0 for left, right in pairwise(boxes))


@pytest.mark.parametrize("has_words", [True, False])
def test_no_name_of_a_bar_leaves_the_paper_or_touches_the_foot(explained, has_words):
    figure = laid_out(waterfall_chart(explained), has_words=has_words)
    foot = max((text.get_window_extent().y1 for text in figure.texts[2:]), default=0)
    (axes,) = figure.axes
    boxes = [label.get_window_extent() for label in axes.get_xticklabels()]
    assert min(box.y0 for box in boxes) > foot
    assert all(before.x1 <= after.x0 for before, after in pairwise(boxes))

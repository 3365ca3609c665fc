from dataclasses import replace
from itertools import pairwise

import pytest
from matplotlib.figure import Figure

from allocator.model.change import Alteration
from allocator.report.charts.drawing import draw, laid_out
from allocator.report.charts.heat_map import sweep_chart
from allocator.report.charts.style import WIDTH, Sheet
from allocator.report.what_if import RULE
from allocator.report.what_if_sweep import meaning
from tests.unit.report.charts.made import a_sweep

LINE = a_sweep(((0.1, 0.2, 0.3),), (None, 0.12, 0.174), (0.25,))
MAP = a_sweep(((0.1, 0.2), (1.0, 2.0, 3.0)), (0.1, 0.12, None, 0.15, 0.16, 0.17), (0.1, 2.0))


def test_the_title_speaks_only_of_points_that_have_a_target():
    assert sweep_chart(LINE).title == (
        "Small caps go from 12.0% to 17.4% of equity as limits.small_cap.upper goes from 0.2 to 0.3"
    )


def test_every_point_is_a_row_and_one_without_a_target_says_why():
    _, unmet, first, _ = sweep_chart(LINE).rows
    assert unmet == ("0.1", "-", "-", "-", "-", "limits cannot be met")
    assert first == ("0.2", "12.0%", "3", "$1,235", "+12.3 bps", "small_cap")


def test_a_map_has_a_row_a_point_with_both_values():
    rows = sweep_chart(MAP).rows
    assert len(rows) == 7
    assert rows[6][:3] == ("0.2", "3", "17.0%")


@pytest.mark.parametrize("found", [LINE, MAP], ids=["line", "map"])
def test_points_without_a_target_are_said(found):
    count = len(found.points)
    assert f"Hatched: limits cannot be met at 1 of {count} points." in sweep_chart(found).source


def test_a_chart_says_what_its_figures_are_as_the_text_does():
    found = replace(LINE, keys=("scenario.a.probability",))
    assert sweep_chart(found).source.endswith(meaning(found))
    assert RULE in sweep_chart(found).source


@pytest.mark.parametrize(("now", "told"), [(0.2, "; dashed: now, 0.2"), (0.5, ""), (None, "")])
def test_the_line_at_the_value_as_things_stand_is_named_beside_nothing_else(now, told):
    figure = Figure(figsize=(WIDTH, 8))
    found = a_sweep(((0.1, 0.2),), (0.1, 0.2), (now,))
    sweep_chart(found).draw(Sheet(figure, 0.1, 0.9))
    top = figure.axes[0]
    assert top.get_title(loc="left") == f"Small caps at the target, of equity{told}"
    assert not top.texts


@pytest.mark.parametrize(
    ("present", "told", "at"),
    [
        ((0.5, 2.0), "limits.turnover 2", (1.0, -0.5)),
        ((0.2, None), "limits.small_cap.upper 0.2", (1.5, 1.0)),
    ],
)
def test_a_map_with_only_one_key_as_it_stands_points_to_it_from_the_edge(present, told, at):
    chart = sweep_chart(a_sweep(((0.1, 0.2), (1.0, 2.0)), (0.1,) * 4, present))
    assert chart.subtitle.endswith(f"Triangle: now, {told}.")
    figure = Figure(figsize=(WIDTH, 8))
    chart.draw(Sheet(figure, 0.1, 0.9))
    (mark,) = figure.axes[0].lines
    assert (mark.get_xdata()[0], mark.get_ydata()[0]) == at
    assert mark.get_marker() != "o"


@pytest.mark.parametrize("now", [0.1, 0.1 - 1e-16, 0.2 + 1e-16, 0.3, 0.3 + 1e-16])
def test_things_as_they_stand_are_ringed_at_the_edge_of_a_map_too(now):
    found = a_sweep(((0.3, 0.2, 0.1), (1.0, 2.0)), (0.1,) * 6, (now, 1.0))
    figure = Figure(figsize=(WIDTH, 8))
    sweep_chart(found).draw(Sheet(figure, 0.1, 0.9))
    (ring,) = figure.axes[0].lines
    assert ring.get_marker() == "o"
    assert list(ring.get_xdata()) == [0]
    assert list(ring.get_ydata()) == pytest.approx([{1: 2, 2: 1, 3: 0}[round(10 * now)]])


def test_each_cell_without_a_target_has_an_edge_of_its_own():
    found = a_sweep(((0.1, 0.2), (1.0, 2.0)), (None, None, None, 0.1), (None, None))
    figure = Figure(figsize=(WIDTH, 8))
    sweep_chart(found).draw(Sheet(figure, 0.1, 0.9))
    cells = figure.axes[0].patches
    assert [cell.get_linewidth() > 0 for cell in cells] == [True] * 3


@pytest.mark.parametrize("count", [2, 3, 11, 23, 60])
def test_the_axis_is_marked_at_points_that_were_solved(count):
    values = tuple(0.12 + 0.07 * n for n in range(count))
    figure = laid_out(sweep_chart(a_sweep((values,), (0.1,) * count, (None,))))
    below = figure.axes[1]
    ticks = [each for each in below.get_xticks() if values[0] <= each <= values[-1]]
    assert set(ticks) <= set(values)
    assert len(ticks) >= min(count, 8)
    boxes = [label.get_window_extent() for label in below.get_xticklabels()]
    assert all(before.x1 < after.x0 for before, after in pairwise(boxes))


def test_points_that_are_close_are_not_written_over_each_other():
    values = (0.5, 0.1, 0.1001, 0.1002)
    below = laid_out(sweep_chart(a_sweep((values,), (0.1,) * 4, (None,)))).axes[1]
    assert set(below.get_xticks()) < set(values)
    boxes = [label.get_window_extent() for label in below.get_xticklabels()]
    assert all(before.x1 < after.x0 for before, after in pairwise(boxes))


def test_trades_are_whole_and_no_line_leaves_the_points_that_were_solved():
    found = a_sweep(((0.1, 0.2, 0.3, 0.4, 0.5),), (None, 0.1, 0.2, None, 0.1), (None,))
    below = laid_out(sweep_chart(found)).axes[1]
    assert [(min(line.get_xdata()), max(line.get_xdata())) for line in below.lines] == [
        (0.2, 0.3),
        (0.5, 0.5),
    ]
    low, high = below.get_ylim()
    assert [tick for tick in below.get_yticks() if low <= tick <= high] == [3.0]


@pytest.mark.parametrize(("count", "told"), [(200, True), (201, False)])
def test_dots_are_said_to_be_what_was_solved(count, told):
    found = a_sweep((tuple(range(count)),), (0.1,) * count, (None,))
    assert ("Dots are solved" in sweep_chart(found).subtitle) is told


def test_one_point_without_a_target_is_one_point():
    found = a_sweep(((0.1,),), (None,), (0.1,))
    assert "limits cannot be met at 1 of 1 point." in sweep_chart(found).source


def test_the_values_as_things_stand_are_named_where_they_are_on_the_map():
    said = "Ring: now, limits.small_cap.upper 0.1 and limits.turnover 2."
    assert said in sweep_chart(MAP).subtitle
    away = a_sweep(((0.1, 0.2), (1.0, 2.0)), (0.1,) * 4, (0.5, 2.0))
    assert "Ring" not in sweep_chart(away).subtitle


def test_what_was_set_beside_the_sweep_is_said():
    found = a_sweep(((0.1, 0.2),), (0.1, 0.1), (None,), (Alteration("limits.x", 1.0, 2.0, False),))
    assert "With limits.x = 2." in sweep_chart(found).source
    assert sweep_chart(found).title.startswith("Small caps stay at 10.0% of equity")


@pytest.mark.parametrize(
    "found",
    [
        LINE,
        MAP,
        a_sweep(((0.1,),), (0.1,), (0.1,)),
        a_sweep(((0.2, 0.1),), (None, None), (0.1,)),
        a_sweep(((0.1,), (1.0,)), (None,), (0.1, 1.0)),
        a_sweep(((0.2, 0.1), (1.0, 2.0)), (0.1,) * 4, (0.15, 1.2)),
        a_sweep(
            (tuple(range(60)), tuple(range(60))), [n / 3600 for n in range(3600)], (None, None)
        ),
    ],
    ids=["line", "map", "one point", "none met", "one cell", "flat, downwards", "many"],
)
def test_any_sweep_can_be_drawn(found):
    file = draw(sweep_chart(found), ".svg")
    assert len(file) < 3_000_000
    assert file == draw(sweep_chart(found), ".svg")

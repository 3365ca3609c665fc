from dataclasses import replace
from math import isnan
from statistics import mean

import pytest
from matplotlib.figure import Figure

from allocator.report.charts.drawing import draw
from allocator.report.charts.style import WIDTH, Sheet
from allocator.report.charts.valuation import valuation_chart
from tests.situations import valuation
from tests.unit.report.charts.made import a_valuation_history, a_valuation_study


def drawn(study):
    """What is drawn, panel by panel."""
    figure = Figure(figsize=(WIDTH, 8))
    valuation_chart(study).draw(Sheet(figure, 0.1, 0.9))
    return figure.axes


def test_a_month_is_held_against_the_sixty_before_it_and_not_itself():
    band, _ = drawn(a_valuation_study(a_valuation_history(), valuations=()))[0].lines
    means = band.get_ydata()
    assert isnan(means[59])
    assert means[60] == mean(range(10, 70))


@pytest.mark.parametrize("lost", [5, 20, 70])
def test_the_band_ends_where_the_text_says_whatever_month_is_missing(lost):
    whole = a_valuation_history()
    months, values = ((*each[:lost], *each[lost + 1 :]) for each in (whole.months, whole.values))
    study = a_valuation_study(replace(whole, months=months, values=values), valuations=())
    (panel,) = drawn(study)
    (past,) = study.past
    assert panel.lines[0].get_ydata()[-1] == past.mean_5y
    assert f"mean {past.mean_5y:.1f}, sd {past.sd_5y:.1f}" in {
        each.get_text() for each in panel.texts
    }


def test_a_history_of_less_than_five_years_is_drawn_without_a_mean():
    (panel,) = drawn(a_valuation_study(a_valuation_history(32), valuations=()))
    assert all(map(isnan, panel.lines[0].get_ydata()))
    assert [each.get_text() for each in panel.texts] == ["41.0 in Aug 2017"]


def test_every_valuation_and_history_is_in_the_table():
    rows = valuation_chart(a_valuation_study(a_valuation_history())).rows[1:]
    assert [row[0] for row in rows] == ["Russell 2000", "S&P 500", "S&P 500"]
    assert rows[0][3:] == ("18.00", "15.00", "1.70", f"{3 / 1.7:+.2f}")
    assert rows[2][3] == "81.00"


def test_the_title_names_the_one_that_is_farthest_off():
    study = a_valuation_study(
        valuations=(
            valuation("Russell 2000", 10.0, 15.0, 1.0),
            valuation("S&P 500", 22.0, 21.5, 2.4),
        )
    )
    assert valuation_chart(study).title == (
        "1 of 2 valuations are dearer than their own five-year mean; Russell 2000 is 5.0 standard "
        "deviations cheaper"
    )


@pytest.mark.parametrize("histories", [(), (a_valuation_history(72),), (a_valuation_history(5),)])
@pytest.mark.parametrize("known", [True, False])
def test_whatever_is_known_it_can_be_drawn(histories, known):
    study = a_valuation_study(*histories, **({} if known else {"valuations": ()}))
    assert draw(valuation_chart(study), ".svg")


def test_histories_are_said_to_move_no_weight():
    said = "they move no weight"
    assert said in valuation_chart(a_valuation_study(a_valuation_history())).subtitle
    assert said not in valuation_chart(a_valuation_study()).subtitle
    panel, latest = drawn(a_valuation_study(a_valuation_history()))
    assert panel.get_title(loc="left").endswith("(moves no weight)")
    assert "weight" not in latest.get_title(loc="left")

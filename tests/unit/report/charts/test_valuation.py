from math import isnan
from statistics import mean, stdev

import pytest

from allocator.report.charts.drawing import draw
from allocator.report.charts.valuation import rolling_band, valuation_chart
from tests.situations import valuation
from tests.unit.report.charts.made import a_valuation_history, a_valuation_study


def test_a_month_is_held_against_the_sixty_before_it_and_not_itself():
    band = rolling_band(a_valuation_history())
    assert isnan(band.means[59])
    assert band.means[60] == mean(range(10, 70))
    assert band.deviations[71] == pytest.approx(stdev(range(21, 81)))


def test_the_band_ends_where_the_text_says():
    history = a_valuation_history()
    (past,) = a_valuation_study(history).past
    band = rolling_band(history)
    assert (band.means[-1], band.deviations[-1]) == (past.mean_5y, past.sd_5y)


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

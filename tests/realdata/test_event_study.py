"""
The event study of the rate cycle, worked out apart: on ^RUT and ^GSPC from 1987-09-10, price returns.

The figures were measured by other code on public files of the same indexes before this project
began; days are those of announcements, the windows twelve calendar months from the close.
"""

from datetime import date

import numpy as np
import pytest

from allocator.beliefs.student import interval
from allocator.bundled import FACTS
from allocator.market.episodes import Duel
from allocator.market.evidence import price_duel
from allocator.market.facts import read_facts
from allocator.market.folder import Folder
from allocator.market.history import lay_out
from allocator.market.picking import pick_history
from allocator.model.views import Evidence
from tests.shared_data import DATA

pytestmark = pytest.mark.realdata

AS_OF = date(2025, 9, 24)
RESUMED = ("1990-07-13", "1995-12-19", "2002-11-06", "2003-06-25", "2008-10-08", "2020-03-03")
SHORTER = ("1990-10-29", "1992-04-09")
"""What a pause of 100 days adds."""


@pytest.fixture(scope="module")
def duel():
    facts = read_facts(FACTS)
    picked = pick_history(Folder(DATA, AS_OF), facts, AS_OF, 10).picked
    both = price_duel(lay_out(picked, AS_OF), facts)
    return Duel.of(both.small["1987-09-10":], both.large["1987-09-10":], both.basis, both.source)


def after(duel, *days):
    """In points, one decimal."""
    return [100 * duel.window(date.fromisoformat(day)).difference for day in days]


def sample(duel, *days):
    episodes = tuple(duel.window(date.fromisoformat(day)) for day in days)
    return Evidence("", episodes, 0.0, "")


def test_the_four_resumptions_that_are_usually_told(duel):
    """Mean 11.2, t 2.47, interval -3.3 to 25.7: the article begins 2001 on 21 August."""
    found = sample(duel, "2001-08-21", "2003-06-25", "2008-10-08", "2020-03-03")
    assert after(duel, "2001-08-21")[0] == pytest.approx(4.1, abs=0.06)
    assert 100 * found.mean == pytest.approx(11.2, abs=0.06)
    assert found.t_statistic == pytest.approx(2.47, abs=0.006)
    low, high = interval(found)
    assert (100 * low, 100 * high) == pytest.approx((-3.3, 25.7), abs=0.11)


@pytest.mark.parametrize(("day", "points"), [("2001-09-17", 6.7), ("2020-03-16", 57.5)])
def test_another_start_changes_an_episode_more_than_the_effect_is_large(duel, day, points):
    assert after(duel, day)[0] == pytest.approx(points, abs=0.06)


@pytest.mark.parametrize(
    ("days", "n", "mean", "t", "ends"),
    [
        ((*RESUMED, *SHORTER), 8, 10.0, 2.32, (-0.2, 20.2)),
        (RESUMED, 6, 9.2, 1.76, (-4.2, 22.7)),
        (tuple(day for day in RESUMED if day != "2020-03-03"), 5, 6.8, 1.20, (-9.0, 22.6)),
        (("1990-07-13", "2002-11-06", "2003-06-25"), 3, 12.2, 1.50, (-22.8, 47.1)),
    ],
    ids=["100 days", "120 days", "150 days", "180 days"],
)
def test_every_pause_rule_has_its_interval(duel, days, n, mean, t, ends):
    found = sample(duel, *days)
    low, high = interval(found)
    assert (found.n, round(100 * found.mean, 1)) == (n, mean)
    assert found.t_statistic == pytest.approx(t, abs=0.011)
    assert (100 * low, 100 * high) == pytest.approx(ends, abs=0.11)


def test_what_is_left_without_each_episode(duel):
    found = after(duel, *RESUMED)
    without = [(sum(found) - each) / 5 for each in found]
    assert without == pytest.approx([11.8, 12.2, 6.3, 7.8, 10.5, 6.8], abs=0.06)


def test_any_year(duel):
    """Overlapping: mean -0.55, sd 11.3, above zero 47 %."""
    years = 100 * duel.differences()
    assert years.mean() == pytest.approx(-0.55, abs=0.006)
    assert years.std() == pytest.approx(11.3, abs=0.06)
    assert (years > 0).mean() == pytest.approx(0.47, abs=0.006)


def test_risk_by_the_day_and_over_the_whole(duel):
    """Volatility 21.6 and 18.6, correlation 0.850, tracking error 11.4, growth 7.27 and 8.33."""
    small, large = (np.log(level).diff().dropna() for level in (duel.small, duel.large))
    simple = [level.pct_change().dropna() for level in (duel.small, duel.large)]
    year = 252**0.5
    assert [100 * each.std() * year for each in simple] == pytest.approx([21.6, 18.6], abs=0.2)
    assert np.corrcoef(small, large)[0, 1] == pytest.approx(0.850, abs=0.003)
    assert 100 * (simple[0] - simple[1]).std() * year == pytest.approx(11.4, abs=0.1)
    years = (duel.small.index[-1] - duel.small.index[0]).days / 365.25
    growth = [100 * ((x.iloc[-1] / x.iloc[0]) ** (1 / years) - 1) for x in (duel.small, duel.large)]
    assert growth == pytest.approx([7.27, 8.33], abs=0.02)

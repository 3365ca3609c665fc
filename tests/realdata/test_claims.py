"""
Figures that others have published or checked, from the data as we read them.

Returns are from the close of the first day to the close of the second; a month or a year runs from
the last close of the one before to its own last close. Price returns leave dividends out, total
returns reinvest them. Differences are Russell 2000 less S&P 500 over the same days.
"""

from datetime import date

import pandas as pd
import pytest

from allocator.market.folder import Folder
from allocator.market.history import chained
from allocator.market.picking import pick_series
from allocator.market.series import Kind
from tests.shared_data import DATA

NAMES = {
    (Kind.PRICE_INDEX, "RUT"), (Kind.PRICE_INDEX, "GSPC"), (Kind.PRICE_INDEX, "RU2000PR"),
    (Kind.TOTAL_RETURN, "RU2000TR"), (Kind.TOTAL_RETURN, "RU1000TR"),
    *((Kind.ADJUSTED, name) for name in ("SPY", "IWM", "QQQ", "AGG")),
}  # fmt: skip

pytestmark = pytest.mark.realdata


@pytest.fixture(scope="module")
def series():
    last = date(2026, 12, 31)
    picked = pick_series(Folder(DATA), lambda *key: date.min if key in NAMES else None, last).picked
    return {key: found.to_pandas() for key, found in picked.items()}


@pytest.fixture(scope="module")
def levels(series):
    """The four legs: prices, and total returns with IWM after FRED's index ends (2019-01-10)."""
    return {
        "small price": series[Kind.PRICE_INDEX, "RUT"],
        "large price": series[Kind.PRICE_INDEX, "GSPC"],
        "small total": chained(
            [series[Kind.TOTAL_RETURN, "RU2000TR"], series[Kind.ADJUSTED, "IWM"]]
        ),
        "large total": series[Kind.ADJUSTED, "SPY"],
    }


def percent(level, first, last):
    """Return in percent between the closes of two days; both must be trading days."""
    return 100 * (level[pd.Timestamp(last)] / level[pd.Timestamp(first)] - 1)


def year(level, number):
    """Return of a calendar year in percent, from the last close of the year before."""
    return percent(
        level, level[: f"{number - 1}-12-31"].index[-1], level[: f"{number}-12-31"].index[-1]
    )


@pytest.mark.parametrize(
    ("name", "number", "told"),
    [("SPY", 2008, -36.79), ("IWM", 2008, -34.14), ("IWM", 2003, 47.90), ("QQQ", 2008, -41.73),
     ("AGG", 2022, -13.02)],
)  # fmt: skip
def test_calendar_years_of_funds(series, name, number, told):
    """Total returns as State Street, BlackRock and Invesco publish them; of Yahoo's prices."""
    assert year(series[Kind.ADJUSTED, name], number) == pytest.approx(told, abs=0.006)


@pytest.mark.parametrize(
    ("name", "number", "told"),
    [("RU2000TR", 2008, -33.79), ("RU2000TR", 2003, 47.25), ("RU2000TR", 1987, -8.80),
     ("RU1000TR", 2008, -37.60)],
)  # fmt: skip
def test_calendar_years_of_indexes(series, name, number, told):
    """As FTSE Russell publishes them."""
    assert year(series[Kind.TOTAL_RETURN, name], number) == pytest.approx(told, abs=0.006)


CLAIMS = """
a      2003-06-30 2004-06-30   31.93   17.07   33.37  19.17
a'     2003-06-25 2004-06-25   32.60   16.31   34.06  18.57
a''    2003-05-30 2004-05-31*  28.86   16.30   30.29  18.25
b1     2001-08-31 2002-08-30  -16.56  -19.19  -15.44 -18.50
b2     2001-07-31 2002-07-31  -19.05  -24.74  -17.96 -23.85
c      2008-10-31 2009-10-30    4.70    6.96    6.46   9.72
c'     2008-09-30 2009-09-30  -11.08   -9.37   -9.55  -6.61
c''    2008-10-08 2009-10-08   11.19    8.18   13.12  12.17
d      2020-04-30 2021-04-30   72.92   43.56   74.69  45.96
d'     2020-03-31 2021-03-31   92.57   53.71   95.39  56.23
d''    2020-02-28 2021-02-26   49.08   29.01   51.32  30.78
d'''1  2020-03-16 2021-03-16  123.59   66.07  125.62  68.15
d'''2  2020-03-23 2021-03-23  118.05   74.78  120.37  77.50
e      2025-08-01 2025-09-17   11.10    5.81   11.47   6.03
e'     2025-07-31 2025-09-17    8.85    4.12    9.20   4.29
f      2024-10-31 2024-11-29   10.84    5.73   11.07   5.96
"""
"""
Windows of which brokers and newspapers have written, from one close to another.

A name, two days, and four returns in percent: the Russell 2000 without dividends (FRED's RU2000PR
and Yahoo's ^RUT) and the S&P 500 (Yahoo's ^GSPC); the same with them (FRED's RU2000TR, then IWM;
SPY). Computed apart from this program, from the same files. * marks a day on which the exchange
was closed.
"""


@pytest.mark.parametrize("row", [line.split() for line in CLAIMS.strip().splitlines()])
def test_every_claim_is_met_to_a_hundredth_of_a_point(levels, row):
    name, first, last, *told = row
    if last.endswith("*"):
        last = levels["large price"][: last[:-1]].index[-1]
    found = [round(percent(level, first, last), 2) for level in levels.values()]
    expected = [float(figure) for figure in told]
    assert found == pytest.approx(expected, abs=0.0101), name
    gaps = (found[0] - found[1], found[2] - found[3])
    assert gaps == pytest.approx(
        (expected[0] - expected[1], expected[2] - expected[3]), abs=0.0101
    ), name


def test_days_on_which_small_rose_three_percent_and_large_fell(series):
    """A broker's count since 1979, on FRED's and Yahoo's levels: two days and none else."""
    small = chained([series[Kind.PRICE_INDEX, "RU2000PR"], series[Kind.PRICE_INDEX, "RUT"]])
    moves = (
        100
        * pd.DataFrame({"small": small, "large": series[Kind.PRICE_INDEX, "GSPC"]})
        .dropna()["1978-12-29":]
        .pct_change()
    )
    found = moves[(moves["small"] > 3) & (moves["large"] < 0)]
    assert {f"{day:%Y-%m-%d}": list(row.round(2)) for day, row in found.iterrows()} == {
        "2008-10-10": [4.66, -1.18],
        "2024-07-11": [3.57, -0.88],
    }

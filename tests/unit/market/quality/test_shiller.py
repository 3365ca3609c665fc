"""Units of Shiller's table: dollars a year over dollars, nothing else."""

from dataclasses import replace

import numpy as np
import pytest

from allocator.errors import Severity
from allocator.market.quality.shiller import changed_units, impossible_ratios
from allocator.market.series import Frequency, Kind
from allocator.model.quality import Check

ERROR = Severity.ERROR
MONTHS = np.arange("1950-02", "2020-02", dtype="M8[M]").astype("M8[D]") - 1
USUAL = {
    "price": 100.0,
    "dividend": 4.2,
    "earnings": 6.6,
    "P/E": 15.0,
    "CAPE": 16.6,
    "TR CAPE": 20.6,
    "CPI": 100.0,
}
"""The medians of 1871 to 2026."""


@pytest.fixture
def table(make):
    growth = 1.005 ** np.arange(len(MONTHS))
    wave = 1 + 0.5 * np.sin(np.arange(len(MONTHS)) / 30)
    made = {}
    for name, level in USUAL.items():
        grows = "P/E" not in name and "CAPE" not in name
        waves = not grows or name == "earnings"
        values = level * (growth if grows else 1) * (wave if waves else 1)
        made[f"Shiller {name}"] = make(
            Kind.VALUATION, f"Shiller {name}", MONTHS, values, Frequency.MONTHLY, "shiller"
        )
    return made


def look(table):
    return (
        *impossible_ratios(table),
        *(found for each in table.values() for found in changed_units(each)),
    )


def spoilt(table, name, rows, factor):
    values = table[name].values.copy()
    values[rows] *= factor
    return {**table, name: replace(table[name], values=values)}


def test_a_usual_table_gives_no_finding(table):
    assert look(table) == ()


@pytest.mark.parametrize("factor", [12, 1 / 12, 100, 1 / 100])
@pytest.mark.parametrize("name", ["dividend", "earnings", "P/E", "CAPE", "TR CAPE"])
def test_a_column_in_another_unit_is_an_error(table, name, factor):
    key = f"Shiller {name}"
    (found, *_) = look(spoilt(table, key, slice(None), factor))
    assert (found.check, found.severity) == (Check.DEFINITION, ERROR)
    assert found.place == f"valuation/{key} (shiller)"
    assert found.count > len(MONTHS) / 4
    assert ("a month may stand where a year" in found.message) == (1 / 20 < factor < 20)
    assert ("cents may stand where dollars" in found.message) == (not 1 / 20 < factor < 20)


@pytest.mark.parametrize("factor", [12, 1 / 12, 100, 1 / 100])
@pytest.mark.parametrize("name", ["price", "dividend", "earnings", "P/E", "CAPE", "CPI"])
def test_a_column_that_changes_its_unit_is_found_on_that_day(table, name, factor):
    found = changed_units(
        spoilt(table, f"Shiller {name}", slice(600, None), factor)[f"Shiller {name}"]
    )
    (only,) = found
    assert (only.check, only.severity, only.count) == (Check.DEFINITION, ERROR, 1)
    assert only.first == only.last == MONTHS[600].item()
    size = float(only.message.partition("(")[2].partition(" times")[0])
    assert size == pytest.approx(factor, rel=0.02)


@pytest.mark.parametrize(("factor", "count"), [(2.8, 0), (3.2, 1), (1 / 2.8, 0), (1 / 3.2, 1)])
def test_no_month_triples_or_loses_two_thirds(table, factor, count):
    found = spoilt(table, "Shiller CAPE", slice(600, None), factor)["Shiller CAPE"]
    assert len(changed_units(found)) == count


@pytest.mark.parametrize(
    ("name", "value", "count"),
    [
        ("dividend", 0.0049, 1),
        ("dividend", 0.0051, 0),
        ("dividend", 0.149, 0),
        ("dividend", 0.151, 1),
        ("earnings", 0.0049, 1),
        ("earnings", 0.329, 0),
        ("earnings", 0.331, 1),
        ("P/E", 2.9, 1),
        ("P/E", 199.0, 0),
        ("P/E", 201.0, 1),
        ("P/E", -20.0, 1),
        ("CAPE", 2.9, 1),
        ("CAPE", 44.2, 0),
        ("CAPE", 101.0, 1),
    ],
)
def test_the_day_and_the_number_are_named(table, name, value, count):
    key = f"Shiller {name}"
    is_yield = name in {"dividend", "earnings"}
    values = table[key].values.copy()
    values[500] = value * table["Shiller price"].values[500] if is_yield else value
    found = impossible_ratios({**table, key: replace(table[key], values=values)})
    assert len(found) == count
    for each in found:
        shown = f"{value:.2%}" if is_yield else f"{value:.1f}"
        assert f"{MONTHS[500]} ({shown})" in each.message


def test_months_apart_need_not_follow_one_another(table):
    ratio = table["Shiller CAPE"]
    gap = ratio.where((np.arange(len(MONTHS)) < 300) | (np.arange(len(MONTHS)) > 360))
    jumped = replace(gap, values=np.where(gap.days > MONTHS[330], 5.0, 45.0))
    assert changed_units(jumped) == ()


def test_without_prices_nothing_is_divided(table):
    del table["Shiller price"]
    assert impossible_ratios(spoilt(table, "Shiller dividend", slice(None), 100)) == ()

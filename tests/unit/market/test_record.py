from datetime import date

import pytest

from allocator.errors import MarketDataError
from allocator.market.record import Record, as_number
from allocator.model.assets import AssetClass


def record(**values):
    return Record(values, "file.json: thing", "write it again")


def refusal(action):
    with pytest.raises(MarketDataError) as caught:
        action()
    (problem,) = caught.value.problems
    assert problem.remedy == "write it again"
    return f"{problem.place}: {problem.message}"


@pytest.mark.parametrize(
    ("value", "method"),
    [
        ("", "text"),
        (3, "text"),
        (["a"], "text"),
        ("yes", "flag"),
        (1, "flag"),
        ("1", "number"),
        (True, "number"),
        (float("nan"), "number"),
        (10**400, "number"),
        ("252.71x", "price"),
        ("0.00", "price"),
        ("-1", "price"),
        ("1.23456", "price"),
        (252.71, "price"),
        ("2025-13-01", "day"),
        ("20251224", "day"),
        ("2025-W52-3", "day"),
        (20251224, "day"),
        ([1, "2"], "numbers"),
        (["a", 1], "texts"),
        ("ab", "texts"),
        ([[1, 2], [3]], "rows"),
        ([1, 2], "rows"),
        ([], "record"),
        ([{}, 1], "records"),
        ({}, "records"),
    ],
)
def test_what_is_not_of_its_kind_is_refused_with_its_place(value, method):
    assert "file.json: thing: key" in refusal(lambda: getattr(record(key=value), method)("key"))


def test_what_is_missing_is_refused():
    assert refusal(lambda: record().text("key")) == "file.json: thing: key: is missing"
    assert refusal(lambda: record(key=None).text("key")) == "file.json: thing: key: is missing"


def test_a_name_nobody_knows_is_refused():
    assert "smal_share" in refusal(lambda: record(small_share=1, smal_share=1).only("small_share"))


def test_a_number_outside_its_range_is_refused_with_the_range():
    said = refusal(lambda: record(key=1.5).number("key", 0, 1))
    assert said.endswith("expected a finite number from 0 to 1")


def test_a_whole_number_is_neither_true_nor_a_fraction():
    assert record(key=3).whole("key", 1) == 3
    for wrong in (True, 3.0, 0):
        refusal(lambda wrong=wrong: record(key=wrong).whole("key", 1))


def test_a_word_that_is_none_of_the_kind_names_the_kinds():
    assert "'equity', 'bond'" in refusal(lambda: record(key="stock").word("key", AssetClass))
    assert record(key="bond").word("key", AssetClass) is AssetClass.BOND


def test_a_date_is_taken_from_toml_and_from_text():
    assert record(key=date(2025, 12, 24)).day("key") == date(2025, 12, 24)
    assert record(key="2025-12-24").day("key") == date(2025, 12, 24)


def test_only_a_table_makes_a_record():
    with pytest.raises(MarketDataError):
        Record.of([], "file", "write it again")


def test_infinity_is_not_a_number():
    assert as_number(float("inf")) is None
    assert as_number(2) == 2.0

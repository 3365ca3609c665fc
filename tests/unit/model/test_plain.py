"""Values as plain data: every kind, the same every time."""

import hashlib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

import numpy as np
import pytest

from allocator.model.plain import digest, plain
from allocator.model.policy import Range
from allocator.model.portfolio import Lock, Lot
from allocator.model.rate_cycle import Phase


class Side(Enum):
    LEFT = 1


@dataclass(frozen=True)
class Point:
    x: int = 0


@dataclass(frozen=True)
class Outer:
    name: str
    inner: Range
    missing: str | None = None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Lock.NO_BUY, "no-buy"),
        (None, None),
        (True, True),
        (3, 3),
        (0.1, 0.1),
        ("word", "word"),
        (Decimal("1.10"), "1.10"),
        (date(2025, 9, 17), "2025-09-17"),
        (np.array([[1.0, 2.0], [3.0, 4.0]]), [[1.0, 2.0], [3.0, 4.0]]),
        ({Phase.PAUSE: Decimal(2)}, {"pause": "2"}),
        ({Side.LEFT: Side.LEFT}, {"1": 1}),
        ({"key": None}, {"key": None}),
        ((1, (2, [Decimal(3)])), [1, [2, ["3"]]]),
    ],
)
def test_each_kind_has_its_plain_form(value, expected):
    found = plain(value)
    assert found == expected
    assert type(found) is type(expected)


def test_a_dataclass_becomes_a_dict_without_its_empty_fields():
    assert plain(Outer("x", Range(lower=0.0))) == {"name": "x", "inner": {"lower": 0.0}}


def test_decimals_keep_their_digits():
    assert plain(Lot(Decimal("40.500"), Decimal("0.10"), None)) == {
        "shares": "40.500",
        "cost_basis": "0.10",
    }


@pytest.mark.parametrize("value", [{1, 2}, object(), Point, b"bytes"])
def test_a_kind_that_the_model_does_not_use_is_refused(value):
    with pytest.raises(TypeError, match="as plain data"):
        plain(value)


def test_a_digest_does_not_depend_on_the_order_of_a_dict():
    assert digest({"a": 1, "b": {"c": 2, "d": 3}}) == digest({"b": {"d": 3, "c": 2}, "a": 1})


def test_a_digest_depends_on_the_order_of_a_list_and_on_every_value():
    assert len({digest(value) for value in ([1, 2], [2, 1], [1, 3], ["1", 2], {"1": 2})}) == 5


def test_a_digest_is_the_sha256_of_compact_sorted_json():
    """As `printf '{"a":1,"b":[1,2]}' | sha256sum` prints it."""
    text = b'{"a":1,"b":[1,2]}'
    assert digest({"b": (1, 2), "a": 1}) == hashlib.sha256(text).hexdigest()


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_what_json_cannot_say_has_no_digest(number):
    with pytest.raises(ValueError, match="not JSON compliant"):
        digest([number])

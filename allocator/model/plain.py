"""Any value of the model as plain data, the same every time, for JSON and for hashing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

import numpy as np


def plain(value: object) -> object:  # noqa: PLR0911 - one return per kind
    """
    Turn a value into dicts, lists, strings and numbers.

    Dataclasses become dicts without their empty (None) fields; decimals become strings, so that
    no cent is lost; dates are ISO.

    Raises:
        TypeError: If the value is of a kind that the model does not use.
    """
    match value:
        case Enum():
            return value.value
        case None | bool() | int() | float() | str():
            return value
        case Decimal() | date():
            return str(value)
        case np.ndarray():
            return value.tolist()
        case Mapping():
            return {str(plain(key)): plain(item) for key, item in value.items()}
        case tuple() | list():
            return [plain(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        named = ((field.name, getattr(value, field.name)) for field in fields(value))
        return {name: plain(item) for name, item in named if item is not None}
    message = f"cannot write {type(value).__name__} as plain data"
    raise TypeError(message)


def digest(value: object) -> str:
    """Hash a value by its plain form: SHA-256, as 64 hexadecimal digits."""
    text = json.dumps(plain(value), sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()

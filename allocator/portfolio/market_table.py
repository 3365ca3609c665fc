"""The table [market] of a scenario's file, and the word "market" in place of a probability."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from allocator.model.market_rule import Cuts, MarketRule
from allocator.portfolio.findings import NotUnderstoodError
from allocator.portfolio.schema import Flag, Fraction, Table

MARKET = "market"
"""What stands in place of a probability that the market sets."""

_LEAST, _MOST = -40, 40
"""Ten percentage points either way; no year saw more."""


def _left_open(value: object) -> object:
    """Take the word for a probability of zero, until the market has set it."""
    if value == MARKET:
        return 0.0
    if isinstance(value, str):
        remedy = f'write a fraction such as 0.25, or "{MARKET}" with a table [{MARKET}]'
        raise NotUnderstoodError("is not a number", remedy)
    return value


def _whole(value: object) -> object:
    """Refuse what is no whole number."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise NotUnderstoodError("is not a whole number", "write a number of cuts, such as 2")
    return value


OpenProbability = Annotated[Fraction, BeforeValidator(_left_open)]
Count = Annotated[int, BeforeValidator(_whole), Field(ge=_LEAST, le=_MOST)]


class CutsTable(Table):
    """How many cuts of a quarter point within twelve months."""

    at_least: Count | None = None
    at_most: Count | None = None

    @model_validator(mode="after")
    def _some(self) -> Self:
        """Refuse a table without a side, and sides that no number lies between."""
        if self.at_least is None and self.at_most is None:
            raise NotUnderstoodError("names no number", "write { at_least = 2, at_most = 4 }")
        if self.at_least is not None and self.at_most is not None and self.at_least > self.at_most:
            message = f"is at least {self.at_least} and at most {self.at_most}"
            raise NotUnderstoodError(message, "swap the two")
        return self


class MarketTable(Table):
    """The table [market]."""

    cuts: CutsTable | None = None
    pause: Flag | None = None

    @model_validator(mode="after")
    def _some(self) -> Self:
        """Refuse a rule that names no event."""
        if self.cuts is None and self.pause is None:
            remedy = "add cuts = { at_least = 2, at_most = 4 } or pause = true"
            raise NotUnderstoodError("names neither cuts nor a pause", remedy)
        return self

    def rule(self) -> MarketRule:
        """Turn the table into the model's rule."""
        cuts = None if self.cuts is None else Cuts(self.cuts.at_least, self.cuts.at_most)
        return MarketRule(cuts, self.pause)

"""The tables `[[view]]` of a scenario: what a user expects, with units, source and expiry."""

from __future__ import annotations

from math import fsum
from typing import Annotated, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from allocator.model.scenario import OwnView
from allocator.portfolio.findings import NotUnderstoodError, quoted
from allocator.portfolio.quantities import months, percentage
from allocator.portfolio.schema import Day, Name, Number, Table, Text

BALANCED_WITHIN = 1e-9
"""How far the weights of a spread may sum from zero, or those of a lone leg from one."""

MOST_DEVIATION = 1.0
"""A standard deviation of a year's expectation beyond 100 % says nothing at all."""


def _legs(given: dict[str, float]) -> dict[str, float]:
    """Refuse legs that are neither a spread, long against short of the same size, nor one index."""
    if not given or not all(given.values()):
        raise NotUnderstoodError("has a leg of no weight", 'write { "Russell 2000" = 1, ... }')
    if abs(fsum(given.values())) > BALANCED_WITHIN and len(given) > 1:
        message = f"sum to {fsum(given.values()):g}, not 0"
        remedy = "make long and short legs the same size, or name one index alone"
        raise NotUnderstoodError(message, remedy)
    return given


def _deviation(given: float) -> float:
    """Refuse a standard deviation that is none, or a unit mistaken."""
    if not 0 <= given <= MOST_DEVIATION:
        raise NotUnderstoodError("is no standard deviation", "write one from '0 %' to '100 %'")
    return given


def _confidence(given: float) -> float:
    """Refuse a confidence that is none, or more than certainty."""
    if not 0 < given <= 1:
        remedy = "write one above '0 %', up to '100 %'; a view without confidence is left out"
        raise NotUnderstoodError("is no confidence", remedy)
    return given


Percentage = Annotated[float, BeforeValidator(percentage)]
Deviation = Annotated[Percentage, AfterValidator(_deviation)]
Confidence = Annotated[Percentage, AfterValidator(_confidence)]
Months = Annotated[float, BeforeValidator(months)]
Leg = Annotated[Number, Field(ge=-10, le=10)]
Legs = Annotated[dict[Name, Leg], AfterValidator(_legs)]


class ViewTable(Table):
    """One table [[view]]: legs with a return, or a signal."""

    name: Name
    legs: Legs | None = None
    return_: Annotated[Percentage | None, Field(alias="return")] = None
    horizon: Months | None = None
    standard_deviation: Deviation | None = None
    confidence: Confidence | None = None
    signal: Name | None = None
    source: Text
    expires: Day

    @model_validator(mode="after")
    def _whole(self) -> Self:
        """Refuse a view that says too little, or one thing twice."""
        said = {"legs": self.legs, "return": self.return_, "horizon": self.horizon}
        doubts = {"standard_deviation": self.standard_deviation, "confidence": self.confidence}
        given = [key for key, value in (said | doubts).items() if value is not None]
        if self.signal is not None and given:
            message = f"has a signal and {given[0]}"
            raise NotUnderstoodError(message, "keep the signal alone, or leave it out")
        missing = [key for key, value in said.items() if value is None]
        if self.signal is None and missing:
            raise NotUnderstoodError(f"has no {missing[0]}", f"add {missing[0]}, or name a signal")
        if self.signal is None and len([d for d in doubts.values() if d is not None]) != 1:
            remedy = "give one: standard_deviation = '5 %', or confidence = '25 %'"
            raise NotUnderstoodError("has not exactly one measure of doubt", remedy)
        return self

    def view(self) -> OwnView:
        """Turn the table into the model's view."""
        return OwnView(
            name=self.name,
            legs=tuple((self.legs or {}).items()),
            expected=self.return_,
            horizon_months=self.horizon or 12.0,
            standard_deviation=self.standard_deviation,
            confidence=self.confidence,
            signal=self.signal or "",
            source=self.source,
            expires=self.expires,
        )


class RecordedViewTable(Table):
    """A view in a record: the model's own fields, fractions and months."""

    name: Name
    legs: tuple[tuple[Name, Leg], ...]
    expected: Number | None = None
    horizon_months: Annotated[Number, Field(gt=0)]
    standard_deviation: Annotated[Number | None, Field(ge=0, le=MOST_DEVIATION)] = None
    confidence: Annotated[Number | None, Field(gt=0, le=1)] = None
    signal: str
    source: Text
    expires: Day

    def view(self) -> OwnView:
        """Turn the table into the model's view."""
        return OwnView(**dict(self))


def named_once(views: tuple[ViewTable, ...]) -> tuple[ViewTable, ...]:
    """Refuse two views of one name: a report could not tell them apart."""
    names = [view.name.casefold() for view in views]
    for view in views:
        if names.count(view.name.casefold()) > 1:
            message = f"names two views {quoted(view.name)}"
            raise NotUnderstoodError(message, "give every view a name of its own")
    return views

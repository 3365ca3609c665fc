"""The tables `[[view]]` of a scenario: what a user expects, with units, source and expiry."""

from __future__ import annotations

from math import fsum
from typing import Annotated, Self, TypeAlias, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from allocator.model.scenario import Doubt, DoubtKind, OwnView, SignalView, StatedView
from allocator.portfolio.findings import NotUnderstoodError, quoted
from allocator.portfolio.quantities import LONGEST, months, percentage
from allocator.portfolio.schema import Day, Name, Number, Table, Text, pairs_to_table

SUM_WITHIN = 1e-9
"""How far the long legs may sum from one, and the short ones from minus one."""

MOST_DEVIATION = 1.0
"""A standard deviation of a year's expectation beyond 100 % says nothing at all."""


def _legs(given: dict[str, float]) -> dict[str, float]:
    """
    Refuse legs that are neither one index nor a spread of one against one.

    With legs of any other size a return would not be what it seems: ten of one index against ten of
    another earn 3 % where the one leads by 0.3.
    """
    if not given or not all(given.values()):
        raise NotUnderstoodError("has a leg of no weight", 'write { "Russell 2000" = 1, ... }')
    long, short = (
        fsum(sign * weight for weight in given.values() if sign * weight > 0) for sign in (1, -1)
    )
    wanted = (1.0, 0.0) if len(given) == 1 else (1.0, 1.0)
    if max(abs(long - wanted[0]), abs(short - wanted[1])) > SUM_WITHIN:
        message = f"sums to {long:g} long and {short:g} short"
        remedy = "make the long legs sum to 1 and the short ones to -1, or name one index with 1"
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
        self.view()
        return self

    def view(self) -> OwnView:
        """Turn the table into the model's view."""
        if self.signal is None:
            return self._stated()
        said = self.model_fields_set - {"name", "signal", "source", "expires"}
        if said:
            message = f"has a signal and {min(said).rstrip('_')}"
            raise NotUnderstoodError(message, "keep the signal alone, or leave it out")
        return SignalView(self.name, self.signal, self.source, self.expires)

    def _stated(self) -> StatedView:
        """Make a view of legs, return and horizon."""
        if self.legs is None:
            raise _lacks("legs")
        if self.return_ is None:
            raise _lacks("return")
        if self.horizon is None:
            raise _lacks("horizon")
        sizes = {
            DoubtKind.STANDARD_DEVIATION: self.standard_deviation,
            DoubtKind.CONFIDENCE: self.confidence,
        }
        doubts = [Doubt(kind, size) for kind, size in sizes.items() if size is not None]
        if len(doubts) != 1:
            remedy = "give one: standard_deviation = '5 %', or confidence = '25 %'"
            raise NotUnderstoodError("has not exactly one measure of doubt", remedy)
        return StatedView(
            name=self.name,
            legs=tuple(self.legs.items()),
            expected=self.return_,
            horizon_months=self.horizon,
            doubt=doubts[0],
            source=self.source,
            expires=self.expires,
        )


def _lacks(key: str) -> NotUnderstoodError:
    """Say what a view without a signal lacks."""
    return NotUnderstoodError(f"has no {key}", f"add {key}, or name a signal")


class DoubtTable(Table):
    """The doubt about a view in a record."""

    kind: DoubtKind
    size: Annotated[Number, Field(ge=0, le=MOST_DEVIATION)]

    @model_validator(mode="after")
    def _sized(self) -> Self:
        """Hold it to what a file may say."""
        check = _confidence if self.kind is DoubtKind.CONFIDENCE else _deviation
        check(self.size)
        return self


class RecordedStatedTable(Table):
    """A stated view in a record: the model's own fields, fractions and months."""

    name: Name
    legs: Annotated[Legs, BeforeValidator(pairs_to_table)]
    expected: Number
    horizon_months: Annotated[Number, Field(ge=1, le=LONGEST)]
    doubt: DoubtTable
    source: Text
    expires: Day

    def view(self) -> OwnView:
        """Turn the table into the model's view."""
        legs, doubt = tuple(self.legs.items()), Doubt(**dict(self.doubt))
        return StatedView(**{**dict(self), "legs": legs, "doubt": doubt})


class RecordedSignalTable(Table):
    """A view on a signal in a record."""

    name: Name
    signal: Name
    source: Text
    expires: Day

    def view(self) -> OwnView:
        """Turn the table into the model's view."""
        return SignalView(**dict(self))


RecordedView: TypeAlias = RecordedStatedTable | RecordedSignalTable
Named = TypeVar("Named", ViewTable, RecordedView)


def named_once(views: tuple[Named, ...]) -> tuple[Named, ...]:
    """Refuse two views of one name: a report could not tell them apart."""
    names = [view.name.casefold() for view in views]
    for view in views:
        if names.count(view.name.casefold()) > 1:
            message = f"names two views {quoted(view.name)}"
            raise NotUnderstoodError(message, "give every view a name of its own")
    return views

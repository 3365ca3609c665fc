"""Ranges as a policy writes them: { lower, upper }, or the one side that has a meaning."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from allocator.model.policy import Range
from allocator.portfolio.findings import NotUnderstoodError
from allocator.portfolio.policy_values import OpenFraction  # noqa: TC001 - pydantic reads it
from allocator.portfolio.schema import Fraction, Number, Table, unless_none


def checked_range(lower: float | None, upper: float | None) -> Range:
    """
    Put two sides together.

    Raises:
        NotUnderstoodError: If nothing lies between them, or both are open.
    """
    if lower is None and upper is None:
        raise NotUnderstoodError("has neither side", "give lower, upper or both a number")
    if lower is not None and upper is not None and lower > upper:
        message = f"has lower {lower:g} above upper {upper:g}"
        raise NotUnderstoodError(message, "swap the two, or correct one")
    return Range(lower, upper)


class RangeTable(Table):
    """A range of which a side may be left out."""

    lower: OpenFraction = None
    upper: OpenFraction = None

    @model_validator(mode="after")
    def _checked(self) -> Self:
        """Refuse a range that nothing lies in, and one that limits nothing."""
        checked_range(self.lower, self.upper)
        return self


class Band(RangeTable):
    """A range with both sides written out; "none" leaves one of them open."""

    lower: OpenFraction
    upper: OpenFraction


class Ceiling(Table):
    """A range with an upper side only."""

    upper: Fraction


class RiskCeiling(Table):
    """A range of a standard deviation: none is below zero, and only one portfolio has zero."""

    upper: Annotated[Number, Field(ge=1e-4, le=1)]


class Floor(Table):
    """A range with a lower side only."""

    lower: Fraction


def only(side: str, other: str) -> BeforeValidator:
    """Refuse the side of a range that would have no meaning."""

    def check(value: object) -> object:
        """Look for the other side before the keys are read."""
        if isinstance(value, dict) and other in value:
            message = f"has {other}, which has no meaning here"
            raise NotUnderstoodError(message, f"remove it; only {side} can be limited")
        return value

    return BeforeValidator(check)


AtMost = Annotated[Ceiling, only("upper", "lower")]
AtLeast = Annotated[Floor, only("lower", "upper")]
AtMostOrNone = Annotated[AtMost | None, BeforeValidator(unless_none)]
RiskAtMost = Annotated[RiskCeiling, only("upper", "lower")]
RiskAtMostOrNone = Annotated[RiskAtMost | None, BeforeValidator(unless_none)]

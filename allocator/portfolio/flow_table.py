"""The table `[flow]` of a scenario's file: dollars that leave mega caps, and where they go."""

from __future__ import annotations

from math import fsum
from typing import Annotated, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from allocator.model.scenario import FlowInput
from allocator.portfolio.findings import NotUnderstoodError, quoted
from allocator.portfolio.schema import Fraction, Name, Number, Table, pairs_to_table, unless_none

SUM_WITHIN = 1e-9
"""How far the fractions of the sectors may sum from one."""


def _sum_to_one(sectors: dict[str, float]) -> dict[str, float]:
    """Refuse sectors that do not divide all the dollars."""
    total = fsum(sectors.values())
    if sectors and abs(total - 1) > SUM_WITHIN:
        remedy = "change them so that they sum to 1: each is a part of usd_bn"
        raise NotUnderstoodError(f"sum to {total:.10g}, not 1", remedy)
    return sectors


HalfLife = Annotated[
    Annotated[Number, Field(ge=0.1, le=50)] | None,
    BeforeValidator(unless_none),
]
Sectors = Annotated[
    dict[Name, Fraction], BeforeValidator(pairs_to_table), AfterValidator(_sum_to_one)
]


class FlowTable(Table):
    """The table [flow]."""

    usd_bn: Annotated[Number, Field(ge=-10_000, le=10_000)]
    small_share: Fraction
    multiplier: Annotated[Number, Field(ge=0, le=10)]
    multiplier_sd: Annotated[Number, Field(ge=0, le=10)]
    seller: Name
    buyer: Name
    half_life_years: HalfLife = None
    sectors: Sectors = Field(default_factory=dict)

    @model_validator(mode="after")
    def _two_sides(self) -> Self:
        """Refuse money that goes from an index to itself."""
        if self.seller == self.buyer:
            message = f"has {quoted(self.seller)} as seller and as buyer"
            raise NotUnderstoodError(message, "name two different indexes")
        return self

    def flow(self) -> FlowInput:
        """Turn the table into the model's input."""
        return FlowInput(**{**dict(self), "sectors": tuple(self.sectors.items())})

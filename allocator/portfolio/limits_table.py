"""The table [limits] of a policy, and the limits of the user's own, [[limit]]."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, model_validator

from allocator.model.policy import Limits, LinearLimit, Range, TailBasis, TailLimit
from allocator.portfolio import words
from allocator.portfolio.findings import NotUnderstoodError, quoted
from allocator.portfolio.policy_ranges import (
    AtLeast,
    AtMostOrNone,
    Band,
    Ceiling,
    Floor,
    RangeTable,
    RiskAtMostOrNone,
    RiskCeiling,
    checked_range,
    only,
)
from allocator.portfolio.policy_values import Amount, Count, OpenAmount, by_name, one_of
from allocator.portfolio.schema import NONE, Fraction, Name, Number, Table, unless_none
from allocator.portfolio.suggestion import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping

_DEFAULT = Limits()
_TAIL = TailLimit(upper=1.0)

_LEAST_DRAWS, _MOST_DRAWS = 100, 20_000
"""Of fewer draws the worst 5 % are a handful; with more the answer takes minutes."""


class TailTable(Table):
    """The limit `cvar`."""

    upper: Annotated[Number, Field(ge=1e-4, le=1)]
    basis: Annotated[TailBasis, one_of(TailBasis, "a basis")] = _TAIL.basis
    draws: Annotated[Count, Field(ge=_LEAST_DRAWS, le=_MOST_DRAWS)] = _TAIL.draws
    seed: Annotated[Count, Field(ge=0, lt=2**32)] = _TAIL.seed


def _unless_open(value: object) -> object:
    """Read "none", in place of the whole limit or of its only side, as no limit."""
    if isinstance(value, dict) and value.get("upper") == NONE:
        return None
    return unless_none(value)


class LimitsTable(Table):
    """The table [limits]; what is None here was left out, and keeps its default."""

    small_cap: Band | None = None
    split_tolerance: Fraction = _DEFAULT.split_tolerance
    volatility: RiskAtMostOrNone = None
    tracking_error: RiskAtMostOrNone = None
    turnover: AtMostOrNone = None
    fund_weight: AtMostOrNone = None
    cash_reserve: AtLeast | None = None
    index_weight: Annotated[dict[Name, RangeTable], by_name] = Field(default_factory=dict)
    cvar: Annotated[
        Annotated[TailTable, only("upper", "lower")] | None, BeforeValidator(_unless_open)
    ] = None
    net_gains: OpenAmount = None
    trades: Annotated[
        Annotated[Count, Field(ge=1, le=1000)] | None, BeforeValidator(unless_none)
    ] = None
    min_position: Amount = _DEFAULT.min_position

    def limits(self, own: tuple[LinearLimit, ...]) -> Limits:
        """Turn what was given into the model's limits, and leave the rest to its defaults."""
        given = {name: getattr(self, name) for name in self.model_fields_set}
        never_none = {name for name in ("small_cap", "cash_reserve") if given.get(name) is None}
        kept = {name: _limit(value) for name, value in given.items() if name not in never_none}
        return Limits(**kept, linear=own)


def _limit(value: object) -> Any:  # noqa: ANN401 - a value of whatever limit it is
    """Turn a table into what the model has in its place; anything else stays."""
    match value:
        case RangeTable() | Ceiling() | RiskCeiling() | Floor():
            return Range(**dict(value))
        case TailTable():
            return TailLimit(**dict(value))
        case dict():
            return tuple((name, _limit(each)) for name, each in value.items())
    return value


def _own_name(name: str) -> str:
    """Refuse the name of a limit that is there already; a report could not tell the two apart."""
    if words.key(name) in {words.key(each) for each in LimitsTable.model_fields}:
        raise NotUnderstoodError("is the name of a limit of [limits]", "choose another name")
    return name


def _nonzero(factor: float) -> float:
    """Refuse a factor that takes what it stands beside out of the sum."""
    if not factor:
        raise NotUnderstoodError("is 0, so it counts nothing", "remove it, or correct it")
    return factor


Factor = Annotated[Number, Field(ge=-100, le=100), AfterValidator(_nonzero)]
Factors = Annotated[dict[Name, Factor], by_name]
Side = Annotated[Annotated[Number, Field(ge=-100, le=100)] | None, BeforeValidator(unless_none)]


class OwnLimitTable(Table):
    """A table [[limit]]."""

    name: Annotated[Name, AfterValidator(_own_name)]
    of: Factors = Field(default_factory=dict)
    tags: Factors = Field(default_factory=dict)
    sectors: Factors = Field(default_factory=dict)
    lower: Side = None
    upper: Side = None
    price_bps: Annotated[
        Annotated[Number, Field(gt=0, le=10_000)] | None, BeforeValidator(unless_none)
    ] = None

    @model_validator(mode="after")
    def _limits_something(self) -> Self:
        """Refuse a limit on nothing, and one that nothing or everything satisfies."""
        if not (self.of or self.tags or self.sectors):
            remedy = 'add of = { "Russell 2000" = 1.0 }, or tags or sectors likewise'
            raise NotUnderstoodError("names nothing that it limits", remedy)
        checked_range(self.lower, self.upper)
        return self

    def limit(self) -> LinearLimit:
        """Turn the table into the model's limit."""
        return LinearLimit(
            name=self.name,
            range=Range(self.lower, self.upper),
            of=tuple(self.of.items()),
            tags=tuple(self.tags.items()),
            sectors=tuple(self.sectors.items()),
            price_bps=self.price_bps,
        )


def _told_apart(
    limits: tuple[OwnLimitTable, ...], info: ValidationInfo
) -> tuple[OwnLimitTable, ...]:
    """Refuse two limits of one name, and a tag that the file, so far understood, does not have."""
    names = [limit.name.casefold() for limit in limits]
    for number, limit in enumerate(limits):
        if names[number] in names[:number]:
            message = f"{quoted(limit.name)} stands there twice"
            raise NotUnderstoodError(message, "give every limit a name of its own")
    known: Mapping[str, object] | None = info.data.get("tags")
    if known is None:
        return limits
    for limit in limits:
        for tag in (each for each in limit.tags if each not in known):
            message = f"{quoted(limit.name)} counts the tag {quoted(tag)}, which [tags] lacks"
            remedy = did_you_mean(tag, known) if known else f'add [tags] with {tag} = ["TICKER"]'
            raise NotUnderstoodError(message, remedy)
    return limits


OwnLimits = Annotated[tuple[OwnLimitTable, ...], AfterValidator(_told_apart)]

"""
`policy.toml`: what the investor wants.

The file is laid out as the model is. Every key may be left out and then has the model's default;
a limit that has a default is switched off by the word "none", never by being forgotten.
"""

from __future__ import annotations

from decimal import Decimal
from math import fsum
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from allocator.model.policy import Criterion, Limits, Neutral, Objective, Policy, Range, Trading
from allocator.portfolio import words
from allocator.portfolio.findings import NotUnderstoodError
from allocator.portfolio.schema import (
    NONE,
    Fraction,
    Name,
    Number,
    Table,
    pairs_to_table,
    unless_none,
    validated,
)
from allocator.portfolio.suggestion import did_you_mean
from allocator.portfolio.toml_file import read_toml

if TYPE_CHECKING:
    import os

SUM_WITHIN = 1e-9
"""How far neutral weights may sum from one."""

_DEFAULT = Policy()


def _criterion(value: object) -> object:
    """Read the name of a criterion."""
    names = [str(each) for each in Criterion]
    if not isinstance(value, str) or value not in names:
        word = value if isinstance(value, str) else ""
        raise NotUnderstoodError("is not a criterion", did_you_mean(word, names))
    return Criterion(value)


def _exact(value: object) -> object:
    """Take an amount as the file spells it, so that 250.10 stays 250.10."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return Decimal(str(value)) if is_number else value


def _sum_to_one(weights: dict[str, float]) -> dict[str, float]:
    """Refuse weights that are not a whole portfolio."""
    total = fsum(weights.values())
    if weights and abs(total - 1) > SUM_WITHIN:
        message = f"sum to {total:.10g}, not 1"
        raise NotUnderstoodError(message, "change them so that, cash included, they sum to 1")
    return weights


Positive = Annotated[Number, Field(gt=0)]
Amount = Annotated[Decimal, BeforeValidator(_exact), Field(ge=0, le=10**9)]
Symbol = Annotated[Name, AfterValidator(words.symbol)]
Symbols = Annotated[tuple[Symbol, ...], Field()]
Weights = Annotated[
    dict[Name, Fraction], BeforeValidator(pairs_to_table), AfterValidator(_sum_to_one)
]
OpenSide = Annotated[Fraction | None, BeforeValidator(unless_none)]


class Band(Table):
    """A range with both sides written out; "none" leaves one of them open."""

    lower: OpenSide
    upper: OpenSide

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        """Refuse a range that nothing lies in, and one that limits nothing."""
        if self.lower is None and self.upper is None:
            raise NotUnderstoodError("has neither side", "give lower, upper or both a number")
        if self.lower is not None and self.upper is not None and self.lower > self.upper:
            message = f"has lower {self.lower:g} above upper {self.upper:g}"
            raise NotUnderstoodError(message, "swap the two, or correct one")
        return self


def _only(side: str, other: str) -> object:
    """Refuse the side of a range that would have no meaning."""

    def check(value: object) -> object:
        """Look for the other side before the keys are read."""
        if isinstance(value, dict) and other in value:
            message = f"has {other}, which has no meaning here"
            raise NotUnderstoodError(message, f"remove it; only {side} can be limited")
        return value

    return BeforeValidator(check)


class Ceiling(Table):
    """A range with an upper side only."""

    upper: Fraction


class RiskCeiling(Table):
    """A range of a standard deviation: none is below zero, and only one portfolio has zero."""

    upper: Annotated[Number, Field(ge=1e-4, le=1)]


class Floor(Table):
    """A range with a lower side only."""

    lower: Fraction


AtMost = Annotated[Ceiling, _only("upper", "lower")]
AtLeast = Annotated[Floor, _only("lower", "upper")]
AtMostOrNone = Annotated[AtMost | None, BeforeValidator(unless_none)]
RiskAtMost = Annotated[RiskCeiling, _only("upper", "lower")]
RiskAtMostOrNone = Annotated[RiskAtMost | None, BeforeValidator(unless_none)]


class ObjectiveTable(Table):
    """The table [objective]."""

    risk_aversion: Annotated[Positive, Field(le=1000)] = _DEFAULT.objective.risk_aversion
    active_risk_aversion: Annotated[Number, Field(ge=0, le=1000)] = (
        _DEFAULT.objective.active_risk_aversion
    )
    tau: Annotated[Positive, Field(le=1)] = _DEFAULT.objective.tau
    criterion: Annotated[Criterion, BeforeValidator(_criterion)] = _DEFAULT.objective.criterion
    radius_nats: Annotated[Number, Field(ge=0, le=10)] = _DEFAULT.objective.radius_nats


class NeutralTable(Table):
    """The table [neutral]."""

    small_cap_share: Fraction = _DEFAULT.neutral.small_cap_share
    weights: Weights = Field(default_factory=dict)


class LimitsTable(Table):
    """The table [limits]; what is None here was left out, and keeps its default."""

    small_cap: Band | None = None
    split_tolerance: Fraction = _DEFAULT.limits.split_tolerance
    volatility: RiskAtMostOrNone = None
    tracking_error: RiskAtMostOrNone = None
    turnover: AtMostOrNone = None
    fund_weight: AtMostOrNone = None
    cash_reserve: AtLeast | None = None

    def limits(self) -> Limits:
        """Turn what was given into ranges, and leave the rest to the model's defaults."""
        given = {name: getattr(self, name) for name in self.model_fields_set}
        never_none = {name for name in ("small_cap", "cash_reserve") if given.get(name) is None}
        kept = {name: _range(value) for name, value in given.items() if name not in never_none}
        return Limits(**kept)


def _range(value: object) -> Any:  # noqa: ANN401 - a value of whatever limit it is
    """Turn a table with sides into the model's range; anything else stays."""
    return (
        Range(**dict(value)) if isinstance(value, Band | Ceiling | RiskCeiling | Floor) else value
    )


class TradingTable(Table):
    """The table [trading]."""

    cost_bps: Annotated[Number, Field(ge=0, le=1000)] = _DEFAULT.trading.cost_bps
    min_trade: Amount = _DEFAULT.trading.min_trade
    min_improvement: Fraction = _DEFAULT.trading.min_improvement
    min_benefit_bps: Annotated[Number, Field(ge=0, le=1000)] = _DEFAULT.trading.min_benefit_bps
    do_not_buy: Symbols = _DEFAULT.trading.do_not_buy
    do_not_sell: Symbols = _DEFAULT.trading.do_not_sell


class PolicyTable(Table):
    """The whole file."""

    objective: ObjectiveTable = ObjectiveTable()
    neutral: NeutralTable = NeutralTable()
    limits: LimitsTable = LimitsTable()
    trading: TradingTable = TradingTable()

    def policy(self) -> Policy:
        """Turn the tables into the model's policy."""
        return Policy(
            objective=Objective(**dict(self.objective)),
            neutral=Neutral(self.neutral.small_cap_share, tuple(self.neutral.weights.items())),
            limits=self.limits.limits(),
            trading=Trading(**dict(self.trading)),
        )


def read_policy(path: str | os.PathLike[str]) -> Policy:
    """
    Read a policy file.

    Args:
        path: The file; messages repeat it as given.

    Returns:
        The policy, with the model's defaults for what the file leaves out.

    Raises:
        InputError: With every key that is unknown, missing or wrong, each with its line.
    """
    file = read_toml(path)
    return validated(PolicyTable, file.data, file.source, file.line).policy()


def policy_from_plain(data: object, source: str = "recorded policy") -> Policy:
    """
    Rebuild a policy from its plain form, as a recorded proposal keeps it.

    Args:
        data: What `allocator.model.plain.plain` made of a policy.
        source: What it is called in messages.

    Raises:
        InputError: If the record is damaged.

    Example:
        >>> from allocator.model.plain import plain
        >>> policy_from_plain(plain(Policy())) == Policy()
        True
    """
    return validated(PolicyTable, _with_open_limits(data), source).policy()


def _with_open_limits(data: object) -> object:
    """Say outright which limits a record does not have; else their defaults would come back."""
    limits = data.get("limits") if isinstance(data, dict) else None
    if not isinstance(data, dict) or not isinstance(limits, dict):
        return data
    optional = ("volatility", "tracking_error", "turnover", "fund_weight")
    limits = {**dict.fromkeys(optional, NONE), **limits}
    if isinstance(limits.get("small_cap"), dict):
        sides = dict.fromkeys(("lower", "upper"), NONE)
        limits["small_cap"] = {**sides, **limits["small_cap"]}
    return {**data, "limits": limits}

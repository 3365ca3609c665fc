"""
`policy.toml`: what the investor wants.

The file is laid out as the model is. Every key may be left out and then has the model's default;
a limit that has a default is switched off by the word "none", never by being forgotten.
"""

from __future__ import annotations

from math import fsum
from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from allocator.model.policy import Criterion, Neutral, Objective, Policy
from allocator.portfolio.account_table import AccountTables, FundsTable, Tags, account_rules
from allocator.portfolio.findings import NotUnderstoodError
from allocator.portfolio.limits_table import LimitsTable, OwnLimits
from allocator.portfolio.policy_values import Positive, one_of
from allocator.portfolio.schema import (
    NONE,
    Fraction,
    Name,
    Number,
    Table,
    pairs_to_table,
    validated,
)
from allocator.portfolio.tax_table import TaxTable
from allocator.portfolio.toml_file import read_toml
from allocator.portfolio.trading_table import TradingTable

if TYPE_CHECKING:
    import os

SUM_WITHIN = 1e-9
"""How far neutral weights may sum from one."""

_DEFAULT = Policy()


def _sum_to_one(weights: dict[str, float]) -> dict[str, float]:
    """Refuse weights that are not a whole portfolio."""
    total = fsum(weights.values())
    if weights and abs(total - 1) > SUM_WITHIN:
        message = f"sum to {total:.10g}, not 1"
        raise NotUnderstoodError(message, "change them so that, cash included, they sum to 1")
    return weights


Weights = Annotated[
    dict[Name, Fraction], BeforeValidator(pairs_to_table), AfterValidator(_sum_to_one)
]


class ObjectiveTable(Table):
    """The table [objective]."""

    risk_aversion: Annotated[Positive, Field(le=1000)] = _DEFAULT.objective.risk_aversion
    active_risk_aversion: Annotated[Number, Field(ge=0, le=1000)] = (
        _DEFAULT.objective.active_risk_aversion
    )
    tau: Annotated[Positive, Field(le=1)] = _DEFAULT.objective.tau
    criterion: Annotated[Criterion, one_of(Criterion, "a criterion")] = _DEFAULT.objective.criterion
    radius_nats: Annotated[Number, Field(ge=0, le=10)] = _DEFAULT.objective.radius_nats


class NeutralTable(Table):
    """The table [neutral]."""

    small_cap_share: Fraction = _DEFAULT.neutral.small_cap_share
    weights: Weights = Field(default_factory=dict)


class PolicyTable(Table):
    """The whole file; tags come before the limits that are held against them."""

    objective: ObjectiveTable = ObjectiveTable()
    neutral: NeutralTable = NeutralTable()
    limits: LimitsTable = LimitsTable()
    trading: TradingTable = TradingTable()
    tax: TaxTable = TaxTable()
    funds: FundsTable = FundsTable()
    tags: Tags = Field(default_factory=dict)
    account: AccountTables = ()
    limit: OwnLimits = ()

    def policy(self) -> Policy:
        """Turn the tables into the model's policy."""
        return Policy(
            objective=Objective(**dict(self.objective)),
            neutral=Neutral(self.neutral.small_cap_share, tuple(self.neutral.weights.items())),
            limits=self.limits.limits(tuple(table.limit() for table in self.limit)),
            trading=self.trading.trading(),
            tax=self.tax.rules(),
            accounts=account_rules(self.account),
            funds=self.funds.rules(),
            tags=tuple(self.tags.items()),
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
    return validated(PolicyTable, _as_file(data), source).policy()


def _as_file(data: object) -> object:
    """Lay a record out as a file: [[account]] and [[limit]] have their own place and name there."""
    if not isinstance(data, dict):
        return data
    laid_out = {("account" if key == "accounts" else key): data[key] for key in data}
    limits = data.get("limits")
    if not isinstance(limits, dict):
        return laid_out
    own = limits.get("linear", [])
    laid_out["limit"] = [_with_sides(each) for each in own] if isinstance(own, list) else own
    inside = {key: value for key, value in limits.items() if key != "linear"}
    return {**laid_out, "limits": _with_open_limits(inside)}


def _with_sides(limit: object) -> object:
    """Write the sides of a limit beside its name."""
    sides = limit.get("range") if isinstance(limit, dict) else None
    if not isinstance(limit, dict) or not isinstance(sides, dict):
        return limit
    return {**{key: value for key, value in limit.items() if key != "range"}, **sides}


def _with_open_limits(limits: dict[str, object]) -> dict[str, object]:
    """Say outright which limits a record does not have; else their defaults would come back."""
    optional = ("volatility", "tracking_error", "turnover", "fund_weight")
    limits = {**dict.fromkeys(optional, NONE), **limits}
    small_cap = limits.get("small_cap")
    if isinstance(small_cap, dict):
        limits["small_cap"] = {**dict.fromkeys(("lower", "upper"), NONE), **small_cap}
    return limits

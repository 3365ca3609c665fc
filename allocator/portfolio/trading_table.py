"""The table [trading] of a policy."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from allocator.model.policy import DriftBand, Impact, Trading
from allocator.portfolio.findings import NotUnderstoodError
from allocator.portfolio.policy_values import Amount, Positive, Symbol, Symbols, by_symbol
from allocator.portfolio.schema import Flag, Fraction, Number, Table, unless_none

_DEFAULT = Trading()

Bps = Annotated[Number, Field(ge=0, le=1000)]
Fee = Annotated[Amount, Field(le=1000)]
OpenFee = Annotated[Fee | None, BeforeValidator(unless_none)]
Drift = Annotated[Annotated[Positive, Field(le=1)] | None, BeforeValidator(unless_none)]


class DriftTable(Table):
    """The key `drift_band`."""

    absolute: Drift = None
    relative: Drift = None
    half_sum: Drift = None

    @model_validator(mode="after")
    def _one_rule(self) -> Self:
        """Refuse a band without a rule, or with more than one."""
        if self.half_sum is not None and (self.absolute, self.relative) != (None, None):
            remedy = "keep half_sum, or absolute with or without relative"
            raise NotUnderstoodError("has two rules", remedy)
        if self.relative is not None and self.absolute is None:
            remedy = "add absolute: the rule of 5 and 25 is { absolute = 0.05, relative = 0.25 }"
            raise NotUnderstoodError("has relative without absolute", remedy)
        if self.absolute is None and self.half_sum is None:
            remedy = 'write { absolute = 0.05 }, or drift_band = "none"'
            raise NotUnderstoodError("names no drift", remedy)
        return self


class ImpactTable(Table):
    """The key `impact`."""

    factor: Annotated[Number, Field(ge=0, le=10)] = _DEFAULT.impact.factor
    volume: Annotated[dict[Symbol, Annotated[Positive, Field(le=1e13)]], by_symbol] = Field(
        default_factory=dict
    )


class TradingTable(Table):
    """The table [trading]."""

    cost_bps: Bps = _DEFAULT.cost_bps
    min_trade: Amount = _DEFAULT.min_trade
    min_improvement: Fraction = _DEFAULT.min_improvement
    min_benefit_bps: Bps = _DEFAULT.min_benefit_bps
    do_not_buy: Symbols = _DEFAULT.do_not_buy
    do_not_sell: Symbols = _DEFAULT.do_not_sell
    half_spread_bps: Annotated[dict[Symbol, Bps], by_symbol] = Field(default_factory=dict)
    commission: Fee = _DEFAULT.commission
    commission_per_share: Fee = _DEFAULT.commission_per_share
    sale_fees: Flag = _DEFAULT.sale_fees
    section_31_per_million: OpenFee = None
    taf_per_share: OpenFee = None
    taf_most: OpenFee = None
    impact: ImpactTable = ImpactTable()
    drift_band: Annotated[DriftTable | None, BeforeValidator(unless_none)] = None
    buy_only: Flag = _DEFAULT.buy_only

    @model_validator(mode="after")
    def _whole_fee(self) -> Self:
        """Refuse half of the trading activity fee: its rate and its cap change together."""
        if (self.taf_per_share is None) != (self.taf_most is None):
            given, missing = "taf_per_share", "taf_most"
            if self.taf_per_share is None:
                given, missing = missing, given
            remedy = f"add {missing}: FINRA publishes the two together"
            raise NotUnderstoodError(f"has {given} without {missing}", remedy)
        return self

    def trading(self) -> Trading:
        """Turn the table into the model's rules."""
        given = dict(self)
        given["half_spread_bps"] = tuple(self.half_spread_bps.items())
        given["impact"] = Impact(self.impact.factor, tuple(self.impact.volume.items()))
        if self.drift_band is not None:
            given["drift_band"] = DriftBand(**dict(self.drift_band))
        return Trading(**given)

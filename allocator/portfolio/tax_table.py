"""The table [tax] of a policy."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from allocator.model.tax import Filing, Stance, TaxRules, Undated
from allocator.portfolio.findings import NotUnderstoodError
from allocator.portfolio.policy_values import (
    Amount,
    Count,
    OpenAmount,
    OpenFraction,
    SignedAmount,
    SymbolsOnce,
    one_of,
)
from allocator.portfolio.schema import Fraction, Number, Table, unless_none

_DEFAULT = TaxRules()

_MOST_STATE = 0.2
"""No state taxes income at a higher rate, its cities included."""

_RATES = ("short_term", "long_term", "dividends", "interest")


def _each_once(groups: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    """Refuse a ticker in two groups: what is identical to both makes one group of them."""
    seen: set[str] = set()
    for group in groups:
        for symbol in group:
            if symbol in seen:
                raise NotUnderstoodError(f"names {symbol} in two groups", "make one group of them")
            seen.add(symbol)
    return groups


Group = Annotated[SymbolsOnce, Field(min_length=2)]


class TaxTable(Table):
    """The table [tax]."""

    short_term: OpenFraction = None
    long_term: OpenFraction = None
    dividends: OpenFraction = None
    interest: OpenFraction = None
    state: Annotated[Number, Field(ge=0, le=_MOST_STATE)] = _DEFAULT.state
    filing: Annotated[
        Annotated[Filing, one_of(Filing, "a filing status")] | None, BeforeValidator(unless_none)
    ] = None
    taxable_income: OpenAmount = None
    magi: OpenAmount = None
    realised_short: SignedAmount = _DEFAULT.realised_short
    realised_long: SignedAmount = _DEFAULT.realised_long
    carried_short: Amount = _DEFAULT.carried_short
    carried_long: Amount = _DEFAULT.carried_long
    put_off: Fraction = _DEFAULT.put_off
    wait_days: Annotated[Count, Field(ge=0, le=366)] = _DEFAULT.wait_days
    undated: Annotated[Undated, one_of(Undated, "a way to tax lots without a date")] = (
        _DEFAULT.undated
    )
    wash_sales: Annotated[Stance, one_of(Stance, "a stance")] = _DEFAULT.wash_sales
    identical: Annotated[tuple[Group, ...], AfterValidator(_each_once)] = ()

    @model_validator(mode="after")
    def _of_one_source(self) -> Self:
        """Refuse rates from two sources, half of either, and figures that would count nowhere."""
        stated = [name for name in _RATES if getattr(self, name) is not None]
        if self.filing is not None:
            self._check_filing(stated)
        else:
            self._check_stated(stated)
        return self

    def _check_filing(self, stated: list[str]) -> None:
        """Hold what stands beside a filing status against it."""
        gains = [name for name in _RATES[:2] if name in stated]
        if gains:
            remedy = "keep filing and taxable_income, or the rates that you state yourself"
            raise NotUnderstoodError(f"has filing together with {_and(gains)}", remedy)
        if self.taxable_income is None:
            remedy = "add taxable_income, the year's without these trades: the brackets need it"
            raise NotUnderstoodError("has filing without taxable_income", remedy)
        if self.magi is not None and self.magi < self.taxable_income:
            message = f"has magi {self.magi} below taxable_income {self.taxable_income}"
            raise NotUnderstoodError(message, "it is income before deductions; correct one")

    def _check_stated(self, stated: list[str]) -> None:
        """Hold stated rates against each other."""
        income = [n for n in ("taxable_income", "magi") if getattr(self, n) is not None]
        if income:
            remedy = 'add filing = "single" or "joint", or remove it'
            raise NotUnderstoodError(f"has {_and(income)} without filing", remedy)
        missing = [name for name in _RATES[:2] if name not in stated]
        given = [*stated, *(["state"] if self.state else [])]
        if given and missing:
            remedy = f"add {_and(missing)}; without both no tax is counted"
            raise NotUnderstoodError(f"has {_and(given)} without {_and(missing)}", remedy)
        if (self.short_term or 0.0) < (self.long_term or 0.0):
            message = f"has long_term {self.long_term:g} above short_term {self.short_term:g}"
            raise NotUnderstoodError(message, "swap the two, or correct one")
        highest = max((getattr(self, name) for name in stated), default=0.0)
        if highest + self.state > 1:
            message = f"takes more than everything: {highest:g} and state {self.state:g}"
            raise NotUnderstoodError(message, "state is added to each rate; correct one")

    def rules(self) -> TaxRules:
        """Turn the table into the model's rules."""
        return TaxRules(**dict(self))


def _and(names: list[str]) -> str:
    """List names in words."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))

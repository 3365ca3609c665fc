"""The tax rates of a day: those that the policy states, else the federal brackets of the year."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from allocator import bundled
from allocator.errors import InputError, Problem
from allocator.model.tax import NO_TAX, TaxRates

if TYPE_CHECKING:
    from datetime import date

    from allocator.model.tax import TaxRules

    Brackets = tuple[tuple[Decimal, Decimal | None], ...]

_STATE_RATES = "state tax.short_term and tax.long_term"


@dataclass(frozen=True, slots=True)
class Room:
    """
    Dollars of further net gain for which the rates hold; None where they hold for any.

    Gains of the two kinds share it: a short-term gain uses up the room of long-term ones too.
    """

    short: Decimal | None
    long: Decimal | None


@dataclass(frozen=True, slots=True)
class _Year:
    """The law of one year for one filing status."""

    year: int
    ordinary: Brackets
    long_term: Brackets
    surtax: Decimal
    surtax_above: Decimal
    loss_limit: Decimal


def rates_on(tax: TaxRules, on: date) -> TaxRates:
    """
    Find the rates that count on a day.

    Rates from brackets are marginal: those on the next dollar above the stated taxable income, for
    which the income of the whole year is meant, with gains realised so far. The surtax of 3.8 % on
    net investment income (IRC section 1411) is added to all of them where modified adjusted gross
    income, or taxable income if that is not stated, has reached its threshold.

    Args:
        tax: Stated rates, which win, or filing status and income.
        on: The trade date; its year is the tax year.

    Returns:
        The rates, the state's added to each, and where they come from.

    Raises:
        InputError: If they are stated in part, or the brackets of the year are not known.
    """
    if not tax.is_counted:
        _refuse_leftovers(tax)
        return NO_TAX
    if tax.short_term is not None:
        return _stated(tax, tax.short_term)
    income, year = _income_and_year(tax, on)
    magi = income if tax.magi is None else tax.magi
    surtax = float(year.surtax) if magi >= year.surtax_above else 0.0
    ordinary, long_term = (float(_rate(b, income)) for b in (year.ordinary, year.long_term))
    source = (
        f"federal brackets of {year.year}, {tax.filing}, at a taxable income of ${income:,.0f}: "
        f"{ordinary:.0%} on ordinary income and short-term gains, {long_term:.0%} on long-term ones"
    )
    if surtax:
        source += f"; {surtax:.1%} surtax on investment income"
    return _with_state(tax, (ordinary + surtax, long_term + surtax), source, year.loss_limit)


def room(tax: TaxRules, on: date) -> Room:
    """
    Measure how much more gain fits before a rate changes.

    Args:
        tax: As for `rates_on`.
        on: The trade date.

    Returns:
        The room up to the next bracket or the surtax; without end where rates are stated.

    Raises:
        InputError: As `rates_on`.
    """
    if not tax.is_counted or tax.short_term is not None:
        return Room(None, None)
    income, year = _income_and_year(tax, on)
    magi = income if tax.magi is None else tax.magi
    surtax = [year.surtax_above - magi] if magi < year.surtax_above else []
    above = [
        [top - income for _, top in b if top is not None and top > income]
        for b in (year.ordinary, year.long_term)
    ]
    short, long = (min([*tops, *surtax], default=None) for tops in above)
    return Room(short, long)


def _refuse_leftovers(tax: TaxRules) -> None:
    """Refuse figures that would count for nothing, since no rate on gains is stated."""
    keys = ("long_term", "dividends", "interest", "taxable_income", "magi")
    stated = [key for key in keys if getattr(tax, key) is not None]
    stated += ["state"] if tax.state else []
    if stated:
        remedy = f"{_STATE_RATES}, or tax.filing and tax.taxable_income"
        problems = [
            Problem(f"policy: tax.{key}", "counts for nothing without rates on gains", remedy)
            for key in stated
        ]
        raise InputError(*problems)


def _stated(tax: TaxRules, short_term: float) -> TaxRates:
    """Take the rates that the policy states."""
    if tax.long_term is None:
        message = "is missing, though tax.short_term is stated"
        raise InputError(Problem("policy: tax.long_term", message, "state both"))
    return _with_state(tax, (short_term, tax.long_term), "rates as the policy states them")


def _with_state(
    tax: TaxRules,
    rates: tuple[float, float],
    source: str,
    loss_limit: Decimal = NO_TAX.loss_limit,
) -> TaxRates:
    """Add the state's rate, and say so."""
    short_term, long_term = rates
    dividends = long_term if tax.dividends is None else tax.dividends
    interest = short_term if tax.interest is None else tax.interest
    return TaxRates(
        short_term=_sum(short_term, tax.state),
        long_term=_sum(long_term, tax.state),
        dividends=_sum(dividends, tax.state),
        interest=_sum(interest, tax.state),
        loss_limit=loss_limit,
        source=f"{source}; {tax.state:.2%} of the state added to each" if tax.state else source,
    )


def _sum(rate: float, added: float) -> float:
    """Add two rates as they are written: 0.15 and 0.038 make 0.188."""
    return round(rate + added, 10)


def _income_and_year(tax: TaxRules, on: date) -> tuple[Decimal, _Year]:
    """Take the stated income and the law of the year, or refuse what is missing."""
    problems: list[Problem] = []
    if tax.taxable_income is None:
        message = "is missing, though tax.filing is stated"
        problems.append(
            Problem("policy: tax.taxable_income", message, f"state it, or {_STATE_RATES}")
        )
    known = _years()
    year = known.get((on.year, str(tax.filing)))
    if year is None:
        years = " and ".join(str(each) for each in sorted({each for each, _ in known}))
        message = f"federal brackets of {on.year} are not known, only those of {years}"
        problems.append(Problem("policy: tax.filing", message, f"{_STATE_RATES} instead"))
    if tax.taxable_income is None or year is None:
        raise InputError(*problems)
    return tax.taxable_income, year


def _rate(brackets: Brackets, income: Decimal) -> Decimal:
    """Find the rate on the next dollar above an income."""
    return next(rate for rate, top in brackets if top is None or income < top)


@cache
def _years() -> dict[tuple[int, str], _Year]:
    """Read the bundled law, by year and filing status."""
    document = tomllib.loads(bundled.FEDERAL_TAX.read_text(encoding="utf-8"), parse_float=Decimal)
    return {
        (row["year"], filing): _Year(
            year=row["year"],
            ordinary=_brackets(row[filing]["ordinary"]),
            long_term=_brackets(row[filing]["long_term"]),
            surtax=row["surtax"],
            surtax_above=Decimal(row[filing]["surtax_above"]),
            loss_limit=Decimal(row["loss_limit"]),
        )
        for row in document["year"]
        for filing in ("single", "joint")
    }


def _brackets(rows: list[list[Decimal]]) -> Brackets:
    """Read brackets; the last has no top."""
    return tuple((row[0], Decimal(row[1]) if len(row) > 1 else None) for row in rows)

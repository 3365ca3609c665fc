"""Lots, sales out of them and a year of taxes, made up for tests."""

from datetime import date
from decimal import Decimal

from allocator.model.lots import TaxLot
from allocator.model.tax import TaxRates, TaxRules, Term
from allocator.trades.tax.lot_sales import Selling, TaxYear

RATES = TaxRates(short_term=0.4, long_term=0.2, interest=0.4)


def lot(year, shares, cost, term=Term.LONG, kept=""):
    return TaxLot(
        Decimal(shares),
        None if cost is None else Decimal(cost),
        None if year is None else date(year, 3, 2),
        term,
        kept,
    )


def selling(*lots, shares, price=100, step="1"):
    return Selling(lots, Decimal(shares), Decimal(shares) * price, Decimal(step))


def year(rates=RATES, put_off=0.0, **rules):
    return TaxYear(rates, TaxRules(put_off=put_off, **rules))


def shares(*counts):
    return tuple(map(Decimal, counts))


MIXED = (
    lot(2023, 10, 60),
    lot(2024, 10, 90),
    lot(2026, 10, 80, Term.SHORT),
    lot(2026, 10, 130, Term.SHORT),
)

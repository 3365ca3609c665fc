"""The day on which the trades would be made, and what the law asks of them then."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from allocator.model.tax import NO_TAX, TaxRates

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class SaleFees:
    """
    What regulators charge on a sale of shares.

    `section_31` is a fraction of the proceeds (SEC, Exchange Act section 31); `taf_per_share` and
    `taf_most` are dollars a share, and at most for one trade (FINRA Trading Activity Fee).
    """

    section_31: Decimal = Decimal(0)
    taf_per_share: Decimal = Decimal(0)
    taf_most: Decimal = Decimal(0)


NO_FEES = SaleFees()


@dataclass(frozen=True, slots=True)
class TradingDay:
    """A day with the fees and tax rates that are in force on it."""

    on: date
    fees: SaleFees = NO_FEES
    rates: TaxRates = NO_TAX

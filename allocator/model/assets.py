"""Indexes and the funds that track them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal


class AssetClass(StrEnum):
    """What an exposure is, for the split that the policy holds fixed."""

    EQUITY = "equity"
    BOND = "bond"
    CASH = "cash"
    COMMODITY = "commodity"


@dataclass(frozen=True, slots=True)
class Index:
    """
    An exposure: what risk, views and limits are stated on.

    `small_share` is the part of the index held in US small caps, as a fraction of its value.
    """

    name: str
    asset_class: AssetClass
    small_share: float
    source: str


class PriceBasis(StrEnum):
    """What kind of price a fund's price is."""

    CLOSE = "close, not adjusted"
    REBUILT = "close, rebuilt from total returns and distributions"
    UNPROVEN = "close, perhaps scaled for a split since"
    ADJUSTED = "close, adjusted for later distributions and splits"
    FILE = "from the portfolio file"
    PAR = "one dollar a share"


@dataclass(frozen=True, slots=True)
class Income:
    """
    What a fund paid out over the year before `as_of`.

    `rate` is a fraction of its price a year; `qualified` the part of that taxed as qualified
    dividends, the rest as ordinary income; `exempt` the part free of federal tax.
    """

    rate: float
    qualified: float
    exempt: float
    as_of: date
    source: str


@dataclass(frozen=True, slots=True)
class Fund:
    """
    A product that tracks one index at a fee.

    `multiple` is the daily exposure per dollar: 3 for TNA, -1 for RWM, 1 for ordinary funds.
    `expense_ratio` is a fraction per year. A fund without a price cannot be valued unless the
    user's file gives one. Only a fund that is `buyable` is ever bought. `income` is None where no
    distributions are known.
    """

    symbol: str
    name: str
    index: str
    expense_ratio: float
    multiple: float
    buyable: bool
    price: Decimal | None
    price_basis: PriceBasis
    price_date: date | None
    source: str
    income: Income | None = None

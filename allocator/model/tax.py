"""What US federal tax needs to know: rates, rules, and the year so far."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Term(StrEnum):
    """The character of a gain by how long the shares were held (IRC section 1222)."""

    SHORT = "short"
    LONG = "long"


class Filing(StrEnum):
    """Filing status, as far as the bundled brackets go."""

    SINGLE = "single"
    JOINT = "joint"


class Stance(StrEnum):
    """
    Which funds count as substantially identical (IRC section 1091).

    There is no ruling on two funds that track one index. `same_index` treats all of them as
    identical, `same_fund` only a fund and itself.
    """

    SAME_INDEX = "same_index"
    SAME_FUND = "same_fund"


class Undated(StrEnum):
    """How a lot without a date of purchase is taxed; the dearer way unless the user says so."""

    DEARER = "dearer"
    LONG = "long"


@dataclass(frozen=True, slots=True)
class TaxRules:
    """
    How the household is taxed, as its policy says.

    Rates are fractions. Either `short_term` and `long_term` are stated, or `filing` and
    `taxable_income` are, and the rates follow from the federal brackets of the year; with neither,
    taxes are not counted. `dividends` is the rate on qualified dividends (`long_term` if None),
    `interest` that on interest and other ordinary income (`short_term` if None). `state` is added
    to all four.

    `realised_short` and `realised_long` are this year's net gains before these trades, negative for
    losses; `carried_short` and `carried_long` losses brought forward, as positive dollars.
    `put_off` is what a tax put off to a later year weighs today: 0 if it never falls due, 1 if
    soon. `wait_days`: a gain that turns long-term within so many days is not realised.
    """

    short_term: float | None = None
    long_term: float | None = None
    dividends: float | None = None
    interest: float | None = None
    state: float = 0.0
    filing: Filing | None = None
    taxable_income: Decimal | None = None
    magi: Decimal | None = None
    realised_short: Decimal = Decimal(0)
    realised_long: Decimal = Decimal(0)
    carried_short: Decimal = Decimal(0)
    carried_long: Decimal = Decimal(0)
    put_off: float = 0.5
    wait_days: int = 0
    undated: Undated = Undated.DEARER
    wash_sales: Stance = Stance.SAME_INDEX
    identical: tuple[tuple[str, ...], ...] = ()

    @property
    def realised(self) -> Decimal:
        """The net gains of the year so far, of both kinds together."""
        return self.realised_short + self.realised_long

    @property
    def is_counted(self) -> bool:
        """Whether any rate is stated."""
        return self.filing is not None or self.short_term is not None


@dataclass(frozen=True, slots=True)
class TaxRates:
    """
    The rates that count on the day, as fractions, with where they come from.

    `loss_limit` is how many dollars of net loss offset ordinary income in a year (IRC section
    1211(b)).
    """

    short_term: float = 0.0
    long_term: float = 0.0
    dividends: float = 0.0
    interest: float = 0.0
    loss_limit: Decimal = Decimal(3000)
    source: str = ""

    @property
    def any(self) -> bool:
        """Whether anything is taxed."""
        return bool(self.short_term or self.long_term or self.dividends or self.interest)


NO_TAX = TaxRates()

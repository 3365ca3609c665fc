"""What regulators charge on a sale, by trade date; a day that no table covers is refused."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from functools import cache
from typing import TYPE_CHECKING

from allocator import bundled
from allocator.errors import InputError, Problem
from allocator.model.money import CENT
from allocator.model.trading_day import NO_FEES, SaleFees

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from allocator.model.policy import Trading

_MILLION = Decimal(1_000_000)

_OFF = "or trading.sale_fees = false to leave these fees out"


@dataclass(frozen=True, slots=True)
class _Entry:
    """The figures of one table that hold from one day to another, by name."""

    valid_from: date
    known_until: date
    figures: Mapping[str, Decimal]


def sale_fees_on(trading: Trading, on: date) -> SaleFees:
    """
    Find the fees on a sale: what the policy states, else the bundled tables.

    Args:
        trading: The policy's own figures, and whether these fees are charged at all.
        on: The trade date.

    Returns:
        The fees.

    Raises:
        InputError: If a figure is neither stated nor known for that day.
    """
    if not trading.sale_fees:
        return NO_FEES
    stated = {
        "section_31_per_million": trading.section_31_per_million,
        "taf_per_share": trading.taf_per_share,
        "taf_most": trading.taf_most,
    }
    missing = {key for key, figure in stated.items() if figure is None}
    found = {key: figure for key, figure in stated.items() if figure is not None}
    problems: list[Problem] = []
    for name, entries in _tables().items():
        wanted = [key for key in _KEYS[name] if key in missing]
        entry = next((e for e in entries if e.valid_from <= on <= e.known_until), None)
        if entry is not None:
            found |= {key: entry.figures[key] for key in wanted}
        elif wanted:
            problems.append(_unknown(name, entries, wanted, on))
    if problems:
        raise InputError(*problems)
    return SaleFees(
        section_31=found["section_31_per_million"] / _MILLION,
        taf_per_share=found["taf_per_share"],
        taf_most=found["taf_most"],
    )


def fee_of(fees: SaleFees, shares: Decimal, proceeds: Decimal) -> Decimal:
    """
    Charge one sale.

    Args:
        fees: The fees of its trade date.
        shares: How many are sold.
        proceeds: What they bring, in dollars.

    Returns:
        Dollars to the cent, each of the two fees rounded up as brokers pass them on.

    Example:
        >>> fees = SaleFees(Decimal("0.0000206"), Decimal("0.000195"), Decimal("9.79"))
        >>> fee_of(fees, Decimal(1000), Decimal(250_000))
        Decimal('5.35')
    """
    activity = min(fees.taf_per_share * shares, fees.taf_most)
    return _up_to_cents(fees.section_31 * proceeds) + _up_to_cents(activity)


def _up_to_cents(amount: Decimal) -> Decimal:
    """Round up to the cent."""
    return amount.quantize(CENT, ROUND_CEILING)


_KEYS = {
    "section_31": ("section_31_per_million",),
    "taf": ("taf_per_share", "taf_most"),
}
"""The keys of the policy that state what each table holds."""

_NAMES = {"section_31": "SEC section 31 fee", "taf": "FINRA trading activity fee"}


@cache
def _tables() -> dict[str, tuple[_Entry, ...]]:
    """Read the bundled tables, in order of date."""
    document = tomllib.loads(bundled.SALE_FEES.read_text(encoding="utf-8"), parse_float=Decimal)
    return {
        name: tuple(
            _Entry(
                valid_from=row["valid_from"],
                known_until=row["known_until"],
                figures={key: row[key.removeprefix(f"{name}_")] for key in keys},
            )
            for row in document[name]
        )
        for name, keys in _KEYS.items()
    }


def _unknown(name: str, entries: tuple[_Entry, ...], wanted: list[str], on: date) -> Problem:
    """Say what is not known for a day, and from when to when it is."""
    first, last = entries[0].valid_from, entries[-1].known_until
    message = f"the {_NAMES[name]} of {on} is not known; it is from {first} to {last}"
    stating = " and ".join(f"trading.{key} = ..." for key in wanted)
    return Problem(f"policy: trading.{wanted[0]}", message, f"state {stating}, {_OFF}")

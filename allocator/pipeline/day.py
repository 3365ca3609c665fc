"""The day of trading: what is in force on it, and what nobody knows yet."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from allocator.errors import InputError, Problem, Severity
from allocator.model.trading_day import NO_FEES, TradingDay
from allocator.trades.fees import sale_fees_on
from allocator.trades.tax.brackets import rates_on

if TYPE_CHECKING:
    from datetime import date

    from allocator.model.policy import Policy


def trading_day_of(policy: Policy, on: date) -> tuple[TradingDay, tuple[Problem, ...]]:
    """
    Look up what is in force on the day of trading.

    A tax rate that is asked for and not known is an error. A fee of a few cents that is not known
    for the day is left out, and said: no advice hangs on it, and no rate is guessed.

    Args:
        policy: For stated fees and rates.
        on: The trade date.

    Returns:
        The day, and what is wrong or left out.
    """
    problems: list[Problem] = []
    fees = NO_FEES
    try:
        fees = sale_fees_on(policy.trading, on)
    except InputError as error:
        problems += [replace(each, severity=Severity.WARNING) for each in error.problems]
    try:
        return TradingDay(on, fees, rates_on(policy.tax, on)), tuple(problems)
    except InputError as error:
        return TradingDay(on, fees), (*problems, *error.problems)

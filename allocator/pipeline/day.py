"""The day of trading: what is in force on it, and what nobody knows yet."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from allocator.errors import InputError, Problem, Severity
from allocator.model.trading_day import NO_FEES, TradingDay
from allocator.trades.fees import sale_fees_on
from allocator.trades.tax.brackets import rates_on

if TYPE_CHECKING:
    from allocator.pipeline.case import Case


def trading_day_of(case: Case) -> tuple[TradingDay, tuple[Problem, ...]]:
    """
    Look up what is in force on the day of trading.

    A tax rate that is asked for and not known is an error. A fee of a few cents that is not known
    for the day is left out, and said: no advice hangs on it, and no rate is guessed.

    Returns:
        The day, and what is wrong or left out.
    """
    problems: list[Problem] = []
    fees = NO_FEES
    try:
        fees = sale_fees_on(case.policy.trading, case.on)
    except InputError as error:
        problems += [replace(each, severity=Severity.WARNING) for each in error.problems]
    try:
        return TradingDay(case.on, fees, rates_on(case.policy.tax, case.on)), tuple(problems)
    except InputError as error:
        return TradingDay(case.on, fees), (*problems, *error.problems)

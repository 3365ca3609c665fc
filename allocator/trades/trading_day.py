"""What the law asks of trades on a day: fees on sales and rates of tax."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.errors import InputError, Problem
from allocator.model.tax import NO_TAX
from allocator.model.trading_day import NO_FEES, TradingDay
from allocator.trades.fees import sale_fees_on
from allocator.trades.tax.brackets import rates_on

if TYPE_CHECKING:
    from datetime import date

    from allocator.model.policy import Policy


def trading_day(policy: Policy, on: date) -> TradingDay:
    """
    Look up what is in force on a day.

    Args:
        policy: For stated fees and rates.
        on: The trade date.

    Returns:
        The day with its fees and rates.

    Raises:
        InputError: If a fee or rate is needed that is neither stated nor known, with all of them.
    """
    problems: list[Problem] = []
    fees, rates = NO_FEES, NO_TAX
    try:
        fees = sale_fees_on(policy.trading, on)
    except InputError as error:
        problems += error.problems
    try:
        rates = rates_on(policy.tax, on)
    except InputError as error:
        problems += error.problems
    if problems:
        raise InputError(*problems)
    return TradingDay(on, fees, rates)

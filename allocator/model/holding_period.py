"""How long shares were held, as the tax on their gain counts it."""

from __future__ import annotations

from datetime import date, timedelta

from allocator.model.tax import Term


def long_term_from(acquired: date) -> date:
    """
    Find the first day of trading on which a sale is long-term.

    Long-term is more than one year (IRC section 1222). The count starts on the day after the
    purchase and ends with the day of the sale, both trade dates (IRS Publication 550). Months are
    those of the calendar, so that shares bought on the last day of a month are long-term from the
    first day of the thirteenth month after it (Rev. Rul. 66-7).

    Args:
        acquired: The trade date of the purchase.

    Returns:
        The day one year after the day that follows the purchase.

    Example:
        >>> long_term_from(date(2025, 11, 20))
        datetime.date(2026, 11, 21)
        >>> long_term_from(date(2023, 2, 28))
        datetime.date(2024, 3, 1)
    """
    first_day = acquired + timedelta(days=1)
    if (first_day.month, first_day.day) == (2, 29):
        return date(first_day.year + 1, 3, 1)
    return first_day.replace(year=first_day.year + 1)


def term_on(acquired: date, sold: date) -> Term:
    """
    Tell the character of a gain on shares bought and sold on two trade dates.

    Args:
        acquired: The trade date of the purchase.
        sold: The trade date of the sale.

    Returns:
        Long-term if they were held for more than one year.
    """
    return Term.LONG if sold >= long_term_from(acquired) else Term.SHORT

"""Words in cells: symbols, names, dates, locks and kinds of account, as people write them."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from allocator.model.portfolio import AccountType, Lock
from allocator.portfolio.findings import NotUnderstoodError
from allocator.portfolio.suggestion import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable

FIRST_YEAR = 1900
"""Nothing held today was bought earlier; a smaller year is a slip."""

_SYMBOL = re.compile(r"[A-Z0-9.]{1,12}")
_SHARE_CLASS = re.compile(r"([A-Z]{1,5})[/ -]([A-Z])")
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_US = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_TYPES = {
    AccountType.TAXABLE: ("taxable", "individual", "brokerage", "joint"),
    AccountType.TRADITIONAL: (
        *("traditional", "traditional ira", "ira", "rollover", "rollover ira"),
        *("401k", "403b"),
    ),
    AccountType.ROTH: ("roth", "roth ira"),
    AccountType.HSA: ("hsa",),
    AccountType.UNKNOWN: ("unknown",),
}
_LOCKS = {
    Lock.NONE: ("no", "none", "false"),
    Lock.HOLD: ("hold", "yes", "true", "lock", "locked"),
    Lock.NO_BUY: ("no-buy", "do not buy"),
    Lock.NO_SELL: ("no-sell", "do not sell"),
}


def key(text: str) -> str:
    """
    Reduce words to their letters and digits, so that spelling habits do not matter.

    Example:
        >>> key("Cost_Basis Total ($)")
        'costbasistotal'
    """
    return "".join(letter for letter in text.lower() if letter.isalnum())


_TYPE_BY_KEY = {key(word): kind for kind, words in _TYPES.items() for word in words}
_LOCK_BY_KEY = {key(word): lock for lock, words in _LOCKS.items() for word in words}


def symbol(text: str) -> str:
    """
    Read a ticker symbol, in capitals, share classes after a point.

    Raises:
        NotUnderstoodError: If it is not 1 to 12 letters, digits and points.

    Example:
        >>> symbol(" voo "), symbol("BRK/B"), symbol("BRK B")
        ('VOO', 'BRK.B', 'BRK.B')
    """
    upper = text.strip().upper()
    with_class = _SHARE_CLASS.fullmatch(upper)
    if with_class:
        upper = ".".join(with_class.groups())
    if not _SYMBOL.fullmatch(upper):
        remedy = "write the ticker alone: 1 to 12 letters, digits and points, such as VOO or BRK.B"
        raise NotUnderstoodError("is not a ticker symbol", remedy)
    return upper


def name(text: str) -> str:
    """
    Read the name of an account or an index.

    Raises:
        NotUnderstoodError: If it is very long or holds characters that cannot be printed.
    """
    if len(text) > 100 or not text.isprintable():
        raise NotUnderstoodError("is not a name", "use at most 100 printable characters")
    return text


def day(text: str) -> date:
    """
    Read a date, ISO or American.

    Raises:
        NotUnderstoodError: If it is neither, not in the calendar, or before 1900.

    Example:
        >>> day("2021-03-15") == day("3/15/2021")
        True
    """
    iso, us = _ISO.fullmatch(text), _US.fullmatch(text)
    remedy = "write year-month-day, such as 2021-03-15"
    if iso:
        year, month, number = (int(part) for part in iso.groups())
    elif us:
        month, number, year = (int(part) for part in us.groups())
    else:
        raise NotUnderstoodError("is not a date", remedy)
    try:
        found = date(year, month, number)
    except ValueError:
        raise NotUnderstoodError("is not a day of the calendar", remedy) from None
    if found.year < FIRST_YEAR:
        raise NotUnderstoodError(f"lies before {FIRST_YEAR}", remedy)
    return found


def day_between(first: int, last: int) -> Callable[[str], date]:
    """
    Read a date of certain years only, the first and the last of them included.

    Example:
        >>> day_between(1988, 2100)("1987-12-31")
        Traceback (most recent call last):
        allocator.portfolio.findings.NotUnderstoodError: is not in 1988 to 2100
    """

    def read(text: str) -> date:
        """Read one, and refuse any other year."""
        found = day(text)
        if not first <= found.year <= last:
            raise NotUnderstoodError(f"is not in {first} to {last}", "correct the year")
        return found

    return read


def account_type(text: str) -> AccountType:
    """
    Read how an account is taxed, from the usual names of accounts.

    Raises:
        NotUnderstoodError: If the word is not known.

    Example:
        >>> account_type("Rollover IRA").value
        'traditional'
    """
    found = _TYPE_BY_KEY.get(key(text))
    if found is None:
        known = [word for words in _TYPES.values() for word in words]
        raise NotUnderstoodError("is not a known kind of account", did_you_mean(text, known))
    return found


def lock(text: str) -> Lock:
    """
    Read what must not be done with a holding.

    Raises:
        NotUnderstoodError: If the word is not known.

    Example:
        >>> lock("Do not sell").value
        'no-sell'
    """
    found = _LOCK_BY_KEY.get(key(text))
    if found is None:
        known = [word for words in _LOCKS.values() for word in words]
        raise NotUnderstoodError("is not a known lock", did_you_mean(text, known))
    return found

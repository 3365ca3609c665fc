"""
What the name of a file tells where its content does not: the kind of its prices, its fund, its day.

Nothing here says what layout a file has.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from allocator.market.catalogue import plain_name
from allocator.market.series import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from allocator.errors import Problem
    from allocator.market.formats.reading import About

KINDS = (Kind.CLOSE, Kind.ADJUSTED, Kind.PRICE_INDEX, Kind.TOTAL_RETURN)
"""What a user may say that prices are."""

ASK = f"say what they are with --kind: {', '.join(KINDS)}"

_SHOWN = 8
_CLOSE = {"unadjusted", "unadj", "nonadjusted", "close", "closes", "closing"}
_NOT_ADJUSTED = {"unadjusted", "unadj", "nonadjusted"}
_ADJUSTED = {"adj", "adjusted", "adjclose", "adjcloses", "autoadjusted"}
_NEGATIONS = {"not", "non", "un"}
_TICKER = re.compile(r"\^?[A-Z][A-Z0-9]{0,4}([.-][A-Z]{1,2})?")
_NO_TICKERS = {"CSV", "ETF", "ETFS", "OHLC", "OHLCV", "USD", "TR", "PR", "NAV", "DATA", "US", "USA"}
_DAY = re.compile(r"(?<!\d)(\d{4})-?(\d{2})-?(\d{2})(?!\d)")


def words(stem: str) -> set[str]:
    """
    Split the name of a file into its words, in small letters.

    Example:
        >>> sorted(words("etf_close-unadjusted daily"))
        ['close', 'daily', 'etf', 'unadjusted']
    """
    return set(re.findall(r"[a-z0-9]+", stem.lower()))


def kind_in(stem: str) -> Kind | None:
    """
    Tell from the words of a file's name whether its prices are adjusted for distributions.

    Example:
        >>> kind_in("etf_adjclose_daily").value, kind_in("close_unadjusted").value, kind_in("IWM")
        ('adjusted', 'close', None)
    """
    found = words(stem)
    if found & _NOT_ADJUSTED or (found & _ADJUSTED and found & _NEGATIONS):
        return Kind.CLOSE
    if found & _ADJUSTED:
        return Kind.ADJUSTED
    return Kind.CLOSE if found & _CLOSE else None


def ticker_in(stem: str) -> str | None:
    """
    Find the one ticker in the name of a file.

    Example:
        >>> ticker_in("ohlc_adjclose_VOO"), ticker_in("BRK-B"), ticker_in("SPY_or_IWM")
        ('VOO', 'BRK-B', None)
    """
    if _TICKER.fullmatch(stem):
        return plain_name(stem)
    parts = (part for part in re.split(r"[\s_()+-]+", stem) if part not in _NO_TICKERS)
    found = {part for part in parts if _TICKER.fullmatch(part)}
    return plain_name(found.pop()) if len(found) == 1 else None


def day_in(stem: str) -> date | None:
    """
    Find the one day in the name of a file.

    Example:
        >>> day_in("IWM_holdings_2026-05-05").isoformat(), day_in("weights_2019_2025")
        ('2026-05-05', None)
    """
    found = set()
    for year, month, day in _DAY.findall(stem):
        try:
            found.add(date(int(year), int(month), int(day)))
        except ValueError:
            continue
    return found.pop() if len(found) == 1 else None


def unknown_kind(about: About, names: Iterable[str]) -> Problem:
    """Ask what the prices of some names are."""
    listed = list(names)
    shown = ", ".join(listed[:_SHOWN]) + (", ..." if len(listed) > _SHOWN else "")
    message = f"nothing says what the numbers of {shown} are"
    rename = (
        "or call the file by the code of its series, as DGS10.csv"
        if listed == [about.stem]
        else "or put 'adjusted' or 'unadjusted' into the name of the file"
    )
    return about.error(message, f"{ASK}; {rename}")

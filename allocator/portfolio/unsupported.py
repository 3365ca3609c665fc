"""
Exports that are recognised and not read yet.

Saying so beats a complaint about columns; when a reader is written, its entry here goes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from allocator.errors import InputError, Problem
from allocator.portfolio.layout import Layout, first_line

if TYPE_CHECKING:
    from collections.abc import Callable

_CONVERT = (
    "make a CSV with the columns symbol, shares and account: one row for each fund, and for the "
    "money of an account a row CASH with the dollars as its shares"
)
_ONE_BY_ONE = "export the accounts one at a time; each such file is understood"


def _opening(*openings: str) -> Callable[[str], bool]:
    """Recognise a file whose first line begins with one of these, quotation marks aside."""

    def recognises(text: str) -> bool:
        """Compare the first line."""
        return first_line(text).replace('"', "").lower().startswith(openings)

    return recognises


def _refusing(name: str, remedy: str) -> Callable[[str, str], NoReturn]:
    """Refuse to read a layout, with the way around it."""

    def read(_: str, source: str) -> NoReturn:
        """Say that the layout is known but not read."""
        raise InputError(Problem(source, f"is {name}, which is not supported yet", remedy))

    return read


_KNOWN = (
    ("a Schwab export of all accounts", _ONE_BY_ONE, "positions for all-accounts"),
    ("a Fidelity export of positions", _CONVERT, "account number,account name,symbol,"),
    ("a Vanguard export", _CONVERT, "account number,investment name,"),
    ("an Interactive Brokers activity statement", _CONVERT, "statement,header,"),
    ("an Interactive Brokers Flex report", _CONVERT, "<flexqueryresponse"),
    ("an E*TRADE export", _CONVERT, "account summary"),
    ("a Robinhood activity report", _CONVERT, "activity date,process date,"),
)

LAYOUTS = tuple(
    Layout(name, _opening(opening), _refusing(name, remedy)) for name, remedy, opening in _KNOWN
)
"""Layouts whose reading is refused, each with the way around it."""

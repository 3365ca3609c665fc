"""Kinds of value that a policy holds: amounts, tickers, tables by name, words out of a few."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field

from allocator.portfolio import words
from allocator.portfolio.findings import NotUnderstoodError
from allocator.portfolio.schema import Fraction, Name, Number, pairs_to_table, unless_none
from allocator.portfolio.suggestion import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence
    from enum import StrEnum

Item = TypeVar("Item")

MOST_DOLLARS = 10**9
"""More than any amount of a policy; beyond it a figure is a slip."""


def one_of(kind: type[StrEnum], what: str) -> BeforeValidator:
    """
    Read one of a few words.

    Args:
        kind: The words there are.
        what: What a word is, for messages: "a criterion".
    """
    names = [str(each) for each in kind]

    def read(value: object) -> object:
        """Find the word, or name those there are."""
        if not isinstance(value, str) or value not in names:
            word = value if isinstance(value, str) else ""
            raise NotUnderstoodError(f"is not {what}", did_you_mean(word, names))
        return kind(value)

    return BeforeValidator(read)


def _exact(value: object) -> object:
    """Take an amount as the file spells it, so that 250.10 stays 250.10."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return Decimal(str(value)) if is_number else value


def _whole(value: object) -> object:
    """Take 3.0 for 3: a sweep counts in decimals."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _record_to_table(value: object) -> object:
    """Take pairs, as records keep a table; any other list is left to be refused as no table."""
    if not isinstance(value, list | tuple):
        return value
    are_pairs = all(isinstance(pair, list | tuple) and len(pair) == 2 for pair in value)
    return pairs_to_table(value) if are_pairs else value


def _record_by_symbol(value: object) -> object:
    """Refuse a table that spells one ticker in two ways; which of the two counts is unsaid."""
    table = _record_to_table(value)
    if not isinstance(table, dict):
        return table
    spelt = [name.strip().upper().replace("/", ".") for name in table]
    twice = _first_repeated(spelt)
    if twice is not None:
        raise NotUnderstoodError(f"names {twice} twice", "keep one")
    return table


def _once(symbols: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse a list that names a ticker twice."""
    twice = _first_repeated(symbols)
    if twice is not None:
        raise NotUnderstoodError(f"names {twice} twice", "keep one")
    return symbols


def _first_repeated(items: Sequence[Item]) -> Item | None:
    """Find the first item that stands twice."""
    return next((item for at, item in enumerate(items) if item in items[:at]), None)


Positive = Annotated[Number, Field(gt=0)]
OpenFraction = Annotated[Fraction | None, BeforeValidator(unless_none)]
Count = Annotated[int, BeforeValidator(_whole), Field(strict=True)]
Amount = Annotated[Decimal, BeforeValidator(_exact), Field(ge=0, le=MOST_DOLLARS)]
OpenAmount = Annotated[Amount | None, BeforeValidator(unless_none)]
SignedAmount = Annotated[Decimal, BeforeValidator(_exact), Field(ge=-MOST_DOLLARS, le=MOST_DOLLARS)]
Symbol = Annotated[Name, AfterValidator(words.symbol)]
Symbols = Annotated[tuple[Symbol, ...], Field()]
SymbolsOnce = Annotated[Symbols, AfterValidator(_once)]
SomeSymbols = Annotated[SymbolsOnce, Field(min_length=1)]
by_name = BeforeValidator(_record_to_table)
by_symbol = BeforeValidator(_record_by_symbol)

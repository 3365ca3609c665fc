"""
Portfolio files of any layout, one or several, as one household.

A new broker is one new module with its `LAYOUT`, and one entry in `LAYOUTS`.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from allocator.errors import InputError, Problem, Severity
from allocator.portfolio import plain_csv, transactions_csv
from allocator.portfolio.brokers import (
    etrade,
    fidelity,
    ibkr_activity,
    ibkr_flex,
    robinhood,
    schwab,
    vanguard,
)
from allocator.portfolio.findings import quoted
from allocator.portfolio.layout import first_line
from allocator.portfolio.merging import merged
from allocator.portfolio.text_file import read_text

if TYPE_CHECKING:
    from allocator.model.portfolio import Portfolio

LAYOUTS = (
    *schwab.LAYOUTS,
    fidelity.LAYOUT,
    vanguard.LAYOUT,
    etrade.LAYOUT,
    ibkr_activity.LAYOUT,
    ibkr_flex.LAYOUT,
    robinhood.LAYOUT,
    transactions_csv.LAYOUT,
    plain_csv.LAYOUT,
)
"""The layouts that can be read; the first that recognises a text reads it."""


def read_portfolio(*paths: str | os.PathLike[str]) -> Portfolio:
    """
    Read what a household holds, from our own CSV or brokers' exports, in one file or several.

    The layout of each is told from its content, never from its name. Prices are kept where files
    give them, and never made up where they do not.

    Args:
        *paths: The files; messages repeat them as given.

    Returns:
        Accounts sorted by name, holdings by account and symbol, amounts exact.

    Raises:
        InputError: With every problem of the files, each with its line and remedy.
    """
    portfolio = examine_portfolio(*paths)
    if any(problem.severity is Severity.ERROR for problem in portfolio.problems):
        raise InputError(*portfolio.problems)
    return portfolio


def examine_portfolio(*paths: str | os.PathLike[str]) -> Portfolio:
    """
    Read files as far as that is possible, keeping what is wrong with them as values.

    So that what can only be told of the rows that are readable, an unknown ticker for instance,
    is found in the same run.

    Args:
        *paths: The files; messages repeat them as given.

    Returns:
        What could be read, with every problem.

    Raises:
        InputError: If nothing can be read of one of them: no file, no text, no known layout.
    """
    portfolios: list[Portfolio] = []
    unread: list[Problem] = []
    for path in paths:
        try:
            portfolios.append(_examine(os.fspath(path)))
        except InputError as error:
            unread += error.problems
    if not paths:
        unread.append(Problem("", "no portfolio is named", "name a file with what is held"))
    if unread:
        read = [problem for portfolio in portfolios for problem in portfolio.problems]
        raise InputError(*unread, *read)
    return merged(portfolios)


def _examine(source: str) -> Portfolio:
    """Read one file in the layout that it has."""
    text = read_text(source)
    for layout in LAYOUTS:
        if layout.recognises(text):
            return layout.read(text, source)
    known = ", ".join(layout.name for layout in LAYOUTS)
    raise InputError(
        Problem(
            source,
            f"the layout is not recognised; the file begins with {quoted(first_line(text))}",
            f"known layouts: {known}; a plain CSV has the columns symbol and shares, named in "
            "its first row, a row for each fund, and a row CASH with dollars as its shares",
        )
    )

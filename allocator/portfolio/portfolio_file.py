"""
A portfolio file of any layout.

A new broker is one new module with its `LAYOUT`, and one entry in `LAYOUTS`.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from allocator.errors import InputError, Problem, Severity
from allocator.portfolio import plain_csv, schwab, unsupported
from allocator.portfolio.findings import quoted
from allocator.portfolio.layout import first_line
from allocator.portfolio.text_file import read_text

if TYPE_CHECKING:
    from allocator.model.portfolio import Portfolio

LAYOUTS = (schwab.LAYOUT, plain_csv.LAYOUT)
"""The layouts that can be read; the first that recognises a text reads it."""


def read_portfolio(path: str | os.PathLike[str]) -> Portfolio:
    """
    Read what an investor holds, from our own CSV or a broker's export.

    The layout is told from the content, never from the file's name. Prices are kept where the
    file gives them, and never made up where it does not.

    Args:
        path: The file; messages repeat it as given.

    Returns:
        Accounts sorted by name, holdings by account and symbol, amounts exact.

    Raises:
        InputError: With every problem of the file, each with its line and remedy.
    """
    portfolio = examine_portfolio(path)
    if any(problem.severity is Severity.ERROR for problem in portfolio.problems):
        raise InputError(*portfolio.problems)
    return portfolio


def examine_portfolio(path: str | os.PathLike[str]) -> Portfolio:
    """
    Read a portfolio as far as that is possible, keeping what is wrong with it as a value.

    So that what can only be told of the rows that are readable, an unknown ticker for instance,
    is found in the same run.

    Args:
        path: The file; messages repeat it as given.

    Returns:
        What could be read, with every problem.

    Raises:
        InputError: If nothing can be read: no file, no text, no known layout.
    """
    source = os.fspath(path)
    text = read_text(source)
    for layout in (*unsupported.LAYOUTS, *LAYOUTS):
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

"""Inputs as they are recorded: what decides an answer, and nothing of where a file lay."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from allocator.model.portfolio import Portfolio


def without_folders(portfolio: Portfolio) -> Portfolio:
    """
    Keep the name of the portfolio's file, but not its folder, nor the lines holdings stood in.

    So the order of the rows leaves no trace in a record.
    """
    source = portfolio.source
    return replace(
        portfolio,
        source=PurePath(source).name,
        holdings=tuple(replace(holding, place="") for holding in portfolio.holdings),
        problems=tuple(
            replace(problem, place=without_folder(problem.place, source))
            for problem in portfolio.problems
        ),
    )


def without_folder(place: str, source: str) -> str:
    """
    Cut the folder of a file off a place in it; any other place stays as it is.

    Example:
        >>> without_folder("books/mine.csv:2", "books/mine.csv")
        'mine.csv:2'
        >>> without_folder("policy: limits", "books/mine.csv")
        'policy: limits'
    """
    return PurePath(source).name + place.removeprefix(source) if place.startswith(source) else place

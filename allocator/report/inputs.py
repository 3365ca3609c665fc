"""Inputs as they are recorded: what decides an answer, and nothing of where a file lay."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from allocator.portfolio.merging import BETWEEN

if TYPE_CHECKING:
    from allocator.errors import Problem
    from allocator.model.portfolio import Portfolio


def without_folders(portfolio: Portfolio) -> Portfolio:
    """
    Keep the names of the portfolio's files, but not their folders, nor the lines things stood in.

    So the order of the rows leaves no trace in a record.
    """
    sources = portfolio.source.split(BETWEEN)
    return replace(
        portfolio,
        source=BETWEEN.join(PurePath(source).name for source in sources),
        holdings=tuple(replace(holding, place="") for holding in portfolio.holdings),
        others=tuple(replace(other, place="") for other in portfolio.others),
        transactions=tuple(replace(each, place="") for each in portfolio.transactions),
        problems=tuple(_without_folders(problem, sources) for problem in portfolio.problems),
    )


def _without_folders(problem: Problem, sources: list[str]) -> Problem:
    """Cut the folders of files off the place of a problem, and off its words."""
    place, message = problem.place, problem.message
    for source in sorted(sources, key=len, reverse=True):
        place = without_folder(place, source)
        message = message.replace(source, PurePath(source).name)
    return replace(problem, place=place, message=message)


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

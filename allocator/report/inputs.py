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
    source = portfolio.source
    return replace(
        portfolio,
        source=without_folder(source, source),
        holdings=tuple(replace(holding, place="") for holding in portfolio.holdings),
        others=tuple(replace(other, place="") for other in portfolio.others),
        transactions=tuple(replace(each, place="") for each in portfolio.transactions),
        problems=tuple(problem_without_folders(each, source) for each in portfolio.problems),
    )


def problem_without_folders(problem: Problem, source: str) -> Problem:
    """Cut the folders of the portfolio's files off the place of a problem, and off its words."""
    message = problem.message
    for each in sorted(source.split(BETWEEN), key=len, reverse=True):
        message = message.replace(each, PurePath(each).name)
    return replace(problem, place=without_folder(problem.place, source), message=message)


def without_folder(place: str, source: str) -> str:
    """
    Cut the folder off a place in a file, or in any of several; any other place stays as it is.

    Example:
        >>> without_folder("books/a.csv + books/b.csv", "books/a.csv + books/b.csv")
        'a.csv + b.csv'
        >>> without_folder("books/mine.csv:2", "books/mine.csv")
        'mine.csv:2'
        >>> without_folder("policy: limits", "books/mine.csv")
        'policy: limits'
    """
    sources = source.split(BETWEEN)
    if place.startswith(source):
        named = BETWEEN.join(PurePath(each).name for each in sources)
        return named + place.removeprefix(source)
    for each in sorted(sources, key=len, reverse=True):
        if place.startswith(each):
            return PurePath(each).name + place.removeprefix(each)
    return place

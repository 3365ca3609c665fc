"""Suggestions for words that are not known."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def closest(word: str, known: Iterable[str]) -> str | None:
    """Find the known word that is nearest to a misspelt one, whatever its case, if one is near."""
    lowered = {name.lower(): name for name in known}
    # Longer words are cut: the search takes time with the square of the length.
    found = get_close_matches(word.lower()[:80], lowered, n=1, cutoff=0.65)
    return lowered[found[0]] if found else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """
    Suggest the nearest known word, or else list them all.

    Example:
        >>> did_you_mean("turnovr", ["turnover", "volatility"])
        "did you mean 'turnover'?"
        >>> did_you_mean("colour", ["turnover", "volatility"])
        'known are: turnover, volatility'
    """
    names = list(known)
    found = closest(word, names)
    return f"did you mean '{found}'?" if found else f"known are: {', '.join(names)}"

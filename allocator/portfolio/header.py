"""Columns that a file may have, and which heading means which of them, whatever its spelling."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.portfolio.findings import quoted
from allocator.portfolio.suggestion import closest
from allocator.portfolio.words import key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from allocator.portfolio.cells import Row
    from allocator.portfolio.findings import Findings

_DELIMITERS = ",;\t"


@dataclass(frozen=True, slots=True)
class Columns:
    """
    The columns of one kind of file.

    Attributes:
        meanings: Our name of each column to what stands in it.
        spellings: Our name of each column to the headings that mean it, in words.
        required: The columns without which there is nothing to read.
    """

    meanings: Mapping[str, str]
    spellings: Mapping[str, Sequence[str]]
    required: Sequence[str]

    def find(self, header: Row, findings: Findings) -> dict[str, int]:
        """
        Find where each column stands in a header.

        Args:
            header: The first row of the file.
            findings: Where headings that are unknown, doubled or missing are noted.

        Returns:
            Our name of a column to its position.
        """
        positions: dict[str, int] = {}
        for position, heading in enumerate(header.cells):
            column = self._named(heading)
            if column is None:
                findings.error(header.line, *self._unknown(heading, position))
            elif column in positions:
                first = header.cells[positions[column]]
                message = f"columns {quoted(first)} and {quoted(heading)} both mean {column}"
                findings.error(header.line, message, "keep one of the two")
            else:
                positions[column] = position
        there = ", ".join(quoted(heading) for heading in header.cells)
        for column in self.required:
            if column not in positions:
                message = f"there is no column {column} ({self.meanings[column]})"
                findings.error(header.line, message, f"name it in the first row; it has {there}")
        return positions

    def meant(self, heading: str) -> str | None:
        """Find the column that a heading means, or comes near to."""
        by_word = {word: column for column, words in self.spellings.items() for word in words}
        near = closest(heading.replace("_", " "), by_word)
        return self._named(heading) or (by_word[near] if near else None)

    def _named(self, heading: str) -> str | None:
        """Find the column that a heading means."""
        wanted = key(heading)
        spelt = self.spellings.items()
        return next((name for name, words in spelt if wanted in map(key, words)), None)

    def _unknown(self, heading: str, position: int) -> tuple[str, str]:
        """Put an unknown heading into words, with the column it may have meant."""
        if not heading:
            return f"column {position + 1} has no name", "name it, or remove it"
        meant = self.meant(heading)
        if meant:
            remedy = f"did you mean '{meant}' ({self.meanings[meant]})? If not, remove the column"
        else:
            remedy = f"remove it; known columns are: {', '.join(self.meanings)}"
        return f"unknown column {quoted(heading)}", remedy


def delimiter_of(header: str) -> str:
    """Tell what separates the cells of a header line; a comma unless another is more frequent."""
    return max(_DELIMITERS, key=header.count)

"""Tables whose columns stand in any order, among others that we do not need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.portfolio.cells import Row, records_under, without_empty_end
from allocator.portfolio.words import key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from allocator.portfolio.cells import Record
    from allocator.portfolio.findings import Findings


@dataclass(frozen=True, slots=True)
class Headings:
    """
    The columns of one broker's table that are read; all others are passed over.

    Capitals, blanks and punctuation do not matter, because brokers change them.

    Attributes:
        broker: Who has to be asked for a column that is missing.
        spellings: Our name of each column to the headings that mean it.
        required: The columns without which there is nothing to read.
    """

    broker: str
    spellings: Mapping[str, Sequence[str]]
    required: Sequence[str]

    def fit(self, cells: Iterable[str]) -> bool:
        """Tell whether a row has every required heading."""
        there = {key(cell) for cell in cells}
        return all(there & {key(word) for word in self.spellings[name]} for name in self.required)

    def find(self, header: Row, findings: Findings) -> dict[str, int] | None:
        """Find the columns, noting the ones that are missing or there twice; None if any is."""
        meant = {key(word): name for name, words in self.spellings.items() for word in words}
        positions: dict[str, int] = {}
        twice = False
        for position, heading in enumerate(header.cells):
            column = meant.get(key(heading))
            if column in positions:
                remedy = f"remove one at {self.broker}"
                findings.error(header.line, f"two columns hold {heading}", remedy)
                twice = True
            elif column is not None:
                positions[column] = position
        missing = [name for name in self.required if name not in positions]
        for name in missing:
            remedy = f"add it to the view at {self.broker}, and export again"
            findings.error(header.line, f"there is no column {self.spellings[name][0]}", remedy)
        return None if missing or twice else positions

    def records(self, header: Row, rows: Iterable[Row], findings: Findings) -> list[Record] | None:
        """
        Name the cells of the rows under a header.

        Returns:
            The rows that fit; those that do not are noted. None if the header cannot be used.
        """
        header = Row(header.line, without_empty_end(header.cells))
        positions = self.find(header, findings)
        if positions is None:
            return None
        remedy = "export it again, and do not edit it"
        return list(records_under(header, rows, positions, findings, remedy))

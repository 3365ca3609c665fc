"""
Kenneth French's data library: factors, and portfolios of stocks sorted by size.

One zip a file, each with one CSV of several tables, of which the monthly returns are read, weighted
by value. The library is computed anew with every vintage of CRSP, so that figures of the past
change by hundredths.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from allocator.market.series import Key, Kind
from allocator.market.sources.download import Downloader
from allocator.market.sources.reading import read_answer
from allocator.market.sources.retry import Patience, persistently
from allocator.market.sources.source import Answer, Item
from allocator.market.sources.unzip import unzip_one

if TYPE_CHECKING:
    from datetime import datetime

NAME = "french"
ADDRESS = "https://mba.tuck.dartmouth.edu/pages/faculty/ken.french/ftp/{file}_CSV.zip"
_BEGIN = date(1926, 7, 31)
_FILES = {"F-F_Research_Data_Factors": "Mkt-RF", "Portfolios_Formed_on_ME": "Hi 20"}
"""Each file, and one of its columns by which it is known to be the right one."""


@dataclass(frozen=True, slots=True)
class French:
    """
    The library as a source.

    Attributes:
        patience: How often it is asked.
        downloader: How.
    """

    patience: Patience = field(default_factory=Patience)
    downloader: Downloader = field(default_factory=lambda: Downloader(NAME))

    @property
    def name(self) -> str:
        """Name it."""
        return NAME

    def items(self) -> tuple[Item, ...]:
        """List the files."""
        return tuple(
            Item(NAME, file, Key(Kind.RETURN, column, NAME), _BEGIN)
            for file, column in _FILES.items()
        )

    def fetch(self, item: Item, now: datetime) -> Answer:
        """
        Fetch one file with all of its monthly tables.

        Raises:
            SourceError: If it did not come, or is not what it should be.
        """
        del now
        return persistently(self.patience, lambda: self._asked(item))

    def _asked(self, item: Item) -> Answer:
        """Ask once."""
        address = ADDRESS.format(file=item.name)
        name, text = unzip_one(self.downloader.get(address), NAME)
        answer = read_answer(item, name, text, address)
        notes = tuple(note for note in answer.notes if not _is_expected(note))
        return Answer(answer.series, notes, answer.problems)


def _is_expected(note: str) -> bool:
    """Tell whether a note says what is so in every edition: other tables, an empty portfolio."""
    return ": not used: " in note or note.endswith("its column '<= 0' holds no number")

"""From the bytes or the text of one file to its series and tables."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from allocator.errors import MarketDataError, Problem
from allocator.market.formats.days import lacks_century
from allocator.market.formats.known import FORMATS
from allocator.market.formats.made import odd_days
from allocator.market.formats.reading import About, Reading
from allocator.market.formats.sheet import HEAD, Sheet
from allocator.market.formats.unpack import excerpt, is_plain, lines_of, texts_in, tidy
from allocator.market.series import Frequency

if TYPE_CHECKING:
    from datetime import date

    from allocator.market.formats.layout import Format
    from allocator.market.formats.reading import Listing
    from allocator.market.series import Kind

_SHOWN = 60
_ODD = "remove such rows, or put the days of months and those in between into files of their own"
_UNKNOWN = "see docs/files.md for the layouts that are read; a portfolio goes to `allocator check`"


def read_file(
    name: str,
    content: bytes,
    *,
    as_of: date | None = None,
    kind: Kind | None = None,
    source: str | None = None,
) -> Reading:
    """
    Read a file of whatever layout: CSV, Parquet, Shiller's workbook, or a zip archive of texts.

    Args:
        name: Its path, for messages; its last part says what the content leaves out.
        content: All of it.
        as_of: The last day that may be seen; rows dated later are cut before they are read.
        kind: What prices are; counts before what names and numbers suggest.
        source: Who says so; the name of the file, or of the part of it, if left out.

    Returns:
        Everything that could be read, and what could not; nothing is raised for bad content.
    """
    reading = Reading()
    for found in texts_in(name, content):
        if isinstance(found, Problem):
            reading += Reading(problems=(found,))
            continue
        about = replace(About.of(found.name, as_of, kind), first_line=found.first_line)
        reading += _read(replace(about, source=source or about.source), found.text)
    return reading


def list_file(
    name: str, content: bytes, *, as_of: date | None = None, kind: Kind | None = None
) -> Listing | None:
    """
    List what a large file of text holds without reading all of it.

    Args:
        name: Its path, for messages.
        content: All of it, of which only some lines are looked at.
        as_of: The last day that may be seen.
        kind: What prices are; counts before what names and numbers suggest.

    Returns:
        What `read_file` would give, were there nothing wrong further on; None if it must be read.
    """
    text = excerpt(content)
    if text is None:
        return None
    sheet = Sheet.of(text, About.of(name, as_of, kind))
    if len(sheet.texts) < HEAD:
        return None
    found = _format(sheet)
    return found.lists(sheet, lines_of(content)) if found and found.lists else None


def read_text(
    name: str,
    text: str,
    *,
    source: str,
    origin: str,
    as_of: date | None = None,
    kind: Kind | None = None,
) -> Reading:
    """
    Read text of whatever layout.

    Args:
        name: What messages call it; its last part says what the text leaves out.
        text: The whole of it.
        source: Who says so: `fred`, `french`.
        origin: Where it was read, in words: a file, or an address.
        as_of: The last day that may be seen; rows dated later are cut before they are read.
        kind: What prices are; counts before what names and numbers suggest.

    Returns:
        Everything that could be read, and what could not; nothing is raised for bad content.
    """
    try:
        body = tidy(name, text)
    except MarketDataError as error:
        return Reading(problems=error.problems)
    return _read(About(name, source, origin, as_of, kind), body)


def _read(about: About, text: str) -> Reading:
    """Recognise a text and read it."""
    sheet = Sheet.of(text, about)
    if sheet.is_cut and sheet.begins == len(sheet.texts):
        return Reading()
    if not sheet.texts:
        return Reading(problems=(about.error("is empty", "fetch it again"),))
    if not is_plain(text) and (fault := sheet.fault):
        return Reading(problems=(fault,))
    found = _format(sheet)
    if found is not None:
        return _checked(about, found.read(sheet))
    short = next((at for at, cell in enumerate(sheet.firsts[:HEAD]) if lacks_century(cell)), None)
    if short is not None:
        return Reading(problems=(about.short_year(sheet.firsts[short], sheet.numbers[short]),))
    message = f"is written in no way that is known; it begins {sheet.texts[0][:_SHOWN]!r}"
    return Reading(problems=(about.error(message, _UNKNOWN),))


def _checked(about: About, reading: Reading) -> Reading:
    """Refuse what is by the month but for some odd days; say what is true of all funds once."""
    kept, refused = [], []
    for series in reading.series:
        odd = odd_days(series.days) if series.frequency is Frequency.DAILY else series.days[:0]
        if not len(odd):
            kept.append(series)
            continue
        message = (
            f"{series.key.name}: {len(odd)} of {len(series)} days stand for no month of their own, "
            f"as all others do, first {odd[0]}"
        )
        refused.append(about.error(message, _ODD))
    problems = dict.fromkeys((*reading.problems, *refused))
    return replace(reading, series=tuple(kept), problems=tuple(problems))


def _format(sheet: Sheet) -> Format | None:
    """Recognise a text by its first lines."""
    head = sheet.head
    return next((each for each in FORMATS if each.recognises(head)), None)

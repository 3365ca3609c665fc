"""
Rows of funds: one a day, or one a day and fund, with fields named in the header.

Open, high, low and close with or without an adjusted close; Yahoo's `history()`, and its
`download()` with several rows of headers; long tables of day, ticker, value; distributions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from allocator.market.catalogue import known_as, plain_name
from allocator.market.formats.body import read_columns, read_days
from allocator.market.formats.fields import Layout, layout_of, names_a_day
from allocator.market.formats.fund import Fund
from allocator.market.formats.made import make_series
from allocator.market.formats.naming import kind_in, ticker_in, unknown_kind
from allocator.market.formats.order import oldest_first
from allocator.market.formats.reading import Reading, no_rows
from allocator.market.formats.sheet import is_day
from allocator.market.series import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from allocator.market.formats.body import Columns
    from allocator.market.formats.reading import About
    from allocator.market.formats.sheet import Head, Sheet
    from allocator.market.series import Days, Flags
    from allocator.model.arrays import Array

_PAID = {"dividend", "gain"}
_NAMELESS = "nothing says which fund it is of"
_NAME_IT = "name the file by its ticker, as IWM.csv, or give it a column Ticker"


def recognises(head: Head) -> bool:
    """Look for a day, and for fields that only prices and distributions have."""
    above = next((at for at, row in enumerate(head) if is_day(row[0])), 1)
    layout = layout_of(head[:above])
    dated = above < len(head) and is_day(head[above][0])
    return layout is not None and layout.is_certain and (dated or names_a_day(head[0]))


def read(sheet: Sheet) -> Reading:
    """Read every fund."""
    about = sheet.about
    above = sheet.begins if sheet.begins < len(sheet.texts) else 1
    layout = layout_of(sheet.head[:above])
    if layout is None or layout.fault:
        message = layout.fault if layout else "has rows of headers that do not fit one another"
        return Reading(problems=(about.error(message, "repair the header", sheet.numbers[0]),))
    body, days_as_text = _known(sheet.part(above), layout.day)
    if not body.texts:
        return no_rows(about)
    days, problems = read_days(body, days_as_text)
    if days is not None:
        body, days, turned = oldest_first(body, days)
        problems += turned
    wordy = [at for at in (layout.ticker, layout.kind) if at is not None]
    columns = read_columns(body, layout.header, layout.numeric, wordy)
    problems += columns.problems
    if layout.unused:
        problems += (about.warning(f"columns not used: {', '.join(layout.unused)}"),)
    reading = Reading(problems=problems)
    if days is None or (wordy and not columns.words):
        return reading
    if layout.ticker is None:
        return reading + _by_columns(about, layout, days, columns)
    return reading + _by_rows(body, layout, days, columns)


def _known(body: Sheet, day: int) -> tuple[Sheet, list[str]]:
    """Cut by a column of days that is not the first, as text; give the days that are left."""
    if day == 0:
        return body, list(body.firsts)

    def cell(line: str) -> str:
        """Take the cell of the day, as far as there is one."""
        return (body.cells(line)[day:] or [""])[0]

    kept = body.known([cell(line) for line in body.texts])
    return kept, [cell(line) for line in kept.texts]


def _by_columns(about: About, layout: Layout, days: Days, columns: Columns) -> Reading:
    """Read funds that have columns of their own, or the one fund of the file."""
    reading = Reading()
    for ticker in dict.fromkeys(column.ticker for column in layout.columns):
        name = plain_name(ticker) if ticker else ticker_in(about.stem)
        if name is None:
            return Reading(problems=(about.error(_NAMELESS, _NAME_IT),))
        reading += Fund(about, name, days, _fields(layout, columns, ticker)).read()
    return reading


def _by_rows(body: Sheet, layout: Layout, days: Days, columns: Columns) -> Reading:
    """Read funds that have rows of their own."""
    about, tickers = body.about, columns.words[layout.ticker or 0]
    if "" in tickers:
        line = body.numbers[tickers.index("")]
        return Reading(problems=(about.error("a row has no ticker", "fill it in", line),))
    fields = _fields(layout, columns, None)
    kinds = None if layout.kind is None else columns.words[layout.kind]
    reading = Reading()
    asked: list[str] = []
    for ticker, rows in _groups(tickers):
        name = plain_name(ticker)
        of_fund = {field: values[rows] for field, values in fields.items()}
        if "value" not in of_fund:
            reading += Fund(about, name, days[rows], of_fund).read()
        elif kinds is not None:
            reading += _said(body, name, rows, days, of_fund["value"], kinds)
        elif kind := _kind(about, name):
            made = make_series(about, kind, name, days[rows], of_fund["value"])
            reading += Reading((made,) if made else ())
        else:
            asked.append(name)
    return reading + Reading(problems=(unknown_kind(about, asked),)) if asked else reading


def _fields(layout: Layout, columns: Columns, ticker: str | None) -> dict[str, Array]:
    """Take the columns of a fund that could be read; dividends without gains are none."""
    own = [column for column in layout.columns if column.ticker == ticker]
    lost = {column.field for column in own if column.at not in columns.numbers}
    left_out = lost | (_PAID if lost & _PAID else set())
    kept = (column for column in own if column.field not in left_out)
    return {column.field: columns.numbers[column.at] for column in kept}


def _groups(tickers: list[str]) -> Iterator[tuple[str, Flags]]:
    """Give each ticker, in order of appearance, with flags for its rows."""
    codes, names = pd.factorize(np.array(tickers, dtype=object))
    for code, name in enumerate(names):
        yield str(name), codes == code


def _said(
    body: Sheet, name: str, rows: Flags, days: Days, values: Array, kinds: list[str]
) -> Reading:
    """Read values whose rows say what they are."""
    reading = Reading()
    places = np.flatnonzero(rows)
    said = np.array([kinds[at] for at in places], dtype=object)
    for word in dict.fromkeys(said):
        chosen = said == word
        if word not in set(Kind):
            message = f"{name}: {word!r} is no kind; known are {', '.join(Kind)}"
            line = body.numbers[int(places[chosen][0])]
            reading += Reading(problems=(body.about.error(message, "correct it", line),))
            continue
        made = make_series(body.about, Kind(word), name, days[rows][chosen], values[chosen])
        reading += Reading((made,) if made else ())
    return reading


def _kind(about: About, name: str) -> Kind | None:
    """Tell what a value is where no row says; a fund may share its ticker with a factor."""
    known = known_as(name)
    if known is not None and known.kind is not Kind.RETURN:
        return known.kind
    return about.kind or kind_in(about.stem)

"""Trades as a workbook that calculates: change a price, and everything that follows changes."""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import dataclass
from datetime import datetime, time
from io import BytesIO
from typing import TYPE_CHECKING

import xlsxwriter

from allocator.trades.orders.workbook.checks import write_checks
from allocator.trades.orders.workbook.holdings import write_holdings
from allocator.trades.orders.workbook.lots import write_lots
from allocator.trades.orders.workbook.page import Styles
from allocator.trades.orders.workbook.trades import write_trades
from allocator.trades.orders.workbook.worked_out import worked_out

if TYPE_CHECKING:
    from allocator.errors import Problem
    from allocator.model.orders import Basket

_TITLE = "allocator: trades of run "
_PROPERTIES = "docProps/core.xml"


@dataclass(frozen=True, slots=True)
class Workbook:
    """Four sheets: trades, before and after, lots and tax, checks."""

    kind: str = "workbook"
    is_text: bool = False
    carries_ids: bool = True
    names_lots: bool = True

    def problems(self, basket: Basket) -> list[Problem]:
        """List nothing: it can say everything."""
        del basket
        return []

    def remarks(self, basket: Basket) -> list[str]:
        """Say what it is for."""
        del basket
        return [
            "No broker imports this file: it is for looking, and for what if a price differs.",
        ]

    def content(self, basket: Basket) -> bytes:
        """Write the workbook; every formula carries its value, for viewers."""
        out = BytesIO()
        # Words from outside are never formulas, links or numbers, whatever they look like.
        plain = dict.fromkeys(
            ("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False
        )
        with xlsxwriter.Workbook(out, {"in_memory": True, **plain}) as book:
            made = datetime.combine(basket.record.as_of, time())
            book.set_properties({"title": _TITLE + basket.record.run_id, "created": made})
            styles = Styles(book)
            found = worked_out(basket)
            trades = write_trades(book, styles, found, basket)
            holdings = write_holdings(book, styles, found, basket, trades)
            lots = write_lots(book, styles, basket)
            write_checks(book, styles, (trades, holdings, lots))
        return out.getvalue()

    def is_ours(self, content: bytes) -> bool:
        """Tell our file by the title among its properties."""
        try:
            with zipfile.ZipFile(BytesIO(content)) as parts, parts.open(_PROPERTIES) as properties:
                return f"<dc:title>{_TITLE}".encode() in properties.read(10_000)
        except (
            zipfile.BadZipFile,
            zlib.error,
            KeyError,
            RuntimeError,  # what zipfile says of a password, and of compression it does not know
            EOFError,
        ):
            return False


FORMAT = Workbook()

"""A sheet to write on: words that stay words, numbers, and formulas with their values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import xl_rowcol_to_cell

from allocator.model.fingerprint import fingerprint

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    import xlsxwriter

    from allocator.model.orders import Basket

_MONEY = "#,##0.00;[Red]-#,##0.00"
_LOOKS = {
    "title": {"bold": True, "font_size": 14},
    "head": {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"},
    "head_right": {"bold": True, "bottom": 1, "text_wrap": True, "align": "right", "valign": "top"},
    "text": {"quote_prefix": True},
    "right": {"align": "right"},
    "indented": {"quote_prefix": True, "indent": 1},
    "head_indented": {"bold": True, "bottom": 1, "align": "left", "indent": 1, "valign": "top"},
    "note": {"font_color": "#595959"},
    "money": {"num_format": _MONEY},
    "price": {"num_format": "#,##0.00######"},
    "shares": {"num_format": "#,##0.#########"},
    "percent": {"num_format": "0.00%"},
    "exact": {"num_format": "0.000000000"},
    "total": {"num_format": _MONEY, "bold": True, "top": 1},
    "total_percent": {"num_format": "0.00%", "bold": True, "top": 1},
    "total_text": {"bold": True, "top": 1},
    "verdict": {"bold": True, "align": "center"},
    "good": {"font_color": "#006100", "bg_color": "#C6EFCE"},
    "bad": {"font_color": "#9C0006", "bg_color": "#FFC7CE"},
}


class Styles:
    """The formats of one workbook, by name."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._made = {name: book.add_format(look) for name, look in _LOOKS.items()}

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - xlsxwriter is not typed
        return self._made[name]


@dataclass(frozen=True, slots=True)
class Check:
    """What a formula of another sheet should come to; `slack` is what rounding to cents allows."""

    words: str
    cell: str
    computed: float
    stated: float
    slack: float
    style: str


class Page:
    """One sheet."""

    def __init__(
        self, book: xlsxwriter.Workbook, styles: Styles, name: str, widths: Sequence[float]
    ) -> None:
        self.name = name
        self._styles = styles
        self.sheet = book.add_worksheet(name)
        for column, width in enumerate(widths):
            self.sheet.set_column(column, column, width)
        self.sheet.set_landscape()
        self.sheet.set_paper(1)  # US letter
        self.sheet.fit_to_pages(1, 0)
        self.sheet.hide_gridlines(2)

    def heading(self, title: str, notes: Sequence[str]) -> int:
        """Write a title and lines below it; give the next free row."""
        self.words(0, 0, title, "title")
        for row, note in enumerate(notes, 1):
            self.words(row, 0, note, "note")
        return len(notes) + 2

    def header(self, row: int, names: Sequence[str], first_number: int) -> None:
        """Name the columns; from `first_number` on they hold numbers."""
        for column, name in enumerate(names):
            self.words(row, column, name, "head_right" if column >= first_number else "head")

    def freeze(self, row: int) -> None:
        """Keep everything above a row in sight."""
        self.sheet.freeze_panes(row, 0)

    def words(self, row: int, column: int, text: str, style: str = "text") -> None:
        """Write a text, whatever it looks like."""
        self.sheet.write_string(row, column, text, self._styles[style])

    def number(self, row: int, column: int, value: Decimal | float, style: str) -> None:
        """Write a number."""
        self.sheet.write_number(row, column, float(value), self._styles[style])

    def formula(
        self, at: tuple[int, int], text: str, value: Decimal | float | str, style: str
    ) -> None:
        """Write a formula of ours with the value that it comes to."""
        shown = value if isinstance(value, str) else float(value)
        self.sheet.write_formula(*at, f"={text}", self._styles[style], shown)

    def cell(self, row: int, column: int) -> str:
        """Name a cell for the formulas of other sheets."""
        return f"'{self.name}'!{xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True)}"

    def column(self, letter: str, rows: range) -> str:
        """Name the cells of a column for the formulas of other sheets."""
        return f"'{self.name}'!${letter}${rows.start + 1}:${letter}${rows.stop}"

    def colour_verdicts(self, row: int, last: int, column: int) -> None:
        """Show OK in green and anything else in red."""
        for operator, style in (("==", "good"), ("!=", "bad")):
            rule = {
                "type": "cell",
                "criteria": operator,
                "value": '"OK"',
                "format": self._styles[style],
            }
            self.sheet.conditional_format(row, column, last, column, rule)


def source_lines(basket: Basket) -> list[str]:
    """Say where the figures come from, and that nothing was sent."""
    day = basket.record.as_of
    return [
        f"Prices of {day.day} {day:%B %Y}; run {fingerprint(basket.record.run_id)}",
        "Nothing has been sent to a broker. This is information, not investment advice.",
    ]

"""The sheet that holds the formulas against what the proposal states."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from allocator.trades.orders.workbook.page import Page, Styles

if TYPE_CHECKING:
    import xlsxwriter

    from allocator.trades.orders.workbook.page import Check

_COLUMNS = {
    "What": 52,
    "By formula": 16,
    "Proposal": 16,
    "Difference": 14,
    "Allowed": 14,
    "Verdict": 10,
}


class Checked(Protocol):
    """A sheet that has something to check."""

    @property
    def checks(self) -> tuple[Check, ...]: ...


def write_checks(book: xlsxwriter.Workbook, styles: Styles, sheets: tuple[Checked, ...]) -> None:
    """Write one row for each check, and the verdict on all above them."""
    page = Page(book, styles, "Checks", tuple(_COLUMNS.values()))
    checks = [check for sheet in sheets for check in sheet.checks]
    notes = (
        "The formulas of the other sheets against the figures that the proposal states.",
        "As written, every check is OK; after you change a figure, what differs is shown.",
    )
    head = page.heading("Checks", notes) + 2
    rows = range(head + 1, head + 1 + len(checks))
    verdicts = [_verdict(check) for check in checks]
    page.words(head - 2, 0, "All checks", "head")
    text = f'IF(COUNTIF(F{rows.start + 1}:F{rows.stop},"OK")={len(checks)},"OK","differs")'
    page.formula((head - 2, 5), text, "OK" if set(verdicts) <= {"OK"} else "differs", "verdict")
    page.header(head, list(_COLUMNS), 1)
    page.freeze(head + 1)
    for row, check, verdict in zip(rows, checks, verdicts, strict=True):
        at = row + 1
        page.words(row, 0, check.words)
        page.formula((row, 1), check.cell, check.computed, check.style)
        page.number(row, 2, check.stated, check.style)
        page.formula((row, 3), f"B{at}-C{at}", check.computed - check.stated, "exact")
        page.number(row, 4, check.slack, "exact")
        page.formula((row, 5), f'IF(ABS(D{at})<=E{at},"OK","differs")', verdict, "verdict")
    page.colour_verdicts(head - 2, head - 2, 5)
    page.colour_verdicts(rows.start, rows.stop - 1, 5)


def _verdict(check: Check) -> str:
    """Say whether a formula comes to what is stated."""
    return "OK" if abs(check.computed - check.stated) <= check.slack else "differs"

"""Text that no spreadsheet takes for a formula."""

from __future__ import annotations

import re

_FORMULA = re.compile(
    r"""
    (?: \A | (?<=[,;|\t\r\n]) )                        # where a cell begins, whatever splits it
    (?= [\s"]* [=+\-@\uFF0B\uFF0D\uFF1D\uFF20] )       # a formula; full-width letters begin one too
    | \A (?= [\t\r\n] )                                # what is dropped, and so bares what follows
    """,
    re.VERBOSE,
)


def neutralised(text: str) -> str:
    """
    Keep a spreadsheet from taking a text, or a part of it, for a formula.

    An apostrophe goes before whatever would begin one: `=`, `+`, `-` and `@`, behind spaces and
    quotes too, at the start and after a comma, semicolon, bar, tab or line break, where a
    spreadsheet with other settings begins a new cell (OWASP, CSV Injection; CWE-1236).

    Example:
        >>> neutralised("=1+1"), neutralised("a;=1+1"), neutralised("Roth IRA - Ann")
        ("'=1+1", "a;'=1+1", 'Roth IRA - Ann')
    """
    return _FORMULA.sub("'", text)

import os
import sys
from io import StringIO

import pytest

from allocator.cli.terminal import width


class Terminal:
    def isatty(self):
        return True


@pytest.mark.parametrize(("columns", "expected"), [(40, 80), (80, 80), (101, 101), (300, 120)])
def test_a_report_is_as_wide_as_the_terminal_within_reason(monkeypatch, columns, expected):
    monkeypatch.setattr(sys, "stdout", Terminal())
    monkeypatch.setattr("shutil.get_terminal_size", lambda: os.terminal_size((columns, 24)))
    assert width() == expected


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [("90", 90), ("40", 80), ("900", 120), ("", 100), ("0", 100), ("x", 100)],
)
def test_a_pipe_is_as_wide_as_columns_says(monkeypatch, wanted, expected):
    monkeypatch.setattr(sys, "stdout", StringIO())
    monkeypatch.setenv("COLUMNS", wanted)
    assert width() == expected


def test_a_closed_output_has_a_width_too(monkeypatch):
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.setattr(sys, "stdout", None)
    assert width() == 100

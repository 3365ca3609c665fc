import os
import sys

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


def test_a_closed_output_has_a_width_too(monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)
    assert width() == 100

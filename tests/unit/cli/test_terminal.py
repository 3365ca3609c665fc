import os
import sys
from io import StringIO

import pytest

from allocator.cli.terminal import complain, remark, width
from allocator.errors import Problem


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


class ErrorTerminal(StringIO):
    def isatty(self):
        return True

    def fileno(self):
        return 2


@pytest.fixture
def shown(monkeypatch):
    """An error stream that is a terminal of so many columns; give what is shown on it."""

    def of(columns):
        stream = ErrorTerminal()
        monkeypatch.setattr(sys, "stderr", stream)
        monkeypatch.setattr(os, "get_terminal_size", lambda _: os.terminal_size((columns, 24)))
        return stream

    return of


LONG = Problem("mine.csv:2", "is " + "very " * 30 + "long", "first " * 20 + "\n  then this")


def test_errors_are_wrapped_to_the_terminal(shown):
    stream = shown(80)
    complain([LONG])
    lines = stream.getvalue().splitlines()
    assert max(map(len, lines)) <= 80
    assert " ".join(" ".join(lines).split()) == " ".join(str(LONG).split())
    assert [line[:8] for line in lines] == [
        "error: m",
        "  very v",
        "  very v",
        "    firs",
        "      fi",
        "  then t",
    ]


@pytest.mark.parametrize(("columns", "widest"), [(0, 80), (100, 100), (300, 120)])
def test_errors_are_as_wide_as_the_terminal_within_reason(shown, columns, widest):
    stream = shown(columns)
    remark(["a " * 200])
    lines = stream.getvalue().splitlines()
    assert lines[0].startswith("note: a a")
    assert widest - 2 < max(map(len, lines)) <= widest


def test_a_terminal_without_a_number_has_a_width_too(shown, monkeypatch):
    stream = shown(80)
    monkeypatch.setattr(stream, "fileno", StringIO().fileno)
    complain([LONG])
    assert max(map(len, stream.getvalue().splitlines())) <= 80


def test_errors_in_a_file_keep_their_lines(capsys):
    complain([LONG])
    remark(["a " * 200])
    assert capsys.readouterr().err == f"{LONG}\nnote: {'a ' * 200}\n"

"""The program as a shell runs it."""

import pytest

from allocator import __version__


def test_the_version_is_the_package_s(run):
    assert run("--version").stdout == f"allocator {__version__}\n"


@pytest.mark.parametrize("words", [["propse"], ["propose"], ["replay", "a", "b"], ["check", "--x"]])
def test_wrong_usage_exits_two(run, words):
    done = run(*words)
    assert done.exit_code == 2
    assert "Usage:" in done.stderr


def test_a_reader_that_leaves_early_is_no_error_to_speak_of(start):
    done = start("allocator check examples/portfolio.csv | head -c 1")
    assert len(done.stdout) == 1
    assert done.stderr == ""


@pytest.mark.parametrize("words", ["--help", "check examples/portfolio.csv"])
def test_a_full_disk_is_a_message_and_exit_two(start, words):
    done = start(f"allocator {words} > /dev/full")
    assert done.returncode == 2
    assert done.stderr.startswith("error: standard output: No space left on device")
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


def test_a_closed_output_is_no_traceback(start):
    done = start("allocator check examples/portfolio.csv >&-")
    assert done.stderr == ""


def test_a_terminal_that_lacks_a_letter_still_gets_the_rest(start, tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("account,symbol,shares\n口座,IWM,10\nRoth,IWM,10\n", encoding="utf-8")
    done = start(f"PYTHONIOENCODING=latin-1 allocator check {path}")
    assert done.returncode == 0
    assert "??\n" in done.stdout

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from allocator.cli.program import program

ROOT = Path(__file__).parents[3]
EXAMPLE = ROOT / "examples" / "portfolio.csv"


@pytest.fixture
def run():
    """Run the program on words in this process; give what it printed and its exit code."""
    bare = CliRunner(env={"COLUMNS": None})
    return lambda *words: bare.invoke(program, [str(word) for word in words])


@pytest.fixture
def example():
    """The portfolio that ships as an example."""
    return EXAMPLE


@pytest.fixture
def mine(tmp_path):
    """Write a portfolio file and give its path."""

    def write(*rows, name="mine.csv"):
        path = tmp_path / name
        path.write_text("\n".join(["symbol,shares", *rows, ""]))
        return path

    return write


@pytest.fixture
def start():
    """Start the program as a process of its own, through a shell line that names it `allocator`."""
    command = f"'{sys.executable}' -c 'from allocator.cli import main; main()'"

    def run_line(line):
        return subprocess.run(  # noqa: S602 - pipes and redirections are what is tested
            line.replace("allocator ", f"{command} ", 1),
            shell=True,
            executable="/bin/bash",
            capture_output=True,
            text=True,
            check=False,
            cwd=ROOT,
        )

    return run_line

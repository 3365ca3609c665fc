"""Same inputs, same bytes: in one process, and in two that order sets differently."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from allocator import as_json, propose, read_portfolio
from tests.situations import market, portfolio, two_worlds

EXAMPLE = Path(__file__).parents[3] / "examples" / "portfolio.csv"
START = "from allocator.cli import main; main()"
SEEDS = ("0", "4242")


def said(folder, seed, *options):
    """What a process of its own prints about the example, run in a folder of its own."""
    done = subprocess.run(
        [sys.executable, "-c", START, "propose", str(EXAMPLE), *options],
        capture_output=True,
        check=True,
        cwd=folder,
        env=os.environ | {"PYTHONHASHSEED": seed, "COLUMNS": "100"},
    )
    return done.stdout


@pytest.fixture
def folders(tmp_path):
    """One folder per hash seed."""
    for seed in SEEDS:
        (tmp_path / seed).mkdir()
    return {seed: tmp_path / seed for seed in SEEDS}


def test_two_processes_print_the_same_json(folders):
    first, second = (said(folder, seed, "--json") for seed, folder in folders.items())
    assert len(first) > 1000
    assert first == second


def test_two_processes_print_the_same_report_and_write_the_same_trades(folders):
    first, second = (
        said(folder, seed, "--export", "trades.csv") for seed, folder in folders.items()
    )
    assert len(first) > 1000
    assert first == second
    lists = [(folder / "trades.csv").read_bytes() for folder in folders.values()]
    assert lists[0].count(b"\n") > 3
    assert lists[0] == lists[1]


def test_one_process_says_the_same_twice_whatever_it_solved_in_between():
    """Other problems between the two: one of another shape, one of the same shape."""
    held = read_portfolio(EXAMPLE)
    first = as_json(propose(held))
    assert as_json(propose(held)) == first
    propose(portfolio(), None, two_worlds(), market())
    propose(held, scenarios=())
    assert as_json(propose(held)) == first

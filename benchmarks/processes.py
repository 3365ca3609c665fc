"""Fresh processes: start-up, one proposal end to end, and what it costs to import a package."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.clock import alternate
from benchmarks.peers import PEERS
from benchmarks.table import HEAD, absent, table, times, verdict

if TYPE_CHECKING:
    from collections.abc import Callable

COMMAND = str(Path(sys.executable).parent / "allocator")
"""The command of the environment that runs this."""

EXAMPLE = str(Path(__file__).parents[1] / "examples" / "portfolio.csv")
DATA = Path(__file__).parents[2] / "shared" / "data"
"""Market data beside the project, which are not published; without them no snapshot is built."""

HEAVY = ("numpy", "pandas", "cvxpy")

HELP_SECONDS = 0.15
PROPOSE_RATIO = 1.4


def start_up(rounds: int = 31) -> str:
    """Time `allocator --help` against an interpreter that does nothing."""
    bare, ours = "python -c pass", "allocator --help"
    found = alternate(
        {bare: process(sys.executable, "-c", "pass"), ours: process(COMMAND, "--help")}, rounds
    )
    ratio = found[ours].ratio_to(found[bare])
    loaded = ", ".join(_loaded(COMMAND, "--help")) or "none"
    return table(
        "1. Start-up",
        [
            ("", *HEAD, "ratio", "budget"),
            (bare, *times(found[bare], 0), "1.00", ""),
            (
                ours,
                *times(found[ours], 0),
                f"{ratio:.2f}",
                verdict(found[ours].median * 1e3, HELP_SECONDS * 1e3, "ms"),
            ),
        ],
        [f"of {', '.join(HEAVY)} it loads: {loaded}"],
    )


def end_to_end(rounds: int = 15) -> str:
    """Time a whole proposal against the mere import of cvxpy."""
    bare, ours = "python -c 'import cvxpy'", "allocator propose examples/portfolio.csv"
    found = alternate(
        {
            bare: process(sys.executable, "-c", "import cvxpy"),
            ours: process(COMMAND, "propose", EXAMPLE),
        },
        rounds,
    )
    ratio = found[ours].ratio_to(found[bare])
    return table(
        "2. A proposal, end to end",
        [
            ("", *HEAD, "ratio", "budget"),
            (bare, *times(found[bare], 0), "1.00", ""),
            (ours, *times(found[ours], 0), f"{ratio:.2f}", verdict(ratio, PROPOSE_RATIO, "x")),
        ],
    )


def commands(rounds: int = 5) -> str:
    """Time what takes longer than a proposal against one: a sweep, an explanation, a snapshot."""
    base = "allocator propose examples/portfolio.csv"
    swept = ("whatif", EXAMPLE, "--sweep", "drivers.flow.usd_bn=0:500:1000")
    contestants = {
        base: process(COMMAND, "propose", EXAMPLE),
        "allocator whatif, a sweep of 1,000 points": process(COMMAND, *swept),
        "allocator explain examples/portfolio.csv": process(COMMAND, "explain", EXAMPLE),
    }
    with tempfile.TemporaryDirectory() as folder:
        if DATA.is_dir():
            built = (
                "--as-of",
                "2025-12-24",
                "--from",
                str(DATA),
                "--output",
                f"{folder}/made.json",
            )
            contestants["allocator data snapshot, of a folder"] = process(
                COMMAND, "data", "snapshot", *built
            )
        found = alternate(contestants, rounds)
    rows = [("", *HEAD, "ratio")]
    rows += [
        (name, *times(timing, 0), f"{timing.ratio_to(found[base]):.2f}")
        for name, timing in found.items()
    ]
    return table("8. Commands that do more", rows)


def imports(rounds: int = 7) -> str:
    """Time the import of each peer against that of our pipeline."""
    ours = "allocator.pipeline"
    packages = [ours, "cvxpy", *(peer.package for peer in PEERS if peer.installed)]
    found = alternate(
        {name: process(sys.executable, "-c", f"import {name}") for name in packages}, rounds
    )
    rows: list[tuple[str, ...]] = [("import", *HEAD, "ratio")]
    rows += [
        (name, *times(timing, 0), f"{timing.ratio_to(found[ours]):.2f}")
        for name, timing in found.items()
    ]
    rows += [(peer.package, *absent(4)) for peer in PEERS if not peer.installed]
    return table("7. Imports, each in a fresh interpreter", rows)


def process(*command: str) -> Callable[[int], None]:
    """
    Make a contestant of a command in a fresh process; one that fails stops the benchmark.

    Args:
        command: What to run; `{turn}` in it is replaced by the number of the turn.

    Returns:
        What runs it once.
    """

    def run(turn: int) -> None:
        words = [word.replace("{turn}", str(turn)) for word in command]
        done = subprocess.run(words, check=False, capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"{' '.join(words)} failed:\n{done.stderr}")

    return run


def _loaded(*command: str) -> list[str]:
    """Find which of the heavy packages a command imports, from Python's own report."""
    report = subprocess.run(
        (sys.executable, "-X", "importtime", *command), check=True, capture_output=True, text=True
    ).stderr
    modules = {line.rpartition("|")[2].strip() for line in report.splitlines()}
    return [name for name in HEAVY if name in modules]

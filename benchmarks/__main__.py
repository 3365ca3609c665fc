"""
Our speed beside that of our peers, measured in one run: `make bench`.

    python -m benchmarks [PART ...]     start-up, end-to-end, of those below; all unless named
"""

from __future__ import annotations

import argparse
import os
import platform
from importlib.metadata import version

from benchmarks.households import households
from benchmarks.one_solve import from_holdings, one_solve
from benchmarks.processes import commands, end_to_end, imports, start_up
from benchmarks.whole_shares import whole_shares

PARTS = {
    "start-up": start_up,
    "end-to-end": end_to_end,
    "solve": one_solve,
    "from-holdings": from_holdings,
    "whole-shares": whole_shares,
    "households": households,
    "imports": imports,
    "commands": commands,
}


def main() -> None:
    """Run the parts that are asked for, and print each when it is done."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure our speed.")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; or all")
    asked = parser.parse_args().parts or list(PARTS)
    for unknown in set(asked) - set(PARTS):
        parser.error(f"no part {unknown!r}; there are {', '.join(PARTS)}")
    packages = ", ".join(f"{name} {version(name)}" for name in ("cvxpy", "clarabel", "numpy"))
    print(f"Python {platform.python_version()}, {packages}; {os.cpu_count()} processors,")
    print(f"load {os.getloadavg()[0]:.1f} at the start. n turns each, taken in alternation;")
    print("a ratio is the median of the ratios turn by turn.")
    for part in asked:
        print(f"\n{PARTS[part]()}", flush=True)


if __name__ == "__main__":
    main()

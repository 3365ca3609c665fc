"""
The command line: the only place that prints, exits, or reads the clock and the environment.

Nothing is imported here before it is needed, so that `allocator --help` answers at once.
"""

from __future__ import annotations

import gc
import sys
from io import TextIOWrapper


def main() -> None:
    """Run the program on the words of the command line, and exit."""
    # A command is over in a second and frees nothing worth having; looking for garbage among the
    # objects that cvxpy makes while it is imported takes a tenth of that.
    gc.disable()
    from allocator.cli.program import program

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal may lack a letter of a name
    program(prog_name="allocator")

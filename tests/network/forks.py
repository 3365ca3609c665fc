"""
A process that has imported everything, and forks a whole program for each line it reads.

Starting Python and importing pandas takes two seconds, twenty times over. What is forked here runs
the command line from its first line on; it is the same program, only sooner.
"""

import importlib
import json
import os
import sys

EVERYTHING = (
    "allocator.cli.program",
    "allocator.cli.data.refresh",
    "allocator.market.refresh",
    "allocator.market.sources.fred",
    "allocator.market.sources.french",
    "allocator.market.sources.yahoo",
    "allocator.market.sources.yahoo_client",
    "allocator.report.refresh",
)


def become(order):
    """Be `allocator` with these words and variables; write what it says into files."""
    from allocator.cli import main

    for number, name in ((1, "out"), (2, "err")):
        target = os.open(order[name], os.O_CREAT | os.O_TRUNC | os.O_WRONLY)
        os.dup2(target, number)
    os.environ.clear()
    os.environ.update(order["environment"])
    sys.argv = ["allocator", *order["words"]]
    main()


def say(number):
    """Answer whoever gave the order."""
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    for module in EVERYTHING:
        importlib.import_module(module)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            become(json.loads(line))
        say(child)
        _, status = os.waitpid(child, 0)
        say(os.waitstatus_to_exitcode(status))

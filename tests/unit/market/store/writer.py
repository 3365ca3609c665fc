"""
Processes that write a store, to be killed or set against each other.

Started with a folder, it forks once for each line it is given and says the number of the new
process. Loading what a store needs takes a second, and is done only once so.
"""

import os
import signal
import sys
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import numpy as np

from allocator import durable
from allocator.market.series import Frequency, Key, Kind, Series
from allocator.market.store import Store

NOW = datetime(2026, 5, 1, tzinfo=UTC)
FUNDS = range(4)
ROWS = 50
PARTS = 40


def version(fund, number):
    """Give a series as it is fetched the nth time: a day longer, and readjusted every third time."""
    days = np.arange(ROWS + number) + np.datetime64("2000-01-01")
    steps = np.random.default_rng(fund).standard_normal(5000)[: ROWS + number]
    values = 100 * np.exp(np.cumsum(0.01 * steps)) * 0.99 ** (number // 3)
    return Series(
        Key(Kind.ADJUSTED, str(fund), "test"), Frequency.DAILY, days, values, days, "test"
    )


def number_of(series):
    """Tell which version a series is."""
    return len(series) - ROWS


def part(name, number):
    """Give one of the parts of a series of levels, which share no day."""
    first = np.datetime64("2000-01-01") + 5 * number
    days = first + np.arange(5)
    key = Key(Kind.TOTAL_RETURN, name, "test")
    return Series(key, Frequency.DAILY, days, 100.0 + days.astype(int), days, "test")


def go_on(store, log):
    """Store one version after the other, and note each that is stored, while somebody looks on."""
    parent, keys = os.getppid(), store.keys()
    stored = {key.name: number_of(store.read(key)) for key in keys}
    for number in count(max(stored.values(), default=0)):
        if os.getppid() != parent:
            return
        for fund in FUNDS:
            if number > stored.get(str(fund), -1):
                store.put(version(fund, number), NOW)
                os.write(log, f"{fund} {number}\n".encode())


def stop_at(step, store):
    """Store the next version of the first fund, and be killed on the way."""

    def die(*_):
        os.kill(os.getpid(), signal.SIGKILL)

    def write_half(path, content):
        path.write_bytes(content[: len(content) // 2])
        die()

    if step == "half":
        durable._write_safely = write_half
    elif step == "fsync":
        os.fsync = die
    elif step == "replace":
        Path.replace = die
    else:
        durable.settle = die
    fund = FUNDS[0]
    store.put(version(fund, number_of(store.read(version(fund, 0).key)) + 1), NOW)


def put_parts(which, store, log):
    """Put every second part of a common series, all of our own, and what the other puts too."""
    order = np.random.default_rng(which).permutation(PARTS)
    for number in order.tolist():
        items = [version(0, 0), part(f"own {which}", number)]
        if number % 2 == which:
            items.append(part("common", number))
        for item in items:
            merge = store.put(item, NOW)
            os.write(log, f"{item.key.name}: {merge.outcome}\n".encode())


def main():
    """Fork for each line: `go on`, `stop at STEP`, `put parts 0` or `put parts 1`."""
    home, log_path = (Path(argument) for argument in sys.argv[1:])
    store = Store(home)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        pid = os.fork()
        if pid:
            sys.stdout.write(f"{pid}\n")
            sys.stdout.flush()
            continue
        log = os.open(log_path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        match line.split():
            case ["go", "on"]:
                go_on(store, log)
            case ["stop", "at", step]:
                stop_at(step, store)
            case ["put", "parts", which]:
                put_parts(int(which), store, log)
        os._exit(0)


if __name__ == "__main__":
    main()

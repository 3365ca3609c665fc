"""The store under real processes: killed at any moment, or writing at once."""

import importlib.util
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from allocator.market.store import Outcome, Store

WRITER = Path(__file__).with_name("writer.py")
KILLS = 20
PATIENCE = 60


@pytest.fixture(scope="module")
def writer():
    """What the other processes run, to know what they write."""
    spec = importlib.util.spec_from_file_location("writer", WRITER)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "log"
    path.touch()
    return path


@pytest.fixture
def start(store, log):
    """Start a process that writes the store, and give its number."""
    command = [sys.executable, str(WRITER), str(store.home), str(log)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as fork:

        def begin(task):
            fork.stdin.write(f"{task}\n")
            fork.stdin.flush()
            return int(fork.stdout.readline())

        yield begin


def wait_for(condition):
    """Wait until something is so."""
    until = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.001)


def is_gone(pid):
    """Tell whether a process has ended."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def confirmed(log):
    """Read which version of each fund was reported as stored last."""
    return dict(tuple(map(int, line.split())) for line in log.read_text().splitlines())


def test_whenever_it_is_killed_all_is_there_whole_old_or_new(store, log, start, writer):
    """
    Twenty times kill -9, up to thirty milliseconds after a version was stored.

    What was reported as stored is there to the bit, or the version after it, whose report the
    kill may have cut off. Nothing is damaged and nothing needs to be put aside.
    """
    rng = np.random.default_rng(9)
    sure = dict.fromkeys(writer.FUNDS, -1)
    for _ in range(KILLS):
        size = log.stat().st_size
        pid = start("go on")
        wait_for(lambda size=size: log.stat().st_size > size)
        time.sleep(rng.uniform(0, 0.03))
        os.kill(pid, signal.SIGKILL)
        wait_for(lambda pid=pid: is_gone(pid))

        sure |= {fund: max(sure[fund], number) for fund, number in confirmed(log).items()}
        keys = store.keys()
        assert {int(key.name) for key in keys} >= {fund for fund in sure if sure[fund] >= 0}
        for key in keys:
            fund, series = int(key.name), store.read(key)
            number = writer.number_of(series)
            assert number - sure[fund] in {0, 1}
            assert series.digest == writer.version(fund, number).digest
            sure[fund] = number
        assert store.problems == ()
        assert not (store.home / "quarantine").exists()
    assert sum(sure.values()) > KILLS


@pytest.mark.parametrize(
    ("step", "is_new"), [("half", False), ("fsync", False), ("replace", False), ("settle", True)]
)
def test_killed_at_each_step_of_a_write_it_is_old_or_new(store, start, writer, step, is_new):
    """Half of the bytes written; all, but not on disk; on disk without the name; with the name."""
    store.put(writer.version(0, 0), writer.NOW)
    pid = start(f"stop at {step}")
    wait_for(lambda: is_gone(pid))

    folder = store.home / "series" / "adjusted"
    assert store.read(writer.version(0, 0).key).digest == writer.version(0, is_new).digest
    assert (len(store.keys()), len(store.entries()), store.problems) == (1, 1, ())
    assert len(list(folder.iterdir())) == (1 if is_new else 2)

    assert store.put(writer.version(0, 2), writer.NOW).outcome is Outcome.EXTENDED
    assert len(list(folder.iterdir())) == 1


def test_two_processes_at_once_lose_nothing_of_each_other(store, log, start, writer):
    """One series put in by halves, one by both alike, and one by each."""
    pids = [start(f"put parts {which}") for which in (0, 1)]
    for pid in pids:
        wait_for(lambda pid=pid: is_gone(pid))

    lines = log.read_text().splitlines()
    assert len(lines) == 2 * writer.PARTS * 2 + writer.PARTS
    outcomes = {name: [line for line in lines if line.startswith(f"{name}: ")] for name in names()}
    assert outcomes["0"].count("0: new") == 1
    assert outcomes["0"].count("0: same") == 2 * writer.PARTS - 1
    assert outcomes["common"].count("common: new") == 1
    assert outcomes["common"].count("common: extended") == writer.PARTS - 1

    assert store.problems == ()
    assert store.read(writer.version(0, 0).key).digest == writer.version(0, 0).digest
    for name in names()[1:]:
        found = store.read(writer.part(name, 0).key)
        assert len(found) == 5 * writer.PARTS
        assert found.is_ordered
        assert (found.values == 100 + found.days.astype(int)).all()
        assert found.days[0] == np.datetime64("2000-01-01")


def names():
    """Name the series that two processes put in."""
    return ["0", "common", "own 0", "own 1"]


def test_a_store_may_be_read_while_others_write(store, log, start, writer):
    """Whatever is read is a whole version, and it is never an older one than before."""
    pid = start("go on")
    wait_for(lambda: len(store.keys()) == len(writer.FUNDS))
    last = dict.fromkeys(store.keys(), 0)
    for _ in range(50):
        for key, number in last.items():
            series = Store(store.home).read(key)
            last[key] = writer.number_of(series)
            assert last[key] >= number
            assert series.digest == writer.version(int(key.name), last[key]).digest
        assert len(store.entries()) == len(writer.FUNDS)
    os.kill(pid, signal.SIGKILL)
    wait_for(lambda: is_gone(pid))
    assert store.problems == ()

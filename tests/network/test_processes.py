"""The program as a person runs it: killed, run twice at once, ended by Ctrl-C, offline."""

import ctypes
import json
import os
import pty
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from allocator.market.series import Key, Kind
from allocator.market.store import Store
from allocator.market.store.names import file_of
from tests.network import fred as fred_stand_in
from tests.network.fred import API, KEY, daily
from tests.network.internet import Reply
from tests.network.yahoo import CHART, DATA, Fund, Yahoo

FUNDS = ("IWM", "SPY", "QQQ", "AGG")
ONLY = [word for name in FUNDS for word in ("--only", name)]
PROGRAM = [sys.executable, "-c", "from allocator.cli import main; main()"]
FORKS = Path(__file__).with_name("forks.py")
ROUNDS = 20
LIBC = ctypes.CDLL(None)
PR_SET_SECUREBITS, SECBIT_NOROOT = 28, 1
PAID = {"2019-06-14": 1.25, "2020-06-15": 1.5}
LATER = {**PAID, "2020-12-15": 2.0}


@pytest.fixture
def funds():
    return {name: Fund.drawn(seed=seed, paid=LATER) for seed, name in enumerate(FUNDS)}


@pytest.fixture
def world(internet, funds):
    """Yahoo as it was before the last distributions."""
    return Yahoo(internet, **{name: fund.until("2020-11-30") for name, fund in funds.items()})


@pytest.fixture
def environment(internet):
    """What a process gets to see: this internet, and nothing of the user's."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {**kept, **internet.environment}


def _as_a_person():
    """
    Be what a person starts, whatever started the tests.

    A shell lets the children of jobs in the background ignore Ctrl-C. And permissions do not stop
    the superuser: without `SECBIT_NOROOT` (Linux, capabilities(7)) what follows has none of its
    privileges.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if os.geteuid() == 0:
        LIBC.prctl(PR_SET_SECUREBITS, SECBIT_NOROOT, 0, 0, 0)


@pytest.fixture
def start(environment, tmp_path):
    """Start the program from nothing; its home is `tmp_path/home`."""
    started = []

    def run(*words, error=subprocess.PIPE, **extra):
        process = subprocess.Popen(
            [*PROGRAM, "data", "refresh", "--home", str(tmp_path / "home"), *words],
            stdout=subprocess.PIPE,
            stderr=error,
            text=True,
            env={**environment, **extra},
            preexec_fn=_as_a_person,  # noqa: PLW1509 - takes no lock that a thread may hold
        )
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.communicate()


class Forks:
    """Runs of the program without the seconds that importing takes; see `forks.py`."""

    def __init__(self):
        self.process = subprocess.Popen(
            [sys.executable, str(FORKS)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=FORKS.parents[2],
            env={**os.environ, "PYTHONPATH": str(FORKS.parents[2])},
            preexec_fn=_as_a_person,  # noqa: PLW1509 - takes no lock that a thread may hold
        )

    def start(self, words, environment, out, err):
        """Start a run; give its process."""
        order = {"words": words, "environment": environment, "out": str(out), "err": str(err)}
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def exit_code(self):
        """Wait for its end."""
        return int(self.process.stdout.readline())

    def close(self):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


@pytest.fixture(scope="module")
def forks():
    made = Forks()
    yield made
    made.close()


@pytest.fixture
def fork(forks, environment, tmp_path):
    """Start a refresh into a home; give its process."""

    def run(*words, home, **extra):
        every = ["data", "refresh", "--home", str(home), *words]
        return forks.start(every, {**environment, **extra}, tmp_path / "out", tmp_path / "err")

    return run


@pytest.fixture
def ended(fork, forks, tmp_path):
    """Run a refresh to its end: exit code, what it says and what it complains of."""

    def run(*words, home=tmp_path / "home", **extra):
        fork(*words, home=home, **extra)
        return forks.exit_code(), (tmp_path / "out").read_text(), (tmp_path / "err").read_text()

    return run


def digests(home):
    """What each series of a store holds; nothing of it may be damaged."""
    store = Store(home)
    assert store.problems == ()
    return {entry.key: store.read(entry.key).digest for entry in store.entries()}


def is_old_or_new(home, old, after):
    """Tell whether each file is the old one to the bit, or holds what is new."""
    found = digests(home)
    same = [
        (home / file_of(key)).read_bytes() == (old / file_of(key)).read_bytes() for key in found
    ]
    new = [found[key] == after[key] for key in found]
    assert found.keys() == after.keys()
    assert all(one or other for one, other in zip(same, new, strict=True))
    return sum(new)


def test_kill_minus_nine_in_the_middle_twenty_times_over(
    internet, world, funds, fork, forks, ended, tmp_path
):
    old, home, new = (tmp_path / name for name in ("old", "home", "new"))
    assert ended(*ONLY, home=old)[0] == 0
    world.funds = funds
    shutil.copytree(old, new)
    assert ended(*ONLY, home=new)[0] == 0
    before, after = digests(old), digests(new)
    assert len(before) == 3 * len(FUNDS)
    assert all(before[key] != after[key] for key in before)

    chance = np.random.default_rng(7)
    renewed = []
    for turn in range(ROUNDS):
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(old, home)
        internet.start_anew()
        process = fork(*ONLY, home=home)
        internet.wait_for(3 + turn % len(FUNDS))
        time.sleep(chance.uniform(0.0, 0.1))
        os.kill(process, signal.SIGKILL)
        assert forks.exit_code() == -signal.SIGKILL
        renewed.append(is_old_or_new(home, old, after))
    in_the_middle = [count for count in renewed if 0 < count < len(after)]
    assert len(in_the_middle) >= ROUNDS // 4

    assert ended(*ONLY, home=home)[0] == 0
    assert digests(home) == after
    assert not list(home.rglob("*.tmp"))


def test_two_refreshes_at_once_keep_everything(start, world, tmp_path):
    processes = [start(*ONLY), start(*ONLY)]
    for process in processes:
        out, err = process.communicate(timeout=60)
        assert (process.returncode, err) == (0, ""), out
    assert len(digests(tmp_path / "home")) == 3 * len(FUNDS)


def interrupted(process):
    """
    Press Ctrl-C, and again where it was not heard, as a user would; give what was printed.
    """
    for _ in range(2):
        process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            return process.communicate(timeout=10)
    process.send_signal(signal.SIGINT)
    return process.communicate(timeout=10)


def test_ctrl_c_keeps_what_came_and_is_heard_while_a_provider_hangs(
    start, internet, world, tmp_path
):
    """curl hears no signal: without a thread of its own the hang would last two minutes."""
    internet.script(DATA, f"{CHART}QQQ", Reply(hang=True))
    process = start(*ONLY)
    internet.wait_for(5)
    out, err = interrupted(process)
    assert (process.returncode, err) == (130, "interrupted\n")
    assert out.startswith("Ended by Ctrl-C: 2 of 4 items came")
    assert "  yahoo was not asked for QQQ, AGG\n" in out
    assert {key.name for key in digests(tmp_path / "home")} == {"IWM", "SPY"}


@pytest.mark.parametrize("only", [(), ("--only", "fred")])
def test_offline_is_one_line_and_the_way_out(ended, tmp_path, only):
    code, out, err = ended(
        *only, HTTPS_PROXY="http://127.0.0.1:9", https_proxy="http://127.0.0.1:9"
    )
    whom = "fred" if only else "fred, french, yahoo"
    line, remedy = err.splitlines()
    assert (code, out) == (3, "")
    assert line == (
        f"error: {whom} cannot be reached: this machine seems to be offline; nothing was changed"
    )
    assert "allocator data import" in remedy
    assert not (tmp_path / "home").exists()


def test_a_partial_failure_keeps_the_rest_and_exits_three(ended, world, tmp_path):
    del world.funds["SPY"]
    code, out, err = ended(*ONLY)
    assert (code, err) == (3, "")
    assert out.startswith("3 of 4 items came")
    assert "  SPY: yahoo does not know SPY\n" in out
    assert {key.name for key in digests(tmp_path / "home")} == set(FUNDS) - {"SPY"}


def test_a_restated_past_exits_three_and_is_kept_with_replace_only(ended, world, funds, tmp_path):
    one = ["--only", "IWM"]
    world.funds["IWM"] = funds["IWM"]
    assert ended(*one)[0] == 0
    before = digests(tmp_path / "home")
    close = funds["IWM"].close.copy()
    close["2019-03-04"] *= 1.01
    world.funds["IWM"] = replace(funds["IWM"], close=close.round(2))

    code, out, _ = ended(*one)
    assert code == 3
    assert "2019-03-04" in out
    assert digests(tmp_path / "home") == before
    assert ended(*one, "--replace")[0] == 0
    key = Key(Kind.CLOSE, "IWM", "yahoo")
    assert digests(tmp_path / "home")[key] != before[key]


def test_json_says_the_same_and_nothing_else(ended, world):
    code, out, err = ended("--only", "IWM", "--json")
    document = json.loads(out)
    assert (code, err) == (0, "")
    assert document["complete"] is True
    assert [each["name"] for each in document["items"]] == ["IWM"]
    assert len(document["items"][0]["series"]) == 3


def test_a_home_that_cannot_be_written_is_told(ended, world, tmp_path):
    """A file lies where the home should be."""
    occupied = tmp_path / "occupied"
    occupied.write_text("mine")
    code, out, err = ended("--only", "IWM", home=occupied)
    assert (code, out) == (3, "")
    assert err.startswith(f"error: {occupied}")
    assert "Traceback" not in err
    assert occupied.read_text() == "mine"


def test_a_home_that_may_only_be_read_stays_as_it_was(ended, world, tmp_path):
    home = tmp_path / "home"
    assert ended("--only", "IWM")[0] == 0
    before = digests(home)
    for path in [home, *home.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    code, out, _ = ended("--only", "IWM", "--only", "SPY")
    for path in [home, *home.rglob("*")]:
        path.chmod(0o755)
    assert code == 3
    assert "cannot be written" in " ".join(out.split())
    assert digests(home) == before


def test_the_key_is_used_and_never_shown(ended, internet, tmp_path):
    fred_stand_in.Fred(internet, DFF=daily())
    internet.script(API, "/", Reply(status=500))
    code, out, err = ended("--only", "DFF", "--only", "DGS2", FRED_API_KEY=KEY)
    assert code == 3
    assert "DGS2: fred refused to answer (status 400); correct FRED_API_KEY" in out
    assert internet.requests(API)[0].query["api_key"] == KEY
    assert KEY not in out + err
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert KEY.encode() not in kept
    assert len(digests(tmp_path / "home")) == 1


def test_nothing_is_left_outside_the_home(start, world, tmp_path):
    """yfinance would keep databases in the user's cache folder."""
    user = tmp_path / "user"
    user.mkdir()
    process = start("--only", "IWM", HOME=str(user), TMPDIR=str(user))
    assert process.wait(60) == 0
    assert list(user.iterdir()) == []


def test_a_terminal_is_shown_how_far_it_is(start, world):
    """On the error stream; what is piped stays clean."""
    master, slave = pty.openpty()
    process = start(*ONLY, "--json", error=slave)
    out, _ = process.communicate(timeout=60)
    os.close(slave)
    shown = os.read(master, 65536).decode()
    os.close(master)
    assert "fetching" in shown
    assert "100%" in shown
    assert json.loads(out)["complete"] is True

"""
Work done beside the main thread, so that Ctrl-C is heard at once.

curl waits for the network in C, where Python hears no signal: a provider that hangs would keep a
user who presses Ctrl-C until its time is over.
"""

from __future__ import annotations

from concurrent.futures import Future, wait
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    T = TypeVar("T")

_GLANCE = 0.1
"""Seconds after which a waiting main thread looks whether Ctrl-C was pressed."""


class Aside:
    """
    One thread that does one thing after the other and ends with the process.

    It is a daemon: when the process ends while it still waits, nobody waits for it.
    """

    def __init__(self) -> None:
        self._calls: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._thread: Thread | None = None

    def run(self, call: Callable[[], T]) -> T:
        """Have a call made, and wait for what it gives or raises."""
        if self._thread is None:
            self._thread = Thread(target=self._work, name="yahoo", daemon=True)
            self._thread.start()
        done: Future[T] = Future()

        def work() -> None:
            try:
                done.set_result(call())
            except BaseException as error:  # noqa: BLE001 - handed to whoever waits
                done.set_exception(error)

        self._calls.put(work)
        # Python misses a signal that comes just before it waits, until it wakes the next time.
        while not done.done():
            wait([done], timeout=_GLANCE)
        return done.result()

    def _work(self) -> None:
        """Make the calls as they come in."""
        while True:
            self._calls.get()()

"""How long and how often a provider is asked: with growing waits, jitter, and an end."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception,
    wait_exponential,
    wait_random,
)

from allocator.market.sources.source import Cause, SourceError

if TYPE_CHECKING:
    from collections.abc import Callable

    T = TypeVar("T")

_WHEN_UNREACHABLE = 2
"""A machine that is offline should hear it soon."""


@dataclass(frozen=True, slots=True)
class Timeouts:
    """
    Seconds to wait for a provider.

    Attributes:
        connect: For a connection.
        read: For the next bytes of an answer.
        whole: For all of an answer, however steadily it drips.
    """

    connect: float = 10.0
    read: float = 30.0
    whole: float = 120.0


@dataclass(frozen=True, slots=True)
class Patience:
    """
    How often one item is asked for, and the seconds between.

    The n-th wait is `first` times 2^(n-1) up to `most`, or what the provider asks for if that is at
    most `longest`, and up to `jitter` more by chance, so that many clients do not come back at
    once. A provider that asks for a longer wait is left alone.
    """

    tries: int = 4
    first: float = 1.0
    most: float = 20.0
    jitter: float = 1.0
    longest: float = 60.0
    pause: float = 0.1
    """Before each item, out of politeness."""


def persistently(patience: Patience, ask: Callable[[], T]) -> T:
    """
    Ask until something comes or the tries are over.

    Args:
        patience: How often, and how long to wait between.
        ask: Asks once; raises SourceError.

    Raises:
        SourceError: The last one.
    """
    grown = wait_exponential(multiplier=patience.first, max=patience.most)
    chance = wait_random(0, patience.jitter)

    def wait(state: RetryCallState) -> float:
        error = _error_of(state)
        asked_for = error.wait if error is not None else 0.0
        due = 0.0 if _is_offline(error) else asked_for or grown(state)
        return due + chance(state)

    def stop(state: RetryCallState) -> bool:
        tries = _WHEN_UNREACHABLE if _is_offline(_error_of(state)) else patience.tries
        return state.attempt_number >= min(tries, patience.tries)

    def may_help(error: BaseException) -> bool:
        if not isinstance(error, SourceError):
            return False
        return error.cause.passes and error.wait <= patience.longest

    retrying = Retrying(
        wait=wait, stop=stop, retry=retry_if_exception(may_help), sleep=time.sleep, reraise=True
    )
    time.sleep(patience.pause)
    return retrying(ask)


def _is_offline(error: SourceError | None) -> bool:
    """Tell whether nobody was there at all."""
    return error is not None and error.cause is Cause.UNREACHABLE


def _error_of(state: RetryCallState) -> SourceError | None:
    """Find what the last try ended with."""
    error = state.outcome.exception() if state.outcome is not None else None
    return error if isinstance(error, SourceError) else None

"""
One refresh: source after source, item after item.

What was fetched longest ago is asked for first, so that a run that was cut short, by Ctrl-C or by a
provider that asks for patience, is resumed by the next.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from allocator.market.refresh.keep import Receiver
from allocator.market.refresh.summary import Fate, Fetch, Summary
from allocator.market.sessions import today_in_new_york
from allocator.market.sources.source import Cause, SourceError
from allocator.market.store.keeper import Keeper

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from allocator.market.refresh.plan import Plan
    from allocator.market.sources.source import Item, Source
    from allocator.market.store import Store

_IN_A_ROW = 3
"""Failures after which a source in trouble is left alone for this run."""
_AT_ONCE = frozenset({Cause.UNREACHABLE, Cause.LIMITED})
"""What the next item would meet as well."""
_NEVER = datetime.min.replace(tzinfo=UTC)


def refresh(
    store: Store, asked: Plan, now: datetime, watch: Callable[[Fetch], None], *, replace: bool
) -> Summary:
    """
    Ask for everything of a plan, and keep what comes.

    Args:
        store: Where it is kept, each series as soon as it has come.
        asked: What to ask for, and whom.
        now: The moment, with its time zone; what comes counts as fetched then.
        watch: Told of each item when it is done.
        replace: Whether what comes takes the place of what it contradicts.

    Returns:
        What came, what did not, and why; nothing is raised for a source or a store that fails.
    """
    entries = {entry.key: entry for entry in store.entries()}
    receiver = Receiver(Keeper(store, now, replace), entries)
    done: dict[Item, Fetch] = {}
    try:
        for source, items in asked:
            for fetch in _visits(source, _oldest_first(items, receiver), receiver):
                done[fetch.item] = fetch
                watch(fetch)
    except KeyboardInterrupt:
        receiver.is_interrupted = True
    every = [item for _, items in asked for item in items]
    left = [Fetch(item, Fate.LEFT) for item in every if item not in done]
    return Summary(store.place, (*done.values(), *left), receiver.is_interrupted)


def _visits(source: Source, items: tuple[Item, ...], receiver: Receiver) -> Iterator[Fetch]:
    """Ask a source for one item after the other, until it or the store has had enough."""
    in_a_row = 0
    for place, item in enumerate(items):
        if receiver.keeper.is_out_of_order:
            return
        fetch = _visit(source, item, receiver)
        yield fetch
        if receiver.is_interrupted:
            raise KeyboardInterrupt
        in_a_row = in_a_row + 1 if fetch.cause is Cause.UNAVAILABLE else 0
        if fetch.cause in _AT_ONCE or in_a_row >= _IN_A_ROW:
            for rest in items[place + 1 :]:
                yield Fetch(rest, Fate.LEFT, problems=fetch.problems, cause=fetch.cause)
            return


def _visit(source: Source, item: Item, receiver: Receiver) -> Fetch:
    """Ask for one item and keep it."""
    last = receiver.last_of(item)
    if item.is_reading and last is not None and last >= today_in_new_york(receiver.keeper.now):
        return Fetch(item, Fate.CAME, through=last)
    try:
        answer = source.fetch(item, receiver.keeper.now)
    except SourceError as error:
        return Fetch(item, Fate.FAILED, through=last, problems=error.problems, cause=error.cause)
    return receiver.keep(item, answer)


def _oldest_first(items: tuple[Item, ...], receiver: Receiver) -> tuple[Item, ...]:
    """Put what was never fetched first, then what was fetched longest ago; readings come last."""

    def age(item: Item) -> tuple[bool, datetime]:
        entry = receiver.entries.get(item.key)
        return item.is_reading, entry.fetched_at if entry is not None else _NEVER

    return tuple(sorted(items, key=age))

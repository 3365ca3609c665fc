"""
Small and large caps through the rate cycle, read from an archive.

Price history is in no snapshot and ships with no package: it is the user's own data.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from allocator.bundled import FACTS, POLICY_RATE
from allocator.errors import MarketDataError, Problem
from allocator.market.evidence import price_duel
from allocator.market.examination import checked, refuse_errors
from allocator.market.facts import read_facts
from allocator.market.history import lay_out
from allocator.market.picking import pick_series
from allocator.market.rate_changes import policy_record, read_policy_table
from allocator.market.series import Kind
from allocator.market.wanted import wanted_by
from allocator.model.price_history import PhaseSpan, PriceHistory
from allocator.model.rate_cycle import DEFAULT_PAUSE_DAYS, phase_entries
from allocator.model.views import SMALL_MINUS_LARGE

if TYPE_CHECKING:
    from datetime import date

    from allocator.market.archive import Archive
    from allocator.market.episodes import Duel
    from allocator.market.facts import Facts
    from allocator.market.picking import Choice
    from allocator.model.rate_cycle import PhaseEntry

_FETCH = "fetch them with allocator data refresh, or name a folder of files with --from"


def price_history(archive: Archive, as_of: date) -> PriceHistory:
    """
    Follow Russell 2000 and S&P 500 without dividends through the phases, as known on a day.

    Phases are told up to the last day on which both were seen, whatever was announced later.

    Args:
        archive: The store, or a folder of files.
        as_of: The last day whose prices and announcements may be used.

    Raises:
        MarketDataError: If levels are missing or have an error in them, or end before the first
            known change of the policy rate.
    """
    facts = read_facts(FACTS).known_on(as_of)
    choice = _pick(archive, facts, as_of)
    refuse_errors(checked(choice, facts, as_of))
    changes = policy_record(read_policy_table(POLICY_RATE), choice.picked, as_of).changes
    duel = price_duel(lay_out(choice.picked, as_of), facts)
    until = duel.small.index[-1].date()
    entries = phase_entries(changes, until, DEFAULT_PAUSE_DAYS)
    if not entries:
        message = f"levels of both indexes end on {until}, before the first known phase"
        raise MarketDataError(Problem(archive.place, message, "choose a later date"))
    spans = _spans(entries, duel)
    since = pd.Timestamp(spans[0].start)
    small, large = duel.small[since:], duel.large[since:]
    return PriceHistory(
        days=tuple(day.date() for day in small.index),
        small=np.asarray(100 * small / small.iloc[0], dtype=np.float64),
        large=np.asarray(100 * large / large.iloc[0], dtype=np.float64),
        spans=spans,
        pause_days=DEFAULT_PAUSE_DAYS,
        basis=duel.basis,
        source=duel.source,
    )


def _pick(archive: Archive, facts: Facts, as_of: date) -> Choice:
    """Pick the levels of both indexes, and what tells the policy rate."""
    two = [index for index in facts.indexes if index.name in dict(SMALL_MINUS_LARGE.legs)]
    names = {name for each in two for name in (*each.price_series, *each.price_series_before)}
    all_wanted = wanted_by(facts, as_of, 0)

    def wanted(kind: Kind, name: str) -> date | None:
        """Tell the first day that is used of one."""
        asked = kind is Kind.RATE or (kind is Kind.PRICE_INDEX and name in names)
        return all_wanted(kind, name) if asked else None

    choice = pick_series(archive, wanted, as_of)
    missing = [
        f"{each.name} ({each.price_series[0]})"
        for each in two
        if not any((Kind.PRICE_INDEX, name) in choice.picked for name in each.price_series)
    ]
    if missing:
        message = f"holds no daily levels of {' and '.join(missing)} by {as_of}"
        raise MarketDataError(Problem(archive.place, message, _FETCH))
    return choice


def _spans(entries: tuple[PhaseEntry, ...], duel: Duel) -> tuple[PhaseSpan, ...]:
    """Follow both sides from the close of each entry to that of the next."""
    days = pd.DatetimeIndex(duel.small.index)
    places = [int(days.searchsorted(pd.Timestamp(entry.since))) for entry in entries]
    ends = [*places[1:], len(days) - 1]
    return tuple(
        PhaseSpan(
            phase=entry.phase,
            start=days[start].date(),
            end=days[end].date(),
            small=float(duel.small.iloc[end] / duel.small.iloc[start] - 1),
            large=float(duel.large.iloc[end] / duel.large.iloc[start] - 1),
            is_over=entry is not entries[-1],
        )
        for entry, start, end in zip(entries, places, ends, strict=True)
        if start < end
    )

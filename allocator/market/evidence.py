"""Small against large caps after entries into each phase: price, total return, and since 1954."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from allocator.market.episodes import Duel, episode_evidence, month_ends
from allocator.market.history import preceded, refused
from allocator.market.rate_changes import EFFECTIVE
from allocator.market.robustness import robustness
from allocator.market.series import Kind
from allocator.market.witness import moves, witness_duel
from allocator.model.rate_cycle import DEFAULT_PAUSE_DAYS, phase_entries
from allocator.model.views import SMALL_MINUS_LARGE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from allocator.market.facts import Facts, IndexFact
    from allocator.market.history import History
    from allocator.model.rate_cycle import Phase, RateChange
    from allocator.model.views import Evidence, Robustness

SHILLER_DIVIDEND = "Shiller dividend"


@dataclass(frozen=True, slots=True, eq=False)
class PhaseEvidence:
    """
    What followed entries into each phase, by three records.

    `prices` are both indexes without dividends, known `until`; `robustness` says how far what
    followed by them depends on choices.
    """

    prices: Duel
    price: Mapping[Phase, Evidence]
    total: Mapping[Phase, Evidence]
    witness: Mapping[Phase, Evidence]
    robustness: Mapping[Phase, Robustness]

    @property
    def until(self) -> date:
        """The last day on which both prices are known."""
        return pd.Timestamp(str(self.prices.small.index[-1])).date()


def gather_evidence(
    history: History, facts: Facts, changes: tuple[RateChange, ...]
) -> PhaseEvidence:
    """
    Follow Russell 2000 and S&P 500, and the witness, through the twelve months after each entry.

    Raises:
        MarketDataError: If the two indexes have no common year without dividends.
    """
    entries = phase_entries(changes, history.as_of, DEFAULT_PAUSE_DAYS)
    witness = witness_duel(history.picked)
    longer: Mapping[Phase, Evidence] = {}
    if witness is not None:
        by_month = moves(history.picked[Kind.RATE, EFFECTIVE])
        earlier = phase_entries(by_month, history.as_of, DEFAULT_PAUSE_DAYS)
        longer = episode_evidence(month_ends(earlier), witness)
    prices = price_duel(history, facts)
    price = episode_evidence(entries, prices)
    return PhaseEvidence(
        prices=prices,
        price=price,
        total=episode_evidence(entries, total_duel(history, facts)),
        witness=longer,
        robustness=robustness(price, prices, changes, history.as_of),
    )


def price_duel(history: History, facts: Facts) -> Duel:
    """
    Set Russell 2000 against S&P 500 without dividends.

    Raises:
        MarketDataError: If either is missing, or they have no year in common.
    """
    small, large = _legs(facts)
    first, second = (_without_dividends(history, leg) for leg in (small, large))
    source = " against ".join(
        _named(history, *leg.price_series_before, *leg.price_series) for leg in (small, large)
    )
    if first is None or second is None:
        what = f"levels without dividends are missing: {source}"
        raise refused(what, "fetch ^RUT and ^GSPC, or import files of them")
    return Duel.of(first, second, "price returns", source)


def total_duel(history: History, facts: Facts) -> Duel:
    """
    Set Russell 2000 against S&P 500 with dividends.

    Before its total returns begin, the S&P 500 is its price with Shiller's dividends.

    Raises:
        MarketDataError: If either is missing, or they have no year in common.
    """
    small, large = _legs(facts)
    first, second = history.level(small.series), history.level(large.series)
    told = [_named(history, *leg.series) for leg in (small, large)]
    price = _without_dividends(history, large)
    dividends = history.picked.get((Kind.VALUATION, SHILLER_DIVIDEND))
    if price is not None and dividends is not None:
        second = preceded(second, with_dividends(price, dividends.to_pandas()))
        told[1] = f"{_named(history, *large.price_series)} with Shiller's dividends, then {told[1]}"
    source = " against ".join(told)
    if first is None or second is None:
        what = f"total returns are missing: {source}"
        raise refused(what, "fetch the funds' prices, or import files of them")
    return Duel.of(first, second, "total returns", source)


def _without_dividends(history: History, leg: IndexFact) -> pd.Series[float] | None:
    """Follow an index without dividends as far back as it goes."""
    return preceded(history.level(leg.price_series), history.level(leg.price_series_before))


def _named(history: History, *names: str) -> str:
    """Name series that follow one another, as far as they are there."""
    return " then ".join(history.present(names)) or " or ".join(names)


def with_dividends(price: pd.Series[float], dividends: pd.Series[float]) -> pd.Series[float]:
    """
    Reinvest dividends in an index, the year's rate of each month spread evenly over its days.

    Args:
        price: Index levels by day.
        dividends: Dividends of the last twelve months in index points, by the end of the month.

    Returns:
        Levels with dividends, on the days of `price` from the first month with dividends on.

    Example:
        Ten points a year on a level of 100, over the 31 of 365 days of January.

        >>> days = pd.to_datetime(["2022-12-31", "2023-01-31"])
        >>> level = pd.Series([100.0, 100.0], days)
        >>> paid = pd.Series([10.0, 10.0], days)
        >>> with_dividends(level, paid).round(4).tolist()
        [1.0, 1.0085]
    """
    rate = dividends.reindex(price.index, method="bfill").dropna()
    level = price[rate.index]
    years = np.diff(rate.index).astype("timedelta64[D]").astype("f8") / 365
    income = rate.to_numpy()[1:] * years
    closes = level.to_numpy()
    growth = np.concatenate([[1.0], (closes[1:] + income) / closes[:-1]])
    return pd.Series(np.cumprod(growth), rate.index)


def _legs(facts: Facts) -> tuple[IndexFact, IndexFact]:
    """Find the facts of the two indexes of the spread, the long one first."""
    by_name = {index.name: index for index in facts.indexes}
    small, large = (by_name[name] for name, _ in SMALL_MINUS_LARGE.legs)
    return small, large

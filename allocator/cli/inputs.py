"""The files a command is given, read in one go so that every problem in any of them is told."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from allocator import bundled
from allocator.errors import InputError, Problem, Severity
from allocator.market import load_snapshot
from allocator.market.own_snapshots import newest_own
from allocator.model.market_rule import MarketReading
from allocator.model.policy import Policy
from allocator.portfolio import examine_portfolio, read_scenarios
from allocator.portfolio.cash_flows import with_cash_flows
from allocator.portfolio.consistency import contradictions
from allocator.portfolio.set_aside import with_unknown_set_aside
from allocator.report.numbers import long_date
from allocator.report.origin import Origin

if TYPE_CHECKING:
    from collections.abc import Iterator

    from allocator.model.portfolio import Portfolio
    from allocator.model.scenario import Scenario
    from allocator.model.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a proposal is made from, where it came from, and the files that hold it."""

    portfolio: Portfolio
    policy: Policy
    scenarios: tuple[Scenario, ...]
    snapshot: Snapshot
    origin: Origin
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Market:
    """Which snapshot is used, whose it is, and whether it was found among the user's own."""

    path: Path
    whose: str
    is_own: bool = False


def read_inputs(
    portfolios: tuple[str, ...],
    policy: str | None,
    scenarios: str | None,
    market: Market,
    quotes: str | None = None,
    flows: tuple[str, ...] = (),
) -> Inputs:
    """
    Read everything that `propose` is made from; policy and scenarios not named are what ships.

    The files of the portfolio are one household; `flows` are what options say of its cash. The
    snapshot comes first: quotes must be of its day, and scenarios may be read off both.

    Raises:
        InputError: With every problem of the portfolio, the policy, the quotes and the scenarios
            together.
        MarketDataError: If the snapshot cannot be used.
    """
    known = load_snapshot(market.path)
    problems: list[Problem] = []
    held = _household(portfolios, flows, known, problems)
    wanted = Policy()
    with _collecting(problems):
        wanted = Policy() if policy is None else _read_policy(policy)
    worlds, wrong = _worlds(scenarios, known, quotes)
    problems += wrong
    if held is not None:
        problems += contradictions(held, wanted, worlds, known)
    if held is None or any(problem.severity is Severity.ERROR for problem in problems):
        raise InputError(*problems)
    return Inputs(
        portfolio=held,
        policy=wanted,
        scenarios=worlds,
        snapshot=known,
        origin=_origin(policy, scenarios, market, known),
        files=tuple(
            str(name) for name in (*portfolios, policy, market.path, quotes) if name is not None
        ),
    )


def read_worlds(
    scenarios: str | None, known: Snapshot, quotes: str | None = None
) -> tuple[Scenario, ...]:
    """
    Read scenarios, those that ship if none are named, as `propose` does on the same snapshot.

    Raises:
        InputError: With every problem of the quotes and the scenarios together.
    """
    worlds, problems = _worlds(scenarios, known, quotes)
    if problems:
        raise InputError(*problems)
    return worlds


def choose_market(named: str | None, home: Path) -> Market:
    """Choose the snapshot that is named, else the newest of the user's own, else ours."""
    if named is not None:
        return Market(Path(named), f"snapshot {named}")
    own = newest_own(home)
    if own is not None:
        return Market(own, f"your snapshot {own.name}", is_own=True)
    return Market(bundled.SNAPSHOT, "bundled snapshot")


def _household(
    files: tuple[str, ...], flows: tuple[str, ...], known: Snapshot, problems: list[Problem]
) -> Portfolio | None:
    """Read the files of one household, with its cash flows; None if one of them is no file."""
    held: Portfolio | None = None
    with _collecting(problems):
        held = with_unknown_set_aside(examine_portfolio(*files), known)
        problems += held.problems
    with _collecting(problems):
        return None if held is None else with_cash_flows(held, flows)
    return held


def _read_policy(named: str) -> Policy:
    """Read a policy file; only then is its schema loaded, which takes a while."""
    from allocator.portfolio import read_policy

    return read_policy(Path(named))


def _read_quotes(named: str, known: Snapshot) -> MarketReading:
    """Read futures for the day of the snapshot; few ask, so that what reads them is loaded here."""
    from allocator.beliefs.market_reading import read_market
    from allocator.portfolio.meetings_file import read_meetings
    from allocator.portfolio.quotes_file import read_quotes

    calendar = read_meetings(bundled.FOMC_MEETINGS)
    return read_market(read_quotes(named), calendar, known.as_of, known.core_inflation)


def _worlds(
    named: str | None, known: Snapshot, quotes: str | None
) -> tuple[tuple[Scenario, ...], list[Problem]]:
    """Read scenarios as far as possible, with what their rules are read from."""
    problems: list[Problem] = []
    worlds: tuple[Scenario, ...] = ()
    reading = MarketReading(inflation=known.core_inflation)
    if quotes is not None:
        reading = replace(reading, is_refused=True)
        with _collecting(problems):
            reading = _read_quotes(quotes, known)
    with _collecting(problems):
        worlds = read_scenarios(bundled.scenario_folder() if named is None else named, reading)
    return worlds, problems


def newer_bundled(market: Market, known: Snapshot) -> str:
    """Say that our snapshot is newer than the user's own, if it is, and how to use it."""
    if not market.is_own:
        return ""
    shipped = load_snapshot(bundled.SNAPSHOT)
    if shipped.as_of <= known.as_of:
        return ""
    return (
        f"the bundled snapshot of {long_date(shipped.as_of)} is newer than your own; to use it: "
        f"--snapshot {bundled.SNAPSHOT}"
    )


def _origin(policy: str | None, scenarios: str | None, market: Market, known: Snapshot) -> Origin:
    """Say whose each input is."""
    return Origin(
        snapshot=market.whose,
        policy="our defaults" if policy is None else f"yours, {policy}",
        scenarios="ours, as shipped" if scenarios is None else f"yours, {scenarios}",
        probabilities="ours" if scenarios is None else "yours",
        snapshot_note=newer_bundled(market, known),
    )


@contextmanager
def _collecting(problems: list[Problem]) -> Iterator[None]:
    """Keep the problems of one file, so that those of the next are found in the same run."""
    try:
        yield
    except InputError as error:
        problems += error.problems

"""The files a command is given, read in one go so that every problem in any of them is told."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from allocator import bundled
from allocator.errors import InputError, Problem, Severity
from allocator.market import load_snapshot
from allocator.model.policy import Policy
from allocator.portfolio import examine_portfolio, read_scenarios
from allocator.portfolio.consistency import contradictions
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


def read_inputs(
    portfolio: str, policy: str | None, scenarios: str | None, snapshot: str | None
) -> Inputs:
    """
    Read everything that `propose` is made from; what is not named is what ships.

    Raises:
        InputError: With every problem of the portfolio, the policy and the scenarios together.
        MarketDataError: If the snapshot cannot be used.
    """
    market = read_snapshot(snapshot)
    problems: list[Problem] = []
    held: Portfolio | None = None
    wanted = Policy()
    worlds: tuple[Scenario, ...] = ()
    with _collecting(problems):
        held = examine_portfolio(portfolio)
        problems += held.problems
    with _collecting(problems):
        wanted = Policy() if policy is None else _read_policy(policy)
    with _collecting(problems):
        worlds = read_scenarios(_scenario_folder(scenarios))
    if held is not None:
        problems += contradictions(held, wanted, worlds, market)
    if held is None or any(problem.severity is Severity.ERROR for problem in problems):
        raise InputError(*problems)
    return Inputs(
        portfolio=held,
        policy=wanted,
        scenarios=worlds,
        snapshot=market,
        origin=_origin(policy, scenarios, snapshot),
        files=tuple(name for name in (portfolio, policy, snapshot) if name is not None),
    )


def read_snapshot(named: str | None) -> Snapshot:
    """Read the snapshot that is named, or the one that ships."""
    return load_snapshot(bundled.SNAPSHOT if named is None else Path(named))


def _read_policy(named: str) -> Policy:
    """Read a policy file; only then is its schema loaded, which takes a while."""
    from allocator.portfolio import read_policy

    return read_policy(Path(named))


def _scenario_folder(named: str | None) -> Path:
    """Find the folder of scenarios."""
    return bundled.scenario_folder() if named is None else Path(named)


def _origin(policy: str | None, scenarios: str | None, snapshot: str | None) -> Origin:
    """Say whose each input is."""
    return Origin(
        snapshot="bundled snapshot" if snapshot is None else f"snapshot {snapshot}",
        policy="our defaults" if policy is None else f"yours, {policy}",
        scenarios="ours, as shipped" if scenarios is None else f"yours, {scenarios}",
    )


@contextmanager
def _collecting(problems: list[Problem]) -> Iterator[None]:
    """Keep the problems of one file, so that those of the next are found in the same run."""
    try:
        yield
    except InputError as error:
        problems += error.problems

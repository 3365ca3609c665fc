"""The trades of a recorded proposal, checked against the record as far as that is quick."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from allocator.cli.record import exact, read_record
from allocator.errors import InputError, Problem
from allocator.model.fingerprint import fingerprint
from allocator.model.run_id import run_id
from allocator.portfolio.recorded_trades import trades_from_plain

if TYPE_CHECKING:
    from allocator.model.orders import TradeRecord


def read_trades(path: str) -> TradeRecord:
    """
    Read the trades of a recorded proposal.

    Raises:
        InputError: If it is none, if its figures contradict each other, or if its inputs are no
            longer those of its run.
    """
    record = read_record(path)
    document = exact(record.text)
    found = trades_from_plain(document, path)
    made = run_id(
        record.portfolio,
        record.policy,
        record.scenarios,
        record.snapshot_digest,
        found.on,
        _versions(document),
    )
    if made != found.run_id:
        message = (
            f"run.id is {fingerprint(found.run_id)}, but its inputs and versions make "
            f"{fingerprint(made)}: the record was changed, or was made by another version of this "
            "program"
        )
        raise InputError(
            Problem(path, message, "make it again: allocator propose PORTFOLIO --json")
        )
    return found


def _versions(document: object) -> Mapping[str, str]:
    """Take the versions that the run names; none where it names none."""
    run = document["run"] if isinstance(document, Mapping) else None
    versions = run.get("versions") if isinstance(run, Mapping) else None
    return versions if isinstance(versions, Mapping) else {}

"""What a report is told beside the proposal: where each input came from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Origin:
    """
    The sources of a run, in words, what to know of the snapshot, and where its trades went.

    `probabilities` says whose the numbers are that stand in the scenarios.

    They are no part of the proposal: the same inputs from other places are the same inputs.
    """

    snapshot: str = "snapshot"
    policy: str = "as given"
    scenarios: str = "as given"
    probabilities: str = "as given"
    exported: str = ""
    snapshot_note: str = ""

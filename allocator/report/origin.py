"""What a report is told beside the proposal: where each input came from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Origin:
    """
    The sources of a run, in words, and the file that its trades were written to.

    They are no part of the proposal: the same inputs from other places are the same inputs.
    """

    snapshot: str = "snapshot"
    policy: str = "as given"
    scenarios: str = "as given"
    exported: str = ""

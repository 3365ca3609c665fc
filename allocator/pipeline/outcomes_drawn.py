"""A year's outcomes that a tail is measured on: drawn from the scenarios, or past weeks."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from allocator.model.arrays import Array
    from allocator.model.household import Household
    from allocator.model.outlook import Outlook
    from allocator.pipeline.case import Case


def outcomes_of(case: Case, household: Household, outlook: Outlook) -> Array | None:
    """
    Make the outcomes that the policy's limit on the tail asks for.

    Returns:
        Index returns over cash of a year, shape (S, J), each as likely; None without such a limit.
    """
    if case.policy.limits.cvar is None:
        return None
    raise NotImplementedError

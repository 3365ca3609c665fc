"""Whether the views of a user are such as the prior can bear, asked once of the inputs as given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.beliefs.outlook import form_outlook
from allocator.beliefs.own_view import Ground, implausible
from allocator.errors import InputError

if TYPE_CHECKING:
    from allocator.model.household import Household, Mix
    from allocator.pipeline.case import Case


def check_views(household: Household, neutral: Mix, case: Case) -> None:
    """
    Refuse views that lie more than four of the prior's standard deviations from it.

    Only inputs are judged, not what a search makes of them: along a sweep or towards a flip point
    the prior moves, and a view does not become a slip by that. Nor is what takes no part: a view
    that has expired, or stands in a scenario of no probability.

    Args:
        household: The indexes in question.
        neutral: The mix that the prior is reverse-optimised from.
        case: Policy, scenarios and snapshot.

    Raises:
        InputError: With every such view.
    """
    if not any(scenario.views for scenario in case.scenarios):
        return
    objective, names = case.policy.objective, household.index_names
    outlook = form_outlook(household, neutral, objective, case.snapshot, case.scenarios)
    ground = Ground(names, outlook.prior, case.snapshot.risk.among(names), objective.tau)
    problems = [
        problem
        for scenario in case.scenarios
        if scenario.probability
        for view in scenario.views
        if case.snapshot.as_of < view.expires
        for problem in implausible(view, ground, f"scenario {scenario.key}: view {view.name!r}")
    ]
    if problems:
        raise InputError(*problems)

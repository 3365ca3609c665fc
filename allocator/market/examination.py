"""Whether the data that were picked are sound: what is built on them needs to know first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.errors import MarketDataError, Problem, Severity
from allocator.market.archive import Memory
from allocator.market.quality import examine

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from allocator.market.facts import Facts
    from allocator.market.picking import Choice
    from allocator.model.quality import Finding

_REPAIR = "allocator data verify shows all findings; correct the data, or fetch or import it again"


def checked(choice: Choice, facts: Facts, as_of: date) -> tuple[Finding, ...]:
    """Examine what was picked, beside its rivals; what is wrong with those alone is no matter."""
    chosen = tuple(choice.picked.values())
    places = {str(series.key) for series in chosen}
    return tuple(
        found
        for found in examine(Memory(chosen + choice.rivals), facts, as_of)
        if places & {found.place, *found.others}
    )


def refuse_errors(findings: Iterable[Finding]) -> None:
    """Build nothing on data that are wrong: all errors are said at once."""
    errors = [each for each in findings if each.severity is Severity.ERROR]
    if errors:
        raise MarketDataError(*(Problem(each.place, each.message, _REPAIR) for each in errors))

"""What checks of market data found: errors first, what is the same said once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.errors import Severity
from allocator.model.plain import plain
from allocator.report.json_text import json_text
from allocator.report.numbers import count
from allocator.report.table import paragraph

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from allocator.errors import Problem
    from allocator.model.quality import Check, Finding

_HEADINGS = {
    Severity.ERROR: "Errors: no snapshot is built from series that have one",
    Severity.WARNING: "Warnings: a snapshot carries them, and a proposal shows them",
}
_EMPTY = (
    "nothing to check: allocator data refresh fetches market data, allocator data import reads "
    "files, and --from checks a folder of files where it is"
)


@dataclass(frozen=True, slots=True)
class Verification:
    """
    What was checked and found.

    Attributes:
        place: The store or the folder.
        as_of: The last day that was looked at, or None.
        series: How many series were checked.
        findings: What was found.
        problems: What could not be read.
    """

    place: str
    as_of: date | None
    series: int
    findings: tuple[Finding, ...]
    problems: tuple[Problem, ...]

    @property
    def damage(self) -> tuple[Problem, ...]:
        """List what should be readable and is not."""
        return tuple(each for each in self.problems if each.severity is Severity.ERROR)

    @property
    def has_errors(self) -> bool:
        """Tell whether something is wrong, or could not be read and so not be checked."""
        wrong = any(each.severity is Severity.ERROR for each in self.findings)
        return wrong or bool(self.damage)


def verification_text(found: Verification, width: int) -> str:
    """Write for a person what was found; damage is not in it, as it goes to another stream."""
    until = f" as known on {found.as_of}" if found.as_of else ""
    lines = [f"{found.place}: {count_series(found.series)} checked{until}"]
    if not found.series and not found.problems:
        return "\n".join([*lines, *paragraph(_EMPTY, width)]) + "\n"
    for severity, heading in _HEADINGS.items():
        of_it = [each for each in found.findings if each.severity is severity]
        if of_it:
            lines += ["", heading, *finding_lines(of_it, width)]
    unread = [each for each in found.problems if each.severity is Severity.WARNING]
    if unread:
        lines += ["", "Not read"]
        for each in unread:
            lines += paragraph(f"{each.place}: {each.message}", width, indent=2, hang=4)
    return "\n".join([*lines, "", _totals(found)]) + "\n"


def verification_json(found: Verification) -> str:
    """Write for a program what was found."""
    text = json_text(
        {
            "place": found.place,
            "as_of": str(found.as_of) if found.as_of else None,
            "series": found.series,
            "findings": [plain(each) for each in found.findings],
            "problems": [plain(each) for each in found.problems],
        }
    )
    return text + "\n"


def finding_lines(findings: Sequence[Finding], width: int) -> list[str]:
    """
    Write findings under the names of their checks; series of which the same is found share a line.

    Args:
        findings: In the order in which they are to appear.
        width: The widest a line may be.
    """
    lines: list[str] = []
    for check, found in by_check(findings).items():
        lines.append(f"  {check}")
        places: dict[str, list[str]] = {}
        for each in found:
            places.setdefault(each.message, []).append(each.place)
        for message, where in places.items():
            lines += paragraph(f"{together(where)}: {message}", width, indent=4, hang=6)
    return lines


def by_check(findings: Sequence[Finding]) -> dict[Check, list[Finding]]:
    """Sort findings by what was checked, in the order in which it first comes."""
    checks: dict[Check, list[Finding]] = {}
    for each in findings:
        checks.setdefault(each.check, []).append(each)
    return checks


def together(places: Sequence[str]) -> str:
    """
    Name several series in few words: what they have in common once.

    Example:
        >>> together(["close/SPY (yahoo)", "close/IWM (yahoo)", "rate/DFF (fred)", "prices.csv:7"])
        'close/SPY, IWM (yahoo); rate/DFF (fred); prices.csv:7'
    """
    names: dict[tuple[str, str], list[str]] = {}
    for place in places:
        kind, slash, rest = place.partition("/")
        name, bracket, source = rest.partition(" (")
        if slash and bracket:
            names.setdefault((kind + slash, bracket + source), []).append(name)
        else:
            names.setdefault((place, ""), []).append("")
    return "; ".join(before + ", ".join(named) + after for (before, after), named in names.items())


def count_series(amount: int) -> str:
    """
    Count series, whose plural is its singular.

    Example:
        >>> count_series(1), count_series(1200)
        ('1 series', '1,200 series')
    """
    return f"{amount:,} series"


def _totals(found: Verification) -> str:
    """Count everything in one line."""
    errors = sum(each.severity is Severity.ERROR for each in found.findings)
    parts = [count(errors, "error"), count(len(found.findings) - errors, "warning")]
    if found.damage:
        parts.append(f"{count(len(found.damage), 'file')} that cannot be read")
    return f"{', '.join(parts)} in {count_series(found.series)} of {found.place}"

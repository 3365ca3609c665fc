"""
Errors a user can meet, and the exit code each one maps to.

* AllocatorError                  (1)
  * InputError                    (2)  a file or an option is wrong
  * MarketDataError               (3)  prices, facts or the snapshot are missing or malformed
  * PolicyError                   (4)  the policy cannot be met
    * InfeasiblePolicyError       (4)
    * NoWholeShareAnswerError     (4)
  * CertificationError            (5)  an answer was found but could not be certified

What is wrong with a file is a value, `Problem`, not an exception: readers collect all of them
and raise once, so that one run reports everything.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a problem matters: an error stops the run, a warning is only said."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with what the user gave us: where, what, and the way out."""

    place: str
    message: str
    remedy: str = ""
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        """Spell the problem as the terminal shows it, remedy on a line of its own."""
        where = f"{self.place}: " if self.place else ""
        text = f"{self.severity}: {where}{self.message}"
        return f"{text}\n    {self.remedy}" if self.remedy else text


class AllocatorError(Exception):
    """Anything this package refuses to do, with the problems that explain it."""

    exit_code = 1

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


class InputError(AllocatorError):
    """A file or an option is wrong."""

    exit_code = 2


class MarketDataError(AllocatorError):
    """Prices, facts or the snapshot are missing or malformed."""

    exit_code = 3


class PolicyError(AllocatorError):
    """The policy cannot be met."""

    exit_code = 4


@dataclass(frozen=True, slots=True)
class Loosening:
    """A change to one figure of the policy, by its key, that lets every other limit hold."""

    limit: str
    now: str
    needed: str


@dataclass(frozen=True, slots=True)
class Clashing:
    """One of the limits that exclude each other, in words; no key where no policy states it."""

    words: str
    key: str = ""

    def __str__(self) -> str:
        """Say it, with its key."""
        return f"{self.words} ({self.key})" if self.key else self.words


class InfeasiblePolicyError(PolicyError):
    """
    No portfolio satisfies every limit at once.

    `clash` cannot be met, though without any one of its members it can; `loosenings` are enough,
    each alone or all together, the smallest first.
    """

    def __init__(
        self, clash: tuple[Clashing, ...], loosenings: tuple[Loosening, ...], *, jointly: bool
    ) -> None:
        self.clash = clash
        self.loosenings = loosenings
        self.jointly = jointly
        lines = [
            "These exclude each other; without any one of them the rest can be met:"
            if len(clash) > 1
            else "This cannot be met, with what is held and may be bought:",
            *(f"  {each}" for each in clash),
            _lead(loosenings, jointly=jointly),
            *(f"  {each.limit}: {each.now} -> {each.needed}" for each in loosenings),
        ]
        message = "no portfolio satisfies every limit at once"
        super().__init__(Problem("", message, "\n    ".join(lines)))


def _lead(loosenings: tuple[Loosening, ...], *, jointly: bool) -> str:
    """Say what a list of changes is."""
    if not loosenings:
        return "No figure of the policy is enough: lift what is named here, or move less money."
    if len(loosenings) == 1:
        return "This change is enough, in fractions of a share:"
    if jointly:
        return "No single change is enough; these together are, in fractions of a share:"
    return "Any one of these changes is enough, in fractions of a share, the smallest first:"


class NoWholeShareAnswerError(PolicyError):
    """
    The limits can be met in fractions of a share, but not in whole shares.

    `culprits` are those of them without which, one at a time, they can.
    """

    def __init__(
        self, largest_share_price: str, value: str, culprits: tuple[Clashing, ...] = ()
    ) -> None:
        self.culprits = culprits
        sizes = f"one share costs up to {largest_share_price} and the portfolio is worth {value}"
        remedy = f"{sizes}; no limit by itself prevents it, so loosen several"
        if culprits:
            lines = ["Without any one of these there is an answer:", *(f"  {e}" for e in culprits)]
            remedy = "\n    ".join([*lines, f"loosen one; {sizes}"])
        message = "the limits can be met in fractions of a share, but not in whole shares"
        super().__init__(Problem("", message, remedy))


class CertificationError(AllocatorError):
    """An answer was found but could not be certified, so it is not shown."""

    exit_code = 5

    def __init__(self, what: str) -> None:
        super().__init__(
            Problem("", f"the answer could not be certified: {what}", "nothing was written")
        )

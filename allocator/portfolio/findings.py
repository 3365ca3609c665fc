"""Problems collected while a file is read, so that one run reports all of them."""

from __future__ import annotations

from allocator.errors import InputError, Problem, Severity

SHOWN_LETTERS = 40
"""How much of a cell is quoted back; a cell may hold a novel."""


class NotUnderstoodError(ValueError):
    """A cell or a key that cannot be read: why, in words that follow its name, and the remedy."""

    def __init__(self, why: str, remedy: str) -> None:
        self.why = why
        self.remedy = remedy
        super().__init__(why)


def quoted(text: str) -> str:
    """
    Quote the user's own words back, shortened, with control characters spelled out.

    Example:
        >>> print(quoted("twelve"), quoted("a" * 50))
        'twelve' 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa...'
    """
    return repr(text if len(text) <= SHOWN_LETTERS else f"{text[: SHOWN_LETTERS - 3]}...")


class Findings:
    """
    What is wrong with one file, or worth saying, in order of its lines.

    `source` is the path as the user typed it. Line 0 stands for the file as a whole.

    Example:
        >>> findings = Findings("mine.csv")
        >>> findings.error(2, "VTI: shares 'twelve' is not a number", "write it as 12.5")
        >>> print(*findings.problems)
        error: mine.csv:2: VTI: shares 'twelve' is not a number
            write it as 12.5
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self._found: list[tuple[int, Problem]] = []

    def place(self, line: int) -> str:
        """Spell a line of the file for messages."""
        return f"{self.source}:{line}" if line else self.source

    def error(self, line: int, message: str, remedy: str) -> None:
        """Note something that stops the run once everything has been read."""
        self._found.append((line, Problem(self.place(line), message, remedy)))

    def warn(self, line: int, message: str, remedy: str) -> None:
        """Note something that the user should know and that changes nothing."""
        problem = Problem(self.place(line), message, remedy, Severity.WARNING)
        self._found.append((line, problem))

    @property
    def stopped(self) -> bool:
        """Whether an error has been found so far."""
        return any(problem.severity is Severity.ERROR for _, problem in self._found)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything found, in order of the lines."""
        return tuple(problem for _, problem in sorted(self._found, key=lambda pair: pair[0]))

    def refusal(self) -> InputError:
        """Put everything found into one error."""
        return InputError(*self.problems)

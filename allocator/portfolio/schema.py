"""
Tables as they may stand in a TOML file, and what to say when they do not.

pydantic finds what is wrong; the words are ours.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from allocator.portfolio import words
from allocator.portfolio.findings import Findings, NotUnderstoodError, quoted
from allocator.portfolio.suggestion import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic_core import ErrorDetails

Schema = TypeVar("Schema", bound=BaseModel)

NONE = "none"
"""How a file or an option writes that there is none of something."""


class Table(BaseModel):
    """A table whose every key is known."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _said(text: str) -> str:
    """Refuse text that says nothing, or that would drive a terminal."""
    if not text.strip():
        raise NotUnderstoodError("is empty", "fill it in")
    if not text.replace("\n", "").replace("\t", "").isprintable():
        raise NotUnderstoodError("holds characters that cannot be printed", "remove them")
    return text


def _on_one_line(text: str) -> str:
    """Refuse a name of several lines, or a very long one."""
    if "\n" in text or "\t" in text or len(text) > 100:
        raise NotUnderstoodError("is not a name", "use at most 100 characters, on one line")
    return text


def pairs_to_table(value: object) -> object:
    """
    Take pairs of name and number, as records keep a table, for the table that a file has.

    Raises:
        NotUnderstoodError: If it is a list of something else, or names one thing twice.
    """
    if not isinstance(value, list | tuple):
        return value
    if not all(isinstance(pair, list | tuple) and len(pair) == 2 for pair in value):
        raise NotUnderstoodError("is not a table of numbers", "write NAME = 0.6, and so on")
    table = {str(name): number for name, number in value}
    if len(table) < len(value):
        raise NotUnderstoodError("names one thing twice", "add the two numbers")
    return table


def _only_a_day(value: object) -> object:
    """Refuse what pydantic would take for a date and no user means as one: times, timestamps."""
    if isinstance(value, str):
        return words.day(value)
    if isinstance(value, datetime) or not isinstance(value, date):
        remedy = "write year-month-day without quotes, such as 2025-12-24"
        raise NotUnderstoodError("is not a date", remedy)
    return value


def _true_or_false(value: object) -> object:
    """Refuse what is neither."""
    if not isinstance(value, bool):
        raise NotUnderstoodError("is neither true nor false", "write true or false, without quotes")
    return value


def unless_none(value: object) -> object:
    """Read the word "none" as nothing."""
    return None if value == NONE else value


Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Day = Annotated[date, BeforeValidator(_only_a_day)]
Fraction = Annotated[Number, Field(ge=0, le=1)]
Flag = Annotated[bool, BeforeValidator(_true_or_false)]
Text = Annotated[str, Field(strict=True), AfterValidator(_said)]
Name = Annotated[Text, AfterValidator(_on_one_line)]


def validated(
    schema: type[Schema],
    data: object,
    source: str,
    line_of: Callable[[tuple[int | str, ...]], int] = lambda _: 0,
) -> Schema:
    """
    Hold data against a schema.

    Args:
        schema: The table that the data should be.
        data: Dicts, lists, strings and numbers.
        source: What the data is called in messages: the path as typed.
        line_of: The line of a key, given by its path; 0 where there are no lines.

    Returns:
        The table.

    Raises:
        InputError: With one problem for each key that is unknown, missing or wrong.
    """
    try:
        return schema.model_validate(data)
    except ValidationError as failure:
        findings = Findings(source)
        for error in failure.errors(include_url=False):
            findings.error(line_of(error["loc"]), *_in_words(schema, error))
        raise findings.refusal() from None


def _in_words(schema: type[BaseModel], error: ErrorDetails) -> tuple[str, str]:
    """Put one finding of pydantic into our words: what is wrong, and the remedy."""
    path = error["loc"]
    if error["type"] == "extra_forbidden":
        inside = f" in {_label(path[:-1])}" if len(path) > 1 else ""
        key = str(path[-1])
        return f"unknown key {quoted(key)}{inside}", did_you_mean(key, _known(schema, path))
    if error["type"] == "missing":
        return f"{_label(path)} is missing", "add it; the files in examples/ show how"
    why, remedy = _why(error)
    return f"{_label(path)} {why}".strip(), remedy


def _label(path: tuple[int | str, ...]) -> str:
    """Spell the path of a key, items of lists counted from one, the names in a table as such."""
    if path[-1:] == ("[key]",):
        return f"{_label(path[:-2])}: the name"
    parts = [str(part + 1) if isinstance(part, int) else part for part in path]
    return ".".join(parts)


def _why(error: ErrorDetails) -> tuple[str, str]:
    """Say why a value is refused, in words that follow its key, and the remedy."""
    kind, given, context = error["type"], error["input"], error.get("ctx", {})
    failure = context.get("error")
    if isinstance(failure, NotUnderstoodError):
        word = f"{quoted(given)} " if isinstance(given, str) and given.strip() else ""
        return f"{word}{failure.why}", failure.remedy
    if kind in _BOUNDS:
        side, outside, inside = _BOUNDS[kind]
        bound = context[side]
        remedy = "a fraction: 0.2 means 20 %" if (side, bound) == ("le", 1) else inside
        why = f"is {_shown(given)}, which is {outside} {bound:g}"
        return why, f"write {remedy.format(bound)}"
    if kind == "too_short":
        least = context["min_length"]
        few = "no entry" if not context["actual_length"] else f"fewer than {least} entries"
        return f"has {few}", f"give at least {'one' if least == 1 else least}"
    wanted, remedy = next(words for start, words in _WANTED.items() if kind.startswith(start))
    return f"is {_shown(given)}, not {wanted}", remedy


_BOUNDS = {
    "greater_than_equal": ("ge", "below", "{:g} or more"),
    "greater_than": ("gt", "not above", "more than {:g}"),
    "less_than_equal": ("le", "above", "{:g} or less"),
    "less_than": ("lt", "not below", "less than {:g}"),
}
"""pydantic's kinds of error for numbers out of range, and how a number leaves that range."""

_WANTED = {
    "finite": ("a finite number", "write a number such as 0.25"),
    "float": ("a number", "write a number such as 0.25, without quotes"),
    "int": ("a whole number", "write a number such as 5"),
    "decimal": ("an amount", "write a number such as 250"),
    "string": ("text", 'put it in quotes, such as "Russell 2000"'),
    "date": ("a date", "write year-month-day without quotes, such as 2025-12-24"),
    "tuple": ("a list", 'write a list, such as ["IWM", "VTWO"]'),
    "dict": ("a table", "write a table, such as { name = value }"),
    "model": ("a table", "write a table, such as { upper = 0.2 }"),
    "": ("what belongs here", "see examples/ for how to write it"),
}
"""The first letters of pydantic's kinds of error, what was wanted, and how to write it."""


def _shown(given: object) -> str:
    """Quote a value as TOML would write it."""
    if isinstance(given, bool):
        return str(given).lower()
    if isinstance(given, dict):
        return "a table"
    if isinstance(given, list | tuple):
        return "a list"
    return quoted(given) if isinstance(given, str) else str(given)[:40]


def _known(schema: type[BaseModel], path: tuple[int | str, ...]) -> list[str]:
    """List the keys of the table that a path leads into."""
    table = schema
    for part in path[:-1]:
        field = table.model_fields.get(str(part))
        table = _table_in(field.annotation if field else None) or table
    return [field.alias or name for name, field in table.model_fields.items()]


def _table_in(annotation: Any) -> type[BaseModel] | None:  # noqa: ANN401 - any annotation there is
    """Find the table in an annotation such as `Table | None` or `tuple[Table, ...]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_table_in(argument) for argument in get_args(annotation))
    return next((table for table in found if table), None)

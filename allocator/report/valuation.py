"""What `allocator views valuation` says: how dear indexes are, and how little that tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.model.plain import plain
from allocator.model.scenario import ValuationBasis
from allocator.model.snapshot import Measure
from allocator.report.json_text import json_text
from allocator.report.numbers import long_date, percent, signed_percent
from allocator.report.table import labelled, paragraph, table

if TYPE_CHECKING:
    from allocator.beliefs.valuation_study import Past, Side, Spoken, Standing, ValuationStudy
    from allocator.model.scenario import ValuationInput
    from allocator.model.snapshot import Valuation
    from allocator.model.views import Component

_HEADS = ("", "value", "on", "mean", "sd", "z", "from mean")
_WEAK = (
    "This is weak evidence. Five years hold about one half-life of such a return, so a five-year "
    "mean is known only to about one standard deviation; that ratios return to a fixed mean at all "
    "is disputed, and nothing brings them back by a date."
)
_SMALL = " All that is expected above is smaller than its own standard deviation."
_TRAP = (
    "Many providers leave companies that lose money out of a price-earnings ratio: on 3 June 2022 "
    "that of a Russell 2000 fund was 13.45 without them and 50.57 with them. So ratios of two "
    "definitions are never compared here, and where earnings add up to a loss their yield takes "
    "the ratio's place."
)
_COLUMNS = (
    "mean and sd of five years; z in sd, above zero is dear; from mean in logs, of yields as a "
    "fraction of their mean"
)
_NONE = "no valuation was known on that day, so the driver is silent"


def study_text(study: ValuationStudy, width: int) -> str:
    """Lay out a study for a person."""
    lines = [f"Valuation on {long_date(study.as_of)}", ""]
    if study.standings:
        lines.append("Price against earnings, and the five years it is held against")
        lines += table([_HEADS, *map(_standing, study.standings)], "lrlrrrr", width)
        lines += ["", *labelled(_behind(study.standings), width)]
    else:
        lines += paragraph(_NONE, width, indent=2)
    lines += ["", "Expected within a year, beyond equilibrium"]
    for spoken in study.spoken:
        lines += _spoken(spoken, width, is_only=len(study.spoken) == 1)
    if study.past:
        lines += ["", "Longer histories, each by its own definition; they move no weight"]
        lines += labelled([_past(each) for each in study.past], width)
    said = [each for spoken in study.spoken for each in spoken.said]
    is_small = said and all(abs(each.mean) < each.standard_deviation for each in said)
    for closing in (_WEAK + _SMALL if is_small else _WEAK, _TRAP):
        lines += ["", *paragraph(closing, width)]
    return "\n".join(lines) + "\n"


def study_json(study: ValuationStudy) -> str:
    """Write a study for a program; returns, distances and earnings yields are fractions."""
    return json_text({"study": plain(study)}) + "\n"


def _standing(found: Standing) -> tuple[str, ...]:
    """Write one valuation as a row."""
    given = found.valuation
    numbers = (given.value, given.mean_5y, given.sd_5y)
    value, mean, deviation = (figure(given, number) for number in numbers)
    on = str(given.on)
    return given.of, value, on, mean, deviation, f"{found.z:+.2f}", signed_percent(found.distance)


def figure(given: Valuation, number: float) -> str:
    """Write a ratio as a number, an earnings yield as a percentage."""
    is_yield = given.measure is Measure.EARNINGS_YIELD and given.relative_to is None
    return percent(number, 2) if is_yield else f"{number:.2f}"


def _behind(standings: tuple[Standing, ...]) -> list[tuple[str, str]]:
    """Say what the columns are, by whose definition, and what is special about each figure."""
    rows = [("columns", _COLUMNS)]
    kinds = dict.fromkeys((each.valuation.measure, each.valuation.definition) for each in standings)
    rows += [(measure, definition) for measure, definition in kinds]
    return rows + [(each.valuation.of, _origin(each.valuation)) for each in standings]


def _origin(given: Valuation) -> str:
    """Say what is special about a figure, and who says it."""
    dated = "" if given.reference_date == given.on else f"mean and sd of {given.reference_date}; "
    return f"{dated}{given.note}. Source: {given.source}"


def _spoken(spoken: Spoken, width: int, *, is_only: bool) -> list[str]:
    """Say what the driver expects in the scenarios of one input."""
    where = "In every scenario" if is_only else f"In {'; '.join(spoken.scenarios)}"
    lines = paragraph(f"{where}:", width, indent=2, hang=4)
    given = spoken.given
    rows = [] if given is None else [("reversion", _reverting(given, spoken.reversion))]
    rows += [(side.of, _side(side)) for side in spoken.sides]
    rows += [(str(each.spread), _expected(each)) for each in spoken.said]
    if spoken.silent:
        rows.append(("silent", spoken.silent))
    return lines + [f"  {line}" for line in labelled(rows, width - 2)]


def _expected(found: Component) -> str:
    """Write what is expected of a spread."""
    return f"{signed_percent(found.mean)}, standard deviation {percent(found.standard_deviation)}"


def _reverting(given: ValuationInput, part: float) -> str:
    """Say how much of a distance a year closes, and to which mean."""
    basis = {
        ValuationBasis.OWN: "each to its own five-year mean",
        ValuationBasis.RELATIVE: "one index relative to the other",
    }[given.basis]
    share = "" if given.share == 1 else f", share {given.share:g}"
    return (
        f"{percent(part)} of the distance, {basis}: half-life "
        f"{given.half_life_years:g} years{share}, distance believed to {given.z_cap:g} sd"
    )


def _side(side: Side) -> str:
    """Write what one valuation reverts."""
    return f"{signed_percent(side.expected)}{', its distance cut' if side.cut else ''}"


def _past(past: Past) -> tuple[str, str]:
    """Write one history in a sentence."""
    history = past.history
    said = f"{past.value:.2f} of {past.on:%Y-%m}"
    if past.mean_5y is not None and past.sd_5y is not None:
        z = "" if past.z is None else f", z {past.z:+.2f}"
        said += f"; {past.months} months before: mean {past.mean_5y:.2f}, sd {past.sd_5y:.2f}{z}"
    else:
        said += "; no five-year mean, as it does not reach back five years"
    said += f"; since {history.since.year} mean {history.mean:.2f}. {history.definition}"
    return history.index, said

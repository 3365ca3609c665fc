"""What `allocator views flow` says: dollars, who sells, what it presses on, and what is assumed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.model.plain import plain
from allocator.report.json_text import json_text
from allocator.report.numbers import count, long_date, percent, signed_percent
from allocator.report.table import labelled, paragraph, table

if TYPE_CHECKING:
    from allocator.beliefs.flow_study import FlowStudy, ScenarioFlow
    from allocator.model.mega_caps import MegaCaps
    from allocator.model.scenario import FlowInput

_ASSUMED = (
    "There is no sample behind any of this: dollars, sectors, decay and multiplier are assumptions "
    "of the scenarios. Of the multiplier, the dollars by which a dollar moves prices, the "
    "literature says from about 1, for single large orders (van der Beck and Bouchaud), to about "
    "5, for the whole market (Gabaix and Koijen 2021; their range is 3 to 8). Money that has "
    "already moved is in prices: only what is still to come counts."
)
_UNKNOWN = (
    "not known: the dollars are taken out of the whole index of the seller, and no other index "
    "can be told apart. For it import holdings of IWV and a list of all listed companies with "
    "their sectors, and build a snapshot."
)
_NONE = "No scenario has a flow."


def flow_text(study: FlowStudy, width: int) -> str:
    """Lay out a study for a person."""
    title = f"Rebalancing flow on {long_date(study.as_of)}: assumed, not measured"
    lines = [*paragraph(title, width)]
    if study.mega_caps is None:
        lines += labelled([("mega caps", _UNKNOWN)], width)
    else:
        lines += ["", *_look_through(study, study.mega_caps, width)]
    for each in study.flows:
        head = f"{each.name}, probability {percent(each.probability)}"
        lines += ["", *paragraph(head, width), *labelled(_rows(each), width)]
    lines += ["", *paragraph(_ASSUMED if study.flows else _NONE, width)]
    return "\n".join(lines) + "\n"


def flow_json(study: FlowStudy) -> str:
    """Write a study for a program; returns and parts are fractions, dollars in billions."""
    return json_text({"study": plain(study)}) + "\n"


def _look_through(study: FlowStudy, mega: MegaCaps, width: int) -> list[str]:
    """Lay out what mega caps are worth by sector and what part of each index they are."""
    indexes = sorted(mega.weights)
    head = (
        f"Companies of at least ${mega.least_usd_bn:g}bn on {long_date(mega.on)}, by look-through"
    )
    rows = [("", "worth", *(f"of {index}" for index in indexes))]
    for sector, worth in sorted(mega.sectors.items(), key=lambda item: -item[1]):
        parts = (mega.weights[index].get(sector, 0.0) for index in indexes)
        rows.append((sector, _dollars(worth), *map(percent, parts)))
    totals = (sum(mega.weights[index].values()) for index in indexes)
    rows.append(("all", _dollars(sum(mega.sectors.values())), *map(percent, totals)))
    carried = [(f"carry {name}", ", ".join(study.funds[name]) or "no fund") for name in indexes]
    lines = [*paragraph(head, width), *table(rows, "lr" + "r" * len(indexes), width)]
    return [*lines, *labelled([*carried, ("source", mega.source)], width)]


def _rows(each: ScenarioFlow) -> list[tuple[str, str]]:
    """Say what one scenario takes to happen, and what comes of it."""
    given = each.given
    rows = [("dollars", _moved(given))]
    if each.sectors:
        label = "out of" if given.usd_bn > 0 else "into"
        parts = (
            f"{s.sector} {_dollars(abs(s.usd_bn))}, {abs(s.usd_bn) / s.worth_usd_bn:.1%} of "
            f"{_dollars(s.worth_usd_bn)}"
            for s in each.sectors
        )
        rows.append((label, "; ".join(parts)))
    rows.append(("multiplier", f"{given.multiplier:g} +/- {given.multiplier_sd:g}"))
    rows.append(("decay", _decay(each)))
    if not isinstance(each.said, tuple):
        return [*rows, ("expects", f"nothing: {each.said.reason}")]
    verb = "leave" if given.usd_bn > 0 else "come back"
    pressed = ", ".join(f"{part:.2%} of {name}" for name, part in each.pressed.items())
    rows.append(("pressure", f"{pressed} {verb}"))
    for part in each.said:
        size = f"{signed_percent(part.mean, 2)} +/- {100 * part.standard_deviation:.2f}%"
        rows.append(("expects" if part is each.said[0] else "", f"{part.spread} {size}"))
    return rows


def _moved(given: FlowInput) -> str:
    """Say how much goes where."""
    is_out = given.usd_bn > 0
    return (
        f"{_dollars(abs(given.usd_bn))} {'leave' if is_out else 'return to'} mega caps over twelve "
        f"months, {given.small_share:.0%} of it {'into' if is_out else 'out of'} {given.buyer}"
    )


def _decay(each: ScenarioFlow) -> str:
    """Say what is left of the impact."""
    life = each.given.half_life_years
    if life is None:
        return "none: all of the impact stays"
    years = count(int(life), "year") if life == int(life) else f"{life:g} years"
    return f"half is gone after {years}; after twelve months {each.left:.1%} is left"


def _dollars(billions: float) -> str:
    """Write billions of dollars."""
    return f"${billions:,.0f}bn"

"""The limits as a person reads them: what each measures, its range, and what it costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.report.figures import limit_figures
from allocator.report.numbers import percent
from allocator.report.shadow import priced
from allocator.report.table import paragraph, table

if TYPE_CHECKING:
    from allocator.model.proposal import Proposal
    from allocator.report.figures import LimitFigure, SmallCaps

_WORDS = {
    "long_only": "smallest holding",
    "locks": "forbidden trade",
    "small_cap": "small caps, of equity",
    "account_cash": "smallest cash of an account",
    "cash_reserve": "cash reserve",
    "turnover": "turnover, one way",
    "fund_weight": "largest fund",
    "volatility": "volatility, a year",
    "tracking_error": "tracking error to neutral, a year",
}

_CLASSES = {"bond": "bonds", "commodity": "commodities"}

_ALWAYS = {
    "long_only": "nothing held short",
    "locks": "no lock broken",
    "account_cash": "no account overdrawn",
    "cash_reserve": "cash not negative",
}
"""What is said of each limit at zero that holds for everyone."""

ROUNDING = 1e-9
"""What the last bits of a float may seem to break."""


def in_words(name: str) -> str:
    """Say what a limit measures, `split_equity` included."""
    if name.startswith("split_"):
        kind = name.removeprefix("split_")
        return f"{_CLASSES.get(kind, kind)}, of the portfolio"
    return _WORDS.get(name, name.replace("_", " "))


def allowed(lower: float | None, upper: float | None) -> str:
    """Write a range."""
    if lower is None:
        return "anything" if upper is None else f"at most {percent(upper)}"
    if upper is None:
        return f"at least {percent(lower)}"
    return f"{percent(lower)} to {percent(upper)}"


def band(caps: SmallCaps) -> str:
    """Write the band of small caps."""
    return allowed(caps.lower, caps.upper)


def limits(proposal: Proposal, width: int) -> list[str]:
    """Tabulate the limits on the whole-share portfolio; then what binds, and what it costs."""
    figures = limit_figures(proposal)
    rows = [("", "value", "allowed", "")]
    rows += [
        (
            in_words(figure.reading.name),
            percent(figure.reading.value),
            allowed(figure.reading.lower, figure.reading.upper),
            "binds" if figure.binding else "",
        )
        for figure in figures
        if not figure.is_for_everyone
    ]
    lines = table(rows, "lrll", width, title="Limits")
    texts = [_always(figures), *_prices(figures, proposal)]
    return lines + [line for text in texts for line in paragraph(text, width, indent=2, hang=4)]


def _always(figures: tuple[LimitFigure, ...]) -> str:
    """Say that what must hold for everyone does, or by how much it does not."""
    readings = [each.reading for each in figures if each.is_for_everyone]
    said = [
        f"{in_words(each.name)} {percent(each.value, 4)}"
        if each.violation > ROUNDING
        else _ALWAYS[each.name]
        for each in readings
    ]
    return "and always: " + ", ".join(said)


def _prices(figures: tuple[LimitFigure, ...], proposal: Proposal) -> list[str]:
    """Say in words what more room in each binding limit is worth."""
    if proposal.shadow_prices or any(figure.binding for figure in figures):
        return [priced(price) for price in proposal.shadow_prices]
    return ["None binds: the target is where return and risk balance."]

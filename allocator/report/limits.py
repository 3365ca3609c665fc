"""The limits as a person reads them: what each measures, its range, and what it costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.model.limit_keys import INDEX, OWN
from allocator.model.linear_limits import soft_price
from allocator.report.figures import WORTH_SAYING, limit_figures
from allocator.report.numbers import bps, dollars, percent
from allocator.report.shadow import priced, unlocked
from allocator.report.table import paragraph, table

if TYPE_CHECKING:
    from collections.abc import Callable

    from allocator.model.limits import Reading
    from allocator.model.policy import Policy
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
    "cvar": "loss in the worst 5% of years, mean",
    "net_gains": "net gains realised this year",
    "trades": "number of trades",
    "min_position": "smallest position left by a trade",
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
    """
    Say what a limit measures; one of the user's own by its name.

    Example:
        >>> in_words("split_bond"), in_words("index_weight.Gold"), in_words("limit.tech")
        ('bonds, of the portfolio', 'Gold, of the portfolio', 'tech')
    """
    if name.startswith("split_"):
        kind = name.removeprefix("split_")
        return f"{_CLASSES.get(kind, kind)}, of the portfolio"
    kind, _, own = name.partition(".")
    if own:
        return f"{own}, of the portfolio" if kind == INDEX else own
    return _WORDS.get(name, name.replace("_", " "))


def allowed(
    lower: float | None, upper: float | None, write: Callable[[float], str] = percent
) -> str:
    """Write a range."""
    if lower is None:
        return "anything" if upper is None else f"at most {write(upper)}"
    if upper is None:
        return f"at least {write(lower)}"
    return f"{write(lower)} to {write(upper)}"


def band(caps: SmallCaps) -> str:
    """Write the band of small caps."""
    return allowed(caps.lower, caps.upper)


def limits(proposal: Proposal, width: int) -> list[str]:
    """Tabulate the limits on the whole-share portfolio; then what binds, and what it costs."""
    figures = limit_figures(proposal)
    rows = [("", "value", "allowed", "")]
    rows += [_row(figure, proposal) for figure in figures if not figure.is_for_everyone]
    lines = table(rows, "lrll", width, title="Limits")
    texts = [_always(figures), *_prices(figures, proposal)]
    return lines + [line for text in texts for line in paragraph(text, width, indent=2, hang=4)]


def _row(figure: LimitFigure, proposal: Proposal) -> tuple[str, str, str, str]:
    """Write one limit: some in dollars, one a count, all else in percent."""
    reading = figure.reading

    def in_dollars(part: float) -> str:
        return dollars(part * float(proposal.brief.household.value), 0)

    ways = {"net_gains": in_dollars, "min_position": in_dollars, "trades": "{:.0f}".format}
    written = ways.get(reading.name, percent)
    said = _soft(reading, proposal.brief.policy) if reading.soft else ""
    return (
        in_words(reading.name),
        written(reading.value),
        allowed(reading.lower, reading.upper, written),
        said or ("binds" if figure.binding else ""),
    )


def _soft(reading: Reading, policy: Policy) -> str:
    """Say of a soft limit by how much it is broken, and what the objective takes off for that."""
    if reading.breach <= ROUNDING:
        return "soft"
    limit = next(own for own in policy.limits.linear if f"{OWN}.{own.name}" == reading.name)
    cost = (soft_price(limit) or 0.0) * reading.breach
    return f"soft, broken by {percent(reading.breach)}, costs {bps(cost)}"


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
    """Say in words what more room in each binding limit, and each lock, is worth."""
    locks = [unlocked(price) for price in proposal.lock_prices if price.gain >= WORTH_SAYING]
    if proposal.shadow_prices or any(figure.binding for figure in figures):
        return [*(priced(price) for price in proposal.shadow_prices), *locks]
    return locks or ["None binds: the target is where return and risk balance."]

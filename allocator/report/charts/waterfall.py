"""
What makes the small-cap holding of a proposal: from what is held to what is proposed.

Of the two steps that could be shown, from neutral to target or from equilibrium to expected return,
this one is of dollars that are traded: it has costs, limits and whole shares in it as well as the
drivers, and its parts are those of `allocator explain`, which sum to the trades to the cent.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum
from typing import TYPE_CHECKING

from allocator.explanation.game import COSTS, LESS_DOUBT, LIMITS, NEUTRAL
from allocator.explanation.trades import BETWEEN, WHOLE_SHARES
from allocator.model.proposal import Advice
from allocator.report.charts.chart import Chart
from allocator.report.charts.style import BLUE, INK, MUTED, TEXT, VERMILLION, labels, quiet
from allocator.report.numbers import long_date, signed_percent
from allocator.report.reasons import spoken
from allocator.report.table import clipped

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from allocator.explanation import Explanation
    from allocator.explanation.trades import TradeReasons
    from allocator.model.proposal import Proposal
    from allocator.report.charts.style import Sheet

_NAMES = {
    NEUTRAL: "return to the\nneutral mix",
    LESS_DOUBT: "less doubt,\nhaving views",
    COSTS: "costs",
    LIMITS: "limits",
    WHOLE_SHARES: "whole\nshares",
    BETWEEN: "between funds\nand accounts",
}
"""Reasons that their keys do not say well, in lines that fit below a bar."""

_LAST = (COSTS, LIMITS, WHOLE_SHARES, BETWEEN)
"""Reasons that hold back or round what the drivers ask for."""

_SHOWN = 0.5
"""Dollars below which a reason has no bar; the table has them all."""

_LETTERS = 13
"""Of a line below a bar."""

TOTAL = "#9A9A9A"


@dataclass(frozen=True, slots=True)
class Step:
    """One bar: its name, the dollars it adds (holds, if it is a level), and where it ends."""

    name: str
    dollars: float
    end: float
    is_level: bool = False


def waterfall_chart(explained: Explanation) -> Chart:
    """Chart what each reason adds to the dollars in small caps, from today to after the trades."""
    proposal = explained.proposal
    steps = small_cap_steps(explained)
    held, after = steps[0].end, steps[-1].end
    whole = float(proposal.brief.household.value)
    done = "after the trades" if proposal.advice is Advice.TRADE else "after trades not advised"
    return Chart(
        title=_title(steps, proposal),
        subtitle=(
            "Dollars in small caps, seen through funds: what each reason adds (Shapley values), "
            "and what there is then."
        ),
        sight=(
            f"Small caps are {_dollars(held)} today, {signed_percent(held / whole).lstrip('+')} of "
            f"the portfolio, and {_dollars(after)}, "
            f"{signed_percent(after / whole).lstrip('+')}, {done}; each bar between is the part of "
            "one reason, and they sum to the difference."
        ),
        source=(
            f"Data of {long_date(proposal.snapshot.as_of)}; run {proposal.run.id[:12]}. A driver's "
            "part is its average effect over every order in which reasons could act. Leveraged "
            "funds count with their multiple."
        ),
        rows=(
            ("", "adds, dollars", "small caps, dollars"),
            *(_row(step) for step in steps),
        ),
        align="lrr",
        draw=lambda sheet: _draw([s for s in steps if _is_shown(s)], sheet),
        below=0.6,
    )


def small_cap_steps(explained: Explanation) -> tuple[Step, ...]:
    """
    Walk from the dollars in small caps today to those after the candidate trades.

    The part of a reason is the sum over trades of its dollars, each times the small-cap share of
    the fund's index and the fund's multiple.
    """
    held = _held(explained.proposal)
    weights = _small_shares(explained.proposal)
    parts = {
        name: fsum(
            weights[each.trade.symbol] * float(each.parts[name]) for each in explained.trades
        )
        for name in _names(explained.trades)
    }
    steps = [Step("held today", held, held, is_level=True)]
    for name, dollars in parts.items():
        steps.append(Step(_said(name), dollars, steps[-1].end + dollars))
        if name == NEUTRAL:
            steps.append(Step("neutral mix", steps[-1].end, steps[-1].end, is_level=True))
    done = "after the\ntrades" if explained.proposal.advice is Advice.TRADE else "if traded"
    return (*steps, Step(done, steps[-1].end, steps[-1].end, is_level=True))


def _names(trades: tuple[TradeReasons, ...]) -> list[str]:
    """List the reasons: neutral first, then drivers, then what holds them back."""
    names = list(trades[0].parts) if trades else []
    return [name for name in names if name not in _LAST] + [n for n in _LAST if n in names]


def _held(proposal: Proposal) -> float:
    """Measure the dollars in small caps today."""
    weights = _small_shares(proposal)
    return fsum(
        weights[position.fund.symbol] * float(position.value)
        for position in proposal.brief.household.positions
    )


def _small_shares(proposal: Proposal) -> dict[str, float]:
    """Find the dollars in small caps that a dollar in each fund stands for."""
    household = proposal.brief.household
    shares = {index.name: index.small_share for index in household.indexes}
    funds = (position.fund for position in household.positions)
    return {fund.symbol: fund.multiple * shares[fund.index] for fund in funds}


def _said(name: str) -> str:
    """Say a reason in lines that fit below a bar."""
    return _NAMES.get(name) or clipped(spoken(name), 2 * _LETTERS).replace(" ", "\n", 1)


def _title(steps: tuple[Step, ...], proposal: Proposal) -> str:
    """Say how far small caps go, and how much of it the drivers ask for."""
    held, after = steps[0].end, steps[-1].end
    parts = [step for step in steps if not step.is_level]
    if not parts:
        return f"No trade is weighed: small caps stay at {_dollars(held)}"
    apart = {_said(name) for name in (NEUTRAL, *_LAST)}
    neutral = fsum(step.dollars for step in parts if step.name == _said(NEUTRAL))
    views = fsum(step.dollars for step in parts if step.name not in apart)
    would = "go" if proposal.advice is Advice.TRADE else "would go"
    return (
        f"Small caps {would} from {_dollars(held)} to {_dollars(after)}: {_signed(neutral)} to "
        f"return to the neutral mix, {_signed(views)} for the views"
    )


def _draw(steps: list[Step], sheet: Sheet) -> None:
    """Draw levels as bars from zero, and reasons between them."""
    (axes,) = sheet.panels((1,), left=1.1, right=0.4)
    quiet(axes)
    for at, step in enumerate(steps):
        start = 0.0 if step.is_level else step.end - step.dollars
        colour = TOTAL if step.is_level else BLUE if step.dollars > 0 else VERMILLION
        axes.bar(at, step.end - start, bottom=start, width=0.62, color=colour)
        text = _dollars(step.end) if step.is_level else _signed(step.dollars)
        axes.annotate(
            text,
            (at, max(start, step.end)),
            xytext=(0, 5),
            textcoords="offset points",
            ha="center",
            fontsize=TEXT,
            color=INK,
        )
        if at + 1 < len(steps):
            axes.plot([at + 0.31, at + 0.69], [step.end, step.end], color=MUTED, linewidth=0.8)
    _finish(axes, steps)


def _finish(axes: Axes, steps: list[Step]) -> None:
    """Set the limits and write what each bar is."""
    size = TEXT if len(steps) <= 11 else TEXT - 2
    axes.set_xticks(range(len(steps)), [step.name for step in steps], color=INK, fontsize=size)
    axes.set_xlim(-0.6, len(steps) - 0.4)
    low, high = axes.get_ylim()
    axes.set_ylim(low, high + 0.04 * (high - low))
    axes.axhline(0, color=INK, linewidth=0.9)
    labels(axes, _dollars)


def _is_shown(step: Step) -> bool:
    """Tell whether a bar can be seen."""
    return step.is_level or abs(step.dollars) >= _SHOWN


def _row(step: Step) -> tuple[str, str, str]:
    """Write one step for the table, to the cent."""
    name = step.name.replace("\n", " ")
    adds = "" if step.is_level else f"{round(step.dollars, 2) + 0.0:+,.2f}"
    return name, adds, f"{round(step.end, 2) + 0.0:,.2f}"


def _dollars(amount: float) -> str:
    """Write money to the dollar."""
    whole = round(amount)
    return f"-${-whole:,}" if whole < 0 else f"${whole:,}"


def _signed(amount: float) -> str:
    """Write money to the dollar, with its sign."""
    return f"+{_dollars(amount)}" if round(amount) > 0 else _dollars(amount)

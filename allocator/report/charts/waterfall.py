"""
What makes the small-cap holding of a proposal: from what is held to what is proposed.

Of the two steps that could be shown, from neutral to target or from equilibrium to expected return,
this one is of dollars that are traded: it has costs, limits and whole shares in it as well as the
drivers, and its parts are those of `allocator explain`, which sum to the trades to the cent.
"""

from __future__ import annotations

import textwrap
from functools import partial
from math import fsum
from typing import TYPE_CHECKING

from allocator.explanation.game import NEUTRAL
from allocator.explanation.small_caps import AT_NEUTRAL, HELD, HOLD_BACK, small_cap_steps
from allocator.model.fingerprint import fingerprint
from allocator.model.policy import Criterion
from allocator.model.proposal import Advice
from allocator.report.charts.chart import Chart
from allocator.report.charts.style import BLUE, INK, MUTED, TEXT, VERMILLION, labels, quiet
from allocator.report.explanation import reason
from allocator.report.numbers import dollars, long_date, percent, signed_dollars
from allocator.report.table import clipped

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from allocator.explanation import Explanation
    from allocator.explanation.small_caps import Step
    from allocator.model.proposal import Proposal
    from allocator.report.charts.style import Sheet

_LEVELS = {HELD: "held today", AT_NEUTRAL: "neutral mix"}
"""What each level is; the last depends on the advice."""

_SHOWN = 0.5
"""Dollars below which a reason has no bar; the table has them all."""

_LETTERS, _LINES = 12, 3
"""Of a line below a bar, and lines."""

_TOTAL = "#9A9A9A"

_whole = partial(dollars, digits=0)
_whole_signed = partial(signed_dollars, digits=0)


def waterfall_chart(explained: Explanation) -> Chart:
    """Chart what each reason adds to the dollars in small caps, from today to after the trades."""
    proposal = explained.proposal
    household = proposal.brief.household
    steps = small_cap_steps(household, explained.trades)
    names = [_name(step, proposal) for step in steps]
    held, after = steps[0].end, steps[-1].end
    value = float(household.value)
    done = "after the trades" if proposal.advice is Advice.TRADE else "after trades not advised"
    return Chart(
        title=_title(steps, proposal),
        subtitle=(
            "Dollars in small caps, seen through funds: what each reason adds (Shapley values), "
            "and what there is then."
        ),
        sight=(
            f"Small caps are {_whole(held)} today, {percent(held / value)} of the portfolio, and "
            f"{_whole(after)}, {percent(after / value)}, {done}; each bar between is the part of "
            "one reason, and they sum to the difference."
        ),
        source=(
            f"Data of {long_date(proposal.snapshot.as_of)}; run {fingerprint(proposal.run.id)}. "
            "A driver's part is its average effect over every order in which reasons could act. "
            "Leveraged funds count with their multiple."
        ),
        rows=(
            ("", "adds, dollars", "small caps, dollars"),
            *map(_row, names, steps),
        ),
        align="lrr",
        draw=lambda sheet: _draw(
            [each for each in zip(names, steps, strict=True) if _is_shown(each[1])], sheet
        ),
        below=0.8,
    )


def _name(step: Step, proposal: Proposal) -> str:
    """Say what a step is, a reason as `allocator explain` says it."""
    if not step.is_level:
        return reason(step.key, proposal)
    after = "after the trades" if proposal.advice is Advice.TRADE else "if traded"
    return _LEVELS.get(step.key, after)


def _title(steps: tuple[Step, ...], proposal: Proposal) -> str:
    """Say how far small caps go, and how much of it the drivers ask for."""
    held, after = steps[0].end, steps[-1].end
    parts = [step for step in steps if not step.is_level]
    if not parts:
        return f"No trade is weighed: small caps stay at {_whole(held)}"
    neutral = fsum(step.added for step in parts if step.key == NEUTRAL)
    views = fsum(step.added for step in parts if step.key not in {NEUTRAL, *HOLD_BACK})
    would = "go" if proposal.advice is Advice.TRADE else "would go"
    criterion = proposal.brief.policy.objective.criterion
    under = "" if criterion is Criterion.EXPECTED else f" under '{criterion}'"
    return (
        f"Small caps {would} from {_whole(held)} to {_whole(after)}: {_whole_signed(neutral)} to "
        f"return to the neutral mix, {_whole_signed(views)} for the views{under}"
    )


def _draw(shown: list[tuple[str, Step]], sheet: Sheet) -> None:
    """Draw levels as bars from zero, and reasons between them."""
    (axes,) = sheet.panels((1,), left=1.1, right=0.4)
    quiet(axes)
    for at, (_, step) in enumerate(shown):
        start = 0.0 if step.is_level else step.end - step.added
        colour = _TOTAL if step.is_level else BLUE if step.added > 0 else VERMILLION
        size = step.end - start
        axes.bar(at, size, bottom=start, width=0.62, color=colour, edgecolor=colour, linewidth=1)
        text = _whole(step.end) if step.is_level else _whole_signed(step.added)
        axes.annotate(
            text,
            (at, max(start, step.end)),
            xytext=(0, 5),
            textcoords="offset points",
            ha="center",
            fontsize=TEXT,
            color=INK,
        )
        if at + 1 < len(shown):
            axes.plot([at + 0.31, at + 0.69], [step.end, step.end], color=MUTED, linewidth=0.8)
    _finish(axes, [name for name, _ in shown])


def _finish(axes: Axes, names: list[str]) -> None:
    """Set the limits and write what each bar is."""
    size = TEXT if len(names) <= 10 else TEXT - 2
    axes.set_xticks(range(len(names)), list(map(_in_lines, names)), color=INK, fontsize=size)
    axes.set_xlim(-0.6, len(names) - 0.4)
    low, high = axes.get_ylim()
    axes.set_ylim(low, high + 0.04 * (high - low))
    axes.axhline(0, color=INK, linewidth=0.9)
    labels(axes, _whole)


def _in_lines(name: str) -> str:
    """Break a name into lines that fit below a bar."""
    text = clipped(name, _LINES * _LETTERS)
    return textwrap.fill(text, _LETTERS, max_lines=_LINES, placeholder=" ...")


def _is_shown(step: Step) -> bool:
    """Tell whether a bar can be seen."""
    return step.is_level or abs(step.added) >= _SHOWN


def _row(name: str, step: Step) -> tuple[str, str, str]:
    """Write one step for the table, to the cent."""
    adds = "" if step.is_level else signed_dollars(step.added).replace("$", "")
    return name, adds, dollars(step.end).replace("$", "")

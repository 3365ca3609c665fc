"""A what-if question as plain text: what was changed, and both answers side by side."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from allocator.model.proposal import Advice
from allocator.report.closing import disclaimer
from allocator.report.figures import limit_figures, small_caps
from allocator.report.heading import heading
from allocator.report.limits import band, in_words
from allocator.report.numbers import (
    bps,
    count,
    dollars,
    percent,
    signed_bps,
    signed_dollars,
    signed_percent,
    trimmed,
)
from allocator.report.reasons import spoken
from allocator.report.table import paragraph, table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from allocator.model.change import Alteration
    from allocator.model.proposal import Proposal
    from allocator.pipeline.what_if import WhatIf
    from allocator.report.origin import Origin

    Row = tuple[str, str, str, str]

RULE = "probabilities that are not set share the rest in proportion, so that all sum to 1"
"""How the other probabilities follow when some are set."""

SAME = "same"
"""What stands for no difference."""


def what_if_text(found: WhatIf, today: date, width: int, origin: Origin) -> str:
    """
    Write both answers for a person, side by side.

    Args:
        found: What to report.
        today: The day it is read on, from which the age of the data is told.
        width: The widest a line may be, at least 80.
        origin: Where the inputs came from.
    """
    head = heading(found.base, today, width, origin)
    sections = [
        [head[0].replace("Proposal", "What if,", 1), *head[1:]],
        alteration_lines(found.alterations, width),
        paragraph(f"Answer: {_answer(found)}", width, hang=2),
        _side_by_side(found, width),
        _binding(found, width),
        paragraph(
            "Your files are as they were. 'allocator propose' gives the base in full; to have the "
            "other in full, write the changes into the policy and the scenarios.",
            width,
        ),
        disclaimer(width),
    ]
    return "\n\n".join("\n".join(lines) for lines in sections if lines) + "\n"


def alteration_lines(found: Sequence[Alteration], width: int) -> list[str]:
    """Tabulate what was changed, then the probabilities that followed."""
    if not found:
        return ["Nothing is changed: every key has that value already."]
    asked = [each for each in found if not each.follows]
    follows = [each for each in found if each.follows]
    rows = [("", "base", "changed")]
    rows += [(each.key, shown(each.before), shown(each.after)) for each in asked]
    rows += [(each.key, shown(each.before), _short(each.after)) for each in follows]
    lines = table(rows, "lrr", width, title="Changed")
    if not follows:
        return lines
    cut = len(asked) + 1
    return [*lines[:cut], *paragraph(f"and, as {RULE}:", width, indent=2), *lines[cut:]]


def shown(value: object) -> str:
    """
    Write a value as it would stand in its file.

    Example:
        >>> shown(0.25), shown(300.0), shown(None), shown(("QQQ", "SPY"))
        ('0.25', '300', 'none', 'QQQ, SPY')
        >>> shown((("S&P 500", 0.9), ("cash", 0.1)))
        'S&P 500 0.9, cash 0.1'
    """
    if isinstance(value, float):
        return f"{value:.10g}"
    if isinstance(value, tuple):
        return ", ".join(" ".join(map(shown, _parts(each))) for each in value) or "none"
    return "none" if value is None else str(value)


def _parts(entry: object) -> tuple[object, ...]:
    """Take a name with its weight apart."""
    return entry if isinstance(entry, tuple) else (entry,)


def step(value: float) -> str:
    """
    Write a value of a sweep: one that was typed in full, one between to six digits.

    Example:
        >>> step(0.25), step(300.0), step(1 / 11)
        ('0.25', '300', '0.0909091')
    """
    return f"{value:.6g}"


def _short(value: object) -> str:
    """Write a probability that came out of a division."""
    return f"{value:.4f}" if isinstance(value, float) else shown(value)


def _answer(found: WhatIf) -> str:
    """Say in a sentence what the changes do to small caps and to the trades."""
    base, changed = small_caps(found.base), small_caps(found.changed)
    if not found.alterations:
        return "the same, as nothing is changed."
    if base.target is None or changed.target is None:
        return f"{_trading(found)}. There are no small caps without equity."
    move = changed.target - base.target
    if percent(base.target) == percent(changed.target):
        caps = f"the small-cap target stays at {percent(base.target)} of equity"
    else:
        verb = "rises" if move > 0 else "falls"
        targets = f"from {percent(base.target)} to {percent(changed.target)}"
        caps = f"the small-cap target {verb} {targets} of equity"
    return f"with the changes {caps}, and {_trading(found)}."


def _trading(found: WhatIf) -> str:
    """Say what becomes of the trades."""
    base, changed = found.base, found.changed
    if base.trades == changed.trades:
        none = base.advice is Advice.NOTHING
        return "the advice is still to do nothing" if none else "the trades are the same"
    if changed.advice is Advice.NOTHING:
        return "the advice is then to do nothing"
    if base.advice is Advice.NOTHING:
        return f"there are then {count(len(changed.trades), 'trade')} to make"
    return "the trades differ"


def _side_by_side(found: WhatIf, width: int) -> list[str]:
    """Tabulate the figures of both answers in blocks, all in the same columns."""
    blocks = [
        ("Small caps, of equity", _small_cap_rows(found)),
        ("Trades, in shares", _trade_rows(found)),
        ("In all", _total_rows(found)),
        ("Expected a year, after the trades", _expected_rows(found)),
        ("Why: Russell 2000 minus S&P 500 over 12 months", _driver_rows(found)),
    ]
    rows: list[Row] = [("", "base", "changed", "difference")]
    starts: list[tuple[int, str]] = []
    for title, block in blocks:
        starts.append((len(rows), title))
        rows += block
    lines = table(rows, "lrrr", width)
    for at, title in reversed(starts):
        lines[at:at] = ["", title] if at > 1 else [title]
    return [lines[1] + lines[0][len(lines[1]) :], *lines[2:]]


def _small_cap_rows(found: WhatIf) -> list[Row]:
    """Show small caps at each stage, and the band."""
    bands = [band(small_caps(each)) for each in (found.base, found.changed)]
    return [
        _row(found, "small_cap_now", "now", percent, signed_percent),
        _row(found, "small_cap_target", "target", percent, signed_percent),
        _row(found, "small_cap_after", "after the trades", percent, signed_percent),
        ("band", *_pair(*bands)),
    ]


def _trade_rows(found: WhatIf) -> list[Row]:
    """Show the shares of every fund that either answer trades."""
    sides = [_shares(each) for each in (found.base, found.changed)]
    several = len({account for side in sides for account, _ in side}) > 1
    rows: list[Row] = []
    for account, symbol in sorted({*sides[0], *sides[1]}):
        base, changed = (side.get((account, symbol), Decimal(0)) for side in sides)
        label = f"{symbol} in {account}" if several else symbol
        difference = _signed_shares(changed - base) if changed != base else SAME
        rows.append((label, _signed_shares(base), _signed_shares(changed), difference))
    advised = [_advised(each) for each in (found.base, found.changed)]
    return [("advice", *_pair(*advised)), *rows]


def _advised(proposal: Proposal) -> str:
    """Write the advice in a cell."""
    if proposal.advice is Advice.NOTHING:
        return "do nothing"
    return count(len(proposal.trades), "trade")


def _shares(proposal: Proposal) -> dict[tuple[str, str], Decimal]:
    """List shares by account and symbol, negative for sales."""
    return {
        (trade.account, trade.symbol): trade.shares if trade.cash_change < 0 else -trade.shares
        for trade in proposal.trades
    }


def _signed_shares(shares: Decimal) -> str:
    """Write a number of shares as a change."""
    return f"{trimmed(shares):+,f}" if shares else "0"


def _total_rows(found: WhatIf) -> list[Row]:
    """Show what is traded, what it is worth, and how sure that is."""
    return [
        _row(found, "traded_usd", "value of the trades", dollars, signed_dollars),
        _row(found, "turnover", "turnover, one way", percent, signed_percent),
        _row(found, "gain", "gain of the best trades, a year", signed_bps, signed_bps),
        _row(found, "gain_usd", "  in dollars", signed_dollars, signed_dollars),
        _row(found, "gain_uncertainty", "  give or take", bps, signed_bps),
    ]


def _expected_rows(found: WhatIf) -> list[Row]:
    """Show return and risk."""
    return [
        _row(found, "expected_return", "return over cash, after fees", _percent_2, _change_2),
        _row(found, "volatility", "volatility", _percent_2, _change_2),
    ]


def _driver_rows(found: WhatIf) -> list[Row]:
    """Show what is expected of small over large, and what each driver adds."""
    names = [each.name for each in found.comparisons]
    parts = names[names.index("small_minus_large") + 1 :]
    total = _row(found, "small_minus_large", "expected in all", _change_2, _change_2)
    return [*(_row(found, name, spoken(name), _change_2, _change_2) for name in parts), total]


def _row(
    found: WhatIf,
    name: str,
    label: str,
    write: Callable[[float], str],
    write_difference: Callable[[float], str],
) -> Row:
    """Show one figure of both answers, and the difference where it would show."""
    each = next(each for each in found.comparisons if each.name == name)
    base, changed = (
        "none" if value is None else write(value) for value in (each.base, each.changed)
    )
    gap = "" if each.difference is None else write_difference(each.difference)
    return (label, base, changed, SAME if base == changed else gap)


def _pair(base: str, changed: str) -> tuple[str, str, str]:
    """Set two texts side by side."""
    return (base, changed, SAME if base == changed else "")


def _percent_2(fraction: float) -> str:
    """Write a fraction to a hundredth of a percent."""
    return percent(fraction, 2)


def _change_2(fraction: float) -> str:
    """Write a change to a hundredth of a percent."""
    return signed_percent(fraction, 2)


def _binding(found: WhatIf, width: int) -> list[str]:
    """Name the limits that bind in each answer."""
    said = [
        ", ".join(
            f"'{in_words(figure.reading.name)}'" for figure in limit_figures(each) if figure.binding
        )
        or "none"
        for each in (found.base, found.changed)
    ]
    text = said[0] if said[0] == said[1] else f"base {said[0]}; changed {said[1]}"
    return paragraph(f"Limits that bind: {text}.", width, hang=2)

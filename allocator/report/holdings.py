"""The portfolio at each stage: weights by index and fund."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from allocator.report.figures import (
    TINY,
    Line,
    cash_line,
    financing_lines,
    fund_lines,
    index_lines,
)
from allocator.report.numbers import percent, signed_percent
from allocator.report.table import paragraph, table

if TYPE_CHECKING:
    from allocator.model.proposal import Proposal


def weight_lines(proposal: Proposal, width: int) -> list[str]:
    """
    Tabulate weights now, neutral, at the target and after: each index with its funds.

    Index rows are exposures and fund rows are money: they differ for leveraged funds alone. The
    rows that are not indented sum to one at each stage.
    """
    funds = {line.name: line for line in fund_lines(proposal) if not line.is_empty}
    rows: list[tuple[str, ...]] = [("", "now", "neutral", "target", "after", "change")]
    for index in index_lines(proposal):
        tracking = _symbols(proposal, index.name)
        inside = [funds[symbol] for symbol in tracking if symbol in funds]
        if inside or not index.is_empty:
            rows += _index_rows(index, inside)
    rows += _cash_rows(proposal)
    return [*table(rows, "lrrrrr", width, title="Weights"), *_flow_lines(proposal, width)]


def _flow_lines(proposal: Proposal, width: int) -> list[str]:
    """Say what the weights are fractions of where money comes or goes."""
    if not proposal.portfolio.cash_flows:
        return []
    text = "Fractions of the portfolio once money is put in or taken out; so is the cash now."
    return paragraph(text, width, indent=2)


def _index_rows(index: Line, funds: list[Line]) -> list[tuple[str, ...]]:
    """Write an index and its funds, or one row where they are the same."""
    if len(funds) == 1 and abs(funds[0].now - index.now) + abs(funds[0].after - index.after) < TINY:
        return [_row(replace(index, name=f"{index.name} ({funds[0].name})"))]
    return [_row(index), *(_row(fund, indent="  ") for fund in funds)]


def _cash_rows(proposal: Proposal) -> list[tuple[str, ...]]:
    """Write cash as the limits count it, less what leveraged funds owe; then both parts."""
    cash, through = cash_line(proposal), financing_lines(proposal)
    parts = (cash, *through)
    whole = Line(
        name="cash",
        now=sum(each.now for each in parts),
        target=sum(each.target for each in parts),
        after=sum(each.after for each in parts),
        neutral=cash.neutral,
    )
    if not through:
        return [_row(whole)]
    inside = [replace(cash, name="in accounts", neutral=None)]
    inside += [replace(each, name=_financing(each)) for each in through]
    return [_row(whole), *(_row(each, indent="  ") for each in inside)]


def _financing(line: Line) -> str:
    """Say what a fund's financing is: a leveraged fund owes, an inverse one has sold."""
    owed = min(line.now, line.target, line.after) < 0
    return f"{'borrowed' if owed else 'held as cash'} through {line.name}"


def _symbols(proposal: Proposal, index: str) -> list[str]:
    """List the funds on one index, sorted."""
    positions = proposal.brief.household.positions
    return sorted({each.fund.symbol for each in positions if each.fund.index == index})


def _row(line: Line, indent: str = "") -> tuple[str, ...]:
    """Write one line of weights."""
    neutral = "" if line.neutral is None else percent(line.neutral)
    return (
        indent + line.name,
        percent(line.now),
        neutral,
        percent(line.target),
        percent(line.after),
        signed_percent(line.after - line.now),
    )

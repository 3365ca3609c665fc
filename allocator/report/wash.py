"""Wash sales as a proposal treats them: what is kept or barred, what to leave alone until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from allocator.model.tax import Stance
from allocator.model.trades import Side
from allocator.report.numbers import dollars, long_date, number
from allocator.report.prices import concerned
from allocator.report.tax_figures import taxed_sales
from allocator.trades.tax.wash_bars import bars
from allocator.trades.tax.wash_household import history_of
from allocator.trades.tax.wash_sales import WINDOW_DAYS

if TYPE_CHECKING:
    from datetime import date

    from allocator.model.lots import TaxLot
    from allocator.model.proposal import Proposal
    from allocator.trades.tax.wash_bars import Bar
    from allocator.trades.tax.wash_history import History

_GROUP = 6
"""So many tickers of a group of identical funds are named, those that are held or traded first."""


@dataclass(frozen=True, slots=True)
class Harvest:
    """
    A fund sold at a loss in taxable accounts, all its losses together in dollars.

    `identical` are the tickers, its own among them, of which none may be bought before `until` in
    any account, or the loss does not count; `replacements` are the policy's funds to put in its
    place, as far as they are bought.
    """

    symbol: str
    loss: Decimal
    identical: tuple[str, ...]
    until: date
    replacements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WashFigures:
    """
    What a proposal does about wash sales.

    Attributes:
        harvests: Losses that it takes.
        barred: Purchases that a past sale forbids, by ticker.
        kept: Lots that are not sold, each with its account and fund.
        groups: Groups of identical funds of which any is held or traded.
    """

    harvests: tuple[Harvest, ...]
    barred: dict[str, Bar]
    kept: tuple[tuple[str, str, TaxLot], ...]
    groups: tuple[tuple[str, ...], ...]


def wash_figures(proposal: Proposal) -> WashFigures:
    """Collect what a proposal does about wash sales."""
    household = proposal.brief.household
    history = history_of(
        household, proposal.portfolio, proposal.brief.policy.tax, proposal.snapshot
    )
    ours = {position.fund.symbol for position in concerned(proposal)}
    names = [account.name for account in household.accounts]
    barred = bars(history, proposal.run.on).purchases
    sold = {(t.account, t.symbol, lot.acquired) for t in proposal.trades for lot in t.lots}
    return WashFigures(
        harvests=_harvests(proposal, history),
        barred={symbol: barred[symbol] for symbol in sorted(barred)},
        kept=tuple(
            (names[position.account], position.fund.symbol, lot)
            for position in household.positions
            for lot in position.lots
            if lot.kept
            or (
                lot.waits
                and (names[position.account], position.fund.symbol, lot.acquired) not in sold
            )
        ),
        groups=tuple(g for g in history.identical.groups if not ours.isdisjoint(g)),
    )


def harvest_lines(found: WashFigures) -> list[str]:
    """Say which losses are taken, what stands in for them, and what to leave alone until when."""
    if not found.harvests:
        return []
    each = [
        f"{one.symbol} {dollars(one.loss)}"
        + (f" ({' and '.join(one.replacements)} in its place)" if one.replacements else "")
        for one in found.harvests
    ]
    identical = sorted({symbol for one in found.harvests for symbol in one.identical})
    text = (
        f"Losses taken: {', '.join(each)}. They count only if neither you nor your spouse buys "
        f"{_or(identical)} in any account before {long_date(found.harvests[0].until)}, reinvested "
        "dividends included."
    )
    return [text]


def bar_lines(found: WashFigures, proposal: Proposal) -> list[str]:
    """Say what may not be bought, where any of it is held or could have been bought."""
    known = {position.fund.symbol for position in proposal.brief.household.positions}
    by_day: dict[tuple[str, date], list[str]] = {}
    for symbol, bar in found.barred.items():
        sold = bar.reason.partition(", which")[0]
        by_day.setdefault((sold, bar.first_day), []).append(symbol)
    return [
        f"Not bought before {long_date(day)}: {', '.join(symbols)}; {sold}."
        for (sold, day), symbols in by_day.items()
        if not known.isdisjoint(symbols)
    ]


def kept_lines(found: WashFigures, *, several: bool) -> list[str]:
    """Say which lots are kept, those with one reason together."""
    groups: dict[tuple[str, str, str], list[TaxLot]] = {}
    for account, symbol, lot in found.kept:
        groups.setdefault((account, symbol, lot.kept or lot.waits), []).append(lot)
    said = []
    for (account, symbol, why), lots in groups.items():
        shares = number(sum((lot.shares for lot in lots), Decimal(0)))
        days = [str(lot.acquired) for lot in lots if lot.acquired]
        of = f" in {len(lots)} lots" if len(lots) > 1 else f" of {days[0]}" if days else ""
        where = f" in {account}" if several else ""
        said.append(f"Kept: {shares} {symbol}{of}{where}: {why}.")
    return said


def stance_line(found: WashFigures, proposal: Proposal) -> str:
    """Say which funds count as identical, whose decision that is, and what nobody here can see."""
    stance = proposal.brief.policy.tax.wash_sales
    ours = {position.fund.symbol for position in concerned(proposal)}
    same = (
        "funds on one index count" if stance is Stance.SAME_INDEX else "only a fund itself counts"
    )
    groups = "; ".join(_group(group, ours) for group in found.groups)
    return (
        f"Wash sales: {same} as identical (tax.wash_sales = {stance.value!r}; nobody has ruled on "
        f"it){': ' + groups if groups else ''}. Seen is only what your files show: purchases in "
        "accounts that were not given, and reinvested dividends, can still make one."
    )


def _harvests(proposal: Proposal, history: History) -> tuple[Harvest, ...]:
    """Add up the losses that are taken, by fund."""
    losses: dict[str, Decimal] = {}
    for sale in taxed_sales(proposal):
        for lot in sale.lots:
            if lot.gain is not None and lot.gain < 0:
                losses[sale.symbol] = losses.get(sale.symbol, Decimal(0)) - lot.gain
    bought = {trade.symbol for trade in proposal.trades if trade.side is Side.BUY}
    stand_ins = dict(proposal.brief.policy.funds.substitutes)
    return tuple(
        Harvest(
            symbol=symbol,
            loss=loss,
            identical=history.identical.kin(symbol),
            until=proposal.run.on + timedelta(days=WINDOW_DAYS + 1),
            replacements=tuple(each for each in stand_ins.get(symbol, ()) if each in bought),
        )
        for symbol, loss in sorted(losses.items())
    )


def _group(group: tuple[str, ...], ours: set[str]) -> str:
    """Write a group, what is held or traded first."""
    ordered = sorted(group, key=lambda symbol: (symbol not in ours, symbol))
    more = f" and {len(group) - _GROUP} more" if len(group) > _GROUP else ""
    return " = ".join(ordered[:_GROUP]) + more


def _or(symbols: list[str]) -> str:
    """Join tickers."""
    *most, last = symbols
    return f"{', '.join(most)} or {last}" if most else last

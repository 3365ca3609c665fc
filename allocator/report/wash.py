"""Wash sales as a proposal treats them: what is kept or barred, what to leave alone until when."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from allocator.model.tax import Stance
from allocator.model.trades import Side
from allocator.report.numbers import dollars, long_date, number
from allocator.report.prices import concerned
from allocator.report.tax_figures import taxed_sales
from allocator.trades.ledger import moved_positions, same_day
from allocator.trades.tax.wash_bars import bars
from allocator.trades.tax.wash_history import day_after_window
from allocator.trades.tax.wash_household import history_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from allocator.model.household import Position
    from allocator.model.lots import TaxLot
    from allocator.model.proposal import Proposal
    from allocator.trades.tax.wash_bars import Bar
    from allocator.trades.tax.wash_history import HeldLot, History

_GROUP = 6
"""So many tickers of a group of identical funds are named, those that are held or traded first."""


@dataclass(frozen=True, slots=True)
class Harvest:
    """
    A fund sold at a loss in taxable accounts, all its losses together in dollars.

    `identical` are the tickers, its own among them, of which none may be bought before `until` in
    any account, or the loss does not count; `replacements` are the policy's funds to put in its
    place, as far as they are bought; `together` are the recent lots of which all must be sold the
    same day, as proposed, for the loss to count.
    """

    symbol: str
    loss: Decimal
    identical: tuple[str, ...]
    until: date
    replacements: tuple[str, ...]
    together: tuple[HeldLot, ...] = ()


@dataclass(frozen=True, slots=True)
class KeptLot:
    """A lot that may not be sold, or not by itself, and why, once the trades are made."""

    account: str
    symbol: str
    lot: TaxLot
    why: str


@dataclass(frozen=True, slots=True)
class WashFigures:
    """
    What a proposal does about wash sales.

    Attributes:
        harvests: Losses that it takes.
        barred: Purchases that a past sale forbids, by ticker.
        kept: Lots that may not be sold.
        groups: Groups of identical funds of which any is held or traded.
    """

    harvests: tuple[Harvest, ...]
    barred: dict[str, Bar]
    kept: tuple[KeptLot, ...]
    groups: tuple[tuple[str, ...], ...]


def wash_figures(proposal: Proposal) -> WashFigures:
    """Collect what a proposal does about wash sales."""
    household = proposal.brief.household
    history = history_of(
        household, proposal.portfolio, proposal.brief.policy.tax, proposal.snapshot
    )
    ours = {position.fund.symbol for position in concerned(proposal)}
    barred = bars(history, proposal.run.on)
    return WashFigures(
        harvests=_harvests(proposal, history),
        barred={symbol: barred.purchases[symbol] for symbol in sorted(barred.purchases)},
        kept=tuple(_kept(proposal, barred.losses)),
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
        "dividends included"
    )
    return [f"{text}{_together(found.harvests)}."]


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
    for each in found.kept:
        groups.setdefault((each.account, each.symbol, each.why), []).append(each.lot)
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
            if lot.gain is not None and lot.is_at_a_loss:
                losses[sale.symbol] = losses.get(sale.symbol, Decimal(0)) - lot.gain
    bought = {trade.symbol for trade in proposal.trades if trade.side is Side.BUY}
    together = _sold_together(proposal, history)
    stand_ins = dict(proposal.brief.policy.funds.substitutes)
    return tuple(
        Harvest(
            symbol=symbol,
            loss=loss,
            identical=history.identical.kin(symbol),
            until=day_after_window(proposal.run.on),
            replacements=tuple(each for each in stand_ins.get(symbol, ()) if each in bought),
            together=together.get(symbol, ()),
        )
        for symbol, loss in sorted(losses.items())
    )


def _sold_together(proposal: Proposal, history: History) -> dict[str, tuple[HeldLot, ...]]:
    """List by fund the recent lots that its loss waits for, where lots are sold that do wait."""
    positions = proposal.brief.household.positions
    waiting = [each for each in positions if _waiting(each)]
    left = moved_positions(proposal.brief, proposal.trades, waiting)
    kin = {
        before.fund.symbol: before.kin
        for before, after in zip(waiting, left, strict=True)
        if _waiting(after) < _waiting(before)
    }
    lots = [(position.kin, lot) for position in positions for lot in position.all_lots]
    recent = [
        (own, held) for (own, lot), held in zip(lots, history.lots, strict=True) if lot.recent
    ]
    return {symbol: tuple(held for own, held in recent if own == kin[symbol]) for symbol in kin}


def _waiting(position: Position) -> Decimal:
    """Count the shares on which a loss counts only if recent lots are sold with them."""
    return sum((lot.shares for lot in position.lots if lot.waits), Decimal(0))


def _kept(proposal: Proposal, losses: tuple[Bar | None, ...]) -> Iterator[KeptLot]:
    """
    List the lots that may not be sold, with what is true of them after the trades.

    What is bought now bars a loss for longer than what was bought before. Where all recent lots of
    a kin are sold, a loss that waited for that is barred no longer.
    """
    household = proposal.brief.household
    cleared, bought = same_day(proposal.brief, proposal.trades).cleared, _bought(proposal)
    counts_from = day_after_window(proposal.run.on)
    lots = [(position, lot) for position in household.positions for lot in position.all_lots]
    for (position, lot), bar in zip(lots, losses, strict=True):
        now = bought.get(position.kin) if lot.is_at_a_loss(position.proceeds) else None
        if now is not None and (lot.kept or lot.waits):
            why = f"{now}; a loss on {position.fund.symbol} counts from {counts_from}"
        elif lot.kept:
            why = lot.kept
        elif lot.waits and position.kin not in cleared:
            why = lot.waits if position.may_sell or bar is None else bar.reason
        else:
            continue
        yield KeptLot(household.accounts[position.account].name, position.fund.symbol, lot, why)


def _bought(proposal: Proposal) -> dict[str, str]:
    """Say by kin what is bought now, the first of several."""
    kin = {each.fund.symbol: each.kin for each in proposal.brief.household.positions}
    found: dict[str, str] = {}
    for trade in proposal.trades:
        if trade.side is Side.BUY and kin[trade.symbol]:
            words = f"{trade.symbol} is bought now in {trade.account}"
            found.setdefault(kin[trade.symbol], words)
    return found


def _together(harvests: tuple[Harvest, ...]) -> str:
    """Say which losses count only if recent lots are sold the same day, and which those are."""
    waiting: dict[tuple[HeldLot, ...], list[str]] = {}
    for one in harvests:
        if one.together:
            waiting.setdefault(one.together, []).append(one.symbol)
    said = ""
    for lots, symbols in waiting.items():
        shares: dict[tuple[str, date | None], Decimal] = {}
        for lot in lots:
            key = lot.symbol, lot.acquired
            shares[key] = shares.get(key, Decimal(0)) + lot.shares
        each = [f"all {number(n)} {symbol} bought on {day}" for (symbol, day), n in shares.items()]
        those = "that" if len(symbols) == 1 else "those"
        said += f", and {those} on {' and '.join(symbols)} only if {' and '.join(each)} are sold "
        said += "the same day"
    return said


def _group(group: tuple[str, ...], ours: set[str]) -> str:
    """Write a group, what is held or traded first."""
    ordered = sorted(group, key=lambda symbol: (symbol not in ours, symbol))
    more = f" and {len(group) - _GROUP} more" if len(group) > _GROUP else ""
    return " = ".join(ordered[:_GROUP]) + more


def _or(symbols: list[str]) -> str:
    """Join tickers."""
    *most, last = symbols
    return f"{', '.join(most)} or {last}" if most else last

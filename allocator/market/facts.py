"""
Dated facts that no price series holds, read from `facts.toml`.

A fact is used from its date on. Where a fund's fee or an index's small-cap share is not known for
an earlier day, the earliest known stands in, and the snapshot says so.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.errors import MarketDataError, Problem
from allocator.market import entries
from allocator.market.payouts import payout
from allocator.market.record import Record
from allocator.model.assets import AssetClass

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from allocator.market.payouts import Payout
    from allocator.model.snapshot import Valuation

_REMEDY = "correct the facts that ship with the package"


@dataclass(frozen=True, slots=True)
class IndexFact:
    """
    What an index is, by its provider's definition.

    `series` are the total returns that stand for it, `price_series` its level without dividends:
    the first of them as far as it goes, carried on by the next; `price_series_before` goes before
    that begins. A `measured` small-cap share is taken from holdings where they are known; the one
    here, of `share_on`, stands in elsewhere.
    """

    name: str
    asset_class: AssetClass
    small_share: float
    series: tuple[str, ...]
    price_series: tuple[str, ...]
    price_series_before: tuple[str, ...]
    source: str
    measured: bool
    share_on: date | None
    share_source: str


@dataclass(frozen=True, slots=True)
class Fee:
    """An expense ratio, a fraction per year, known to be in force on a day."""

    on: date
    ratio: float
    source: str


@dataclass(frozen=True, slots=True)
class FundFact:
    """What a fund is, and what it has charged; `par` funds are worth one dollar a share."""

    symbol: str
    name: str
    index: str
    multiple: float
    buyable: bool
    par: bool
    note: str
    fees: tuple[Fee, ...]

    def fee(self, as_of: date) -> Fee:
        """Find the fee in force, or the earliest one that is known."""
        known = [fee for fee in self.fees if fee.on <= as_of]
        return known[-1] if known else self.fees[0]


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that was known on a day and that a reader of the snapshot should know."""

    on: date
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Members:
    """The tickers of an index from a day on; classes of one company each have theirs."""

    index: str
    on: date
    tickers: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Facts:
    """All facts; those with a date are in its order."""

    indexes: tuple[IndexFact, ...]
    funds: tuple[FundFact, ...]
    valuations: tuple[Valuation, ...]
    remarks: tuple[Remark, ...]
    members: tuple[Members, ...]
    payouts: tuple[Payout, ...]

    def known_on(self, as_of: date) -> Facts:
        """Forget what was not known on a day; what indexes and funds are has no date."""
        return Facts(
            indexes=self.indexes,
            funds=self.funds,
            valuations=tuple(v for v in self.valuations if v.known_from <= as_of),
            remarks=tuple(r for r in self.remarks if r.on <= as_of),
            members=tuple(m for m in self.members if m.on <= as_of),
            payouts=tuple(p for p in self.payouts if p.on <= as_of),
        )


def read_facts(path: Path) -> Facts:
    """
    Read the facts.

    Raises:
        MarketDataError: If the file cannot be read, or a fact in it is missing or malformed.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise MarketDataError(Problem(path.name, f"cannot be read: {error}", _REMEDY)) from None
    facts = Record.of(document, path.name, _REMEDY)
    facts.only("index", "fund", "valuation", "remark", "members", "payout")
    read = Facts(
        indexes=tuple(map(_index, facts.records("index"))),
        funds=tuple(map(_fund, facts.records("fund"))),
        valuations=tuple(map(entries.valuation, facts.records("valuation"))),
        remarks=tuple(map(_remark, facts.records("remark"))),
        members=tuple(map(_members, facts.records("members"))),
        payouts=tuple(map(payout, facts.records("payout"))),
    )
    _check_names(facts, read)
    return read


def _check_names(facts: Record, read: Facts) -> None:
    """Refuse a name of an index or fund that is not described."""
    names = {index.name for index in read.indexes}
    for fund in read.funds:
        if fund.index not in names:
            facts.refuse(f"{fund.symbol} tracks {fund.index!r}, which is not described", "fund")
    for each in read.members:
        if each.index not in names:
            facts.refuse(f"{each.index!r} is not described", "members")
    symbols = {fund.symbol for fund in read.funds}
    for taxed in read.payouts:
        if taxed.of not in (symbols if taxed.fund else names):
            facts.refuse(f"{taxed.of!r} is not described", "payout")
        if taxed.like is not None and taxed.like not in symbols:
            facts.refuse(f"{taxed.of} is like {taxed.like!r}, which is not described", "payout")


def _index(record: Record) -> IndexFact:
    """Read what an index is."""
    measured = record.has("share_on")
    always = ("name", "asset_class", "small_share", "series", "source")
    share = ("share_on", "share_source") if measured else ()
    record.only(*always, *share, optional=("price_series", "price_series_before"))
    return IndexFact(
        name=record.text("name"),
        asset_class=record.word("asset_class", AssetClass),
        small_share=record.number("small_share", 0, 1),
        series=record.texts("series"),
        price_series=_names(record, "price_series"),
        price_series_before=_names(record, "price_series_before"),
        source=record.text("source"),
        measured=measured,
        share_on=record.day("share_on") if measured else None,
        share_source=record.text("share_source") if measured else "",
    )


def _names(record: Record, key: str) -> tuple[str, ...]:
    """Read a list of names that may be left out."""
    return record.texts(key) if record.has(key) else ()


def _fund(record: Record) -> FundFact:
    """Read what a fund is; unless said otherwise it is unleveraged, bought, and has a market."""
    record.only("symbol", "name", "index", "fees", optional=("multiple", "buyable", "par", "note"))
    fees = tuple(map(_fee, record.records("fees")))
    if not fees or list(fees) != sorted(fees, key=lambda fee: fee.on):
        record.refuse("expected fees in order of date, at least one", "fees")
    return FundFact(
        symbol=record.text("symbol"),
        name=record.text("name"),
        index=record.text("index"),
        multiple=record.number("multiple") if record.has("multiple") else 1.0,
        buyable=record.flag("buyable") if record.has("buyable") else True,
        par=record.flag("par") if record.has("par") else False,
        note=record.text("note") if record.has("note") else "",
        fees=fees,
    )


def _fee(record: Record) -> Fee:
    """Read an expense ratio, written in percent as issuers do."""
    record.only("on", "percent", "source")
    ratio = round(record.number("percent", 0, 10) / 100, 8)
    return Fee(record.day("on"), ratio, record.text("source"))


def _remark(record: Record) -> Remark:
    """Read a remark."""
    record.only("on", "text", "source")
    return Remark(record.day("on"), record.text("text"), record.text("source"))


def _members(record: Record) -> Members:
    """Read the members of an index, each ticker once."""
    record.only("index", "on", "tickers", "source")
    tickers = record.texts("tickers")
    if len(set(tickers)) < len(tickers):
        record.refuse("names a ticker twice", "tickers")
    return Members(record.text("index"), record.day("on"), tickers, record.text("source"))

"""Entries on indexes, funds and their risk: what there is to hold, and how it moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.model.assets import AssetClass, Fund, Income, Index, PriceBasis
from allocator.model.snapshot import Completion, RiskModel

if TYPE_CHECKING:
    from allocator.market.record import Record


def index(record: Record) -> Index:
    """Read an index; its small-cap share is a fraction."""
    record.only("name", "asset_class", "small_share", "source")
    return Index(
        name=record.text("name"),
        asset_class=record.word("asset_class", AssetClass),
        small_share=record.number("small_share", 0, 1),
        source=record.text("source"),
    )


def fund(record: Record) -> Fund:
    """Read a fund; without a price of ours its basis is the user's file."""
    always = ("symbol", "name", "index", "expense_ratio", "multiple", "buyable")
    record.only(*always, "price_basis", "source", optional=("price", "price_date", "income"))
    found = Fund(
        symbol=record.text("symbol"),
        name=record.text("name"),
        index=record.text("index"),
        expense_ratio=record.number("expense_ratio", 0, 0.1),
        multiple=record.number("multiple", -5, 5),
        buyable=record.flag("buyable"),
        price=record.price("price") if record.has("price") else None,
        price_basis=record.word("price_basis", PriceBasis),
        price_date=record.day("price_date") if record.has("price_date") else None,
        source=record.text("source"),
        income=_income(record.record("income")) if record.has("income") else None,
    )
    if found.multiple == 0:
        record.refuse("a fund has some exposure", "multiple")
    if (found.price is None) is not (found.price_basis is PriceBasis.FILE):
        record.refuse("a price and its basis go together", "price_basis")
    from_market = found.price_basis not in {PriceBasis.FILE, PriceBasis.PAR}
    if (found.price_date is not None) is not from_market:
        record.refuse("a market price has a date, and only that", "price_date")
    return found


def _income(record: Record) -> Income:
    """Read what a fund paid out; the parts by taxation add up to at most 1."""
    record.only("rate", "qualified", "exempt", "as_of", "source")
    found = Income(
        rate=record.number("rate", 0, 1),
        qualified=record.number("qualified", 0, 1),
        exempt=record.number("exempt", 0, 1),
        as_of=record.day("as_of"),
        source=record.text("source"),
    )
    if found.qualified + found.exempt > 1:
        record.refuse("qualified and exempt are parts of one whole", "exempt")
    return found


def risk(record: Record) -> RiskModel:
    """Read the covariance, shape (n, n), with its n labels and its sample."""
    described = ("estimator", "start", "end", "weeks", "condition", "completions")
    record.only(*described, "indexes", "covariance")
    try:
        return RiskModel(
            indexes=record.texts("indexes"),
            covariance=np.array(record.rows("covariance")),
            estimator=record.text("estimator"),
            start=record.day("start"),
            end=record.day("end"),
            weeks=record.whole("weeks", 2),
            condition=record.number("condition", 1),
            completions=tuple(map(_completion, record.records("completions"))),
        )
    except ValueError as error:
        record.refuse(str(error), "covariance")


def _completion(record: Record) -> Completion:
    """Read how the weeks that an index lacks were filled."""
    keys = ("index", "nearest", "side", "filled", "weeks", "beta", "r_squared")
    record.only(*keys, "residual_volatility")
    return Completion(
        index=record.text("index"),
        nearest=record.text("nearest"),
        side=record.text("side"),
        filled=record.whole("filled", 1),
        weeks=record.whole("weeks", 2),
        beta=record.number("beta"),
        r_squared=record.number("r_squared", 0, 1),
        residual_volatility=record.number("residual_volatility", 0),
    )

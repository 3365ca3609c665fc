"""The entries of a snapshot file as values of the model, each checked on its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.errors import MarketDataError, Problem, Severity
from allocator.market.record import Record
from allocator.model.assets import AssetClass, Fund, Index, PriceBasis
from allocator.model.quality import Check, Finding
from allocator.model.rate_cycle import Phase, RateChange
from allocator.model.snapshot import (
    Completion,
    IndexSize,
    Input,
    RiskModel,
    Valuation,
    ValuationHistory,
)
from allocator.model.views import (
    Chance,
    Episode,
    Evidence,
    PauseRule,
    Robustness,
    StartRange,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

GIVE_YIELD = "give earnings_yield, earnings over price, which stays defined, with its mean and sd"

_LEAST = 1e-9
"""What must be positive is at least this."""


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
    record.only(*always, "price_basis", "source", optional=("price", "price_date"))
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
    )
    if found.multiple == 0:
        record.refuse("a fund has some exposure", "multiple")
    if (found.price is None) is not (found.price_basis is PriceBasis.FILE):
        record.refuse("a price and its basis go together", "price_basis")
    from_market = found.price_basis not in {PriceBasis.FILE, PriceBasis.PAR}
    if (found.price_date is not None) is not from_market:
        record.refuse("a market price has a date, and only that", "price_date")
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


def rate_change(record: Record) -> RateChange:
    """Read a change of the policy rate, in percent points and percent."""
    record.only("announced", "change", "upper", "lower", "source")
    change = record.number("change", -20, 20)
    if change == 0:
        record.refuse("a change is not zero", "change")
    return RateChange(
        announced=record.day("announced"),
        change=change,
        upper=record.number("upper", -5, 30),
        lower=record.number("lower", -5, 30),
        source=record.text("source"),
    )


def episodes(record: Record) -> Mapping[Phase, Evidence]:
    """Read the evidence of every phase, in the order of the cycle."""
    record.only(*Phase)
    return {phase: sample(record.record(phase)) for phase in Phase}


def witness(record: Record) -> Mapping[Phase, Evidence]:
    """Read the evidence of another record, of every phase or, where there is none, of none."""
    return episodes(record) if record.values else {}


def robustness(record: Record) -> Mapping[Phase, Robustness]:
    """Read how far the evidence of each phase depends on choices."""
    record.only(*Phase)
    return {phase: _robustness(record.record(phase)) for phase in Phase}


def valuation(record: Record) -> Valuation:
    """Read a price-earnings ratio or an earnings yield with the history it is held against."""
    measures = ("price_earnings", "earnings_yield")
    keys = ("index", "on", "definition", "mean_5y", "sd_5y", "reference_date", "note", "source")
    record.only(*keys, optional=(*measures, "relative_to"))
    found = Valuation(
        index=record.text("index"),
        price_earnings=_ratio(record) if record.has("price_earnings") else None,
        on=record.day("on"),
        definition=record.text("definition"),
        mean_5y=_positive(record, "mean_5y"),
        sd_5y=_positive(record, "sd_5y"),
        reference_date=record.day("reference_date"),
        note=record.text("note"),
        source=record.text("source"),
        earnings_yield=record.number("earnings_yield") if record.has("earnings_yield") else None,
        relative_to=record.text("relative_to") if record.has("relative_to") else None,
    )
    if sum(map(record.has, measures)) != 1:
        record.refuse("expected either price_earnings or earnings_yield")
    if found.relative_to == found.index:
        record.refuse("expected another index than index itself", "relative_to")
    if found.earnings_yield is not None and found.relative_to is None:
        for key in ("earnings_yield", "mean_5y"):
            if abs(record.number(key)) > 1:
                record.refuse("expected a fraction: 0.055 means 5.5 %", key)
    return found


def _positive(record: Record, key: str) -> float:
    """Read a mean that something is measured by, or a deviation."""
    number = record.number(key)
    if number < _LEAST:
        record.refuse("expected a positive number", key)
    return number


def _ratio(record: Record) -> float:
    """Read a price-earnings ratio; one that is negative says nothing of how dear an index is."""
    ratio = record.number("price_earnings")
    if ratio >= _LEAST:
        return ratio
    place = f"{record.place}: price_earnings"
    message = "is not positive, as where earnings add up to a loss"
    raise MarketDataError(Problem(place, message, GIVE_YIELD))


def valuation_history(record: Record) -> ValuationHistory:
    """Read past values of a ratio; as many months as values, in order."""
    record.only("index", "definition", "months", "values", "since", "mean", "source")
    months = Record({text: text for text in record.texts("months")}, record.place, record.remedy)
    found = ValuationHistory(
        index=record.text("index"),
        definition=record.text("definition"),
        months=tuple(months.day(text) for text in months.values),
        values=record.numbers("values"),
        since=record.day("since"),
        mean=record.number("mean", _LEAST),
        source=record.text("source"),
    )
    if not found.months:
        record.refuse("expected at least one month", "months")
    if len(found.months) != len(found.values) or list(found.months) != sorted(found.months):
        record.refuse("expected one value for each month, months in order", "values")
    return found


def used(record: Record) -> Input:
    """Read what is recorded of a series or table that was used."""
    record.only("name", "origin", "first", "last", "rows", "digest")
    return Input(
        name=record.text("name"),
        origin=record.text("origin"),
        first=record.day("first"),
        last=record.day("last"),
        rows=record.whole("rows", 1),
        digest=record.text("digest"),
    )


def finding(record: Record) -> Finding:
    """Read what a check of the data found."""
    record.only("check", "severity", "place", "message", "first", "last", "count", "others")
    return Finding(
        check=record.word("check", Check),
        severity=record.word("severity", Severity),
        place=record.text("place"),
        message=record.text("message"),
        first=record.day("first"),
        last=record.day("last"),
        count=record.whole("count", 1),
        others=record.texts("others"),
    )


def index_size(record: Record) -> IndexSize:
    """Read the market value of an index in billions of dollars."""
    record.only("index", "usd_bn", "on", "source")
    return IndexSize(
        index=record.text("index"),
        usd_bn=record.number("usd_bn", _LEAST),
        on=record.day("on"),
        source=record.text("source"),
    )


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


def sample(record: Record) -> Evidence:
    """Read a sample."""
    record.only("basis", "episodes", "baseline_mean", "source")
    return Evidence(
        basis=record.text("basis"),
        episodes=tuple(_episode(item) for item in record.records("episodes")),
        baseline_mean=record.number("baseline_mean"),
        source=record.text("source"),
    )


def _robustness(record: Record) -> Robustness:
    """Read what other choices would have given."""
    record.only("pauses", "starts", "sessions", optional=("chance",))
    return Robustness(
        pauses=tuple(_pause_rule(item) for item in record.records("pauses")),
        starts=tuple(_start_range(item) for item in record.records("starts")),
        sessions=record.whole("sessions", 0),
        chance=_chance(record.record("chance")) if record.has("chance") else None,
    )


def _pause_rule(record: Record) -> PauseRule:
    """Read the episodes under another rule of what a pause is."""
    record.only("days", "episodes")
    episodes = tuple(_episode(item) for item in record.records("episodes"))
    return PauseRule(record.whole("days", 1), episodes)


def _start_range(record: Record) -> StartRange:
    """Read what other days to begin an episode on would have given."""
    record.only("start", "least", "largest")
    return StartRange(record.day("start"), record.number("least"), record.number("largest"))


def _chance(record: Record) -> Chance:
    """Read how often dates that mean nothing match a sample."""
    record.only("random_dates", "draws", "seed", "shifted")
    return Chance(
        random_dates=record.number("random_dates", 0, 1),
        draws=record.whole("draws", 1),
        seed=record.whole("seed", 0),
        shifted=record.number("shifted", 0, 1),
    )


def _episode(record: Record) -> Episode:
    """Read one past case; returns are fractions."""
    record.only("start", "end", "small", "large")
    found = Episode(
        start=record.day("start"),
        end=record.day("end"),
        small=record.number("small", -1, 10),
        large=record.number("large", -1, 10),
    )
    if found.end <= found.start:
        record.refuse("ends before it starts", "end")
    return found

"""What a snapshot says of itself: where each kind of figure comes from, and what to know of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.market.covariance import Estimator

if TYPE_CHECKING:
    from collections.abc import Mapping

    from allocator.market.material import Material
    from allocator.model.snapshot import Completion

_BLUNT = {Estimator.LEDOIT_WOLF, Estimator.GERBER, Estimator.DENOISED}
"""Estimators whose tracking error of S&P 500 against Russell 1000 is 3.6 to 10.4 %; it is 1.0 %."""


def describe_sources(given: Material) -> Mapping[str, str]:
    """Say where each kind of figure comes from; `inputs` has the series one by one."""
    model = given.estimate.model
    chains = {
        fact.name: " then ".join(given.history.present(fact.series)) for fact in given.facts.indexes
    }
    standing = ", ".join(f"{name}: {chains[name]}" for name in model.indexes)
    kinds = {
        "prices": "closes as traded; where they end early, carried on by total returns less "
        "distributions; where there are none, adjusted closes",
        "income": "distributions of the year up to the last one, over the price; their taxation: "
        "allocator/bundled/facts.toml",
        "risk": f"{model.estimator}: covariance of {model.weeks} weekly total returns times 52, "
        f"weeks to Friday, condition number {model.condition:.3g}; {standing}",
        "rate_changes": "allocator/bundled/policy_rate.csv, then what the data say beyond it",
        "episodes": "entries into phases by the announced changes; twelve calendar months from the "
        "close of that day, next close where closed",
        "witness": "entries into phases by monthly means of the effective federal funds rate; the "
        "twelve months after the month of entry",
        "facts": "allocator/bundled/facts.toml: indexes, fees, taxation, valuations, each with a "
        "source",
    }
    if given.companies.capitalisation is not None:
        kinds["index_sizes"] = given.companies.capitalisation.origin
    if given.companies.mega_caps is not None:
        kinds["mega_caps"] = given.companies.mega_caps.source
    if given.companies.sectors:
        kinds["sectors"] = "; ".join(mix.source for mix in given.companies.sectors)
    return kinds


def notes_on(given: Material) -> tuple[str, ...]:
    """Say what a reader should know: what is missing, what stands in, what was repaired."""
    as_of, estimate = given.history.as_of, given.estimate
    notes = [f"{remark.text} ({remark.source})" for remark in given.facts.remarks]
    notes += given.funds.notes
    notes += [completed(each) for each in estimate.model.completions]
    for name, reason in estimate.missing.items():
        gone = [fund.symbol for fund in given.facts.funds if fund.index == name]
        notes.append(f"left out, with {', '.join(gone)}: {name} {reason}")
    if estimate.lifted:
        notes.append(
            "the covariance was not safely positive definite: every variance was raised by "
            f"{estimate.lifted:.2g}"
        )
    if given.risk.estimator in _BLUNT:
        notes.append(
            f"{estimate.model.estimator}: this estimator overstates how far indexes part that "
            "nearly coincide, S&P 500 and Russell 1000 by several times (docs/risk.md)"
        )
    if given.companies.capitalisation is None:
        notes.append(
            f"index sizes and the small-cap part of the market were not known on {as_of}, so the "
            "flow driver is silent: import holdings of IWV and a list of all listed companies"
        )
    elif given.companies.mega_caps is None:
        notes.append(
            f"mega caps by sector were not known on {as_of}, so the flow driver takes its dollars "
            "out of the seller's whole index: import a list of all listed companies with sectors"
        )
    if not given.history.is_fresh(given.evidence.until):
        notes.append(f"index levels for the episodes end on {given.evidence.until}")
    return tuple(notes)


def completed(each: Completion) -> str:
    """Say how the returns of an index were completed."""
    lack = {
        "before": "begins late",
        "after": "ends early",
        "both": "begins late and ends early",
        "within": "has gaps",
    }[each.side]
    missing = f"{each.index} {lack}: {each.filled} of {each.weeks} weeks"
    if not each.beta:
        return (
            f"{missing} are missing and its others stand for them, as no index explains enough of "
            f"it ({each.nearest}, R2 {each.r_squared:.2f})"
        )
    return (
        f"{missing} follow its regression on {each.nearest} (beta {each.beta:.2f}, "
        f"R2 {each.r_squared:.2f}; what it leaves out, {each.residual_volatility:.1%} a year, "
        "is added back)"
    )

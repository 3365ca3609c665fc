"""The foot of a report: what was verified, what to watch, whose judgement, and what it is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.model.limits import worst_violation
from allocator.report.locks import lock_notes
from allocator.report.numbers import bps, count, long_date, scientific
from allocator.report.prices import concerned, price_notes
from allocator.report.quality import by_check
from allocator.report.table import labelled, paragraph

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from allocator.errors import Problem
    from allocator.model.proposal import Proposal
    from allocator.model.quality import Finding
    from allocator.report.origin import Origin

DISCLAIMER = (
    "This is information, not investment advice. It rests on the data and judgements named "
    "above, any of which may be wrong. Check every trade before you place it; allocator sends "
    "none."
)


_USUAL_ESTIMATOR = "sample"
"""How risk is estimated unless `data.toml` says otherwise; any other way is named."""


def verified(proposal: Proposal, width: int) -> list[str]:
    """Repeat the figures of this run's own checks."""
    certificate = proposal.solution.certificate
    limits_held = (
        f"all {len(proposal.readings)} recomputed in whole shares, solver aside; "
        f"worst breach {scientific(worst_violation(proposal.readings))}"
    )
    optimum = (
        f"KKT residual of the target {scientific(certificate.kkt_residual)}, worst breach "
        f"{scientific(certificate.max_violation)}"
    )
    if certificate.gap:
        most = bps(certificate.gap)
        optimum += f"; another choice of losses could be better by {most} a year at most"
    shares = (
        "no combination of the trades searched is better by more than "
        f"{bps(proposal.rounding_gap)} of the portfolio, distance to the target, costs, taxes and "
        "tolls charged"
    )
    pairs = [
        ("limits", limits_held),
        ("optimum", optimum),
        ("shares", shares),
    ]
    return ["Verified in this run", *labelled(pairs, width)]


def notes(proposal: Proposal, width: int) -> list[str]:
    """List what a reader should watch: warnings, locks, odd prices, leverage."""
    texts = warned(proposal.warnings)
    texts += lock_notes(proposal)
    texts += price_notes(proposal)
    texts += _leverage_notes(proposal)
    texts += _snapshot_notes(proposal)
    texts += _findings(proposal)
    if not texts:
        return []
    lines = [line for text in texts for line in paragraph(f"- {text}", width, indent=2, hang=4)]
    return ["Notes", *lines]


def judgement(proposal: Proposal, width: int, origin: Origin) -> list[str]:
    """Say whose judgement each part of the answer is."""
    risk, policy = proposal.snapshot.risk, proposal.brief.policy
    aversions = (
        f"limits and aversions (risk {policy.objective.risk_aversion:g}, active risk "
        f"{policy.objective.active_risk_aversion:g}): {origin.policy}"
    )
    estimated = "" if risk.estimator == _USUAL_ESTIMATOR else f" ({risk.estimator})"
    data = f"prices, fees, rates, valuations; risk{estimated} from {risk.weeks} weeks to {risk.end}"
    pairs = [
        ("data", data),
        ("model", "equilibrium, Black-Litterman, optimiser; docs/method.md says how"),
        ("scenarios", f"probabilities and drivers{_dated(proposal)}: {origin.scenarios}"),
        ("policy", aversions),
    ]
    return ["Whose judgement", *labelled(pairs, width)]


def disclaimer(width: int) -> list[str]:
    """Say what a proposal is not."""
    return paragraph(DISCLAIMER, width)


def _dated(proposal: Proposal) -> str:
    """Say of which day the scenarios are, or of which days from first to last."""
    days = sorted({world.scenario.as_of for world in proposal.brief.outlook.worlds})
    if not days:
        return ""
    last = f" to {long_date(days[-1])}" if len(days) > 1 else ""
    return f" of {long_date(days[0])}{last}"


def warned(problems: Iterable[Problem]) -> list[str]:
    """Write every warning once, in order, each with its place."""
    said = dict.fromkeys((problem.place, problem.message) for problem in problems)
    return [f"{place}: {message}" if place else message for place, message in said]


def _leverage_notes(proposal: Proposal) -> list[str]:
    """Say how leveraged and inverse funds are counted."""
    multiples = {
        position.fund.symbol: position.fund.multiple
        for position in concerned(proposal)
        if position.fund.multiple != 1
    }
    return [
        f"{symbol} counts {number_of_times(multiple)} in index rows and limits; never bought"
        for symbol, multiple in sorted(multiples.items())
    ]


def number_of_times(multiple: float) -> str:
    """
    Write a multiple.

    Example:
        >>> number_of_times(3.0), number_of_times(-1.0)
        ('3 times', '-1 times')
    """
    return f"{multiple:g} times"


def _snapshot_notes(proposal: Proposal) -> list[str]:
    """Take the snapshot's notes on funds and indexes that are held or traded."""
    funds = {position.fund for position in concerned(proposal)}
    symbols, held = {fund.symbol for fund in funds}, {fund.index for fund in funds}
    return [
        note
        for note in proposal.snapshot.notes
        if note.partition(":")[0] in symbols or _is_about(note, held, proposal.snapshot.indexes)
    ]


def _is_about(note: str, held: Collection[str], known: Collection[str]) -> bool:
    """Tell whether a note is about an index that is held: the one it begins with, or any named."""
    subjects = [index for index in known if note.startswith(f"{index} ")]
    if subjects:
        return max(subjects, key=len) in held
    return any(index in note for index in held)


def _findings(proposal: Proposal) -> list[str]:
    """
    Repeat what checks of the data found, one line a check.

    Funds that are neither held nor traded are only counted.
    """
    snapshot = proposal.snapshot
    ours = {position.fund.symbol for position in concerned(proposal)}
    others = snapshot.funds.keys() - ours
    told = [found for found in snapshot.findings if found.subject not in others]
    texts = [_check(str(check), found) for check, found in by_check(told).items()]
    left = len(snapshot.findings) - len(told)
    if left:
        texts.append(f"data: {count(left, 'more warning')} about funds that are not held or traded")
    return texts


def _check(name: str, found: list[Finding]) -> str:
    """Tell the first finding of a check and name the series of the others."""
    first, *rest = found
    same = [each.subject for each in rest if each.message == first.message]
    other = [each.subject for each in rest if each.message != first.message]
    more = f"; the same of {', '.join(same)}" if same else ""
    more += f"; another of this kind for {', '.join(other)}" if other else ""
    return f"data, {name}: {first.place} {first.message}{more}"

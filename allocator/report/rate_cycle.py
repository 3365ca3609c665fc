"""What `allocator views rate-cycle` says: where the cycle stands, and how much is known of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.beliefs.fading import left_of_year
from allocator.model.plain import plain
from allocator.model.rate_cycle import News
from allocator.model.views import SMALL_MINUS_LARGE, Component
from allocator.report.evidence import sample, sample_json
from allocator.report.json_text import json_text
from allocator.report.numbers import count, long_date, percent, points, signed_percent
from allocator.report.table import labelled, paragraph, table

if TYPE_CHECKING:
    from allocator.beliefs.rate_cycle import EndedView
    from allocator.beliefs.rate_cycle_study import Step, Study
    from allocator.model.views import Chance, Episode, Evidence, Robustness

_WEAK = (
    "This is weak evidence. The interval contains zero: so few cases cannot tell the effect from "
    "none, and no correction is made for the rule having been chosen after the fact."
)
_TOO_FEW = "This is no evidence: fewer than two episodes were over by that day."
_HEADS = ("entered", "until", "small", "large", "apart", "total return", "begun later")


def study_text(study: Study, width: int) -> str:
    """Lay out a study for a person."""
    lines = [f"Rate cycle on {long_date(study.as_of)}", *labelled(_standing(study), width)]
    if study.timeline:
        lines += ["", f"Timeline, a pause being {study.pause_days} days without a change"]
        lines += table([_step(step) for step in study.timeline], "lll", width)
    if study.price is not None:
        phase = study.timeline[-1].entry.phase
        title = f"Twelve months after entering: {phase} ({study.price.basis}; {SMALL_MINUS_LARGE})"
        lines += ["", *paragraph(title, width), *table(_episodes(study), "llrrrrl", width)]
        lines += ["", "What that is worth", *labelled(_worth(study, study.price), width)]
        if study.is_weak:
            said = _WEAK if study.price.n > 1 else _TOO_FEW
            lines += ["", *paragraph(said, width)]
    return "\n".join(lines) + "\n"


def study_json(study: Study) -> str:
    """Write a study for a program; returns are fractions."""
    document = plain(study)
    figures = study.price and {
        **sample_json(study.price),
        "t_statistic": study.price.t_statistic,
        "leave_one_out": study.depends_on,
        "is_weak": study.is_weak,
    }
    return json_text({"study": document, "figures": figures}) + "\n"


def _standing(study: Study) -> list[tuple[str, str]]:
    """Say which phase it is, what decided it, and what the driver makes of it."""
    found = []
    if study.timeline:
        last = study.timeline[-1]
        found.append(("phase", f"{last.entry.phase}, since {long_date(last.entry.since)}"))
        found.append(("decided by", _decided(last, study.pause_days)))
    found += _expected(study)
    if study.ended is not None:
        found.append(("earlier view", _ended(study.ended)))
    if study.known_to < study.as_of:
        found.append(
            ("known to", f"{long_date(study.known_to)}: a later change is not in the data")
        )
    return found


def _expected(study: Study) -> list[tuple[str, str]]:
    """Say what the driver expects, and until when."""
    view = study.view
    if not isinstance(view, Component):
        return [("view", f"none: {view.reason}")]
    left, end = left_of_year(study.timeline[-1].entry.since, study.as_of)
    size = f"{points(view.mean)} points over twelve months ({percent(left, 0)} of the year left)"
    ending = f"on {long_date(end)}"
    if view.expires is None:
        ending = f"it has, {ending}, and expects nothing"
    return [
        ("view", f"{view.spread}: {size}, standard deviation {100 * view.standard_deviation:.1f}"),
        ("expires", ending),
    ]


def _ended(ended: EndedView) -> str:
    """Say plainly that an earlier view is over."""
    return (
        f"the view of {ended.phase}, entered on {long_date(ended.entered)}, has expired on "
        f"{long_date(ended.expired)}"
    )


def _decided(step: Step, pause_days: int) -> str:
    """Put into words what decided the present phase."""
    if step.entry.news is News.QUIET:
        return (
            f"{step.quiet_days} days without a change after {_move(step)} of "
            f"{long_date(step.change.announced)}; {pause_days} make a pause"
        )
    after = "" if step.quiet_days is None else f", {count(step.quiet_days, 'day')} after the last"
    return f"{_move(step)}{after}; {pause_days} make a pause"


def _move(step: Step) -> str:
    """Name a change with its size and where it led."""
    change = step.change
    ends = {f"{change.lower:g}", f"{change.upper:g}"}
    to = "-".join(sorted(ends, key=float))
    return f"{'cut' if change.change < 0 else 'rise'} of {abs(change.change):g} to {to} %"


def _step(step: Step) -> tuple[str, str, str]:
    """Write one entry of the timeline."""
    quiet = step.entry.news is News.QUIET
    return str(step.entry.since), str(step.entry.phase), "quiet" if quiet else _move(step)


def _episodes(study: Study) -> list[tuple[str, ...]]:
    """Write one row an episode."""
    price = study.price.episodes if study.price else ()
    by_start = {each.start: each for each in study.total.episodes} if study.total else {}
    starts = {each.start: each for each in study.robustness.starts} if study.robustness else {}
    rows: list[tuple[str, ...]] = [_HEADS]
    for episode in price:
        total, range_ = by_start.get(episode.start), starts.get(episode.start)
        rows.append(
            (
                str(episode.start),
                str(episode.end),
                signed_percent(episode.small),
                signed_percent(episode.large),
                points(episode.difference),
                points(total.difference) if total else "",
                f"{points(range_.least)} to {points(range_.largest)}" if range_ else "",
            )
        )
    return rows


def _worth(study: Study, found: Evidence) -> list[tuple[str, str]]:
    """Say what the sample amounts to, and how far that depends on choices."""
    rows = [("price return", sample(found))]
    if found.n > 1 and study.depends_on:
        low, high = study.depends_on
        rows.append(("leave one out", f"mean {points(low)} to {points(high)}"))
    rows.append(("any year", f"{points(found.baseline_mean)} on average: {found.source}"))
    if study.robustness:
        rows += _choices(study.robustness)
    if study.total:
        rows.append(("total return", sample(study.total)))
    if study.witness:
        rows.append(("longer record", f"{sample(study.witness)}; {study.witness.source}"))
    return rows


def _choices(found: Robustness) -> list[tuple[str, str]]:
    """Say what other choices would have given."""
    rules = [
        f"{rule.days} days: n {len(rule.episodes)}, {points(_mean(rule.episodes))}"
        for rule in found.pauses
        if rule.episodes
    ]
    rows = [("other pauses", "; ".join(rules))] if rules else []
    if found.starts:
        least = sum(each.least for each in found.starts) / len(found.starts)
        most = sum(each.largest for each in found.starts) / len(found.starts)
        begun = f"each begun at its worst or best day of the next {found.sessions} sessions: "
        rows.append(("other days", f"{begun}mean {points(least)} to {points(most)}"))
    if found.chance:
        rows.append(("by chance", _luck(found.chance)))
    return rows


def _luck(found: Chance) -> str:
    """Say how often dates that mean nothing do as well."""
    return (
        f"{percent(found.random_dates)} of {found.draws:,} samples of random days lie as far "
        f"beyond the average (seed {found.seed}), {percent(found.shifted)} of all shifts of these "
        "days"
    )


def _mean(episodes: tuple[Episode, ...]) -> float:
    """Average the differences of some episodes."""
    return sum(each.difference for each in episodes) / len(episodes)

"""What binds, what would flip the answer and how sure its sign is, in sentences."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from allocator.explanation.flips import Figure, Switch
from allocator.explanation.paths import LARGEST, SMALLEST
from allocator.model.limits import Side
from allocator.report.limits import in_words
from allocator.report.numbers import percent, signed_percent
from allocator.report.reasons import reasons, spoken
from allocator.report.shadow import priced
from allocator.report.table import labelled, paragraph

if TYPE_CHECKING:
    from allocator.explanation import Explanation
    from allocator.explanation.flips import Flip, Path
    from allocator.model.proposal import Proposal


_SIDES = {Side.LOWER: "floor", Side.UPPER: "cap"}


def binding_lines(explained: Explanation, width: int) -> list[str]:
    """Say what more room in each binding limit is worth."""
    if not explained.proposal.shadow_prices:
        text = "no limit of the policy binds at the target, so more room in any is worth nothing."
        return paragraph(f"What binds: {text}", width, hang=2)
    lines = ["What binds at the target, and what one point more room is worth"]
    for price in explained.proposal.shadow_prices:
        lines += paragraph(priced(price), width, indent=2, hang=4)
    return lines


def change_lines(explained: Explanation, width: int) -> list[str]:
    """Tell, figure by figure, where the answer flips."""
    if not explained.varied:
        return paragraph("What would change the answer: no scenarios, so nothing to vary.", width)
    lines = paragraph(
        f"What would change the answer. The target {_tilt(explained)}. Each line varies one "
        "figure and keeps all others, and looks at the target, in fractions of a share: a "
        "probability from 0% to 100%, the other scenarios sharing "
        f"the rest as they do now; what a driver says from {SMALLEST:g} to {LARGEST:g} times.",
        width,
        hang=2,
    )
    pairs = [
        (_label(path, explained.proposal), _flips(path, explained)) for path in explained.varied
    ]
    return lines + labelled(pairs, width)


def size_lines(explained: Explanation, width: int) -> list[str]:
    """Say below which portfolio value no trade is worth its cost."""
    least = explained.least_size
    if least is not None:
        verb = "meets the limits" if explained.target.forced else "is worth its cost"
        text = (
            f"no trade {verb} below a portfolio of {_whole(least.with_trades)} held in these "
            "proportions: trades would be below the least trade, or a share too coarse."
        )
    elif explained.target.worth_trading:
        text = "at no size that was tried does it decide whether there are trades."
    else:
        text = (
            "the answer does not depend on it. Gain, costs and what the policy asks for are "
            "parts of the portfolio, and the best trades gain too little at any size."
        )
    return paragraph(f"Size of the portfolio: {text}", width, hang=2)


def confidence_lines(explained: Explanation, width: int) -> list[str]:
    """Say how sure the sign of the tilt is."""
    found = explained.confidence
    if found is None:
        return paragraph("Confidence: the target has no tilt to be sure or unsure of.", width)
    way = "towards" if found.tilt > 0 else "away from"
    text = (
        f"{percent(found.share, 0)}. If expected returns were drawn from the posterior, mean and "
        f"doubt, the best mix without costs and limits would tilt {way} small caps in "
        f"{found.share * 100:.0f} of 100 draws; 50 would be a coin's toss. Worked out exactly "
        "(normal distribution), so no seed. It trusts the probabilities and the evidence as "
        "given, and says nothing of how often the next year turns out that way."
    )
    if found.share < 0.5:
        text += " Below 50%, costs, limits or locks turn the tilt against what is believed."
    return paragraph(f"Confidence in the sign of the tilt: {text}", width, hang=2)


def _tilt(explained: Explanation) -> str:
    """Say which way the target tilts."""
    direction, tilt = explained.target.direction, explained.target.tilt
    if not direction:
        return "does not tilt: its small-cap share of equity is the neutral one"
    way = "towards" if direction > 0 else "away from"
    return f"tilts {way} small caps by {percent(abs(tilt), 2)} of equity"


def _label(path: Path, proposal: Proposal) -> str:
    """Name a figure and say where it stands."""
    if path.figure is Figure.PROBABILITY:
        return f"{_scenario(path.name, proposal)}, {percent(path.now)}"
    return f"{spoken(path.name)}, {_said(path.name, 1.0, proposal)}"


def _flips(path: Path, explained: Explanation) -> str:
    """Write all flips of one figure."""
    mine = [
        flip for flip in explained.flips if (flip.figure, flip.name) == (path.figure, path.name)
    ]
    told = [_flip(flip, explained) for flip in mine]
    if not any(flip.switch is Switch.TILT for flip in mine):
        told.append("nothing in this range changes the sign of the tilt")
    return "; ".join(told)


def _flip(flip: Flip, explained: Explanation) -> str:
    """Write one flip: what happens, and below or above what."""
    side = "below" if flip.outside < flip.now else "above"
    if flip.figure is Figure.PROBABILITY:
        return f"{_event(flip, explained)} {side} {percent(flip.at)}"
    said = _said(flip.name, flip.at, explained.proposal)
    return f"{_event(flip, explained)} {side} {_times(flip.at)} ({said})"


def _event(flip: Flip, explained: Explanation) -> str:
    """Say what switches."""
    if flip.switch is Switch.TILT:
        return "the tilt disappears" if explained.target.direction else "a tilt appears"
    if flip.switch is Switch.WORTH:
        return "trades become worth their cost" if flip.becomes else "no trade is worth its cost"
    verb = "starts to bind" if flip.becomes else "stops binding"
    of = "" if flip.side is None else f"the {_SIDES[flip.side]} of "
    return f"{of}'{in_words(flip.limit)}' {verb}"


def _times(size: float) -> str:
    """Write a multiple of what a driver says."""
    return f"{round(size, 2) + 0.0:.2f} times"


def _said(driver: str, size: float, proposal: Proposal) -> str:
    """Write what a driver says at a multiple of its size, in dollars too if it is about dollars."""
    said = next(each.said for each in reasons(proposal) if each.driver == driver)
    text = "speaks of other spreads" if said is None else f"says {signed_percent(size * said)}"
    worlds = proposal.brief.outlook.worlds
    flows = [
        world.scenario.probability * world.scenario.flow.usd_bn
        for world in worlds
        if world.scenario.flow
    ]
    if driver != "flow" or not flows:
        return text
    billions = round(size * sum(flows))
    return f"{text}, {'-' if billions < 0 else ''}${abs(billions):,}bn"


def _scenario(key: str, proposal: Proposal) -> str:
    """Find the name of a scenario."""
    return next(w.scenario.name for w in proposal.brief.outlook.worlds if w.scenario.key == key)


def _whole(amount: Decimal) -> str:
    """Write dollars without cents."""
    return f"${amount.quantize(Decimal(1), ROUND_HALF_UP):,}"

"""The advice in a sentence: what to do and what for, or why nothing and what would change it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from allocator.model.limits import measure
from allocator.model.proposal import Advice
from allocator.report.drift import drift_in_words
from allocator.report.figures import TINY, WORTH_SAYING, expectations, small_caps
from allocator.report.flows import money_that_moves
from allocator.report.limits import ROUNDING, allowed, band, in_words
from allocator.report.numbers import bps, count, dollars, percent, signed_bps
from allocator.report.table import paragraph

if TYPE_CHECKING:
    from allocator.model.limits import Reading
    from allocator.model.proposal import Gain, Proposal

VISIBLE = 0.0005
"""A change of a share that one decimal of a percent shows."""


def advice(proposal: Proposal, width: int) -> list[str]:
    """Say what to do, and in a second paragraph what it is worth or what would change it."""
    if proposal.advice is Advice.TRADE:
        said = (_what_to_do(proposal), _what_it_is_worth(proposal))
    else:
        said = (_why_nothing(proposal), _what_would_change_it(proposal))
    first, second = said
    return [*paragraph(f"Advice: {first}", width, hang=2), *paragraph(second, width, indent=2)]


def _what_to_do(proposal: Proposal) -> str:
    """Count the trades and name their purpose."""
    turnover = expectations(proposal)[-1].distance
    only = " (purchases only)" if proposal.brief.policy.trading.buy_only else ""
    trades = count(len(proposal.trades), "trade") + only
    return f"make {trades}, turning over {percent(turnover)} of the portfolio, {_aim(proposal)}."


def _aim(proposal: Proposal) -> str:
    """Name the money that moves, the broken limit that is mended, or how far small caps move."""
    if money := money_that_moves(proposal):
        return f"to {money}"
    broken = _broken_today(proposal) if proposal.gain.forced else []
    if any(reading.name != "small_cap" for reading in broken):
        return " and ".join(f"to bring {_brought(proposal, reading)}" for reading in broken)
    caps = small_caps(proposal)
    if caps.before is None or caps.after is None:
        return "to come closer to the target mix; there are no small caps without equity"
    bounds = f"of equity (target {percent(caps.target or 0.0)}, band {band(caps)})"
    if abs(caps.after - caps.before) < VISIBLE:
        return (
            f"to come closer to the target mix, small caps staying {percent(caps.after)} {bounds}"
        )
    verb = "raise" if caps.after > caps.before else "lower"
    return f"to {verb} small caps from {percent(caps.before)} to {percent(caps.after)} {bounds}"


def _brought(proposal: Proposal, broken: Reading) -> str:
    """Say where a limit that is broken today gets to."""
    after = next((each for each in proposal.readings if each.name == broken.name), broken)
    values = f"from {_told(broken)} to {percent(after.value, _digits(broken))}"
    return f"'{in_words(broken.name)}' {values} (allowed {allowed(broken.lower, broken.upper)})"


def _what_it_is_worth(proposal: Proposal) -> str:
    """Hold the gain against its uncertainty and what the policy asks for."""
    gain = proposal.gain
    verb = "Costs" if _loses(proposal) else "Worth"
    worth = (
        f"{verb} {_worth(proposal)}, give or take {bps(gain.uncertainty)} (one standard deviation)"
    )
    if gain.forced:
        return f"{worth}. {_why_forced(proposal)}"
    return f"{worth}; the policy asks for {bps(gain.required)}."


def _why_forced(proposal: Proposal) -> str:
    """Name the limits that are broken today: they, not the gain, ask for trades."""
    required = bps(proposal.gain.required)
    least = f"so trades are proposed without asking for the least gain of {required}."
    if proposal.portfolio.cash_flows:
        return f"Money comes or goes, {least}"
    found = _broken_today(proposal)
    broken = [
        f"{in_words(each.name)}: {_told(each)}, allowed {allowed(each.lower, each.upper)}"
        for each in found
    ]
    subject = "A limit is" if len(found) == 1 else "Limits are"
    return f"{subject} broken today ({'; '.join(broken)}), {least}"


def _broken_today(proposal: Proposal) -> list[Reading]:
    """Measure the portfolio as it stands, and keep the limits that it breaks."""
    today = measure(proposal.brief, proposal.brief.today)
    return [reading for reading in today if reading.violation > ROUNDING]


def _told(broken: Reading) -> str:
    """Write the value of a broken limit."""
    return percent(broken.value, _digits(broken))


def _digits(broken: Reading) -> int:
    """Choose as many decimals as it takes to see that a limit is broken."""
    return 1 if broken.violation > VISIBLE else 4


def _why_nothing(proposal: Proposal) -> str:
    """Say what was weighed and what it would have gained."""
    gain = proposal.gain
    if gain.in_band and not gain.forced:
        return f"do nothing. {drift_in_words(proposal)}"
    if proposal.candidate:
        return (
            f"do nothing. The best {count(len(proposal.candidate), 'trade')} found would "
            f"{'cost' if _loses(proposal) else 'gain'} {_worth(proposal)}; "
            f"the policy asks for {bps(gain.required)}."
        )
    if expectations(proposal)[1].distance < TINY:
        return (
            "do nothing. The portfolio stands at its target: no trade within the limits gains "
            "what it costs."
        )
    least = dollars(proposal.brief.policy.trading.min_trade)
    return f"do nothing. No trade in whole shares, of {least} or more, comes closer to the target."


def _worth(proposal: Proposal) -> str:
    """Write the net gain or loss of a year, in basis points and dollars, and what trading costs."""
    gain = proposal.gain
    size = abs(gain.net) if _loses(proposal) else gain.net
    written = bps(size) if _loses(proposal) else signed_bps(size)
    worth = f"{written} a year ({dollars(Decimal(size) * proposal.brief.household.value)})"
    if _loses(proposal):
        return f"{worth}, trading costs of {bps(gain.cost)}{_taxes(gain)} included"
    return f"{worth} after costs of {bps(gain.cost)}{_taxes(gain)}"


def _taxes(gain: Gain) -> str:
    """Say what taxes on gains take, or save, where that shows."""
    if abs(gain.tax) < WORTH_SAYING:
        return ""
    return f" and {'taxes' if gain.tax > 0 else 'tax saved'} of {bps(abs(gain.tax))}"


def _loses(proposal: Proposal) -> bool:
    """Whether the trades cost more in a year than they bring, by as much as is shown."""
    return proposal.gain.net <= -WORTH_SAYING


def _what_would_change_it(proposal: Proposal) -> str:
    """Say how far the target is, and what would make trades worth it."""
    caps, aimed = small_caps(proposal), expectations(proposal)[1]
    if caps.before is None or caps.target is None:
        return "It holds no equity, so what is expected of small caps does not reach it."
    return (
        f"Small caps are {percent(caps.before)} of equity, target {percent(caps.target)}, band "
        f"{band(caps)}. The target is {percent(aimed.distance, 2)} of the portfolio in trades "
        "away; more drift, other views, or a policy that asks for less gain would change this."
    )

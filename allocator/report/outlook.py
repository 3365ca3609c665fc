"""What to expect, and why: return and risk, the drivers with their evidence, the scenarios."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.report.figures import expectations
from allocator.report.limits import ROUNDING
from allocator.report.numbers import percent, signed_percent
from allocator.report.probabilities import market_rule_lines, set_by
from allocator.report.reasons import reasons, small_minus_large, spoken
from allocator.report.table import GAP, labelled, paragraph, table

if TYPE_CHECKING:
    from allocator.model.proposal import Proposal
    from allocator.report.origin import Origin
    from allocator.report.reasons import Reason


def expectation_lines(proposal: Proposal, width: int) -> list[str]:
    """Tabulate expected return and risk at each stage, per year."""
    found = expectations(proposal)
    rows = [
        ("", *(each.stage for each in found)),
        ("return over cash, after fees", *(signed_percent(each.after_fees, 2) for each in found)),
        ("volatility", *(percent(each.volatility, 2) for each in found)),
        ("tracking error to neutral", *(percent(each.tracking_error, 2) for each in found)),
    ]
    lines = table(rows, "lrrr", width, title="Expected, a year")
    if not proposal.brief.outlook.worlds:
        return lines
    said = (
        "Returns are what the risk in the scenarios asks for, views added: a rougher scenario, or "
        "a likelier one, raises them. They are no forecast of it. Volatility is of the past, "
        "without any scenario's stress."
    )
    return [*lines, *paragraph(said, width, indent=2)]


def driver_lines(proposal: Proposal, width: int) -> list[str]:
    """Show what every driver adds to the expected Russell 2000 minus S&P 500, and its evidence."""
    household, outlook = proposal.brief.household, proposal.brief.outlook
    total = signed_percent(small_minus_large(household, outlook.mean))
    prior = signed_percent(small_minus_large(household, outlook.prior))
    found = reasons(proposal)
    rows = [("", "says", "counts"), ("equilibrium", "", prior)]
    rows += [_numbers(each) for each in found]
    labels = [line[GAP:] for line in table(rows, "lrr", width * 3 // 5)]
    texts = [
        "(after weighing each by its uncertainty)",
        "what the neutral mix implies, without views",
        *map(_evidence, found),
    ]
    return [
        f"Why: Russell 2000 minus S&P 500 over 12 months, expected {total}",
        *labelled(list(zip(labels, texts, strict=True)), width),
    ]


def scenario_lines(proposal: Proposal, width: int, origin: Origin) -> list[str]:
    """Tabulate the scenarios: probability, who set it, and what is expected of small over large."""
    household = proposal.brief.household
    worlds = proposal.brief.outlook.worlds
    if not worlds:
        return ["Scenarios: none, so the prior stands"]
    rows = [("", "probability", "set by", "small - large")]
    rows += [
        (
            world.scenario.name,
            percent(world.scenario.probability),
            set_by(world.scenario, origin),
            signed_percent(small_minus_large(household, world.mean)),
        )
        for world in sorted(worlds, key=lambda world: -world.scenario.probability)
    ]
    lines = table(rows, "lrlr", width, title="Scenarios")
    return lines + market_rule_lines([world.scenario for world in worlds], width)


def _numbers(reason: Reason) -> tuple[str, str, str]:
    """Write what one driver says by itself, and what of it counts."""
    if reason.silent:
        return (spoken(reason.driver), "silent", "")
    said = "" if reason.said is None else signed_percent(reason.said)
    return (spoken(reason.driver), said, signed_percent(reason.contribution))


def _evidence(reason: Reason) -> str:
    """Write the evidence of one driver, and how much of the probability it speaks in."""
    if reason.silent or reason.spoken > 1 - ROUNDING:
        return reason.evidence
    return f"{reason.evidence}; speaks in {percent(reason.spoken, 0)} of the probability"

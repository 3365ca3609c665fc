"""
A proposal as JSON: everything that went in, everything that came out, the same bytes every time.

No clock and no path of this machine is in it. `run.inputs` is enough, with the snapshot of that
digest, to make the proposal again. Weights are fractions of their own stage's total, so that
now, target and after each sum to one; what the trades cost is in `trades` and `risk.gain`.
"""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal
from typing import TYPE_CHECKING

from allocator.model.limits import worst_violation
from allocator.model.plain import plain
from allocator.report.figures import (
    cash_line,
    expectations,
    fund_lines,
    index_lines,
    limit_figures,
    small_caps,
)
from allocator.report.household_json import (
    costs_json,
    portfolio_json,
    taxes_json,
    weights_by_account,
)
from allocator.report.inputs import problem_without_folders, without_folders
from allocator.report.json_text import json_text, significant
from allocator.report.numbers import priced, trimmed
from allocator.report.reasons import reasons, small_minus_large
from allocator.report.worlds import spread_doubt

if TYPE_CHECKING:
    from collections.abc import Iterable

    from allocator.model.outlook import World
    from allocator.model.proposal import Outcome, Proposal
    from allocator.model.trades import LotSale, Trade
    from allocator.model.views import View
    from allocator.report.figures import Line

SCHEMA = "allocator.proposal/2"
"""Changes when a key is renamed, removed or given another meaning."""


def as_json(proposal: Proposal) -> str:
    """Write the whole proposal; the text ends with a line break."""
    return json_text(document(proposal)) + "\n"


def document(proposal: Proposal) -> dict[str, object]:
    """Lay out a proposal in the order of its keys, as plain values."""
    return {
        "schema": SCHEMA,
        "as_of": proposal.snapshot.as_of.isoformat(),
        "run": _run(proposal),
        "portfolio": portfolio_json(proposal),
        "views": _views(proposal),
        "indexes": _indexes(proposal),
        "scenarios": _scenarios(proposal),
        "weights": _weights(proposal),
        "weights_by_account": weights_by_account(proposal),
        "trades": _trades(proposal.trades),
        "costs": costs_json(proposal),
        "taxes": taxes_json(proposal),
        "small_cap": _rounded(asdict(small_caps(proposal))),
        "risk": _risk(proposal),
        "limits": _limits(proposal),
        "locks": _locks(proposal),
        "drivers": {each.driver: significant(each.contribution) for each in reasons(proposal)},
        "checks": _checks(proposal),
    }


def _run(proposal: Proposal) -> dict[str, object]:
    """Say what came of the run and everything it was made from; inputs are not rounded."""
    outlook, snapshot = proposal.brief.outlook, proposal.snapshot
    return {
        "id": proposal.run.id,
        "on": proposal.run.on.isoformat(),
        "advice": proposal.advice.value,
        "versions": dict(proposal.run.versions),
        "inputs": {
            "portfolio": plain(without_folders(proposal.portfolio)),
            "policy": plain(proposal.brief.policy),
            "scenarios": [plain(world.scenario) for world in outlook.worlds],
            "on": proposal.run.on.isoformat(),
            "snapshot": {"digest": snapshot.digest, "as_of": snapshot.as_of.isoformat()},
        },
    }


def _views(proposal: Proposal) -> list[dict[str, object]]:
    """List every view of every scenario, with the components that add up to it."""
    return [
        {"scenario": world.scenario.key, **_view(view)}
        for world in proposal.brief.outlook.worlds
        for view in world.views
    ]


def _view(view: View) -> dict[str, object]:
    """Write one view: 12-month excess over equilibrium on a spread of indexes."""
    return {
        "spread": str(view.spread),
        "legs": dict(view.spread.legs),
        "mean": significant(view.mean),
        "standard_deviation": significant(view.standard_deviation),
        "components": [
            {
                "driver": part.driver,
                "mean": significant(part.mean),
                "standard_deviation": significant(part.standard_deviation),
                "evidence": part.summary,
                "expires": None if part.expires is None else part.expires.isoformat(),
            }
            for part in view.components
        ],
    }


def _indexes(proposal: Proposal) -> dict[str, object]:
    """Show every index: its exposure at each stage, and what is expected of it a year."""
    brief = proposal.brief
    return {
        line.name: {
            "asset_class": index.asset_class.value,
            "now": significant(line.now),
            "neutral": significant(line.neutral or 0.0),
            "target": significant(line.target),
            "after": significant(line.after),
            "expected_return": significant(float(brief.outlook.mean[row])),
            "prior_return": significant(float(brief.outlook.prior[row])),
            "volatility": significant(float(brief.risk[row, row]) ** 0.5),
        }
        for row, (index, line) in enumerate(
            zip(brief.household.indexes, index_lines(proposal), strict=True)
        )
    }


def _scenarios(proposal: Proposal) -> list[dict[str, object]]:
    """Show every scenario with what it expects of small over large, and what it makes of it all."""
    pairs = zip(proposal.brief.outlook.worlds, proposal.outcomes, strict=True)
    return [_scenario(proposal, world, outcome) for world, outcome in pairs]


def _scenario(proposal: Proposal, world: World, outcome: Outcome) -> dict[str, object]:
    """Show one scenario; the scenario as given is among the inputs of the run."""
    household = proposal.brief.household
    return {
        "key": world.scenario.key,
        "name": world.scenario.name,
        "probability": world.scenario.probability,
        "probability_from": world.scenario.probability_from,
        "small_minus_large": significant(small_minus_large(household, world.mean)),
        "expected_return": {
            name: significant(float(mean))
            for name, mean in zip(household.index_names, world.mean, strict=True)
        },
        "silent": dict(world.silent),
        "counted": significant(outcome.counted),
        "worth": {
            "proposed": significant(outcome.proposed),
            "nothing": significant(outcome.nothing),
            "best": significant(outcome.best),
            "regret": significant(outcome.regret),
        },
    }


def _doubt(proposal: Proposal) -> dict[str, object]:
    """Split what is not known of the expected small over large."""
    within, between = spread_doubt(proposal.brief, proposal.brief.outlook)
    return {"within": significant(within), "between": significant(between)}


def _weights(proposal: Proposal) -> dict[str, object]:
    """
    Weigh every fund and CASH now, at the target and after the trades.

    This is money and sums to one: a leveraged fund counts once, and CASH is what lies in the
    accounts. What such a fund owes is not taken off here; it is in the exposures of `indexes` and
    in the limit `split_cash`.
    """
    lines: Iterable[Line] = (*fund_lines(proposal), cash_line(proposal))
    return {
        line.name: {
            "now": significant(line.now),
            "target": significant(line.target),
            "after": significant(line.after),
        }
        for line in lines
    }


def _trades(trades: tuple[Trade, ...]) -> list[dict[str, object]]:
    """List trades; numbers are decimals in full, without idle zeros beyond the cents."""
    return [
        {
            "account": trade.account,
            "symbol": trade.symbol,
            "side": trade.side.value,
            "shares": trimmed(trade.shares),
            "price": priced(trade.price),
            "value": trade.value,
            "cost": trade.cost,
            **({"lots": [_lot(lot) for lot in trade.lots]} if trade.lots else {}),
        }
        for trade in trades
    ]


def _lot(lot: LotSale) -> dict[str, object]:
    """Write what is sold out of one lot; null where something is not known or not taxed."""
    return {
        "shares": trimmed(lot.shares),
        "acquired": None if lot.acquired is None else lot.acquired.isoformat(),
        "cost_basis": lot.cost_basis,
        "gain": lot.gain,
        "term": None if lot.term is None else lot.term.value,
    }


def _risk(proposal: Proposal) -> dict[str, object]:
    """Show gain, return and risk, and the trades that were weighed, made or not."""
    stages = {each.stage: _rounded(asdict(each)) for each in expectations(proposal)}
    for each in stages.values():
        del each["stage"]
    return {
        "gain": _rounded(asdict(proposal.gain)),
        "before": stages["now"],
        "target": stages["target"],
        "after": stages["after"],
        "doubt": _doubt(proposal),
        "candidate": _trades(proposal.candidate),
    }


def _locks(proposal: Proposal) -> list[dict[str, object]]:
    """List what may not be sold, and what a target without each lock would gain a year."""
    return [_rounded(asdict(price)) for price in proposal.lock_prices]


def _limits(proposal: Proposal) -> list[dict[str, object]]:
    """List limits as measured on the portfolio after the trades."""
    return [
        _rounded(
            {
                "name": figure.reading.name,
                "value": figure.reading.value,
                "lower": figure.reading.lower,
                "upper": figure.reading.upper,
                "binding": figure.binding,
                "target": figure.target,
                "shadow_price": figure.shadow_price,
            }
        )
        for figure in limit_figures(proposal)
    ]


def _checks(proposal: Proposal) -> dict[str, object]:
    """Repeat what was verified, in numbers, and what was only said."""
    certificate, source = proposal.solution.certificate, proposal.portfolio.source
    return {
        "max_violation": significant(worst_violation(proposal.readings)),
        "kkt_residual": significant(certificate.kkt_residual),
        "cash_after": sum(proposal.cash_after.values(), Decimal(0)),
        "cash_after_by_account": dict(proposal.cash_after),
        "case_gap": significant(certificate.gap),
        "rounding_gap": significant(proposal.rounding_gap),
        "target_max_violation": significant(certificate.max_violation),
        "warnings": [
            plain(problem_without_folders(problem, source)) for problem in proposal.warnings
        ],
    }


def _rounded(figures: dict[str, object]) -> dict[str, object]:
    """Round the floats of a record."""
    return {
        name: significant(value) if isinstance(value, float) else value
        for name, value in figures.items()
    }

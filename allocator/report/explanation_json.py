"""An explanation as JSON: the same facts as the text, to the last digit that means anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.model.money import to_cents
from allocator.report.json_text import json_text, significant

if TYPE_CHECKING:
    from allocator.explanation import Explanation
    from allocator.explanation.flips import Flip
    from allocator.model.solution import ShadowPrice


def explanation_json(explained: Explanation) -> str:
    """
    Write the reasons of a proposal as JSON.

    Returns are fractions a year over cash, money is in dollars to the cent.
    """
    proposal = explained.proposal
    target, confidence, least = explained.target, explained.confidence, explained.least_size
    document = {
        "run": {
            "id": proposal.run.id,
            "on": proposal.run.on.isoformat(),
            "advice": proposal.advice.value,
        },
        "trades": [
            {
                "account": each.trade.account,
                "symbol": each.trade.symbol,
                "side": each.trade.side.value,
                "dollars": each.total,
                "reasons": dict(each.parts),
            }
            for each in explained.trades
        ],
        "returns": [
            {
                "index": each.index,
                "equilibrium": significant(each.prior),
                "drivers": {name: significant(part) for name, part in each.parts.items()},
                "expected": significant(each.posterior),
            }
            for each in explained.returns
        ],
        "target": {
            "tilt": significant(target.tilt),
            "gain": significant(target.gain),
            "binding": sorted(target.binding),
        },
        "shadow_prices": [_price(each) for each in explained.proposal.shadow_prices],
        "searched": [
            {"figure": path.figure.value, "name": path.name, "from": path.low, "to": path.high}
            for path in explained.varied
        ],
        "flips": [_flip(each) for each in explained.flips],
        "least_size": {
            "without": to_cents(least.without),
            "with_trades": to_cents(least.with_trades),
        }
        if least
        else None,
        "confidence": {
            "share": significant(confidence.share),
            "score": significant(confidence.score),
        }
        if confidence
        else None,
    }
    return json_text(document) + "\n"


def _price(price: ShadowPrice) -> dict[str, object]:
    """Write one shadow price with its check."""
    return {
        "key": str(price.key),
        "from": price.figure,
        "to": significant(price.moved_to),
        "gain": significant(price.gain),
        "multiplier": significant(price.multiplier),
        "finite_difference": significant(price.difference),
        "agrees": price.agrees,
    }


def _flip(flip: Flip) -> dict[str, object]:
    """Write one flip with the two figures that were solved on its sides."""
    return {
        "figure": flip.figure.value,
        "name": flip.name,
        "now": flip.now,
        "switch": flip.switch.value,
        "limit": flip.limit or None,
        "side": None if flip.side is None else flip.side.value,
        "inside": significant(flip.inside),
        "outside": significant(flip.outside),
        "becomes": flip.becomes,
    }

"""The example portfolio, as the README shows it, on the bundled snapshot."""

import json
from datetime import date
from pathlib import Path

import pytest

from allocator import as_json, as_text, propose, read_portfolio
from allocator.report.origin import Origin

ROOT = Path(__file__).parents[2]
TODAY = date(2025, 12, 29)
SHIPPED = Origin("bundled snapshot", "our defaults", "ours, as shipped", probabilities="ours")


@pytest.fixture(scope="module")
def proposal():
    return propose(read_portfolio(ROOT / "examples" / "portfolio.csv"))


@pytest.mark.parametrize("width", [80, 120])
def test_the_report_reads_as_it_did(proposal, golden, width):
    golden(f"example-{width}.txt", _settled(as_text(proposal, TODAY, width, SHIPPED), proposal))


def test_the_json_reads_as_it_did(proposal, golden):
    document = json.loads(as_json(proposal))
    document["run"]["versions"] = dict.fromkeys(document["run"]["versions"], "any")
    document["run"]["id"] = "any"
    golden("example.json", json.dumps(_rounded(document), indent=1) + "\n")


def _settled(text, proposal):
    """Blank what depends on the machine: the run, and errors in the last bits."""
    residual = f"{proposal.solution.certificate.kkt_residual:.1e}"
    text = text.replace(proposal.run.id[:12], "any run")
    return text.replace(f"of the target {residual},", "of the target tiny,")


def _rounded(value):
    """Keep five digits: at a flat optimum two correct solves agree on not many more."""
    if isinstance(value, float):
        return float(f"{value:.5g}") if abs(value) > 1e-8 else 0.0
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_rounded(item) for item in value]
    return value

"""
A made-up household with two accounts, lots and taxes, money to be taken out and a past wash sale.

The bundled snapshot prices it; its policy states rates of tax. A single bond is put beside it.
"""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from allocator import as_json, as_text, propose, read_policy, read_portfolio
from allocator.model.portfolio import OtherAsset, OtherKind
from allocator.portfolio.cash_flows import with_cash_flows
from allocator.report.origin import Origin

HERE = Path(__file__).parent / "household"
TODAY = date(2025, 12, 29)
SHIPPED = Origin("bundled snapshot", "yours", "ours, as shipped", probabilities="ours")
BOND = OtherAsset(
    "Brokerage", "US TREASURY NOTE 4.875%", OtherKind.BOND, Decimal("5001.00"), "brokerage.csv:14"
)
ABOUT_THE_HOUSEHOLD = ("portfolio", "weights_by_account", "trades", "costs", "taxes")


@pytest.fixture(scope="module")
def proposal():
    files = [HERE / name for name in ("brokerage.csv", "roth.csv", "history.csv")]
    held = with_cash_flows(read_portfolio(*files), ["Brokerage=-26000"])
    return propose(replace(held, others=(BOND,)), read_policy(HERE / "policy.toml"), on=TODAY)


@pytest.mark.parametrize("width", [80, 120])
def test_the_report_reads_as_it_did(proposal, golden, width):
    text = as_text(proposal, TODAY, width, SHIPPED)
    golden(f"household/report-{width}.txt", _settled(text, proposal))


def test_the_json_of_the_household_reads_as_it_did(proposal, golden):
    document = json.loads(as_json(proposal))
    kept = {key: document[key] for key in ABOUT_THE_HOUSEHOLD}
    golden("household/household.json", json.dumps(_rounded(kept), indent=1) + "\n")


def _settled(text, proposal):
    """Blank what depends on the machine: the run, and errors in the last bits."""
    certificate = proposal.solution.certificate
    text = text.replace(proposal.run.id[:12], "any run")
    text = text.replace(proposal.snapshot.digest[:12], "any digest")
    text = text.replace(f"of the target {certificate.kkt_residual:.1e},", "of the target tiny,")
    return text.replace(f"worst breach {certificate.max_violation:.1e}", "worst breach tiny")


def _rounded(value):
    """Keep four digits of fractions: at a flat optimum two correct solves agree on not many more."""
    if isinstance(value, float) and abs(value) < 1:
        return round(value, 4) + 0.0
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_rounded(item) for item in value]
    return value

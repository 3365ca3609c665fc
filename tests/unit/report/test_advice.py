from dataclasses import replace
from decimal import Decimal

import pytest

from allocator.model.policy import DriftBand
from allocator.report.advice import advice
from allocator.report.locks import lock_notes

D = Decimal


def words(proposal):
    return " ".join(" ".join(advice(proposal, 80)).split())


def with_trading(proposal, **changes):
    policy = proposal.brief.policy
    policy = replace(policy, trading=replace(policy.trading, **changes))
    return replace(proposal, brief=replace(proposal.brief, policy=policy))


def with_gain(proposal, **changes):
    return replace(proposal, gain=replace(proposal.gain, **changes))


@pytest.mark.parametrize(
    ("tax", "said"),
    [
        (0.00021, "after costs of 0.5 bps and taxes of 2.1 bps, give"),
        (-0.00021, "after costs of 0.5 bps and tax saved of 2.1 bps, give"),
        (0.000001, "after costs of 0.5 bps, give"),
    ],
)
def test_taxes_stand_beside_costs_where_they_show(proposal, tax, said):
    assert said in words(with_gain(proposal, tax=tax))


def test_taxes_are_in_a_loss_too(proposal):
    said = words(with_gain(proposal, net=-0.0003, tax=0.00021))
    assert "trading costs of 0.5 bps and taxes of 2.1 bps included" in said


def test_a_portfolio_within_its_band_is_told_so_with_its_drift(idle):
    """Russell 2000 stands at 5 % and its target at 10.4 %: the furthest, by 5.4 points."""
    band = DriftBand(absolute=0.06, relative=0.6)
    said = words(with_gain(with_trading(idle, drift_band=band), in_band=True))
    assert said.startswith(
        "Advice: do nothing. The portfolio lies within its drift band: no index is off its target "
        "by more than 5.4% of the portfolio (band 6.0%); none by more than 51.9% of that target "
        "(band 60.0%)."
    )
    assert "half of all" not in said


def test_half_the_sum_of_distances_is_told_where_the_band_is_of_that(idle):
    """5.4 points of one index, 5.4 of the other, almost nothing of cash."""
    said = words(with_gain(with_trading(idle, drift_band=DriftBand(half_sum=0.06)), in_band=True))
    assert "half of all distances together is 5.4% (band 6.0%)" in said


def test_money_that_moves_is_the_purpose_and_the_reason(proposal):
    moved = replace(proposal.portfolio, cash_flows=(("Brokerage", D(-5000)),))
    said = words(with_gain(replace(proposal, portfolio=moved), forced=True))
    assert "of the portfolio, to raise $5,000.00." in said
    assert "Money comes or goes, so trades are proposed without asking for the least gain" in said


def test_buying_only_is_said_twice(proposal):
    only = with_trading(proposal, buy_only=True)
    assert "make 2 trades (purchases only), turning" in words(only)
    assert lock_notes(only) == ["locks obeyed: the policy only buys (trading.buy_only)"]


def test_a_band_is_no_reason_where_a_limit_is_broken(idle):
    """Forced trades are looked for within the band too; if there are none, that is why."""
    banded = with_trading(idle, drift_band=DriftBand(absolute=0.06))
    said = words(with_gain(replace(banded, candidate=()), in_band=True, forced=True))
    assert "drift band" not in said
    assert "No trade in whole shares" in said

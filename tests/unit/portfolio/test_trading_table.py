"""The table [trading] of a policy."""

from decimal import Decimal
from pathlib import Path

import pytest

from allocator.model.policy import DriftBand, Impact, Trading
from allocator.portfolio import read_policy


def test_every_new_key_reaches_the_policy(policy):
    """
    [trading]
    half_spread_bps = { iwm = 0.5, "BRK/B" = 2 }
    commission = 4.95
    commission_per_share = 0.005
    sale_fees = false
    section_31_per_million = 20.60
    taf_per_share = 0.000195
    taf_most = 9.79
    impact = { factor = 0.7, volume = { IWM = 5e9 } }
    drift_band = { absolute = 0.05, relative = 0.25 }
    buy_only = true
    """
    assert policy.trading == Trading(
        half_spread_bps=(("IWM", 0.5), ("BRK.B", 2.0)),
        commission=Decimal("4.95"),
        commission_per_share=Decimal("0.005"),
        sale_fees=False,
        section_31_per_million=Decimal("20.6"),
        taf_per_share=Decimal("0.000195"),
        taf_most=Decimal("9.79"),
        impact=Impact(0.7, (("IWM", 5e9),)),
        drift_band=DriftBand(0.05, 0.25),
        buy_only=True,
    )


def test_fees_are_exact_to_the_last_digit(policy):
    """
    [trading]
    taf_per_share = 0.000195
    taf_most = 9.79
    """
    assert str(policy.trading.taf_per_share) == "0.000195"


@pytest.mark.parametrize(
    ("band", "read"),
    [
        ('"none"', None),
        ("{ absolute = 0.05 }", DriftBand(0.05)),
        ("{ half_sum = 0.03 }", DriftBand(half_sum=0.03)),
        ('{ absolute = 0.05, relative = "none" }', DriftBand(0.05)),
    ],
)
def test_a_drift_band_is_one_rule_or_none(here, band, read):
    Path("mine.toml").write_text(f"[trading]\ndrift_band = {band}\n", encoding="utf-8")
    assert read_policy("mine.toml").trading.drift_band == read


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("drift_band = {}", "trading.drift_band names no drift"),
        ("drift_band = { relative = 0.25 }", "trading.drift_band has relative without absolute"),
        ("drift_band = { half_sum = 0.1, absolute = 0.1 }", "trading.drift_band has two rules"),
        ("drift_band = { half_sum = 0.1, relative = 0.1 }", "trading.drift_band has two rules"),
        ("drift_band = { absolute = 0 }", "drift_band.absolute is 0, which is not above 0"),
        ("drift_band = { absolute = 5 }", "drift_band.absolute is 5, which is above 1"),
        ("drift_band = 0.05", "trading.drift_band is 0.05, not a table"),
        ("taf_per_share = 0.0002", "trading has taf_per_share without taf_most"),
        ("taf_most = 9.79", "trading has taf_most without taf_per_share"),
        ("buy_only = 'yes'", "trading.buy_only 'yes' is neither true nor false"),
        ("sale_fees = 1", "trading.sale_fees is neither true nor false"),
        ("half_spread_bps = 2", "trading.half_spread_bps is 2, not a table"),
        ("half_spread_bps = { IWM = -1 }", "trading.half_spread_bps.IWM is -1, which is below 0"),
        ("half_spread_bps = { 'I*' = 1 }", "half_spread_bps: the name 'I*' is not a ticker symbol"),
        ("half_spread_bps = { IWM = 1, iwm = 2 }", "trading.half_spread_bps names IWM twice"),
        ("half_spread_bps = { 'BRK/B' = 1, 'BRK.B' = 2 }", "half_spread_bps names BRK.B twice"),
        ("impact = { factor = 11 }", "trading.impact.factor is 11, which is above 10"),
        ("impact = { volume = { IWM = 0 } }", "impact.volume.IWM is 0, which is not above 0"),
        ("commission = 1001", "trading.commission is 1001, which is above 1000"),
        ("commission_per_share = -1", "commission_per_share is -1, which is below 0"),
        ("section_31_per_million = 'no'", "section_31_per_million is 'no', not an amount"),
    ],
)
def test_rules_that_cannot_be_are_refused_with_their_line(here, refused, line, said):
    Path("mine.toml").write_text(f"[trading]\n{line}\n", encoding="utf-8")
    (found,) = refused(read_policy, "mine.toml")
    place = "mine.toml:1: " if said.startswith("trading has") else "mine.toml:2: "
    assert found.startswith(f"error: {place}")
    assert said in found
    assert "\n    " in found

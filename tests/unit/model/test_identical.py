"""Which funds are identical under which stance."""

import pytest

from allocator import bundled
from allocator.model.identical import identical_funds
from allocator.model.tax import Stance, TaxRules
from tests.situations import market


@pytest.fixture(scope="module")
def shipped():
    from allocator.market.snapshot_file import load_snapshot

    return load_snapshot(bundled.SNAPSHOT).funds


@pytest.mark.parametrize(
    "group",
    [
        ("IWM", "VTWO"),
        ("IWO", "VTWG"),
        ("IWN", "VTWV"),
        ("IVV", "SPY", "VOO"),
        ("AGG", "BND"),
        ("IJR", "VIOO"),
    ],
)
def test_funds_of_one_index_are_identical_by_default(shipped, group):
    found = identical_funds(TaxRules(), shipped)
    assert all(found.kin(symbol) == group for symbol in group)


@pytest.mark.parametrize(
    ("one", "other"),
    [("IWM", "IJR"), ("IWM", "VB"), ("IWM", "IWN"), ("IWM", "TNA"), ("TNA", "UWM")],
)
def test_other_indexes_and_other_multiples_are_different(shipped, one, other):
    found = identical_funds(TaxRules(), shipped)
    assert found.name(one) != found.name(other)


def test_a_fund_is_only_itself_under_the_narrow_stance(shipped):
    found = identical_funds(TaxRules(wash_sales=Stance.SAME_FUND), shipped)
    assert found.groups == ()
    assert found.kin("IWM") == ("IWM",)


def test_the_users_groups_join_whole_groups(shipped):
    found = identical_funds(TaxRules(identical=(("IWM", "IJR"), ("SPLG", "SPY"))), shipped)
    assert found.kin("VTWO") == ("IJR", "IWM", "VIOO", "VTWO")
    assert found.kin("SPLG") == ("IVV", "SPLG", "SPY", "VOO")


def test_the_users_groups_hold_under_the_narrow_stance_too(shipped):
    tax = TaxRules(wash_sales=Stance.SAME_FUND, identical=(("IWM", "SCHA"), ("SCHA", "VB")))
    assert identical_funds(tax, shipped).groups == (("IWM", "SCHA", "VB"),)


def test_the_order_of_funds_and_groups_does_not_matter():
    funds = market().funds
    tax = TaxRules(identical=(("A", "B"), ("B", "C")))
    turned = TaxRules(identical=(("C", "B"), ("B", "A")))
    assert identical_funds(tax, funds) == identical_funds(turned, dict(reversed(funds.items())))

from dataclasses import replace
from datetime import date

import pytest

from allocator.bundled import FACTS
from allocator.errors import MarketDataError
from allocator.market.facts import read_facts
from allocator.market.payouts import payout_of
from allocator.model.assets import AssetClass


@pytest.fixture(scope="module")
def facts():
    return read_facts(FACTS)


def test_the_references_of_the_russell_2000_follow_from_their_note(facts):
    """z = 1.9 and the coefficient of variation of the S&P 500: no figure is made up."""
    small, large = sorted(facts.valuations, key=lambda value: value.index)
    assert (small.index, large.index) == ("Russell 2000", "S&P 500")
    assert (large.mean_5y, large.sd_5y) == (21.50, 2.39)
    cv = 2.39 / 21.50
    mean = 18.07 / (1 + 1.9 * cv)
    assert small.mean_5y == pytest.approx(mean, abs=5e-4)
    assert small.sd_5y == pytest.approx(cv * mean, abs=5e-4)
    assert (small.price_earnings - small.mean_5y) / small.sd_5y == pytest.approx(1.9, abs=2e-3)
    assert small.definition == large.definition


def test_a_fee_is_the_one_in_force_or_the_earliest_known(facts):
    vtwo = next(fund for fund in facts.funds if fund.symbol == "VTWO")
    assert vtwo.fee(date(2025, 1, 31)).ratio == 0.0010
    assert vtwo.fee(date(2025, 2, 1)).ratio == 0.0007
    assert vtwo.fee(date(2009, 3, 31)).ratio == 0.0010


def test_what_is_dated_later_is_forgotten(facts):
    known = facts.known_on(date(2025, 9, 16))
    assert known.valuations == known.remarks == ()
    assert len(facts.known_on(date(2025, 9, 17)).valuations) == 2


def test_the_taxation_of_a_fund_is_its_own_or_that_of_its_index_as_known(facts):
    own = payout_of(facts.payouts, "VMFXX", "US Treasury Bills")
    index = payout_of(facts.payouts, "BIL", "US Treasury Bills")
    assert (own.of, own.like) == ("VMFXX", "BIL")
    assert (index.of, index.like) == ("US Treasury Bills", None)
    newer = replace(index, on=date(2026, 1, 1), qualified=0.5)
    assert payout_of((newer, *facts.payouts), "BIL", "US Treasury Bills") == newer
    assert facts.known_on(date(2024, 12, 31)).payouts == ()


def test_the_taxation_of_every_index_is_known_and_interest_is_no_dividend(facts):
    classes = {index.name: index.asset_class for index in facts.indexes}
    taxed = {each.index: each for each in facts.payouts if each.index}
    assert taxed.keys() == classes.keys()
    for name, each in taxed.items():
        assert (each.qualified > 0) is (classes[name] is AssetClass.EQUITY), name
        assert each.exempt == 0, name


def test_only_the_two_of_the_spread_have_levels_without_dividends(facts):
    assert {index.name: index.price_series for index in facts.indexes if index.price_series} == {
        "Russell 2000": ("RUT",),
        "S&P 500": ("GSPC",),
    }
    assert all(index.series for index in facts.indexes)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            'index = "S&P 500"\nfees',
            'index = "S&P"\nfees',
            "SPY tracks 'S&P', which is not described",
        ),
        ("percent = 0.19", "percent = 19.0", "fees[0]: percent"),
        ("small_share = 0.0", "smal_share = 0.0", "small_share: is missing"),
        ('asset_class = "equity"', 'asset_class = "stock"', "'stock' is none of"),
        ("on = 2020-01-01", "on = 2026-01-01", "fees in order of date"),
        (
            '[[payout]]\nindex = "Gold"',
            '[[payout]]\nindex = "Tin"',
            "payout: 'Tin' is not described",
        ),
        ('fund = "VMFXX"', 'fund = "VMFX"', "payout: 'VMFX' is not described"),
        ('like = "BIL"', 'like = "BILL"', "SWVXX is like 'BILL', which is not described"),
        ('fund = "VMFXX"', 'fund = "VMFXX"\nindex = "Gold"', "expected either index or fund"),
        ('like = "BIL"', 'like = "BIL"\nrate = 0.04', "like: expected either rate or like"),
        ("qualified = 0.8", "qualified = 80", "qualified: expected a finite number from 0 to 1"),
        (
            "qualified = 0.8\nexempt = 0.0",
            "qualified = 0.8\nexempt = 0.3",
            "exempt: qualified and exempt are parts of one whole",
        ),
        ("[[index]]", "[[index]", "cannot be read"),
    ],
)
def test_a_fact_that_is_malformed_is_refused_with_its_place(tmp_path, old, new, said):
    text = FACTS.read_text()
    assert old in text
    path = tmp_path / "facts.toml"
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(MarketDataError) as caught:
        read_facts(path)
    assert said in str(caught.value)
    assert "facts.toml" in str(caught.value)

"""What ships with the package: the snapshot that a proposal uses unless told otherwise."""

from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from allocator.bundled import SNAPSHOT
from allocator.market import load_snapshot
from allocator.model.assets import AssetClass, PriceBasis
from allocator.model.rate_cycle import Phase, phase_at

LISTED = """IWM VTWO IWO VTWG IWN VTWV IJR VIOO SPY IVV VOO IWB IWV VTI VB VBK VBR IWC QQQ AGG BND TLT
IEF SHY BIL TIP LQD GLD IJH MDY IWD IWF VONE VTHR TNA TZA UWM RWM SWVXX VMFXX VUSXX SPAXX FDRXX
FZFXX FCASH"""
SAME_INDEX = [("IWM", "VTWO"), ("IWO", "VTWG"), ("IWN", "VTWV"), ("SPY", "IVV"), ("SPY", "VOO")]


@pytest.fixture(scope="module")
def snapshot():
    return load_snapshot(SNAPSHOT)


def test_every_listed_fund_is_there(snapshot):
    assert set(snapshot.funds) == set(LISTED.split())


def test_funds_on_one_index_share_it(snapshot):
    for one, other in SAME_INDEX:
        assert snapshot.funds[one].index == snapshot.funds[other].index
    assert snapshot.funds["IJR"].index != snapshot.funds["IWM"].index


def test_the_file_is_small():
    assert SNAPSHOT.stat().st_size < 300_000


def test_what_funds_pay_is_known_of_all_that_may_be_bought(snapshot):
    unknown = {symbol for symbol, fund in snapshot.funds.items() if fund.income is None}
    assert unknown == {"FCASH", "RWM", "TNA", "TZA", "UWM"}
    assert [mix.index for mix in snapshot.sectors] == ["Russell 3000"]


def test_no_history_ships(snapshot):
    """Whoever owns the prices may not let them be passed on."""
    assert snapshot.weeks is None


def test_every_index_has_risk_and_the_risk_is_sound(snapshot):
    assert snapshot.risk.indexes == tuple(sorted(snapshot.indexes))
    assert np.linalg.eigvalsh(snapshot.risk.covariance)[0] > 1e-6
    assert (snapshot.risk.estimator, snapshot.risk.weeks) == ("sample", 522)


def test_volatilities_are_of_the_right_order(snapshot):
    volatility = dict(
        zip(snapshot.risk.indexes, np.sqrt(np.diag(snapshot.risk.covariance)), strict=True)
    )
    bounds = {
        AssetClass.EQUITY: (0.15, 0.26),
        AssetClass.BOND: (0.01, 0.16),
        AssetClass.CASH: (0.0, 0.005),
        AssetClass.COMMODITY: (0.1, 0.2),
    }
    for name, index in snapshot.indexes.items():
        low, high = bounds[index.asset_class]
        assert low < volatility[name] < high, name
    assert volatility["Russell 2000"] > volatility["S&P 500"]


def test_the_rate_changes_are_the_six_of_1989_and_the_table(snapshot):
    assert len(snapshot.rate_changes) == 6 + 109
    first, last = snapshot.rate_changes[0], snapshot.rate_changes[-1]
    assert (first.announced, last.announced) == (date(1989, 6, 6), date(2025, 12, 10))
    assert (last.lower, last.upper) == (3.5, 3.75)


def test_the_cycle_is_in_the_second_half_of_easing(snapshot):
    entry = phase_at(snapshot.rate_changes, snapshot.as_of, snapshot.pause_days)
    assert (entry.phase, entry.since) == (Phase.SECOND_HALF, date(2025, 9, 17))


def test_the_pause_lasted_273_days(snapshot):
    cuts = [c.announced for c in snapshot.rate_changes if c.announced <= date(2025, 9, 17)]
    assert (cuts[-1] - cuts[-2]).days == 273


def test_valuations_are_those_of_the_facts(snapshot):
    small, large = snapshot.valuations
    assert (small.index, large.index) == ("Russell 2000", "S&P 500")
    assert (small.price_earnings, large.price_earnings) == (18.07, 27.16)
    assert small.definition == large.definition
    assert small.on == large.on == date(2025, 9, 17)


def test_small_caps_are_small_and_broad_funds_hold_a_few(snapshot):
    shares = {name: index.small_share for name, index in snapshot.indexes.items()}
    assert shares["Russell 2000"] == shares["S&P SmallCap 600"] == 1
    assert shares["S&P 500"] == shares["Nasdaq-100"] == shares["US Aggregate Bonds"] == 0
    assert 0.03 < shares["Russell 3000"] == shares["CRSP US Total Market"] < 0.05


def test_leveraged_funds_are_known_and_never_bought(snapshot):
    multiples = {f.symbol: f.multiple for f in snapshot.funds.values() if f.multiple != 1}
    assert multiples == {"TNA": 3, "TZA": -3, "UWM": 2, "RWM": -1}
    assert not any(snapshot.funds[symbol].buyable for symbol in multiples)


def test_every_fund_that_may_be_bought_has_a_price_of_that_day(snapshot):
    for fund in snapshot.funds.values():
        if fund.buyable:
            assert fund.price_date == snapshot.as_of, fund.symbol


def test_every_price_says_its_basis(snapshot):
    basis = {fund.symbol: fund.price_basis for fund in snapshot.funds.values()}
    assert {basis[symbol] for symbol in ("IWM", "SPY", "VOO", "QQQ", "AGG")} == {PriceBasis.CLOSE}
    assert {basis[symbol] for symbol in ("IWN", "IWV", "MDY", "IWF")} == {PriceBasis.REBUILT}
    assert {basis[symbol] for symbol in ("IWO", "VTWO", "VTWV", "VTWG")} == {PriceBasis.ADJUSTED}


def test_iwf_is_priced_in_the_shares_of_that_day(snapshot):
    """The data's 120.1175 is scaled for the split of four for one in 2026."""
    assert snapshot.funds["IWF"].price == Decimal("480.47")


def test_fees_are_those_of_the_facts(snapshot):
    fees = {
        symbol: snapshot.funds[symbol].expense_ratio for symbol in ("IWM", "VTWO", "SPY", "VOO")
    }
    assert fees == {"IWM": 0.0019, "VTWO": 0.0007, "SPY": 0.000945, "VOO": 0.0003}


def test_every_figure_has_a_source(snapshot):
    described = [*snapshot.indexes.values(), *snapshot.funds.values(), *snapshot.rate_changes]
    described += [*snapshot.valuations, *snapshot.index_sizes.values()]
    assert all(value.source for value in described)
    assert {"prices", "risk", "episodes", "rate_changes", "index_sizes"} <= set(snapshot.sources)
    assert any("Financials and health care are about 35 %" in note for note in snapshot.notes)

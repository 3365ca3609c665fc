from dataclasses import replace

import numpy as np
import pytest

from allocator.errors import Severity
from allocator.market.quality import jumps as moves_alone
from allocator.market.quality.jumps import rebased
from allocator.market.series import Frequency, Kind
from allocator.model.quality import Check

ERROR, WARNING = Severity.ERROR, Severity.WARNING


def jumps(series, peers, splits):
    """As for stocks."""
    return moves_alone.jumps(series, peers, splits, alike=True)


@pytest.fixture
def gspc(market, pick):
    return pick(market(), Kind.PRICE_INDEX, "GSPC")


@pytest.fixture
def peer(market, pick):
    return pick(market(), Kind.ADJUSTED, "IWM")


def test_a_crash_of_the_whole_market_needs_no_explanation(gspc, peer, altered):
    crash = altered(gspc, slice(900, None), 0.8)
    assert jumps(crash, (altered(peer, slice(900, None), 0.8),), None) == ()
    assert jumps(crash, (peer,), None)


def test_a_quarter_of_the_move_in_another_series_is_enough(gspc, make):
    """On one day, whatever the other did before: its days and prices are its own."""
    moves = np.full(200, 0.001)
    moves[100] = -0.08
    days = gspc.days[: len(moves)]
    own = make(Kind.PRICE_INDEX, "own", days, np.cumprod(1 + moves))
    for part, count in ((0.26, 0), (0.24, 1), (-1.0, 1)):
        moves[100] = -0.08 * part
        other = make(Kind.PRICE_INDEX, "other", days, np.cumprod(1 + moves))
        assert len(jumps(own, (other,), None)) == count


@pytest.fixture
def halved(gspc, market, altered):
    """The market halves in one day; its daily returns in percent know of it."""
    stocks = next(each for each in market() if each.key.name == "Mkt-RF")
    values = stocks.values.copy()
    values[900] = -50.0
    return altered(gspc, slice(900, None), 0.5), replace(stocks, values=values)


def test_returns_of_stocks_share_in_percent(halved):
    price, stocks = halved
    assert stocks.frequency is Frequency.DAILY
    assert jumps(price, (stocks,), None) == ()
    assert jumps(price, (replace(stocks, values=stocks.values / 100),), None)


def test_a_return_of_one_day_is_not_that_of_several(halved):
    """The price lacks the day before: the return is only that of the last one."""
    price, stocks = halved
    gapped = price.where(np.arange(len(price)) != 899)
    (found,) = jumps(gapped, (stocks,), None)
    assert (found.severity, found.count) == (ERROR, 1)


def test_where_nothing_else_was_traded_only_what_is_undone_or_impossible_is_doubted(gspc, altered):
    assert jumps(altered(gspc, slice(900, None), 0.8), (), None) == ()
    (found,) = jumps(altered(gspc, 900, 0.8), (), None)
    assert (found.check, found.severity, found.count) == (Check.JUMP, WARNING, 2)
    (found,) = jumps(altered(gspc, slice(900, None), 0.5), (), None)
    assert (found.severity, found.count, found.first) == (ERROR, 1, gspc.days[900].item())


def test_what_need_not_move_with_others_is_doubted_beyond_ten_percent(gspc, peer, altered):
    def bonds(series):
        return moves_alone.jumps(series, (peer,), None, alike=False)

    assert bonds(altered(gspc, slice(900, None), 0.93)) == ()
    assert [found.count for found in bonds(altered(gspc, slice(900, None), 0.8))] == [1]
    assert [found.count for found in bonds(altered(gspc, 900, 0.8))] == [2]
    assert [found.severity for found in bonds(altered(gspc, slice(900, None), 0.5))] == [ERROR]


@pytest.mark.parametrize("alike", [True, False])
@pytest.mark.parametrize(("back", "size"), [(1, 1.25), (1, 0.8), (3, 1.15)])
def test_a_move_of_the_last_week_is_doubted_also_if_it_is_the_last(
    gspc, peer, altered, alike, back, size
):
    """It prices a fund, and nothing has had the time to undo it."""
    slipped = altered(gspc, slice(-back, None), size)
    (found,) = moves_alone.jumps(slipped, (peer,), None, alike=alike)
    assert found.severity is WARNING
    assert found.last == gspc.days[-back].item()


def test_a_move_of_the_week_before_is_as_any_other(gspc, peer, altered):
    for size, count in ((1.09, 0), (1.12, 1)):
        slipped = altered(gspc, slice(-6, None), size)
        assert len(moves_alone.jumps(slipped, (peer,), None, alike=False)) == count


def test_several_glitches_do_not_hide_each_other(gspc, peer, altered):
    """Ten numbers of a month that are a thousand times too high."""
    (found,) = jumps(altered(gspc, slice(900, 920, 2), 1000.0), (peer,), None)
    assert (found.severity, found.count) == (ERROR, 20)


def test_peers_of_another_time_share_nothing(gspc, peer, altered):
    late = peer.where(peer.days > peer.days[1500])
    assert jumps(altered(gspc, slice(900, None), 0.8), (late,), None) == ()
    assert jumps(altered(gspc, slice(1800, None), 0.8), (late,), None)


@pytest.mark.parametrize(("factor", "severity"), [(0.56, WARNING), (0.55, ERROR), (1.82, ERROR)])
def test_nearly_half_or_double_is_impossible(gspc, peer, altered, factor, severity):
    (found,) = jumps(altered(gspc, slice(900, None), factor), (peer,), None)
    assert found.severity is severity


def test_a_split_of_that_day_is_named(gspc, peer, altered, make):
    """The price that is not scaled for it; another split is not blamed."""
    split = make(Kind.SPLIT, "GSPC", gspc.days[[400, 900]], [3.0, 2.0], Frequency.EVENTS)
    (found,) = jumps(altered(gspc, slice(900, None), 0.5), (peer,), split)
    assert found.message.endswith(f"; not scaled for the split of 2 for 1 on {gspc.days[900]}")
    (found,) = jumps(altered(gspc, slice(901, None), 0.5), (peer,), split)
    assert "split" not in found.message


def test_what_is_usual_for_a_series_is_no_jump(make, gspc, peer):
    """A fund that moves four percent a day on average."""
    wild = 0.05 * np.random.default_rng(1).standard_normal(600)
    own = make(Kind.ADJUSTED, "WILD", gspc.days[:600], 100 * np.cumprod(1 + wild))
    assert jumps(own, (peer,), None) == ()


@pytest.mark.parametrize(("size", "count"), [(0.029, 0), (0.031, 1)])
def test_small_moves_are_not_looked_at(make, gspc, peer, size, count):
    moves = np.tile([0.001, -0.001], 100)
    moves[100] = size
    own = make(Kind.ADJUSTED, "CALM", gspc.days[:200], 100 * np.cumprod(1 + moves))
    still = replace(peer, values=np.ones(len(peer)))
    assert len(jumps(own, (still,), None)) == count


def test_only_daily_prices_are_looked_at(gspc, make, peer):
    moves = np.array([1, 1, 5, 1.0])
    for kind in (Kind.RATE, Kind.DISTRIBUTION, Kind.VALUATION):
        assert jumps(make(kind, "x", gspc.days[:4], moves), (peer,), None) == ()
    monthly = make(Kind.ADJUSTED, "x", gspc.days[:4], moves, Frequency.MONTHLY)
    assert jumps(monthly, (peer,), None) == ()
    assert jumps(make(Kind.ADJUSTED, "x", gspc.days[:2], [1, 5]), (peer,), None) == ()


def test_an_index_on_another_base_is_an_error(market, pick, altered):
    prices = pick(market(), Kind.MACRO, "CPIAUCSL")
    assert rebased(prices) == ()
    (found,) = rebased(altered(prices, slice(40, None), 1 / 3))
    assert (found.check, found.severity, found.count) == (Check.JUMP, ERROR, 1)
    assert found.first == prices.days[40].item()
    assert "(-66.6%)" in found.message

import pytest

from allocator import bundled
from allocator.market import load_snapshot
from allocator.trades.orders.exchanges import PRIMARY_EXCHANGES
from allocator.trades.orders.symbols import spelled


@pytest.mark.parametrize("written", ["BRK.B", "BRK/B", "BRK B", "BRK-B", "BRKB"])
@pytest.mark.parametrize(("mark", "wanted"), [(" ", "BRK B"), (".", "BRK.B"), ("", "BRKB")])
def test_every_spelling_of_a_share_class_becomes_the_broker_s_own(written, mark, wanted):
    assert spelled(written, mark) == wanted


@pytest.mark.parametrize(
    "symbol",
    ["DDD 12/18/2026 50.00 C", "-EEE261218C50", "912828XY1", "BAC-PL", "SPAXX**", "", "iwm", "A,B"],
)
def test_what_is_no_ticker_of_a_share_or_fund_has_no_spelling(symbol):
    assert spelled(symbol, ".") is None


def test_no_ordinary_fund_is_taken_for_a_share_class():
    funds = list(load_snapshot(bundled.SNAPSHOT).funds)
    assert len(funds) > 30
    assert [spelled(symbol, " ") for symbol in funds] == funds


def test_every_fund_on_an_exchange_that_may_be_bought_has_one():
    funds = load_snapshot(bundled.SNAPSHOT).funds.values()
    bought = {fund.symbol for fund in funds if fund.buyable and not fund.symbol.endswith("XX")}
    assert bought - set(PRIMARY_EXCHANGES) == set()

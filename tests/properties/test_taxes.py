"""What must hold of any taxes, lots and wash sales."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from types import SimpleNamespace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from allocator.model.identical import IdenticalFunds
from allocator.model.lots import TaxLot
from allocator.model.netting import netting_of
from allocator.model.portfolio import AccountType, Transaction
from allocator.model.tax import NO_TAX, TaxRates, TaxRules, Term
from allocator.model.trades import LotSale, Side, Trade
from allocator.model.trading_day import TradingDay
from allocator.trades.tax.lot_choice import choose, total_gains
from allocator.trades.tax.lot_methods import LotMethod, compare_methods
from allocator.trades.tax.lot_orders import first_in_first_out
from allocator.trades.tax.lot_sales import Selling, TaxYear, sell
from allocator.trades.tax.netting import net
from allocator.trades.tax.wash_bars import bars
from allocator.trades.tax.wash_check import seen_wash_sales
from allocator.trades.tax.wash_history import HeldLot, History
from allocator.trades.tax.wash_sales import Purchase, Sale, wash_sales

CENT = Decimal("0.01")
DAY = date(2026, 11, 20)

money = st.decimals(-20_000, 20_000, places=2)
losses = st.decimals(0, 9_000, places=2)


@st.composite
def tax_rates(draw):
    """Rates as they are: long-term gains are not taxed more than short-term ones."""
    long_term = draw(st.sampled_from([0.0, 0.15, 0.2, 0.238]))
    short_term = draw(st.sampled_from([0.2, 0.24, 0.37, 0.408]).filter(lambda r: r >= long_term))
    interest = draw(st.sampled_from([0.0, 0.1, 0.24, 0.408]))
    return TaxRates(short_term, long_term, long_term, interest)


def schedule_d(short, long, rates):
    """Net by the lines of Schedule D and its worksheet; a second way to write it."""
    line7, line15 = short, long
    line16 = line7 + line15
    if line16 >= 0:
        long_part = max(min(line15, line16), Decimal(0))
        short_part = line16 - long_part
        return short_part, long_part, Decimal(0), Decimal(0), Decimal(0)
    line21 = min(-line16, rates.loss_limit)
    carried_short = max(-line7 - (line21 + max(line15, Decimal(0))), Decimal(0))
    left = max(line21 - max(-line7, Decimal(0)), Decimal(0)) if line7 < 0 else line21
    carried_long = max(-line15 - (max(line7, Decimal(0)) + left), Decimal(0))
    return Decimal(0), Decimal(0), line21, carried_short, carried_long


@given(short=money, long=money, before=st.tuples(losses, losses), rates=tax_rates())
def test_netting_is_that_of_schedule_d(short, long, before, rates):
    found = net(short, long, rates, *before)
    short, long = short - before[0], long - before[1]
    lines = schedule_d(short, long, rates)
    assert (
        found.short,
        found.long,
        found.deducted,
        found.carried_short,
        found.carried_long,
    ) == lines


@given(short=money, long=money, before=st.tuples(losses, losses), rates=tax_rates())
def test_nothing_is_lost_in_netting(short, long, before, rates):
    """What is taxed, less what is deducted and carried forward, is the sum of it all."""
    found = net(short, long, rates, *before)
    out = found.short + found.long - found.deducted - found.carried_short - found.carried_long
    assert out == short + long - sum(before)


@given(short=money, long=money, more=losses, rates=tax_rates())
def test_more_gain_never_lowers_the_tax_and_raises_it_by_the_highest_rate_at_most(
    short, long, more, rates
):
    now = net(short, long, rates).tax
    highest = Decimal(str(max(rates.short_term, rates.interest)))
    for then in (net(short + more, long, rates).tax, net(short, long + more, rates).tax):
        assert now <= then <= now + more * highest + CENT


@given(short=money, long=money)
def test_with_all_rates_zero_nothing_is_due_whatever_is_realised(short, long):
    assert net(short, long, NO_TAX).tax == 0


@given(short=money, long=money, rates=tax_rates(), put_off=st.sampled_from([0.0, 0.5, 1.0]))
def test_the_tax_in_dollars_is_that_which_the_optimiser_counts(short, long, rates, put_off):
    """Two spellings of one function, in pieces and by netting; both from where the year stands."""
    rules = TaxRules(realised_short=Decimal(400), carried_short=Decimal(900), put_off=put_off)
    worth = Decimal(100_000)
    household = SimpleNamespace(value=worth, day=TradingDay(DAY, rates=rates))
    pieces, year = netting_of(household, rules), TaxYear(rates, rules)
    S, L = float(short / worth), float(long / worth)
    counted = year.counted(short, long) - year.counted(Decimal(0), Decimal(0))
    assert pieces.counted(S, L) * 100_000 == pytest.approx(float(counted), abs=1e-6)


lots = st.lists(
    st.builds(
        TaxLot,
        st.integers(1, 4).map(Decimal),
        st.decimals(400, 1600, places=2),
        st.dates(date(2020, 1, 1), date(2026, 6, 1)),
        st.sampled_from([Term.SHORT, Term.LONG]),
        st.sampled_from(["", "", "", "kept"]),
    ),
    min_size=1,
    max_size=3,
)


@st.composite
def sales(draw, step="0.000001"):
    """One or two sales of part of what may be sold, in cents."""
    found = []
    for _ in range(draw(st.integers(1, 2))):
        held = tuple(draw(lots))
        free = sum((lot.shares for lot in held if not lot.kept), Decimal(0))
        assume(free > 0)
        shares = Decimal(draw(st.integers(1, int(free))))
        price = draw(st.decimals(500, 1500, places=2))
        found.append(Selling(held, shares, shares * price, Decimal(step)))
    return tuple(found)


@st.composite
def years(draw, put_off=(0.0,)):
    """Rates, and where the year stands near zero or the limit."""
    near = st.sampled_from([-3500, -3000, -700, 0, 900]).map(Decimal)
    rules = TaxRules(
        realised_short=draw(near), realised_long=draw(near), put_off=draw(st.sampled_from(put_off))
    )
    return TaxYear(draw(tax_rates()), rules)


def ways(selling):
    """Every choice of whole shares."""
    most = [0 if lot.kept else int(lot.shares) for lot in selling.lots]
    counts = product(*(range(each + 1) for each in most))
    return [tuple(map(Decimal, each)) for each in counts if sum(each) == selling.shares]


@settings(deadline=None, max_examples=150)
@given(given_=sales(), year=years())
def test_no_choice_of_whole_shares_is_taxed_less_than_the_one_chosen(given_, year):
    """Exhaustive; the chosen one may divide shares, so it is at least as good, to the cent."""
    least = min(
        year.tax(*total_gains(tuple(map(sell, given_, choice))))
        for choice in product(*map(ways, given_))
    )
    assert year.tax(*total_gains(choose(given_, year))) <= least + CENT


@settings(deadline=None)
@given(given_=sales(), year=years((0.0, 0.5, 1.0)))
def test_the_tax_is_never_above_that_of_first_in_first_out(given_, year):
    fifo = tuple(sell(each, first_in_first_out(each)) for each in given_)
    chosen = choose(given_, year)
    assert year.tax(*total_gains(chosen)) <= year.tax(*total_gains(fifo))
    assert year.counted(*total_gains(chosen)) <= year.counted(*total_gains(fifo))
    by_method = {each.method: each for each in compare_methods(given_, year)}
    assert by_method[LotMethod.LEAST_TAX].tax <= by_method[LotMethod.FIFO].tax


@settings(deadline=None)
@given(given_=sales(step="1"), year=years())
def test_every_method_sells_the_shares_asked_for_out_of_free_lots_to_the_cent(given_, year):
    for found in compare_methods(given_, year):
        for selling, sold in zip(given_, found.sales, strict=True):
            assert sum(each.shares for each in sold) == selling.shares
            assert sum(each.gain + each.cost_basis for each in sold) == selling.proceeds
            for each in sold:
                assert each.shares == int(each.shares)
                assert each.gain == each.gain.quantize(CENT)
            free = [lot for lot in selling.lots if not lot.kept]
            for day in {each.acquired for each in sold}:
                taken = sum(each.shares for each in sold if each.acquired == day)
                assert taken <= sum(lot.shares for lot in free if lot.acquired == day)


@settings(deadline=None)
@given(given_=sales(), year=years(), seed=st.randoms())
def test_the_order_of_lots_and_sales_does_not_change_the_least_tax(given_, year, seed):
    turned = [replace(each, lots=tuple(seed.sample(each.lots, len(each.lots)))) for each in given_]
    seed.shuffle(turned)
    one, other = (year.tax(*total_gains(choose(tuple(each), year))) for each in (given_, turned))
    assert abs(one - other) <= 2 * CENT


TYPES = {"main": AccountType.TAXABLE, "roth": AccountType.ROTH}
SYMBOLS = ("IWM", "VTWO", "SPY")
places = st.tuples(st.sampled_from([*TYPES]), st.sampled_from(SYMBOLS))
ages = st.sampled_from([1, 5, 29, 30, 31, 40])


@st.composite
def histories(draw):
    """Lots held, of days of their own, and purchases and sales of the last weeks."""
    held = draw(st.lists(st.tuples(places, ages), max_size=5, unique=True))
    done = draw(
        st.lists(
            st.tuples(places, ages, st.sampled_from([*Side]), st.sampled_from([-9, 9, None])),
            max_size=4,
        )
    )
    return History(
        IdenticalFunds((("IWM", "VTWO"),)),
        tuple(HeldLot(*place, Decimal(10), DAY - timedelta(age)) for place, age in held),
        tuple(
            Transaction(
                account,
                DAY - timedelta(age),
                symbol,
                side,
                Decimal(10),
                None,
                None if gain is None else Decimal(gain),
                "",
            )
            for (account, symbol), age, side, gain in done
        ),
        TYPES,
    )


@st.composite
def proposals(draw, history):
    """Sales out of lots, at a loss or a gain, and purchases."""
    trades = []
    for lot in history.lots:
        if draw(st.booleans()):
            shares, gain = (
                Decimal(draw(st.sampled_from([4, 10]))),
                Decimal(draw(st.sampled_from([-5, 5]))),
            )
            sale = LotSale(shares, lot.acquired, Decimal(10), gain, Term.SHORT)
            trades.append(
                Trade(
                    lot.account,
                    lot.symbol,
                    Side.SELL,
                    shares,
                    Decimal(1),
                    shares,
                    Decimal(0),
                    (sale,),
                )
            )
    for account, symbol in draw(st.lists(places, max_size=2, unique=True)):
        trades.append(
            Trade(account, symbol, Side.BUY, Decimal(3), Decimal(1), Decimal(3), Decimal(0))
        )
    return tuple(trades)


def respects(history, trades):
    """Whether trades keep to the bars, and to not buying what is sold at a loss on the day."""
    found = bars(history, DAY)
    bought = {history.kin(t.symbol) for t in trades if t.side is Side.BUY}
    if any(t.symbol in found.purchases for t in trades if t.side is Side.BUY):
        return False
    sold = {(t.account, t.symbol, t.lots[0].acquired): t.lots[0] for t in trades if t.lots}
    for lot, bar in zip(history.lots, found.losses, strict=True):
        sale = sold.get(lot.key)
        if sale is None or sale.gain > 0 or history.is_sheltered(lot.account):
            continue
        others = [history.lots[place] for place in bar.lifted_by] if bar else []
        whole = all(each.key in sold and sold[each.key].shares == each.shares for each in others)
        if history.kin(lot.symbol) in bought or (bar and not (others and whole)):
            return False
    return True


@settings(deadline=None, max_examples=300)
@given(data=st.data(), history=histories())
def test_trades_that_keep_to_the_bars_make_no_wash_sale_that_can_be_seen(data, history):
    trades = data.draw(proposals(history))
    assume(trades and respects(history, trades))
    assert seen_wash_sales(history, trades, DAY) == ()


@settings(deadline=None, max_examples=300)
@given(data=st.data(), history=histories())
def test_the_judge_and_the_law_agree_on_what_is_held_and_traded(data, history):
    """A second way: every purchase and sale of the household, run through the rules themselves."""
    history = replace(history, transactions=())
    trades = data.draw(proposals(history))
    disallowed = Decimal(0)
    for kin in {history.kin(symbol) for symbol in SYMBOLS}:
        held = [lot for lot in history.lots if history.kin(lot.symbol) == kin]
        purchases = [
            Purchase(lot.acquired, lot.shares, Decimal(1), history.is_sheltered(lot.account))
            for lot in held
        ]
        purchases += [
            Purchase(DAY, t.shares, Decimal(1))
            for t in trades
            if t.side is Side.BUY and history.kin(t.symbol) == kin
        ]
        sold = {(t.account, t.symbol, t.lots[0].acquired): t.lots[0] for t in trades if t.lots}
        done = [
            Sale(DAY, sold[lot.key].shares, 1 + sold[lot.key].gain / sold[lot.key].shares, n)
            for n, lot in enumerate(held)
            if lot.key in sold
        ]
        disallowed += sum(each.disallowed for each in wash_sales(tuple(purchases), tuple(done)))
    assert (disallowed > 0) == bool(seen_wash_sales(history, trades, DAY))

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from allocator.model.portfolio import OtherAsset, OtherKind
from allocator.model.tax import Term
from allocator.model.trades import LotSale, Side
from allocator.report.costs import CostParts, cost_parts, costs_in_words
from allocator.report.lots import is_summed, lot_lines
from allocator.report.origin import Origin
from allocator.report.others import other_lines
from allocator.report.trades import trade_lines

D = Decimal


def lines_of(proposal):
    return trade_lines(proposal, 80, Origin())


def lot(shares, gain, term=Term.LONG, day=date(2020, 3, 2)):
    cost = None if gain is None else D(1000)
    return LotSale(D(shares), day, cost, None if gain is None else D(gain), term)


def with_lots(proposal, *lots):
    """The sale out of these lots."""
    sale = proposal.trades[0]
    return replace(sale, lots=lots, shares=sum((each.shares for each in lots), D(0)))


def test_the_lots_stand_below_their_sale(taxed):
    assert lines_of(taxed)[:5] == [
        "Trades       shares         price      value   cost",
        " Brokerage, taxable",
        "  sell  SPY       9  at  $600.00   $5,400.00  $3.71",
        "        4  of 2020-03-02  cost $1,600.00  gain +$798.35  long-term",
        "        5  of 2025-06-10  cost $3,250.00  loss -$252.06  short-term",
    ]


def test_sales_come_before_purchases_in_each_account_and_accounts_in_order(taxed):
    sale, bought = taxed.trades
    both = (sale, replace(sale, account="Roth IRA", lots=()), bought)
    text = "\n".join(lines_of(replace(taxed, trades=both)))
    places = [
        text.index(mark) for mark in ("Brokerage,", "sell  SPY", "buy   IWM", "Roth IRA, Roth")
    ]
    assert places == sorted(places)
    assert text.rindex("sell  SPY") > text.index("Roth IRA, Roth")


def test_lots_are_to_be_named_where_there_are_several(taxed):
    said = " ".join(" ".join(lines_of(taxed)).split())
    assert "Name these lots to your broker by settlement, the next business day (T+1)" in said
    household = taxed.brief.household
    one = tuple(replace(each, lots=each.lots[:1]) for each in household.positions)
    single = replace(taxed, brief=replace(taxed.brief, household=replace(household, positions=one)))
    assert "Name these lots" not in " ".join(lines_of(single))


def test_purchases_beyond_the_cash_are_said_to_be_paid_by_sales(taxed):
    said = " ".join(lines_of(taxed))
    assert "Purchases are paid out of the sales" in said
    bought = replace(taxed.trades[1], shares=D(2), value=D(500), cost=D("1.25"))
    assert "Purchases are paid" not in " ".join(
        lines_of(replace(taxed, trades=(taxed.trades[0], bought)))
    )


def test_many_lots_of_one_kind_are_summed_and_the_sum_is_right(taxed):
    gains = [lot(n, 100 * n, day=date(2020, 1, n)) for n in range(1, 8)]
    sale = with_lots(taxed, *gains, lot(2, -50, Term.SHORT))
    (lines,) = lot_lines([sale], 80)
    assert len(lines) == 5
    summed = " ".join(lines[3].split())
    assert summed == "22 in 4 more lots cost $4,000.00 gain +$2,200.00 long-term"
    assert lines[4].split()[:3] == ["2", "of", "2020-03-02"]
    assert is_summed(sale)


def test_as_many_as_four_lots_are_listed_each(taxed):
    sale = with_lots(taxed, *(lot(1, 10, day=date(2020, 1, 1) + timedelta(n)) for n in range(4)))
    (lines,) = lot_lines([sale], 80)
    assert len(lines) == 4
    assert not is_summed(sale)


def test_a_cost_or_day_that_is_not_known_is_said(taxed):
    (lines,) = lot_lines([with_lots(taxed, lot(3, 40), lot(2, None), lot(1, 5, day=None))], 80)
    assert " ".join(lines[2].split()) == "2 of 2020-03-02 cost not known long-term"
    assert "of a day not known" in lines[1]


def test_lots_in_a_sheltered_account_are_nobodys_business(taxed):
    sale = with_lots(taxed, LotSale(D(9), date(2020, 3, 2), None, None, None))
    assert lot_lines([sale, taxed.trades[1]], 80) == [[], []]


def test_costs_are_taken_apart_to_the_cent(taxed):
    parts = cost_parts(taxed.brief, taxed.trades)
    assert parts == CostParts(half_spread=D("4.33"), commissions=D("2.00"), fees=D("0.01"))
    assert parts.total == sum(trade.cost for trade in taxed.trades)
    assert costs_in_words(parts) == (
        "cost in all $6.34 (half-spreads $4.33, commissions $2.00, regulators' fees on sales $0.01)"
    )


def test_a_cost_of_one_part_is_not_taken_apart():
    assert costs_in_words(CostParts(D("5.33"), D(0), D(0))) == "cost in all $5.33"


def test_a_purchase_pays_no_fee_on_sales(taxed):
    bought = tuple(trade for trade in taxed.trades if trade.side is Side.BUY)
    assert cost_parts(taxed.brief, bought).fees == 0


def test_what_is_not_advised_on_is_listed_with_its_value_and_account(taxed):
    held = (
        OtherAsset("Brokerage", "TREASURY 4.875%", OtherKind.BOND, D("5001.00"), ""),
        OtherAsset("Roth IRA", "SPY CALL", OtherKind.OPTION, None, ""),
        OtherAsset("Brokerage", "MARGIN", OtherKind.DEBT, D("-1001.00"), ""),
    )
    lines = other_lines(replace(taxed, portfolio=replace(taxed.portfolio, others=held)), 80)
    assert lines[0] == "Held and left alone, $4,000.00 in all, and in no other figure here"
    assert " ".join(lines[1].split()) == "TREASURY 4.875% single bond $5,001.00 in Brokerage"
    assert "no value given" in lines[2]
    assert other_lines(taxed, 80) == []

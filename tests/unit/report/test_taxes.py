from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from allocator.model.assets import Income
from allocator.model.lots import TaxLot
from allocator.model.policy import FundRules, Limits
from allocator.model.portfolio import AccountType, Transaction
from allocator.model.standing import Standing
from allocator.model.tax import NO_TAX, Filing, Stance, Term
from allocator.model.trades import LotSale, Side
from allocator.report.tax_figures import tax_figures
from allocator.report.taxes import tax_lines
from allocator.report.wash import wash_figures
from allocator.trades.ledger import list_trades
from tests.situations import AS_OF, market

D = Decimal


def words(proposal):
    return " ".join(" ".join(tax_lines(proposal, 80)).split())


def with_rules(proposal, **changes):
    """The proposal under other rules of tax, and with funds of one index that are identical."""
    policy = proposal.brief.policy
    brief = replace(proposal.brief, policy=replace(policy, tax=replace(policy.tax, **changes)))
    return replace(proposal, brief=brief)


def with_day(proposal, **changes):
    household = proposal.brief.household
    brief = replace(
        proposal.brief, household=replace(household, day=replace(household.day, **changes))
    )
    return replace(proposal, brief=brief)


def with_lots(proposal, *lots):
    sale = replace(proposal.trades[0], lots=lots)
    return replace(proposal, trades=(sale, *proposal.trades[1:]))


def with_limits(proposal, **limits):
    policy = replace(proposal.brief.policy, limits=Limits(**limits))
    return replace(proposal, brief=replace(proposal.brief, policy=policy))


def test_gains_are_summed_by_character(taxed):
    found = tax_figures(taxed)
    assert (found.short, found.long) == (D("-252.06"), D("798.35"))
    assert "The sales realise, net: -$252.06 short-term, +$798.35 long-term." in words(taxed)


def test_a_short_term_loss_cancels_long_term_gains(taxed):
    """546.29 of long-term gain are left, at 15 %: 81.94."""
    assert tax_figures(taxed).tax == D("81.94")
    assert "This adds $81.94 of tax this year." in words(taxed)


def test_the_year_so_far_is_netted_first(taxed):
    """Without the trades 1,000 short-term at 32 %; with them 747.94, and 798.35 at 15 %."""
    later = with_rules(taxed, realised_short=D(1000))
    assert tax_figures(later).tax == D("239.34") + D("119.75") - D("320.00")
    assert "netted with the year so far (short-term gains +$1,000.00)" in words(later)


def test_losses_beyond_the_limit_are_carried_forward_and_told(taxed):
    lost = with_lots(taxed, LotSale(D(9), date(2025, 6, 10), D(9396), D("-4000.00"), Term.SHORT))
    said = words(lost)
    assert "This saves $960.00 of tax this year." in said
    assert "Losses offset $3,000.00 of other income this year; $1,000.00 are carried" in said


def test_what_is_put_off_no_longer_is_told_apart_from_what_counts(taxed):
    """0.5 of 15 % of 546.29 would have fallen due later."""
    standing = Standing(
        taxed.weights, taxed.cash, gains=0.0054, tax=float((81.94 - 40.97) / 102000)
    )
    said = words(replace(taxed, standing=standing))
    assert "(tax.put_off 0.5), $40.97 of it would otherwise have fallen due in a later year" in said
    assert "$40.97 counts against the trades." in said


def test_what_comes_back_of_a_saving_is_told(taxed):
    lost = with_lots(taxed, LotSale(D(9), date(2025, 6, 10), D(5896), D("-500.00"), Term.SHORT))
    standing = Standing(taxed.weights, taxed.cash, gains=-0.005, tax=(-160 + 37.5) / 102000)
    said = words(replace(lost, standing=standing))
    assert "$37.50 of what is saved comes back in a later year, on a lower cost" in said
    assert "$122.50 counts in their favour." in said


def test_the_rates_and_whose_they_are_stand_there(taxed):
    assert (
        "Estimated at 32.0% on short-term and 15.0% on long-term gains, 15.0% on dividends and "
        "32.0% on interest (made up)."
    ) in words(taxed)


def test_without_rates_gains_are_told_and_how_to_have_taxes_counted(taxed):
    free = with_day(with_rules(taxed, short_term=None, long_term=None), rates=NO_TAX)
    said = words(free)
    assert "+$798.35 long-term" in said
    assert "Taxes are not counted, since the policy states no rates: state tax.short_term" in said
    assert "this year" not in said


def test_nothing_is_said_of_taxes_where_nothing_is_taxed(taxed):
    household = taxed.brief.household
    sheltered = tuple(replace(each, type=AccountType.ROTH) for each in household.accounts)
    brief = replace(taxed.brief, household=replace(household, accounts=sheltered))
    assert tax_lines(replace(taxed, brief=brief), 80) == []


def test_nothing_is_said_without_rates_and_sales(taxed):
    free = with_day(with_rules(taxed, short_term=None, long_term=None), rates=NO_TAX)
    assert tax_lines(replace(free, trades=()), 80) == []


def test_a_gain_that_nobody_knows_is_named(taxed):
    said = words(with_lots(taxed, LotSale(D(9), None, None, None, None)))
    assert "Gains on SPY are not known: the file gives no cost." in said
    assert "Ways to choose lots" not in said


def test_a_character_that_rests_on_a_rule_is_said(taxed):
    said = words(with_lots(taxed, LotSale(D(9), None, D(5000), D("396.29"), Term.SHORT)))
    assert "No day of purchase is known for SPY" in said
    assert "No day of purchase" not in words(taxed)


def test_what_the_cap_on_gains_leaves_is_told(taxed):
    capped = with_limits(with_rules(taxed, realised_long=D(1000)), net_gains=D(5000))
    assert tax_figures(capped).cap_left == D("3453.71")
    assert "The cap on net gains of the year leaves $3,453.71." in words(capped)
    assert tax_figures(taxed).cap_left is None


def test_gains_that_pass_a_bracket_are_told_with_how_far(taxed):
    """Long-term gains of joint filers are free of tax up to 96,700 in 2025 (Rev. Proc. 2024-40)."""
    filed = with_rules(
        taxed, short_term=None, long_term=None, filing=Filing.JOINT, taxable_income=D(96_500)
    )
    assert tax_figures(filed).beyond_bracket == D("346.29")
    assert "!! $346.29 of the gains lie in a higher bracket" in words(filed)
    lower = with_rules(filed, taxable_income=D(96_000))
    assert tax_figures(lower).beyond_bracket == 0
    assert "higher bracket" not in words(lower)


def test_usual_ways_to_choose_lots_stand_beside_the_proposed_one(taxed):
    """First in, first out would realise 9 x 200 less costs of 3.71."""
    methods = {each.method.name: each for each in tax_figures(taxed).methods}
    assert methods["FIFO"].long == D("1796.29")
    assert methods["FIFO"].tax == D("269.44")
    lines = tax_lines(taxed, 80)
    row = next(line for line in lines if "first in, first out" in line)
    assert row.split()[-3:] == ["$0.00", "+$1,796.29", "+$269.44"]
    proposed = next(line for line in lines if "as proposed" in line)
    assert proposed.split()[-3:] == ["-$252.06", "+$798.35", "+$81.94"]


def test_lots_are_not_compared_where_they_make_no_difference(taxed):
    household = taxed.brief.household
    one = (TaxLot(D(100), D(400), date(2020, 3, 2), Term.LONG),)
    positions = tuple(
        replace(each, lots=one) if each.lots else each for each in household.positions
    )
    brief = replace(taxed.brief, household=replace(household, positions=positions))
    sold = LotSale(D(9), date(2020, 3, 2), D(3600), D("1796.29"), Term.LONG)
    assert "Ways to choose lots" not in words(with_lots(replace(taxed, brief=brief), sold))


def test_income_is_taxed_where_it_is_known(taxed):
    """SPY pays 1 %, qualified: 60,000 and 54,600 at .15 %; AGG 4 %, interest: 30,000 at 1.28 %."""
    assert "dividends and interest, a year" not in words(taxed)
    household = taxed.brief.household
    pays = {"SPY": Income(0.01, 1.0, 0.0, AS_OF, "made up"), "AGG": Income(0.04, 0, 0, AS_OF, "")}
    positions = tuple(
        replace(each, fund=replace(each.fund, income=pays.get(each.fund.symbol)))
        for each in household.positions
    )
    brief = replace(taxed.brief, household=replace(household, positions=positions))
    said = words(replace(taxed, brief=brief))
    assert "a year: $474.00 as held, $465.90 after the trades; what lies in which account" in said


def test_losses_say_what_not_to_buy_until_when_and_what_stands_in(taxed):
    (found,) = wash_figures(taxed).harvests
    assert (found.symbol, found.loss, found.until) == ("SPY", D("252.06"), date(2026, 1, 24))
    assert found.identical == ("SPY",)
    rules = FundRules(substitutes=(("SPY", ("NOPE", "IWM")),))
    policy = replace(taxed.brief.policy, funds=rules)
    said = words(replace(taxed, brief=replace(taxed.brief, policy=policy)))
    assert "Losses taken: SPY $252.06 (IWM in its place). They count only if neither you" in said
    assert "buys SPY in any account before 24 January 2026, reinvested dividends included" in said


def test_identical_funds_are_those_of_one_index_unless_the_policy_says_otherwise(taxed):
    known = replace(taxed, snapshot=market())
    assert wash_figures(known).harvests[0].identical == ("IVV", "SPY", "VOO")
    assert "funds on one index count as identical (tax.wash_sales = 'same_index'" in words(known)
    assert "SPY = IVV = VOO" in words(known)
    strict = with_rules(known, wash_sales=Stance.SAME_FUND)
    assert wash_figures(strict).harvests[0].identical == ("SPY",)
    assert "only a fund itself counts as identical" in words(strict)
    assert "reinvested dividends, can still make one" in words(known)


def test_a_loss_of_the_past_bars_purchases_with_their_day(taxed):
    sold = Transaction("Brokerage", date(2025, 12, 10), "IWM", Side.SELL, D(6), None, D(-300), "")
    known = replace(
        taxed,
        snapshot=market(),
        portfolio=replace(taxed.portfolio, transactions=(sold,)),
    )
    assert set(wash_figures(known).barred) == {"IWM", "VTWO"}
    assert (
        "Not bought before 10 January 2026: IWM, VTWO; IWM was sold on 2025-12-10 in Brokerage at "
        "a loss of $300.00."
    ) in words(known)


@pytest.mark.parametrize(
    ("lots", "said"),
    [
        (
            (TaxLot(D(4), D(90), date(2025, 2, 20), Term.SHORT, "it waits"),),
            "4 AGG of 2025-02-20 in",
        ),
        ((TaxLot(D(4), None, None, None, "it waits"),), "4 AGG in Brokerage"),
        ((TaxLot(D(4), None, None, None, "it waits"),) * 2, "8 AGG in 2 lots in Brokerage"),
    ],
)
def test_lots_that_are_kept_say_why(taxed, lots, said):
    household = taxed.brief.household
    positions = tuple(
        replace(each, lots=lots) if each.fund.symbol == "AGG" else each
        for each in household.positions
    )
    brief = replace(taxed.brief, household=replace(household, positions=positions))
    text = words(replace(taxed, brief=brief))
    assert f"Kept: {said}" in text
    assert "Brokerage: it waits." in text


LATELY = date(2025, 12, 14)
OLD = TaxLot(
    D(10),
    D(650),
    date(2025, 6, 10),
    Term.SHORT,
    waits="SPY was bought on 2025-12-14 in Brokerage; a loss on SPY counts from 2026-01-14, or "
    "today if all of that is sold with it",
)
RECENT = TaxLot(D(5), D(590), LATELY, Term.SHORT, recent=True)
CHEAP = TaxLot(D(85), D(400), date(2020, 3, 2), Term.LONG)


def moving(proposal, *lots, cleared=False, spy=0, **changes):
    """SPY, at $600, bought in these lots, and `spy` shares of it traded."""
    household = proposal.brief.household
    positions = tuple(
        replace(each, lots=lots, kin="IVV", **changes) if each.fund.symbol == "SPY" else each
        for each in household.positions
    )
    brief = replace(proposal.brief, household=replace(household, positions=positions))
    shares = tuple(D(spy) * (each.fund.symbol == "SPY") for each in positions)
    trades = list_trades(brief, shares, frozenset({"IVV"} if cleared else ()))
    return replace(proposal, brief=brief, trades=trades)


def test_a_loss_that_waits_is_kept_until_all_that_was_bought_lately_is_sold(taxed):
    waiting = moving(taxed, OLD, RECENT, CHEAP)
    assert f"Kept: 10 SPY of 2025-06-10 in Brokerage: {OLD.waits}." in words(waiting)
    sold = moving(taxed, OLD, RECENT, CHEAP, cleared=True, spy=-5)
    assert [lot.acquired for lot in sold.trades[0].lots] == [LATELY]
    assert wash_figures(sold).kept == ()


def test_what_was_bought_lately_must_be_sold_whole(taxed):
    """Of 5 bought lately 3 are sold, named by hand."""
    lots = (LotSale(D(3), LATELY, D("1770.00"), D("28.09"), Term.SHORT),)
    waiting = moving(taxed, OLD, RECENT, CHEAP, spy=-3)
    (sale,) = waiting.trades
    (kept,) = wash_figures(replace(waiting, trades=(replace(sale, lots=lots),))).kept
    assert (kept.lot, kept.why) == (OLD, OLD.waits)


def test_a_lot_that_may_not_be_sold_is_not_told_how_it_could_be_today(taxed):
    locked = moving(taxed, OLD, RECENT, CHEAP, may_sell=False)
    (kept,) = wash_figures(locked).kept
    assert kept.why == (
        "SPY was bought on 2025-12-14 in Brokerage; a loss on SPY counts from 2026-01-14"
    )
    assert "or today" not in words(locked)


@pytest.mark.parametrize(
    "barred", [OLD, replace(OLD, waits="", kept="IVV was bought on 2025-12-01 in Roth IRA")]
)
def test_what_is_bought_now_bars_a_loss_for_longer_than_what_was_bought_before(taxed, barred):
    """31 days from 2025-12-24."""
    said = words(moving(taxed, barred, RECENT, CHEAP, spy=1))
    assert (
        "Kept: 10 SPY of 2025-06-10 in Brokerage: SPY is bought now in Brokerage; a loss on SPY "
        "counts from 2026-01-24."
    ) in said
    assert "2026-01-14" not in said


def test_what_is_bought_now_says_nothing_of_a_lot_at_a_gain(taxed):
    gain = replace(CHEAP, kept="its gain turns long-term on 2025-12-31")
    assert [each.why for each in wash_figures(moving(taxed, gain, spy=1)).kept] == [gain.kept]


def test_lots_of_one_day_do_not_hide_each_other(taxed):
    twin = TaxLot(D(10), D(599), OLD.acquired, Term.SHORT)
    lots = (LotSale(D(3), OLD.acquired, D("1797.00"), D("1.09"), Term.SHORT),)
    held = moving(taxed, OLD, twin, RECENT, spy=-3)
    (sale,) = held.trades
    (kept,) = wash_figures(replace(held, trades=(replace(sale, lots=lots),))).kept
    assert kept.lot == OLD


def test_a_loss_that_waits_says_what_must_be_sold_the_same_day(taxed):
    both = moving(taxed, OLD, RECENT, CHEAP, cleared=True, spy=-15)
    (found,) = wash_figures(both).harvests
    assert [(lot.symbol, lot.acquired, lot.shares) for lot in found.together] == [
        ("SPY", LATELY, D(5))
    ]
    assert (
        "reinvested dividends included, and that on SPY only if all 5 SPY bought on 2025-12-14 "
        "are sold the same day."
    ) in words(both)


def test_a_loss_that_waits_for_nothing_does_not_say_so(taxed):
    """All that was bought lately is sold, at a loss of its own; what waited for it is not."""
    dear = replace(RECENT, cost_per_share=D(640))
    alone = moving(taxed, OLD, dear, CHEAP, cleared=True, spy=-5)
    (found,) = wash_figures(alone).harvests
    assert found.together == ()
    assert "reinvested dividends included." in words(alone)


def test_no_way_to_choose_lots_takes_a_loss_that_does_not_count(taxed):
    """The highest cost first would be the lot at a loss; next is what was bought lately."""
    found = tax_figures(moving(taxed, OLD, replace(RECENT, shares=D(20)), CHEAP, spy=-9)).methods
    assert {each.method.name for each in found} == {"FIFO", "HIFO", "LEAST_TAX", "AVERAGE_COST"}
    assert all(each.short >= 0 for each in found)
    sold = {each.method.name: [lot.acquired for lot in each.sales[0]] for each in found}
    assert sold["HIFO"] == [LATELY]


def test_every_way_to_choose_lots_sells_first_what_must_be_sold(taxed):
    found = tax_figures(moving(taxed, OLD, RECENT, CHEAP, cleared=True, spy=-9)).methods
    sold = {each.method.name: {lot.acquired: lot.shares for lot in each.sales[0]} for each in found}
    assert sold["FIFO"] == {LATELY: D(5), CHEAP.acquired: D(4)}
    assert sold["HIFO"] == {LATELY: D(5), OLD.acquired: D(4)}


def test_no_way_to_choose_lots_takes_a_loss_on_what_is_bought(taxed):
    """As if IWM were identical to SPY: nine of one are sold, and one of the other is bought."""
    sold = moving(taxed, replace(OLD, waits=""), CHEAP, spy=-9)
    assert min(each.short for each in tax_figures(sold).methods) < 0
    household = sold.brief.household
    positions = tuple(replace(each, kin="IVV") for each in household.positions)
    brief = replace(sold.brief, household=replace(household, positions=positions))
    trades = list_trades(brief, (D(1), D(-9), D(0), D(0)))
    found = tax_figures(replace(sold, brief=brief, trades=trades)).methods
    assert all(each.short >= 0 for each in found)


def test_an_average_cost_that_spreads_a_loss_that_does_not_count_is_left_out(taxed):
    """10 at 650 and 90 at 599 are 604.10 on average, a loss at 600."""
    near = TaxLot(D(85), D(599), date(2020, 3, 2), Term.LONG)
    late = replace(RECENT, cost_per_share=D(599))
    found = tax_figures(moving(taxed, OLD, late, near, spy=-20)).methods
    assert [each.method.name for each in found] == ["FIFO", "HIFO", "LEAST_TAX"]

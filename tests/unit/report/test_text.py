from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest

from allocator.errors import Severity
from allocator.model.assets import PriceBasis
from allocator.model.limits import Reading, measure
from allocator.model.policy import Limits, Policy, Range
from allocator.model.portfolio import Account, AccountType, Lock
from allocator.model.proposal import Advice
from allocator.model.quality import Check, Finding
from allocator.model.standing import Standing
from allocator.model.views import Spread
from allocator.pipeline import propose
from allocator.report.origin import Origin
from allocator.report.table import columns
from allocator.report.text import as_text
from tests.situations import AS_OF, market, portfolio, two_worlds


def report(proposal, days=0, width=80, **origin):
    return as_text(proposal, AS_OF + timedelta(days), width, Origin(**origin))


def words(proposal, **origin):
    """The report as one line."""
    return " ".join(report(proposal, **origin).split())


def with_position(proposal, symbol, **changes):
    """The proposal with one position of the household changed."""
    household = proposal.brief.household
    positions = tuple(
        replace(each, **changes) if each.fund.symbol == symbol else each
        for each in household.positions
    )
    brief = replace(proposal.brief, household=replace(household, positions=positions))
    return replace(proposal, brief=brief)


def renamed(proposal, name):
    """The proposal with its only account called otherwise, and a second one that holds nothing."""
    household = proposal.brief.household
    accounts = tuple(replace(each, name=name) for each in household.accounts)
    empty = Account("Roth", AccountType.ROTH, Decimal("1.00"))
    both = replace(household, accounts=(*accounts, empty), cash=[*household.cash, 0.0])
    left = proposal.cash_after["Brokerage"]
    return replace(
        proposal,
        portfolio=replace(proposal.portfolio, accounts=(*accounts, empty)),
        brief=replace(proposal.brief, household=both),
        solution=with_account(proposal.solution),
        standing=Standing(proposal.weights, [*proposal.cash, 0.0]),
        trades=tuple(replace(each, account=name) for each in proposal.trades),
        cash_after={name: left, "Roth": Decimal("1.00")},
    )


def with_account(solution):
    """The solution with a second account, which holds nothing."""
    return replace(solution, standing=Standing(solution.weights, [*solution.cash, 0.0]))


def with_limits(proposal, **changes):
    """The proposal under other limits, forced by what they break."""
    policy = proposal.brief.policy
    limits = replace(policy.limits, **changes)
    brief = replace(proposal.brief, policy=replace(policy, limits=limits))
    return replace(
        proposal,
        brief=brief,
        readings=measure(brief, proposal.standing),
        gain=replace(proposal.gain, forced=True),
    )


def with_fund(proposal, symbol, **changes):
    """The proposal with one fund of the household changed."""
    household = proposal.brief.household
    positions = tuple(
        replace(each, fund=replace(each.fund, **changes)) if each.fund.symbol == symbol else each
        for each in household.positions
    )
    brief = replace(proposal.brief, household=replace(household, positions=positions))
    return replace(proposal, brief=brief)


@pytest.mark.parametrize("width", [80, 100, 120])
def test_no_line_is_wider_than_the_terminal(proposal, width):
    for said in (proposal, renamed(proposal, "口座 " * 30)):
        assert max(columns(line) for line in report(said, 400, width).splitlines()) <= width


def test_the_date_of_the_data_and_their_age_come_first(proposal):
    first, second, third = report(proposal, 3, snapshot="bundled snapshot").splitlines()[:3]
    assert first == "Proposal on data of 24 December 2025, 3 days old"
    assert second == "  bundled snapshot abababababab; run c0ffeec0ffee"
    assert "allocator data snapshot" in third


@pytest.mark.parametrize(("days", "loud"), [(7, False), (8, True)])
def test_data_older_than_a_week_are_called_old(proposal, days, loud):
    assert (f"!! THE DATA ARE {days} DAYS OLD" in report(proposal, days)) is loud


@pytest.mark.parametrize(("days", "loud"), [(7, False), (8, True)])
def test_holdings_older_than_a_week_are_called_old_too(proposal, days, loud):
    stated = replace(proposal, portfolio=replace(proposal.portfolio, as_of=AS_OF))
    assert (f"!! YOUR HOLDINGS ARE {days} DAYS OLD" in report(stated, days)) is loud
    assert "YOUR HOLDINGS" not in report(
        replace(proposal, portfolio=replace(proposal.portfolio, as_of=None)), days
    )


@pytest.mark.parametrize(("gap", "said"), [(0.0, False), (2e-5, True)])
def test_what_another_choice_of_losses_could_gain_is_told(proposal, gap, said):
    certificate = replace(proposal.solution.certificate, gap=gap)
    searched = replace(proposal, solution=replace(proposal.solution, certificate=certificate))
    text = " ".join(report(searched, 1).split())
    assert ("another choice of losses could be better by 0.2 bps a year at most" in text) is said
    assert "trades searched is better by more than 1.0 bps of the portfolio, distance" in text


def test_data_from_tomorrow_make_the_clock_suspect(proposal):
    assert "dated 1 day after today: check the clock" in report(proposal, -1)


def test_a_view_is_called_expired_on_the_day_after_its_last(proposal):
    last = (date(2026, 9, 17) - AS_OF).days
    assert "EXPIRED" not in report(proposal, last)
    assert "A VIEW HAS EXPIRED on 17 September 2026: the rate cycle" in report(proposal, last + 1)


def test_the_advice_counts_trades_and_says_what_for(proposal):
    said = " ".join(report(proposal).split())
    assert "make 2 trades, turning over 5.3% of the portfolio" in said
    assert (
        "to raise small caps from 7.7% to 15.8% of equity (target 16.0%, band 10.0% to 20.0%)"
        in said
    )
    assert "Worth +12.3 bps a year ($123.00) after costs of 0.5 bps, give or take 11.0 bps" in said


def test_a_broken_limit_is_the_reason_when_gain_does_not_decide(proposal):
    forced = replace(proposal, gain=replace(proposal.gain, forced=True))
    said = words(forced)
    assert "A limit is broken today (small caps, of equity: 7.7%, allowed 10.0% to 20.0%)" in said
    assert "proposed without asking for the least gain of 1.0 bps." in said
    assert "to raise small caps from 7.7% to 15.8%" in said


def test_another_limit_that_is_broken_is_the_purpose(proposal):
    wide = Range(0.0, 1.0)
    said = words(with_limits(proposal, small_cap=wide, fund_weight=Range(upper=0.56)))
    assert "to bring 'largest fund' from 60.0% to 54.6% (allowed at most 56.0%)." in said
    assert "to raise small caps" not in said


def test_every_broken_limit_is_the_purpose(proposal):
    said = words(with_limits(proposal, fund_weight=Range(upper=0.59999)))
    assert "to bring 'small caps, of equity' from 7.7% to 15.8% (allowed 10.0% to 20.0%)" in said
    assert "and to bring 'largest fund' from 60.0000% to 54.6000%" in said
    assert "Limits are broken today" in said


def test_a_loss_is_a_cost(proposal):
    loss = replace(proposal, gain=replace(proposal.gain, net=-0.00006, forced=True))
    assert "Costs 0.6 bps a year ($6.00), trading costs of 0.5 bps included, give" in words(loss)
    idle = replace(loss, advice=Advice.NOTHING, trades=())
    assert "found would cost 0.6 bps a year ($6.00), trading costs" in words(idle)


def test_nothing_to_do_says_what_was_found_and_what_was_asked(idle):
    said = " ".join(report(idle).split())
    assert "do nothing. The best 2 trades found would gain +0.2 bps a year ($2.00)" in said
    assert "the policy asks for 1.0 bps" in said
    assert "Small caps are 7.7% of equity, target 16.0%, band 10.0% to 20.0%" in said
    assert "5.40% of the portfolio in trades away" in said
    assert "Trades: none" in said


def test_nothing_found_names_the_least_trade(idle):
    said = " ".join(report(replace(idle, candidate=())).split())
    assert "No trade in whole shares, of $250.00 or more, comes closer" in said


def test_a_portfolio_at_its_target_is_told_so(idle):
    household = idle.brief.household
    standing = Standing(household.weights, household.cash)
    solution = replace(idle.solution, standing=standing)
    said = report(replace(idle, candidate=(), solution=solution))
    assert "The portfolio stands at its target" in said


def test_trades_that_leave_small_caps_alone_come_closer_to_the_target(proposal):
    same = Standing([0.05, 0.54, 0.36], proposal.cash)
    now = replace(proposal.brief.household, weights=np.array([0.05, 0.5405, 0.36]))
    still = replace(proposal, standing=same, brief=replace(proposal.brief, household=now))
    assert "small caps staying 8.5%" in " ".join(report(still).split())


def test_each_driver_stands_beside_its_evidence(proposal):
    text = report(proposal)
    assert "rate cycle     +3.0%   +3.0%  rate_cycle says so, n=6" in text
    assert "size premium  silent          zero unless a scenario sets it" in text


def test_a_driver_that_speaks_in_some_worlds_only_says_so(proposal):
    assert "flow says so, n=6; speaks in 75% of the" in report(proposal)
    assert "valuation says so, n=6\n" in report(proposal)


def bound(**limits):
    return propose(portfolio(), Policy(limits=Limits(**limits)), two_worlds(), market())


def test_more_room_is_told_by_what_solving_again_finds():
    found = bound(turnover=Range(upper=0.01), small_cap=Range(0.0, 1.0))
    prices = {str(each.key): each for each in found.shadow_prices}
    gain = f"{1e4 * prices['limits.turnover.upper'].gain:.1f} bps"
    said = words(found)
    assert f"Raising the turnover cap from 1.0% to 2.0% adds {gain} a year, found by" in said
    assert "None binds" not in said


def test_a_multiplier_of_a_corner_is_not_taken_for_a_price():
    """With no room at all around each class nothing can move, and its multiplier means little."""
    free = {"turnover": None, "tracking_error": None, "small_cap": Range(0.0, 1.0)}
    found = bound(split_tolerance=0.0, **free)
    (price,) = found.shadow_prices
    assert str(price.key) == "limits.split_tolerance"
    assert f"adds {1e4 * price.gain:.1f} bps a year" in words(found)
    assert price.gain < 0.01


def test_without_a_binding_limit_none_binds(proposal):
    free = replace(proposal, shadow_prices=())
    assert "None binds" in report(free)


def test_what_was_verified_is_read_from_the_proposal(proposal):
    certificate = replace(proposal.solution.certificate, kkt_residual=7.7e-8)
    said = report(replace(proposal, solution=replace(proposal.solution, certificate=certificate)))
    assert "KKT residual of the target 7.7e-08" in said


def test_a_price_that_is_no_plain_close_is_noted(proposal):
    odd = with_position(proposal, "IWM", price_basis=PriceBasis.ADJUSTED)
    assert "price of IWM: close, adjusted for later distributions" in report(odd)
    assert "at  $250.00*" in report(odd)
    assert "at  $600.00 " in report(odd)
    assert "* not a plain close, see Notes" in report(odd)
    assert "price of" not in report(proposal)
    assert "*" not in report(proposal)


def test_a_price_of_the_user_is_called_so(proposal):
    both = with_position(
        with_position(proposal, "SPY", price_basis=PriceBasis.FILE),
        "IWM",
        price_basis=PriceBasis.FILE,
    )
    assert "- prices of IWM, SPY from the portfolio file\n" in report(both)
    assert "*" not in report(both)
    dated = replace(both, portfolio=replace(both.portfolio, as_of=date(2026, 4, 30)))
    assert "- prices of IWM, SPY from the portfolio file of 30 April 2026\n" in report(dated)


def test_a_price_of_another_day_says_so(proposal):
    stale = with_fund(proposal, "IWM", price_date=date(2025, 12, 22))
    assert "- price of IWM of 22 December 2025\n" in report(stale)
    odd = with_position(stale, "IWM", price_basis=PriceBasis.ADJUSTED)
    assert "- price of IWM of 22 December 2025: close, adjusted for" in report(odd)


def test_locks_that_were_obeyed_are_named(proposal):
    assert "locks obeyed" not in report(proposal)
    first, *rest = proposal.portfolio.holdings
    locked = replace(proposal.portfolio, holdings=(replace(first, lock=Lock.HOLD), *rest))
    policy = proposal.brief.policy
    trading = replace(policy.trading, do_not_buy=("VTWO",), do_not_sell=("SPY",))
    brief = replace(proposal.brief, policy=replace(policy, trading=trading))
    said = words(replace(proposal, portfolio=locked, brief=brief))
    assert "locks obeyed: IWM hold, the policy buys no VTWO, the policy sells no SPY" in said
    two = (*locked.accounts, replace(locked.accounts[0], name="Roth"))
    said = words(replace(proposal, portfolio=replace(locked, accounts=two)))
    assert "IWM hold in Brokerage" in said


def test_the_day_of_the_scenarios_is_told(proposal):
    assert "probabilities and drivers of 24 December 2025: as given" in words(proposal)
    outlook = proposal.brief.outlook
    first, *rest = outlook.worlds
    older = replace(first, scenario=replace(first.scenario, as_of=date(2025, 5, 1)))
    brief = replace(proposal.brief, outlook=replace(outlook, worlds=(older, *rest)))
    said = words(replace(proposal, brief=brief))
    assert "drivers of 1 May 2025 to 24 December 2025: as given" in said


@pytest.mark.parametrize(
    ("multiple", "whole", "part"),
    [
        (3.0, ("-5.0%", "-15.4%"), "borrowed through IWM -10.0% -20.8% -20.5%"),
        (-1.0, ("15.0%", "25.6%"), "held as cash through IWM 10.0% 20.8% 20.5%"),
    ],
)
def test_leverage_is_owed_in_cash_so_that_the_rows_sum_to_one(proposal, multiple, whole, part):
    household = proposal.brief.household
    exposed = replace(household, exposure=np.diag([multiple, 1.0, 1.0]))
    geared = replace(proposal, brief=replace(proposal.brief, household=exposed))
    said = report(with_fund(geared, "IWM", multiple=multiple))
    assert part in " ".join(said.split())
    [cash] = [line.split() for line in said.splitlines() if line.startswith("  cash   ")][:1]
    assert (cash[1], cash[4]) == whole
    start, end = said.index("Weights"), said.index("Expected, a year")
    rows = [line.rsplit(maxsplit=5) for line in said[start:end].splitlines()[1:] if line]
    outer = [row[1:] for row in rows if not row[0].startswith("    ") and len(row) == 6]
    assert sum(float(row[0].rstrip("%")) for row in outer) == pytest.approx(100, abs=0.2)


def test_a_leveraged_fund_is_counted_and_said(proposal):
    odd = with_fund(proposal, "IWM", multiple=3.0)
    assert "IWM counts 3 times in index rows and limits; never bought" in report(odd)


def test_an_index_of_one_fund_takes_one_row_unless_leverage_parts_them(proposal):
    assert "Russell 2000 (IWM)" in report(proposal)
    household = replace(proposal.brief.household, exposure=np.diag([3.0, 1.0, 1.0]))
    geared = replace(proposal, brief=replace(proposal.brief, household=household))
    rows = [line.split() for line in report(geared).splitlines()]
    assert ["Russell", "2000", "15.0%"] in [row[:3] for row in rows]
    assert ["IWM", "5.0%"] in [row[:2] for row in rows]


def test_notes_on_what_is_not_held_are_left_out(proposal):
    said = report(proposal)
    assert "- IWM: pays quarterly" in said
    assert "- banks are a fifth of the Russell 2000" in said
    assert "XYZ" not in said


def test_a_note_that_begins_with_an_index_is_about_that_one(proposal):
    """Not about the one from which it was completed, nor about one whose name is shorter."""
    held = proposal.brief.household.positions[0].fund.index
    other = replace(proposal.snapshot.indexes[held], name=f"{held} Growth")
    notes = (f"{held} begins late", f"{held} Growth begins late: it follows {held}")
    snapshot = replace(
        proposal.snapshot,
        notes=notes,
        indexes={**proposal.snapshot.indexes, other.name: other},
    )
    said = words(replace(proposal, snapshot=snapshot))
    assert f"- {held} begins late" in said
    assert "Growth begins late" not in said


def test_accounts_are_named_where_there_are_several(proposal):
    several = renamed(proposal, "Joint")
    said = words(several)
    assert "\n Joint, taxable\n  sell  SPY " in report(several)
    assert "$5,145.67 (Joint $5,144.67, Roth $1.00)" in said
    assert "Brokerage, taxable" not in report(proposal)


def test_the_day_of_trading_is_named_where_it_is_not_that_of_the_data(proposal):
    assert "to trade on" not in report(proposal)
    later = replace(proposal, run=replace(proposal.run, on=AS_OF + timedelta(days=5)))
    assert report(later).startswith(
        "Proposal on data of 24 December 2025, 0 days old; to trade on 29 December 2025\n"
    )
    sooner = replace(proposal, run=replace(proposal.run, on=AS_OF - timedelta(days=1)))
    assert "to trade on 23 December 2025, WHICH IS BEFORE THEM" in words(sooner)


@pytest.fixture
def bonds(proposal):
    """A portfolio that holds bonds and cash only, with the advice to trade."""
    standing = Standing(np.array([0.0, 0.0, 0.9]), np.array([0.1]))
    household = replace(proposal.brief.household, weights=standing.weights, cash=standing.cash)
    brief = replace(proposal.brief, household=household)
    return replace(
        proposal,
        brief=brief,
        standing=standing,
        solution=replace(proposal.solution, standing=standing),
        readings=measure(brief, standing),
    )


def test_without_equity_there_are_no_small_caps_to_speak_of(bonds):
    assert "there are no small caps without equity" in " ".join(report(bonds).split())
    idle = replace(bonds, advice=Advice.NOTHING, trades=(), candidate=())
    assert "what is expected of small caps does not reach it" in " ".join(report(idle).split())


def test_without_scenarios_the_prior_stands(proposal):
    outlook = replace(proposal.brief.outlook, worlds=(), contributions={})
    alone = replace(proposal, brief=replace(proposal.brief, outlook=outlook))
    assert "Scenarios: none, so the prior stands" in report(alone)


def test_a_view_on_another_spread_names_it(proposal):
    outlook = proposal.brief.outlook
    other = Spread((("Russell 2000", 1.0), ("US aggregate bonds", -1.0)))
    worlds = tuple(
        replace(
            world,
            views=tuple(
                replace(view, components=tuple(replace(c, spread=other) for c in view.components))
                for view in world.views
            ),
        )
        for world in outlook.worlds
    )
    brief = replace(proposal.brief, outlook=replace(outlook, worlds=worlds))
    assert "on Russell 2000 - US aggregate bonds: rate" in report(replace(proposal, brief=brief))


def test_a_position_below_zero_is_shown_as_it_is(proposal):
    short = Reading("long_only", -0.0123, 0.0, None)
    said = report(replace(proposal, readings=(*proposal.readings[1:], short)))
    assert "smallest holding -1.2300%" in " ".join(said.split())
    assert "worst breach 1.2e-02" in said


def test_a_limit_with_a_lower_side_only_says_at_least(proposal):
    reserve = Reading("cash_reserve", 0.05, 0.02, None)
    assert "at least 2.0%" in report(replace(proposal, readings=(reserve,)))


def test_the_exported_file_is_named(proposal):
    assert "2 trades written to orders.csv" in report(proposal, exported="orders.csv")


def test_a_name_cannot_write_to_the_terminal(proposal):
    evil = replace(proposal.warnings[0], message="\x1b[2Jgone")
    assert "\x1b" not in report(replace(proposal, warnings=(evil,)))


def test_it_ends_with_the_disclaimer(proposal):
    assert "This is information, not investment advice." in report(proposal).split("\n\n")[-1]


def found(check, place, message):
    return Finding(check, Severity.WARNING, place, message, AS_OF, AS_OF, 1)


def test_what_checks_of_the_data_found_is_told_one_line_a_check(proposal):
    """Of funds that are neither held nor traded only the number: QQQ is not in this portfolio."""
    symbols = {position.fund.symbol for position in proposal.brief.household.positions}
    assert "IWM" in symbols
    assert "QQQ" not in symbols
    funds = {"QQQ": replace(proposal.brief.household.positions[0].fund, symbol="QQQ")}
    findings = (
        found(Check.STALE, "close/IWM (yahoo)", "ends on 2025-09-25"),
        found(Check.STALE, "price-index/RUT (yahoo)", "ends on 2025-09-24"),
        found(Check.GAP, "total-return/RU2000TR (fred)", "one session is missing"),
        found(Check.STALE, "close/QQQ (yahoo)", "ends on 2024-04-19"),
    )
    snapshot = replace(proposal.snapshot, findings=findings, funds=funds)
    said = words(replace(proposal, snapshot=snapshot))
    assert (
        "- data, stale tail: close/IWM (yahoo) ends on 2025-09-25; another of this kind for RUT"
        in said
    )
    assert "- data, gaps: total-return/RU2000TR (fred) one session is missing" in said
    assert "- data: 1 more warning about funds that are not held or traded" in said
    assert "2024-04-19" not in said


def test_an_estimator_that_is_not_the_usual_one_is_named(proposal):
    assert "risk from 520 weeks to 2025-12-24" in words(proposal)
    risk = replace(proposal.snapshot.risk, estimator="ewma, half-life 52 weeks")
    other = replace(proposal, snapshot=replace(proposal.snapshot, risk=risk))
    assert "risk (ewma, half-life 52 weeks) from 520 weeks to 2025-12-24" in words(other)


def test_what_is_to_be_known_of_the_snapshot_is_in_the_heading(proposal):
    assert "note: " not in report(proposal)
    lines = report(proposal, snapshot_note="there is a newer one").splitlines()
    assert lines[2] == "  note: there is a newer one"

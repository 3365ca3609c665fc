from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest

from allocator.model.assets import PriceBasis
from allocator.model.limits import measure
from allocator.report.origin import Origin
from allocator.report.table import columns
from allocator.report.text import as_text

AS_OF = date(2025, 12, 24)


def report(proposal, days=0, width=80, **origin):
    return as_text(proposal, AS_OF + timedelta(days), width, Origin(**origin))


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
    wordy = replace(
        proposal, trades=tuple(replace(each, account="口座 " * 30) for each in proposal.trades)
    )
    for said in (proposal, wordy):
        assert max(columns(line) for line in report(said, 400, width).splitlines()) <= width


def test_the_date_of_the_data_and_their_age_come_first(proposal):
    first, second, third = report(proposal, 3, snapshot="bundled snapshot").splitlines()[:3]
    assert first == "Proposal on data of 24 December 2025, 3 days old"
    assert second == "  bundled snapshot abababababab"
    assert "allocator data snapshot" in third


@pytest.mark.parametrize(("days", "loud"), [(7, False), (8, True)])
def test_data_older_than_a_week_are_called_old(proposal, days, loud):
    assert (f"!! THE DATA ARE {days} DAYS OLD" in report(proposal, days)) is loud


def test_data_from_tomorrow_make_the_clock_suspect(proposal):
    assert "dated 1 day after today: check the clock" in report(proposal, -1)


def test_a_view_is_called_expired_on_the_day_after_its_last(proposal):
    last = (date(2026, 9, 17) - AS_OF).days
    assert "EXPIRED" not in report(proposal, last)
    assert "A VIEW HAS EXPIRED on 17 September 2026: the rate cycle" in report(proposal, last + 1)


def test_the_advice_counts_trades_and_says_what_for(proposal):
    said = " ".join(report(proposal).split())
    assert "make 2 trades, turning over 5.3% of the portfolio" in said
    assert "to raise small caps from 7.7% to 15.8% of equity" in said
    assert "Worth +12.3 bps a year ($123.00) after costs of 0.5 bps, +/- 11.0 bps" in said


def test_a_broken_limit_is_the_reason_when_gain_does_not_decide(proposal):
    forced = replace(proposal, gain=replace(proposal.gain, forced=True))
    said = " ".join(report(forced).split())
    assert "because small caps, of equity is 7.7% today, outside 10.0% to 20.0%" in said
    assert "so the gain does not decide" in said


def test_nothing_to_do_says_what_was_found_and_what_was_asked(idle):
    said = " ".join(report(idle).split())
    assert "do nothing. The best 2 trades found would gain +0.2 bps a year ($2.00)" in said
    assert "the policy asks for 1.0 bps" in said
    assert "5.40% of its value in trades from its target" in said
    assert "Trades: none" in said


def test_nothing_found_says_so(idle):
    said = " ".join(report(replace(idle, candidate=())).split())
    assert "above the least trade of $250 comes closer" in said


def test_each_driver_stands_beside_its_evidence(proposal):
    text = report(proposal)
    assert "rate cycle     +3.0%  rate cycle says so, n=6" in text
    assert "size premium  silent  zero unless a scenario sets it" in text


def test_a_driver_that_speaks_in_some_worlds_only_says_so(proposal):
    assert "flow says so, n=6; speaks in 75% of the probability" in report(proposal)
    assert "valuation says so, n=6\n" in report(proposal)


def test_a_shadow_price_is_told_in_words(proposal):
    said = report(proposal)
    assert "'turnover, one way' by 1% of the portfolio is worth +2.0 bps a year" in said
    assert "None binds" not in said


def test_without_a_binding_limit_none_binds(proposal):
    free = replace(proposal, solution=replace(proposal.solution, shadow_prices={}))
    assert "None binds" in report(free)


def test_what_was_verified_is_read_from_the_proposal(proposal):
    certificate = replace(proposal.solution.certificate, kkt_residual=7.7e-8)
    said = report(replace(proposal, solution=replace(proposal.solution, certificate=certificate)))
    assert "KKT residual of the target 7.7e-08" in said


def test_a_price_that_is_no_plain_close_is_noted(proposal):
    odd = with_fund(proposal, "IWM", price_basis=PriceBasis.ADJUSTED)
    assert "price of IWM: close, adjusted for later distributions" in report(odd)
    assert "price of" not in report(proposal)


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


def test_only_notes_on_funds_that_are_held_are_told(proposal):
    assert "IWM pays quarterly." in report(proposal)
    assert "XYZ" not in report(proposal)


def test_accounts_are_named_where_there_are_several(proposal):
    account = proposal.portfolio.accounts[0]
    two = replace(proposal.portfolio, accounts=(account, replace(account, name="Roth")))
    left = {"Brokerage": Decimal("5144.67"), "Roth": Decimal("1.00")}
    several = replace(proposal, portfolio=two, cash_after=left)
    said = " ".join(report(several).split())
    assert "in Brokerage" in said
    assert "$5,145.67 (Brokerage $5,144.67, Roth $1.00)" in said
    assert "in Brokerage" not in report(proposal)


def test_a_portfolio_without_equity_is_told_apart(proposal):
    household = replace(proposal.brief.household, weights=np.array([0.0, 0.0, 0.9]))
    bonds = np.array([0.0, 0.0, 0.9])
    brief = replace(proposal.brief, household=household)
    cash = np.array([0.1])
    only_bonds = replace(
        proposal,
        brief=brief,
        weights=bonds,
        cash=cash,
        solution=replace(proposal.solution, weights=bonds, cash=cash),
        readings=measure(brief, bonds, cash),
    )
    assert "Small caps: the portfolio holds no equity" in report(only_bonds)


def test_the_exported_file_is_named(proposal):
    assert "2 trades written to orders.csv" in report(proposal, exported="orders.csv")


def test_a_name_cannot_write_to_the_terminal(proposal):
    evil = replace(proposal.warnings[0], message="\x1b[2Jgone")
    assert "\x1b" not in report(replace(proposal, warnings=(evil,)))


def test_it_ends_with_the_disclaimer(proposal):
    assert "This is information, not investment advice." in report(proposal).split("\n\n")[-1]

"""The best of the cases that the law sets apart, against trying every one of them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocator.errors import CertificationError, InfeasiblePolicyError
from allocator.model.course import Course
from allocator.model.formulate import formulate
from allocator.model.policy import Limits, Neutral, Policy, Range, Trading
from allocator.model.portfolio import Account, AccountType, Lot
from allocator.model.tax import NO_TAX, TaxRules
from allocator.model.unknowns import unknowns_of
from allocator.optimize.conic import solve_directly
from allocator.optimize.courses import HAIR, Cases, best_course, reachable_pieces
from allocator.optimize.solve import optimise
from tests.households import assigned, draw
from tests.situations import FUNDS, holding, portfolio

TAX = TaxRules(short_term=0.35, long_term=0.15)
LONG_AGO = date(2020, 1, 2)
OPEN = Limits(Range(0.0, 1.0), 1.0, tracking_error=None, turnover=None)

seeds = st.integers(0, 2**32 - 1)


def solved(brief, course):
    """One case by itself; None where it cannot be met."""
    if solve_directly(formulate(brief, course)).z is None:
        return None
    return optimise(replace(brief, course=course), solve_directly)


def choices(brief):
    """Every way of deciding, for each kin, on purchases, losses, and losses that wait."""
    household, book = brief.household, brief.household.book
    losing = {household.positions[p].kin for p in book.positions[book.gains < 0]}
    bought = {position.kin for position in household.positions if position.may_buy}
    both = sorted(losing & bought)
    waiting = sorted({household.positions[p].kin for p in book.positions[book.waits > 0]})
    for sides in product((False, True), repeat=len(both) + len(waiting)):
        sold = frozenset(kin for kin, sells in zip(both, sides, strict=False) if sells)
        after = sides[len(both) :]
        cleared = frozenset(kin for kin, clears in zip(waiting, after, strict=True) if clears)
        yield sold, frozenset(both) - sold, cleared, frozenset(waiting) - cleared


@settings(max_examples=15, deadline=None)
@given(seeds)
def test_the_best_of_all_cases_is_that_of_trying_every_one(seed):
    brief = draw(seed, taxed=True).brief
    every = [
        solved(brief, Course(piece, *sides))
        for piece in brief.netting.pieces
        for sides in choices(brief)
    ]
    values = [each.objective for each in every if each is not None]
    if not values:
        with pytest.raises(InfeasiblePolicyError):
            optimise(brief, solve_directly)
        return
    assert max(values) - HAIR <= optimise(brief, solve_directly).objective <= max(values) + 1e-9


def test_a_case_that_is_given_up_counts_as_what_it_could_be_worth():
    """Eleven has clashes: without any answer that sells losses, those could be worth the root."""
    brief = draw(11, taxed=True).brief

    def solve(course):
        if course.no_buys:
            raise CertificationError("gave up")
        return solved(brief, course)

    def cases(solve):
        at = unknowns_of(brief)
        return Cases(
            solve=solve,
            value=lambda each: each.objective,
            trades=lambda each: solve_directly(formulate(brief, each.course)).z[: at.count],
        )

    found, true = (
        best_course(brief, cases(solve)),
        best_course(brief, cases(partial(solved, brief))),
    )
    assert true.gap == 0
    assert found.gap > 0
    assert found.found.objective <= true.found.objective <= found.found.objective + found.gap


def test_where_every_case_is_given_up_there_is_no_answer():
    brief = draw(11, taxed=True).brief

    def solve(_):
        raise CertificationError("gave up")

    with pytest.raises(CertificationError):
        best_course(brief, Cases(solve, value=float, trades=float))


@settings(max_examples=40, deadline=None)
@given(seeds)
def test_what_is_sold_at_a_loss_is_never_bought(seed):
    brief = draw(seed, taxed=True).brief
    try:
        course = optimise(brief, solve_directly).course
    except InfeasiblePolicyError:
        return
    at, book, value = unknowns_of(brief), brief.household.book, float(brief.household.value)
    z = solve_directly(formulate(brief, course)).z
    kin = np.array([position.kin for position in brief.household.positions])
    bought = set(kin[z[at.purchases] * value > 1.0])
    sold = set(kin[book.positions[(z[at.sales] * value > 1.0) & (book.gains < 0)]])
    assert not bought & sold


@settings(max_examples=40, deadline=None)
@given(seeds)
def test_a_piece_that_is_left_out_has_no_answer(seed):
    brief = draw(seed, taxed=True).brief
    reachable = reachable_pieces(brief)
    assert reachable
    for piece in brief.netting.pieces:
        if piece not in reachable:
            assert solve_directly(formulate(brief, Course(piece))).z is None


@settings(max_examples=30, deadline=None)
@given(seeds)
def test_with_all_rates_zero_the_answer_is_the_tax_free_one(seed):
    """Lots, gains and the year so far are there, and count for nothing."""
    drawn = draw(seed, taxed=True)
    rules = replace(drawn.case.policy.tax, short_term=0.0, long_term=0.0, wait_days=0)
    limits = replace(drawn.case.policy.limits, net_gains=None)
    policy = replace(drawn.case.policy, tax=rules, limits=limits)
    # Lots whose cost is not known are kept where taxes count: give all of them one.
    known = replace(
        drawn.held,
        holdings=tuple(
            replace(each, lots=tuple(_costed(lot) for lot in each.lots))
            for each in drawn.held.holdings
        ),
    )
    zero = assigned(known, policy).brief
    free = assigned(
        known, replace(policy, tax=replace(TaxRules(), wash_sales=rules.wash_sales))
    ).brief
    assert zero.netting is None
    assert free.household.day.rates == NO_TAX
    try:
        found = optimise(zero, solve_directly)
    except InfeasiblePolicyError:
        with pytest.raises(InfeasiblePolicyError):
            optimise(free, solve_directly)
        return
    expected = optimise(free, solve_directly)
    assert found.objective == pytest.approx(expected.objective, abs=1e-10)
    assert zero.household.exposure @ found.weights == pytest.approx(
        free.household.exposure @ expected.weights, abs=2e-5
    )


def _costed(lot):
    return replace(lot, cost_basis=lot.cost_basis or lot.shares * 100)


@settings(max_examples=30, deadline=None)
@given(seeds)
def test_harvesting_never_worsens_wealth_after_tax_as_the_policy_counts_it(seed):
    """With losses kept back the best answer is worth no more than with them."""
    brief = draw(seed, taxed=True).brief
    book = brief.household.book
    kin = {brief.household.positions[p].kin for p in book.positions[book.gains < 0]}

    def keeping(piece):
        return solved(brief, Course(piece, no_losses=frozenset(kin)))

    kept = [found.objective for piece in brief.netting.pieces if (found := keeping(piece))]
    if kept:
        assert optimise(brief, solve_directly).objective >= max(kept) - HAIR


def losing(*, cost_bps=5.0, share_to_buy=None, **tax):
    """SPY bought long ago at 20 % more, at the neutral mix; QQQ could stand in only by a tilt."""
    lots = (Lot(Decimal(400), Decimal(400) * Decimal(FUNDS["SPY"][1]) * Decimal("1.2"), LONG_AGO),)
    held = portfolio(
        {},
        "0",
        replace(holding("SPY", 1), lots=lots),
        accounts=(Account("main", AccountType.TAXABLE, Decimal(30_000)),),
    )
    weights = share_to_buy or ()
    policy = Policy(
        neutral=Neutral(weights=weights),
        limits=OPEN,
        trading=Trading(cost_bps=cost_bps),
        tax=replace(TAX, **tax),
    )
    return assigned(held, policy).brief


def sold_of(brief, symbol):
    found = optimise(brief, solve_directly)
    change = found.weights - brief.household.weights
    symbols = [position.fund.symbol for position in brief.household.positions]
    own = [delta for name, delta in zip(symbols, change, strict=True) if name == symbol]
    return -min(*own, 0.0), found


def test_a_loss_is_harvested_where_it_pays():
    """20 % of what is sold, at 35 %, of a short-term gain: far more than trading costs."""
    part, found = sold_of(losing(realised_short=Decimal(20_000), put_off=0.0), "SPY")
    assert part > 0.05
    assert found.standing.gains < 0


def test_no_loss_is_harvested_where_trading_costs_more():
    part, _ = sold_of(losing(cost_bps=2_000.0, realised_short=Decimal(20_000)), "SPY")
    assert part == pytest.approx(0.0, abs=1e-6)


def test_no_loss_is_taken_of_what_has_to_be_bought():
    """More of the S&P 500 is wanted than is held, and nothing else is identical in exposure."""
    mix = (("S&P 500", 0.999), ("cash", 0.001))
    brief = losing(share_to_buy=mix, realised_short=Decimal(200))
    # The distance to a mix without cash is worth more than the tax on 200 dollars.
    objective = replace(brief.policy.objective, active_risk_aversion=200.0)
    brief = replace(brief, policy=replace(brief.policy, objective=objective))
    part, found = sold_of(brief, "SPY")
    assert part == pytest.approx(0.0, abs=1e-6)
    assert found.cash.sum() < 0.05
    assert found.standing.gains == pytest.approx(0.0, abs=1e-6)


def test_where_one_case_is_named_no_other_is_looked_at():
    brief = losing(realised_short=Decimal(20_000))
    asked = []
    piece = brief.netting.pieces[3]

    def solve(course):
        asked.append(course)

    named = replace(brief, course=Course(piece))
    assert best_course(named, Cases(solve, float, np.array)) is None
    assert asked == [Course(piece)]

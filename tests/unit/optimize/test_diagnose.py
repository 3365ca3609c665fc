"""Limits that clash: which do, which to loosen, and that the advice is true."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from allocator.beliefs.tail_outcomes import drawn_years
from allocator.errors import CertificationError, InfeasiblePolicyError
from allocator.model.policy import (
    Limits,
    LinearLimit,
    Neutral,
    Policy,
    Range,
    TailLimit,
    Trading,
)
from allocator.model.portfolio import Account, AccountType, Lock, Lot
from allocator.model.tax import TaxRules
from allocator.optimize.conic import solve_directly
from allocator.optimize.diagnose import explain_infeasible
from allocator.optimize.solve import optimise
from allocator.optimize.stated import solve
from tests.households import assigned
from tests.situations import AS_OF, brief, holding, market, portfolio

TOO_SMALL = {"IWM": 600, "VOO": 100}
OPEN = Limits(small_cap=Range(0.0, 1.0), split_tolerance=0.5, tracking_error=None, turnover=None)
TURN = Limits(turnover=Range(upper=0.25), tracking_error=None)


def infeasible(limits, shares=TOO_SMALL, held=None, trading=None, draws=0):
    policy = Policy(limits=limits, trading=trading or Trading())
    given = brief(held or portfolio(shares, "2000"), policy, scenarios=())
    if draws:
        given = replace(given, outcomes=drawn_years(given.outlook, draws, 0))
    with pytest.raises(InfeasiblePolicyError) as caught:
        optimise(given)
    return caught.value


def keys(error):
    return [change.limit for change in error.loosenings]


def clash(error):
    return [each.key for each in error.clash]


def test_the_clash_and_each_single_change_that_is_enough_are_named_in_words():
    """
    The whole text. 45.2 % and 49.7 %: selling a quarter of the portfolio's small caps, and selling
    all of them above a fifth; the smaller move comes first.
    """
    assert str(infeasible(TURN)) == (
        "error: no portfolio satisfies every limit at once\n"
        "    These exclude each other; without any one of them the rest can be met:\n"
        "      small caps at most 20% of equity (limits.small_cap.upper)\n"
        "      turnover at most 25% of the portfolio, one way (limits.turnover.upper)\n"
        "    Any one of these changes is enough, in fractions of a share, the smallest first:\n"
        "      limits.turnover.upper: 0.25 -> 0.4973\n"
        "      limits.small_cap.upper: 0.2 -> 0.4521"
    )


def test_a_floor_of_small_caps_clashes_with_a_cap_on_each_of_three_funds():
    """
    Three funds of small caps at 15 % are 45 % of the portfolio, and equity is at least E - 1 %.

    So the floor can be 45 % / (E - 1 %), or the cap must allow each a third of half that equity:
    under a cap IWM may be bought beside VTWO, which is cheaper.
    """
    shares = {"VOO": 25, "SPY": 25, "IVV": 25, "QQQ": 25, "IWM": 70, "IWN": 80, "VTWO": 150}
    limits = Limits(
        small_cap=Range(0.5, 1.0),
        tracking_error=None,
        turnover=None,
        fund_weight=Range(upper=0.15),
    )
    error = infeasible(limits, shares)
    assert clash(error) == [
        "limits.fund_weight.upper",
        "limits.small_cap.lower",
        "limits.split_tolerance",
    ]
    assert "small caps at least 50% of equity (limits.small_cap.lower)" in str(error)
    assert "each fund at most 15% of the portfolio (limits.fund_weight.upper)" in str(error)
    prices = {name: float(fund.price) for name, fund in market().funds.items()}
    equity = sum(count * prices[name] for name, count in shares.items())
    least = equity / (equity + 2000) - 0.01
    needed = {change.limit: float(change.needed) for change in error.loosenings}
    assert needed["limits.small_cap.lower"] == pytest.approx(0.45 / least, abs=2e-4)
    assert needed["limits.fund_weight.upper"] == pytest.approx(0.5 * least / 3, abs=2e-4)
    assert keys(error)[0] == "limits.fund_weight.upper"


@pytest.mark.parametrize("limit", ["small_cap", "turnover"])
def test_making_the_named_change_makes_the_policy_feasible_and_less_does_not(limit):
    needed = next(c.needed for c in infeasible(TURN).loosenings if f".{limit}." in c.limit)
    edge = float(needed)

    def with_edge(value):
        lower = TURN.small_cap.lower if limit == "small_cap" else None
        return replace(TURN, **{limit: Range(lower, value)})

    held = portfolio(TOO_SMALL, "2000")
    optimise(brief(held, Policy(limits=with_edge(edge)), scenarios=()))
    infeasible(with_edge(edge - 2e-4))


def test_when_no_single_change_is_enough_the_joint_one_is_said_to_be_joint():
    """Few funds cannot each stay below 5 %, nor can 2 % of turnover reach the band."""
    limits = Limits(turnover=Range(upper=0.02), fund_weight=Range(upper=0.05), tracking_error=None)
    error = infeasible(limits)
    assert error.jointly
    assert len(error.loosenings) > 1
    assert "these together" in str(error)


def test_the_explanation_is_the_same_every_time():
    assert str(infeasible(TURN)) == str(infeasible(TURN))


def test_a_split_that_cannot_be_held_names_the_tolerance():
    """The mix asks for stocks, and no fund of them may be bought."""
    mix = (("S&P 500", 0.85), ("Russell 2000", 0.15))
    policy = Policy(
        neutral=Neutral(weights=mix),
        limits=Limits(turnover=None, tracking_error=None),
        trading=Trading(do_not_buy=("VOO", "IVV", "SPY", "VTWO", "IWM")),
    )
    with pytest.raises(InfeasiblePolicyError) as caught:
        optimise(brief(portfolio({"VOO": 100, "IWM": 40}, "60000"), policy, scenarios=()))
    assert "limits.split_tolerance: 0.01 -> 0." in str(caught.value)
    assert "within 1 point of its weight in the neutral mix" in str(caught.value)
    assert "what may not be bought" in str(caught.value)


def test_index_weights_that_sum_to_more_than_all_there_is_are_named_by_their_keys():
    caps = (("S&P 500", Range(lower=0.7)), ("Gold", Range(lower=0.5)))
    held = {"VOO": 100, "IWM": 40, "GLD": 30}
    error = infeasible(replace(OPEN, index_weight=caps), held)
    assert {'limits.index_weight."S&P 500".lower', "limits.index_weight.Gold.lower"} <= set(
        clash(error)
    )
    assert "S&P 500 at least 70% of the portfolio" in str(error)
    now = {change.limit: (float(change.now), float(change.needed)) for change in error.loosenings}
    for before, after in now.values():
        assert before - after == pytest.approx(0.2, abs=0.001)


def test_limits_of_ones_own_are_named_as_the_file_has_them():
    own = (
        LinearLimit("little tech", Range(upper=0.1), of=(("Nasdaq-100", 1.0),)),
        LinearLimit("much tech", Range(lower=0.3), of=(("Nasdaq-100", 1.0),)),
    )
    error = infeasible(replace(OPEN, linear=own), {"VOO": 100, "QQQ": 40})
    assert clash(error) == ["limit little tech: upper", "limit much tech: lower"]
    assert '"little tech" at most 10% (limit little tech: upper)' in str(error)
    assert [(c.now, c.needed) for c in error.loosenings] == [("0.1", "0.3001"), ("0.3", "0.0999")]


def test_a_soft_limit_never_prevents_an_answer():
    soft = LinearLimit("tech", Range(lower=2.0), of=(("Nasdaq-100", 1.0),), price_bps=1.0)
    given = brief(portfolio({"VOO": 100, "QQQ": 40}), Policy(limits=replace(OPEN, linear=(soft,))))
    assert optimise(given).certificate.max_violation <= 1e-6


def test_a_tail_that_cannot_be_so_thin_is_loosened_to_where_it_is_enough():
    """Equity between 84 and 86 % has a tail; how thick is measured by the optimiser itself."""
    limits = Limits(turnover=None, tracking_error=None, cvar=TailLimit(0.05))
    error = infeasible(limits, {"VOO": 100, "IWM": 40}, draws=500)
    assert set(clash(error)) >= {"limits.cvar.upper"}
    needed = {change.limit: float(change.needed) for change in error.loosenings}
    wider = replace(limits, cvar=TailLimit(needed["limits.cvar.upper"]))
    given = brief(portfolio({"VOO": 100, "IWM": 40}, "2000"), Policy(limits=wider), scenarios=())
    given = replace(given, outcomes=drawn_years(given.outlook, 500, 0))
    assert optimise(given).certificate.max_violation <= 1e-6


def test_the_smaller_move_comes_first_and_the_key_decides_between_equals():
    sizes = [abs(float(c.needed) - float(c.now)) for c in infeasible(TURN).loosenings]
    assert sizes == sorted(sizes)


def a_withdrawal(dollars, lock=Lock.NO_SELL):
    accounts = (
        Account("IRA", AccountType.TRADITIONAL, Decimal(1200)),
        Account("Joint", AccountType.TAXABLE, Decimal(30_000)),
    )
    inside = (holding("VOO", 50, "IRA", lock=lock), holding("VOO", 100, "Joint"))
    held = portfolio({}, "0", *inside, accounts=accounts)
    return replace(held, cash_flows=(("IRA", Decimal(-dollars)),))


def test_a_withdrawal_that_an_account_cannot_pay_is_said_to_be():
    """$1,200 in cash, $5,000 taken out, and 50 shares at $634.78 that may not be sold."""
    assert str(infeasible(OPEN, held=a_withdrawal(5000))) == (
        "error: no portfolio satisfies every limit at once\n"
        "    These exclude each other; without any one of them the rest can be met:\n"
        "      IRA must pay out $3,800.00 more than its cash, and has no holdings that may be sold\n"
        "      what may not be sold: VOO in IRA, $31,739.00\n"
        "    No figure of the policy is enough: lift what is named here, or move less money."
    )


def test_a_withdrawal_larger_than_an_account_is_that_account_s_alone():
    """Nothing is locked: $1,200 and $31,739 are simply less than $40,000."""
    error = infeasible(OPEN, held=a_withdrawal(40_000, Lock.NONE))
    (only,) = error.clash
    assert only.words == (
        "IRA must pay out $38,800.00 more than its cash, and has holdings worth $31,739.00 that "
        "may be sold, at costs of $15.88"
    )
    assert "This cannot be met, with what is held and may be bought:" in str(error)


@pytest.mark.parametrize(("dollars", "is_met"), [(32_923, True), (32_924, False)])
def test_an_account_can_be_emptied_to_what_its_sales_cost(dollars, is_met):
    """$1,200 and $31,739, less 5 basis points and a cent of fees: $32,923.12. A hair beyond, solvers give up."""
    given = brief(a_withdrawal(dollars, Lock.NONE), Policy(limits=OPEN), scenarios=())
    for solver in (solve, solve_directly):
        if is_met:
            assert optimise(given, solver).certificate.max_violation <= 1e-9
        else:
            with pytest.raises(InfeasiblePolicyError, match=r"at costs of \$15.88"):
                optimise(given, solver)


def test_selling_nothing_at_all_is_named_by_its_key():
    error = infeasible(OPEN, held=a_withdrawal(5000), trading=Trading(buy_only=True))
    assert "nothing may be sold (trading.buy_only)" in str(error)


def test_more_holdings_than_three_are_counted():
    shares = {"VOO": 10, "SPY": 11, "QQQ": 12, "IWM": 13, "AGG": 14}
    inside = tuple(holding(s, n, "IRA", lock=Lock.NO_SELL) for s, n in shares.items())
    accounts = (Account("IRA", AccountType.ROTH, Decimal(1)),)
    held = portfolio({}, "0", *inside, accounts=accounts)
    said = str(infeasible(OPEN, held=replace(held, cash_flows=(("IRA", Decimal(-500)),))))
    assert "SPY in IRA, $7,594.18, QQQ in IRA" in said.replace("VOO", "")
    assert "2 more" in said


def test_limits_that_can_be_met_are_not_explained():
    with pytest.raises(CertificationError, match="no limit explains why"):
        explain_infeasible(brief())


@pytest.mark.parametrize(("turnover", "is_met"), [(0.60, True), (0.20, False)])
def test_a_loss_that_waits_for_what_was_bought_lately_is_part_of_a_clash(turnover, is_met):
    """IWM must pay $5,000 and stands at a loss; half of everything is VTWO, bought ten days ago."""

    def lot(shares, cost, days):
        return Lot(Decimal(shares), Decimal(cost), AS_OF - timedelta(days))

    inside = (
        replace(holding("IWM", 1, "old"), lots=(lot(40, 14_000, 900),)),
        replace(holding("VTWO", 1, "new"), lots=(lot(400, 36_000, 10),)),
        replace(holding("VOO", 1, "new"), lots=(lot(40, 12_000, 900),)),
    )
    accounts = tuple(Account(name, AccountType.TAXABLE, Decimal(100)) for name in ("old", "new"))
    held = portfolio({}, "0", *inside, accounts=accounts)
    held = replace(held, cash_flows=(("old", Decimal(-5000)),))
    limits = replace(OPEN, split_tolerance=1.0, turnover=Range(upper=turnover))
    given = assigned(
        held, Policy(limits=limits, tax=TaxRules(short_term=0.3, long_term=0.15))
    ).brief
    if is_met:
        assert optimise(given).course.cleared
        return
    with pytest.raises(InfeasiblePolicyError, match="turnover") as caught:
        optimise(given)
    said = " ".join(str(caught.value).split())
    assert "waits while anything like it that was bought in the last 30 days stays" in said

"""The objective in NumPy against hand computation, and the rule of fees."""

from dataclasses import replace

import numpy as np
import pytest

from allocator.model.brief import Utility, utility
from allocator.model.household import Mix
from allocator.model.outlook import Outlook
from allocator.model.policy import Objective, Policy, Trading
from allocator.model.standing import Standing
from tests.situations import TODAY, brief, holding, market, portfolio


def fees(cost_bps, **shares):
    """What each position is charged, in basis points."""
    given = brief(
        portfolio(shares, "1000"), Policy(trading=Trading(cost_bps=cost_bps)), scenarios=()
    )
    symbols = [position.fund.symbol for position in given.household.positions]
    return dict(zip(symbols, given.fees * 1e4, strict=True))


def test_utility_is_what_the_definition_says():
    """
    Small 20, large 50, bonds 20, cash 10; half of the small goes to large; one position per index.

    x = (.1, .6, .2), b = (.2, .5, .2), x - b = (.1, .1, 0) in absolute terms.
    expected  .08*.1 + .05*.6 + .01*.2                     = .040
    fees      19 bp*.1 + 3 bp*.6 + 3 bp*.2                 = 4.3 bp
    risk      3/2 * (.05*.01 + .03*.36 + .01*.04)          = .01755
    active    4 * (.04*.01 + .02*.01)                      = .0024
    trading   20 bp * (.1 + .1)                            = 4 bp
    """
    held = portfolio(
        {},
        "10",
        holding("IWM", 20, price=1),
        holding("VOO", 50, price=1),
        holding("AGG", 20, price=1),
    )
    policy = Policy(
        objective=Objective(risk_aversion=3.0, active_risk_aversion=4.0),
        trading=Trading(cost_bps=20.0),
    )
    mean = np.array([0.08, 0.05, 0.01])
    weighed = np.diag([0.05, 0.03, 0.01])
    given = replace(
        brief(held, policy, scenarios=(), day=TODAY),
        neutral=Mix(np.array([0.2, 0.5, 0.2]), 0.1),
        risk=np.diag([0.04, 0.02, 0.01]),
        outlook=Outlook(np.zeros(3), mean, weighed, weighed, {}, (), ()),
    )
    found = utility(given, Standing(np.array([0.2, 0.1, 0.6]), given.household.cash))

    assert found.expected == pytest.approx(0.040)
    assert found.fees == pytest.approx(4.3e-4)
    assert found.risk == pytest.approx(0.01755)
    assert found.active_risk == pytest.approx(0.0024)
    assert found.trading == pytest.approx(4e-4)
    assert found.total == pytest.approx(0.040 - 4.3e-4 - 0.01755 - 0.0024 - 4e-4)


def test_the_certainty_equivalent_subtracts_every_cost():
    assert Utility(1.0, 0.1, 0.01, 0.001, 0.0001, 1e-5, 1e-6).total == pytest.approx(0.888889)


def test_a_dear_twin_is_charged_at_most_half_a_trade_more_than_the_cheapest():
    """SPY costs 9.45 bp and its cheapest twin 3 bp: at 5 bp a trade it is charged 5.5."""
    assert fees(5.0, SPY=100, IWM=10)["SPY"] == pytest.approx(5.5)


def test_a_twin_dearer_by_less_than_half_a_trade_is_charged_its_own_fee():
    assert fees(13.0, SPY=100, IWM=10)["SPY"] == pytest.approx(9.45)


def test_the_only_fund_on_an_index_is_charged_its_own_fee_however_dear():
    assert fees(5.0, GLD=10, VOO=10)["GLD"] == pytest.approx(40.0)


def test_the_cheapest_twin_is_charged_its_own_fee():
    found = fees(5.0, IWM=100, VOO=10)
    assert found["VTWO"] == pytest.approx(7.0)
    assert found["IWM"] == pytest.approx(9.5)


def test_a_leveraged_fund_is_charged_in_full_and_is_nobodys_twin():
    """TNA costs 100 bp; VTWO, the cheapest on its index, 7."""
    found = fees(5.0, TNA=10, VOO=10)
    assert found["TNA"] == pytest.approx(100.0)
    assert found["VTWO"] == pytest.approx(7.0)


def test_a_leveraged_fund_does_not_set_the_fee_of_its_index():
    """However cheap it is: the index costs what its cheapest ordinary fund costs."""
    funds = market().funds
    cheap = market(funds=funds | {"TNA": replace(funds["TNA"], expense_ratio=0.0)})
    given = brief(portfolio({"TNA": 10, "VOO": 10}), scenarios=(), snapshot=cheap)
    assert given.household.index_fees == pytest.approx([7e-4, 3e-4])


def test_the_risk_of_a_brief_is_a_read_only_copy():
    mine = np.eye(3)
    given = replace(brief(portfolio({"IWM": 1, "VOO": 1, "AGG": 1}), scenarios=()), risk=mine)
    mine[0, 0] = 2.0
    assert given.risk[0, 0] == 1.0
    with pytest.raises(ValueError, match="read-only"):
        given.risk[0, 0] = 2.0


def test_a_risk_of_another_size_is_refused():
    with pytest.raises(ValueError, match="shape"):
        replace(brief(scenarios=()), risk=np.eye(2))

"""From a portfolio to a household: which fund is bought, what is locked, what comes first."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from allocator.model.assets import PriceBasis
from allocator.model.policy import AccountRule, FundRules, Limits, Neutral, Policy, Range, Trading
from allocator.model.portfolio import Account, AccountType, Lock
from allocator.portfolio.household import build_household
from tests.situations import TODAY, holding, market, portfolio

WANTED = ("Russell 2000", "S&P 500")


def built(*holdings, cash="100", policy=None, wanted=WANTED, accounts=None, snapshot=None):
    held = portfolio({}, cash, *holdings, accounts=accounts)
    return build_household(held, snapshot or market(), policy or Policy(), wanted, TODAY)


def bought(household):
    """Symbols that may be bought, in the order of the positions."""
    return [p.fund.symbol for p in household.positions if p.may_buy]


def sold(household):
    return [p.fund.symbol for p in household.positions if p.may_sell]


def not_trading(**lists):
    return Policy(trading=Trading(**lists))


def naming(*weights):
    return Policy(neutral=Neutral(weights=weights))


def test_weights_are_fractions_of_everything_with_cash():
    """$30, $50 and $20 in cash; the S&P 500 fund on the shelf is not held."""
    found = built(holding("AGG", 3, price=10), holding("IWM", 5, price=10), cash="20")
    assert found.value == 100
    weights = {p.fund.symbol: w for p, w in zip(found.positions, found.weights, strict=True)}
    assert weights == pytest.approx({"AGG": 0.3, "IWM": 0.5, "IVV": 0.0})
    assert found.cash == pytest.approx([0.2])


def test_each_position_is_exposed_to_its_own_index_at_its_multiple():
    found = built(holding("TNA", 1), holding("AGG", 1), wanted=())
    assert found.index_names == ("Russell 2000", "US Aggregate Bonds")
    assert [p.fund.symbol for p in found.positions] == ["AGG", "TNA", "VTWO"]
    assert found.exposure.tolist() == [[0.0, 3.0, 1.0], [1.0, 0.0, 0.0]]


def test_the_cheapest_fund_on_an_index_is_the_one_bought():
    """VTWO costs 7 bp and IWM, which is held, 19."""
    assert bought(built(holding("IWM", 10))) == ["IVV", "VTWO"]


def test_among_equally_cheap_funds_the_one_held_is_bought():
    assert "VOO" in bought(built(holding("VOO", 10)))
    assert "IVV" in bought(built(holding("SPY", 10)))


@pytest.mark.parametrize(
    ("cap", "large"),
    [(0.8, ["IVV", "VOO"]), (0.5, ["IVV", "VOO"]), (0.34, ["IVV", "SPY", "VOO"]), (1.0, ["IVV"])],
)
def test_a_cap_on_single_funds_opens_as_many_as_an_index_could_need(cap, large):
    found = bought(
        built(holding("IWM", 1), policy=Policy(limits=Limits(fund_weight=Range(upper=cap))))
    )
    assert [symbol for symbol in found if symbol in {"IVV", "SPY", "VOO"}] == large


def test_a_leveraged_fund_is_never_bought_even_where_it_is_the_cheapest():
    funds = market().funds
    cheap = market(funds=funds | {"TNA": replace(funds["TNA"], expense_ratio=0.0)})
    assert bought(built(holding("TNA", 10), snapshot=cheap)) == ["IVV", "VTWO"]


def test_a_declared_fund_is_never_bought_but_may_be_sold():
    found = built(holding("MINE", 10, price=5, index="Nasdaq-100"))
    assert sold(found) == ["MINE"]
    assert bought(found) == ["IVV", "QQQ", "VTWO"]


def test_what_the_policy_does_not_buy_is_not_bought_and_the_next_cheapest_is():
    found = built(holding("VTWO", 10), policy=not_trading(do_not_buy=("VTWO", "IVV", "VOO")))
    assert bought(found) == ["IWM", "SPY"]
    assert "VTWO" in sold(found)


def test_what_the_policy_does_not_sell_is_not_sold():
    held = (holding("VOO", 10), holding("SPY", 10))
    assert sold(built(*held, policy=not_trading(do_not_sell=("SPY",)))) == ["VOO"]


@pytest.mark.parametrize(
    ("lock", "may_buy", "may_sell"),
    [
        (Lock.NONE, True, True),
        (Lock.NO_BUY, False, True),
        (Lock.NO_SELL, True, False),
        (Lock.HOLD, False, False),
    ],
)
def test_a_lock_closes_its_side_and_no_other(lock, may_buy, may_sell):
    found = built(holding("VTWO", 10, lock=lock))
    (position,) = (p for p in found.positions if p.fund.symbol == "VTWO")
    assert (position.may_buy, position.may_sell) == (may_buy, may_sell)
    assert ("IWM" in bought(found)) is not may_buy


def test_a_lock_in_one_account_does_not_lock_another():
    accounts = tuple(Account(name, AccountType.TAXABLE, Decimal(0)) for name in "ab")
    found = built(
        holding("VTWO", 10, "a", lock=Lock.HOLD), holding("VTWO", 20, "b"), accounts=accounts
    )
    by_shares = {p.shares: p for p in found.positions if p.fund.symbol == "VTWO"}
    assert (by_shares[10].may_buy, by_shares[10].may_sell) == (False, False)
    assert (by_shares[20].may_buy, by_shares[20].may_sell) == (True, True)


def test_what_is_not_held_cannot_be_sold():
    assert sold(built(holding("IWM", 10))) == ["IWM"]


def test_the_policy_may_name_a_declared_ticker():
    mine = holding("MINE", 10, price=5, index="S&P 500")
    assert "MINE" not in sold(built(mine, policy=not_trading(do_not_sell=("MINE",))))


def test_fresh_prices_in_the_file_leave_other_funds_on_that_index_out():
    """Snapshot prices are of another day; on the other indexes there is no clash."""
    found = built(holding("IWM", 10, price=250), holding("SPY", 10))
    assert bought(found) == ["IVV", "IWM"]


def test_a_leveraged_fund_with_a_price_of_its_own_leaves_the_shelf_as_it_is():
    """Otherwise nothing on its index could be bought at all."""
    assert "VTWO" in bought(built(holding("TNA", 10, price=50)))


def test_the_price_of_a_file_is_that_of_the_position():
    found = built(holding("IWM", 10, price=250))
    prices = {p.fund.symbol: (p.price, p.price_basis) for p in found.positions}
    assert prices["IWM"] == (250, PriceBasis.FILE)
    assert prices["IVV"] == (Decimal("693.39"), PriceBasis.CLOSE)


def two_accounts(first, second):
    """A poor account with bonds and a rich one with stocks, under any names, in any order."""
    accounts = (
        Account(first, AccountType.TAXABLE, Decimal(10)),
        Account(second, AccountType.TAXABLE, Decimal(20)),
    )
    inside = (holding("AGG", 10, first), holding("VOO", 5, second))
    return portfolio({}, "0", *inside, accounts=accounts)


def test_the_order_depends_neither_on_the_names_of_accounts_nor_on_rows():
    households = []
    for held in (two_accounts("a", "b"), two_accounts("z", "y")):
        turned = replace(
            held, accounts=held.accounts[::-1], holdings=tuple(reversed(held.holdings))
        )
        households += [
            build_household(p, market(), Policy(), WANTED, TODAY) for p in (held, turned)
        ]
    first = households[0]
    for other in households[1:]:
        assert [p.fund.symbol for p in other.positions] == [p.fund.symbol for p in first.positions]
        assert other.weights.tobytes() == first.weights.tobytes()
        assert other.cash.tobytes() == first.cash.tobytes()
        assert [account.cash for account in other.accounts] == [10, 20]


def test_accounts_that_differ_only_in_one_holding_are_ordered_by_it():
    accounts = tuple(Account(name, AccountType.TAXABLE, Decimal(5)) for name in "ab")
    for few, many in ("ab", "ba"):
        found = built(holding("VOO", 1, few), holding("VOO", 2, many), accounts=accounts)
        assert [account.name for account in found.accounts] == [few, many]


def test_an_asset_class_that_is_not_held_is_not_open_to_buying():
    """Bonds alone: the equity funds stand on the shelf for the views, closed."""
    found = built(holding("AGG", 10))
    assert found.index_names == ("Russell 2000", "S&P 500", "US Aggregate Bonds")
    assert bought(found) == ["AGG"]


def test_an_asset_class_that_the_neutral_mix_names_is_open():
    policy = naming(("Gold", 0.1), ("US Aggregate Bonds", 0.9))
    assert bought(built(holding("AGG", 10), policy=policy)) == ["AGG", "GLD"]


def test_a_neutral_weight_of_zero_opens_nothing():
    policy = naming(("Gold", 0.0), ("US Aggregate Bonds", 1.0))
    assert bought(built(holding("AGG", 10), policy=policy)) == ["AGG"]


def test_any_index_of_an_asset_class_that_is_held_is_open():
    assert bought(built(holding("QQQ", 10))) == ["IVV", "QQQ", "VTWO"]


def test_a_portfolio_of_cash_alone_is_a_household_that_may_buy_nothing():
    found = built(cash="100")
    assert found.value == 100
    assert found.cash.tolist() == [1.0]
    assert found.weights.tolist() == [0.0, 0.0]
    assert bought(found) == []


def test_the_arrays_of_a_household_are_read_only():
    found = built(holding("IWM", 10))
    for array in (found.weights, found.cash, found.exposure):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = np.zeros_like(array)


# Rules of funds and accounts


def test_a_preferred_fund_is_bought_before_a_cheaper_one():
    rules = Policy(funds=FundRules(prefer=(("Russell 2000", ("IWM",)),)))
    assert bought(built(holding("VTWO", 10), policy=rules)) == ["IVV", "IWM"]


def test_a_stand_in_opens_its_index_and_is_bought_there_before_a_cheaper_fund():
    """VOO and IVV cost 3 bp, SPY 9.45: named in place of IWM it is the one bought."""
    rules = Policy(funds=FundRules(substitutes=(("IWM", ("SPY",)),)))
    found = built(holding("IWM", 10), policy=rules, wanted=())
    assert bought(found) == ["SPY", "VTWO"]
    assert bought(built(holding("AGG", 10), policy=rules, wanted=())) == ["AGG"]


def test_an_account_buys_from_its_own_menu_and_in_its_own_steps():
    accounts = (
        Account("401k", AccountType.TRADITIONAL, Decimal(100)),
        Account("main", AccountType.TAXABLE, Decimal(100)),
    )
    rules = Policy(accounts=(AccountRule("401k", funds=("IWM", "SPY"), fractional=True),))
    held = (holding("IWM", 5, "401k"), holding("IWM", 5))
    found = built(*held, policy=rules, accounts=accounts)
    names = [account.name for account in found.accounts]
    menus = {
        name: [p.fund.symbol for p in found.positions if names[p.account] == name and p.may_buy]
        for name in names
    }
    assert menus == {"401k": ["IWM", "SPY"], "main": ["IVV", "VTWO"]}
    steps = {names[p.account]: p.step for p in found.positions}
    assert steps == {"401k": Decimal("0.001"), "main": Decimal(1)}


def test_the_policy_says_how_an_account_is_taxed_where_the_file_does_not():
    accounts = (Account("main", AccountType.UNKNOWN, Decimal(100)),)
    rules = Policy(accounts=(AccountRule("main", type=AccountType.ROTH),))
    (account,) = built(holding("IWM", 5), policy=rules, accounts=accounts).accounts
    assert account.type is AccountType.ROTH


def test_money_put_in_is_there_and_money_to_be_taken_out_is_missing():
    held = replace(
        portfolio({}, "100", holding("IWM", 10, price=10)),
        cash_flows=(("main", Decimal(-150)),),
    )
    found = build_household(held, market(), Policy(), WANTED, TODAY)
    assert (found.value, found.accounts[0].cash) == (50, -50)
    assert found.flow == pytest.approx(-3.0)


def test_who_only_buys_sells_nothing():
    assert sold(built(holding("IWM", 10), policy=not_trading(buy_only=True))) == []

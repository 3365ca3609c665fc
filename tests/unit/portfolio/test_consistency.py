"""Files that speak of what does not exist, and portfolios that cannot be advised on."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from allocator.errors import Severity
from allocator.model.policy import Neutral, Policy, Trading
from allocator.portfolio.consistency import contradictions
from tests.situations import holding, market, portfolio, world


def found_in(*holdings, cash="100", policy=None, worlds=(), snapshot=None):
    held = portfolio({}, cash, *holdings)
    return contradictions(held, policy or Policy(), worlds, snapshot or market())


def messages(*holdings, **files):
    return [problem.message for problem in found_in(*holdings, **files)]


def not_trading(**lists):
    return Policy(trading=Trading(**lists))


def naming(*weights):
    return Policy(neutral=Neutral(weights=weights))


def flowing(key, **changes):
    return replace(world(key), flow=replace(world().flow, **changes))


def test_files_that_agree_have_no_contradictions():
    policy = Policy(
        neutral=Neutral(weights=(("Gold", 0.9), ("cash", 0.1))),
        trading=Trading(do_not_buy=("TNA",), do_not_sell=("MINE",)),
    )
    mine = holding("MINE", 1, price=5, index="S&P 500")
    assert found_in(mine, policy=policy, worlds=(world(),)) == ()


@pytest.mark.parametrize(
    ("policy", "place", "message", "remedy"),
    [
        (
            not_trading(do_not_buy=("VTOW",)),
            "policy: trading.do_not_buy",
            "unknown ticker 'VTOW'",
            "did you mean 'VTWO'?",
        ),
        (
            not_trading(do_not_sell=("VTOW",)),
            "policy: trading.do_not_sell",
            "unknown ticker 'VTOW'",
            "did you mean 'VTWO'?",
        ),
        (
            naming(("S & P 500", 0.9), ("cash", 0.1)),
            "policy: neutral.weights",
            "no fund tracks 'S & P 500'",
            "did you mean 'S&P 500'?",
        ),
    ],
)
def test_a_name_in_the_policy_that_nothing_answers_to_is_refused(policy, place, message, remedy):
    (problem,) = found_in(holding("IWM", 10), policy=policy)
    assert (problem.place, problem.message, problem.remedy) == (place, message, remedy)
    assert problem.severity is Severity.ERROR


def test_an_index_that_only_unbuyable_funds_track_is_no_neutral_weight():
    funds = {symbol: fund for symbol, fund in market().funds.items() if fund.index != "Gold"}
    funds["MINE"] = replace(market().funds["GLD"], symbol="MINE", buyable=False)
    found = messages(holding("IWM", 1), policy=naming(("Gold", 1.0)), snapshot=market(funds=funds))
    assert found == ["no fund tracks 'Gold'"]


def test_a_flow_between_indexes_that_nothing_tracks_is_refused_by_scenario_and_side():
    worlds = (flowing("rotation", seller="Nasdaq100"), flowing("reversal", buyer="Russell 200"))
    first, second = found_in(worlds=(*worlds, replace(world(), flow=None)))
    assert (first.place, first.message, first.remedy) == (
        "scenario rotation: flow.seller",
        "no fund tracks 'Nasdaq100'",
        "did you mean 'Nasdaq-100'?",
    )
    assert (second.place, second.message) == (
        "scenario reversal: flow.buyer",
        "no fund tracks 'Russell 200'",
    )


@pytest.mark.parametrize(
    ("usd_bn", "small_share", "said"),
    [
        (5_500, 0.0, None),
        (5_501, 0.0, "move 10% of the S&P 500, which is worth 55,000"),
        (-5_501, 0.0, "move 10% of the S&P 500"),
        (600, 0.5, None),
        (602, 0.5, "602 billion dollars move 10% of the Russell 2000, which is worth 3,000"),
    ],
)
def test_a_flow_of_more_than_a_tenth_of_an_index_is_refused(usd_bn, small_share, said):
    """The made-up Russell 2000 is worth 3,000 billion dollars, the S&P 500 55,000."""
    worlds = (flowing("wild", usd_bn=usd_bn, small_share=small_share),)
    found = found_in(worlds=worlds)
    assert [problem.place for problem in found] == ["scenario wild: flow.usd_bn"] * bool(said)
    assert all(said in problem.message for problem in found)
    if said and usd_bn == 602:
        assert found[0].remedy == "write billions; at most 600, a tenth of what they move"


def test_a_flow_between_indexes_without_a_size_is_not_judged():
    assert (
        found_in(worlds=(flowing("wild", usd_bn=9_999, seller="Gold", buyer="Nasdaq-100"),)) == ()
    )


def test_a_portfolio_worth_nothing_is_refused():
    (problem,) = found_in(cash="0")
    assert problem.message == "the portfolio is worth nothing"
    assert problem.place == "made-up.csv"


def test_a_portfolio_of_cash_alone_or_of_funds_alone_is_worth_something():
    assert found_in(cash="0.01") == ()
    assert found_in(holding("IWM", "0.001"), cash="0") == ()


@pytest.mark.parametrize(("dollars", "is_refused"), [(-599, False), (-600, True), (-700, True)])
def test_no_more_can_be_taken_out_of_an_account_than_lies_in_it(dollars, is_refused):
    """$100 of cash and 50 shares at $10; 20 more shares lie in another account."""
    held = replace(
        portfolio({}, "100", holding("VOO", 50, price=10)),
        cash_flows=(("main", Decimal(dollars)),),
    )
    every = contradictions(held, Policy(), (), market())
    said = [problem for problem in every if problem.place == "--cash-flow"]
    assert bool(said) is is_refused
    if is_refused:
        assert said[0].message == f"${-dollars:,.2f} cannot be taken out: main holds $600.00"


def test_a_holding_that_cannot_be_valued_is_the_problem_and_not_the_worth():
    assert messages(holding("VOOO", 1), cash="0") == ["unknown ticker 'VOOO'"]


def inverse(*holdings, multiple=-1.0):
    fund = replace(market().funds["TNA"], symbol="RWM", multiple=multiple)
    snapshot = market(funds=market().funds | {"RWM": fund})
    return messages(holding("RWM", 10, price=100), *holdings, snapshot=snapshot)


@pytest.mark.parametrize(("long", "is_refused"), [(9, True), (10, False), (11, False)])
def test_inverse_funds_that_outweigh_all_equity_are_refused(long, is_refused):
    found = inverse(holding("IWN", long, price=100), holding("AGG", 50, price=100))
    assert ["outweigh" in each for each in found if "far from" not in each] == [True] * is_refused


def test_an_inverse_fund_outweighs_by_its_multiple():
    found = inverse(holding("IWN", 29, price=100), multiple=-3.0)
    assert any("outweigh" in each for each in found)


def test_every_file_is_checked_in_one_run_in_the_order_of_the_files():
    found = messages(
        holding("VOOO", 1),
        policy=not_trading(do_not_buy=("VTOW",)),
        worlds=(flowing("rotation", seller="Nasdaq100"),),
    )
    assert found == [
        "unknown ticker 'VOOO'",
        "unknown ticker 'VTOW'",
        "no fund tracks 'Nasdaq100'",
    ]


@pytest.mark.parametrize(
    ("day", "is_said"),
    [
        (date(2025, 9, 23), False),
        (date(2025, 9, 22), True),
        (date(2026, 3, 26), False),
        (date(2026, 3, 27), True),
    ],
)
def test_a_world_imagined_more_than_92_days_from_the_data_is_said_aloud(day, is_said):
    """The data are of 2025-12-24; 92 days before is 23 September, 92 after 26 March."""
    found = found_in(worlds=(replace(world("rotation"), as_of=day),))
    assert [problem.severity for problem in found] == [Severity.WARNING] * is_said
    assert all("the data are of 2025-12-24" in problem.message for problem in found)


def test_a_warning_is_handed_on_as_a_warning():
    (warning,) = found_in(holding("TNA", 10, price=500))
    assert warning.severity is Severity.WARNING
    assert "far from" in warning.message

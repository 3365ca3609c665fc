"""propose(): when to trade, what is refused, and what a run is known by."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from allocator import bundled, pipeline, propose
from allocator.errors import (
    CertificationError,
    InfeasiblePolicyError,
    InputError,
    Problem,
    Severity,
)
from allocator.market import load_snapshot
from allocator.model.brief import utility
from allocator.model.policy import Limits, Objective, Policy, Range, Trading
from allocator.model.portfolio import Account, AccountType, Lock, Lot
from allocator.model.proposal import Advice
from allocator.model.tax import TaxRules
from allocator.model.trades import Side
from allocator.pipeline import answer
from allocator.portfolio import read_portfolio, read_scenarios
from allocator.trades.whole_shares import Rounded
from tests.situations import holding, market, portfolio, two_worlds, world

MARKET = market()
INSIDE = {"VOO": 100, "VTWO": 110, "AGG": 200}
"""Near its neutral mix: 11,235 of 74,713 in equity is small, 15.0 %."""
TOO_SMALL_CAP = {"VOO": 160, "IWM": 200, "AGG": 100}
"""50,542 of 152,107 in equity is small, 33 %: above the band."""


def advice(
    shares=None, cash="9800", policy=None, worlds=None, snapshot=None, holdings=(), **options
):
    held = portfolio(shares, cash, *holdings, **options)
    worlds = two_worlds() if worlds is None else worlds
    return propose(held, policy or Policy(), worlds, snapshot or MARKET)


def asking(min_benefit_bps):
    return Policy(trading=Trading(min_benefit_bps=min_benefit_bps))


def reading(found, name):
    return next(each for each in found.readings if each.name == name)


# When to trade


def test_trades_worth_less_than_the_policy_asks_are_shown_but_not_advised():
    found = advice(INSIDE, policy=asking(1000.0))
    assert found.advice is Advice.NOTHING
    assert found.trades == ()
    assert found.candidate
    assert not found.gain.forced
    assert found.weights == pytest.approx(found.brief.household.weights, abs=1e-15)
    assert found.cash_after == {"main": Decimal(9800)}


def test_the_gain_decides_at_exactly_what_the_policy_asks():
    net = advice(INSIDE).gain.net
    assert net > 0
    assert advice(INSIDE, policy=asking(net * 1e4 * (1 - 1e-9))).advice is Advice.TRADE
    assert advice(INSIDE, policy=asking(net * 1e4 * (1 + 1e-9))).advice is Advice.NOTHING


def test_a_broken_band_is_mended_whatever_it_is_worth():
    found = advice(TOO_SMALL_CAP, policy=asking(1000.0))
    assert found.gain.forced
    assert found.gain.net < found.gain.required == pytest.approx(0.1)
    assert found.advice is Advice.TRADE
    assert found.trades == found.candidate
    assert reading(found, "small_cap").value <= 0.20


def test_the_advice_is_to_trade_when_there_are_trades():
    found = advice(INSIDE, policy=asking(0.0))
    assert found.advice is Advice.TRADE
    assert found.trades == found.candidate != ()


def test_the_gain_is_the_certainty_equivalent_with_the_trades_less_that_without():
    found = advice(INSIDE, policy=asking(0.0))
    brief, weights = found.brief, found.weights
    before = utility(brief, brief.today).total
    then = utility(brief, found.standing).total
    assert found.gain.net == pytest.approx(then - before, abs=1e-15)
    spent = sum(t.value for t in found.trades) / brief.household.value
    sold = sum(t.shares for t in found.trades if t.side is Side.SELL)
    fee = brief.household.day.fees.taf_per_share * sold / brief.household.value
    assert found.gain.cost == pytest.approx(5e-4 * float(spent) + float(fee), rel=1e-6)
    change = brief.household.exposure @ (weights - brief.household.weights)
    assert found.gain.uncertainty == pytest.approx(
        np.sqrt(change @ brief.outlook.uncertainty @ change)
    )
    assert found.gain.required == 0.0


def test_what_the_policy_asks_is_in_basis_points():
    assert advice(INSIDE, policy=asking(3.0)).gain.required == pytest.approx(3e-4)


def test_the_proposal_is_the_portfolio_after_its_trades():
    """Cash after is cash before, plus sales, less purchases, less costs, to the cent."""
    found = advice()
    change = sum((t.value if t.side is Side.SELL else -t.value) - t.cost for t in found.trades)
    assert found.cash_after == {"main": Decimal(9800) + change}
    value = found.brief.household.value
    assert found.cash == pytest.approx([float(found.cash_after["main"] / value)])
    assert max(each.violation for each in found.readings) == 0.0


@pytest.mark.parametrize("shares", [{"AGG": 90}, {}])
def test_bonds_alone_and_cash_alone_get_nothing(shares):
    found = advice(shares, "1000")
    assert found.advice is Advice.NOTHING
    assert found.candidate == ()
    assert found.gain.net == 0.0
    assert found.cash_after == {"main": Decimal(1000)}


def test_without_views_a_portfolio_at_its_neutral_mix_gets_nothing():
    found = advice(INSIDE, worlds=())
    assert found.brief.outlook.worlds == ()
    assert found.advice is Advice.NOTHING


# What is held


def test_a_leveraged_fund_is_never_bought_and_counts_at_its_multiple():
    """100 TNA at 50 are three times 5,000 in small caps, beside 160 VOO at 634.78."""
    found = advice({"VOO": 160, "TNA": 100, "AGG": 100}, policy=asking(1e4))
    (tna,) = (p for p in found.brief.household.positions if p.fund.symbol == "TNA")
    assert not tna.may_buy
    assert tna.may_sell
    small = 3 * 100 * 50.00
    assert reading(found, "small_cap").value == pytest.approx(small / (160 * 634.78 + small))
    assert all(t.side is Side.SELL for t in found.candidate if t.symbol == "TNA")


def test_each_account_pays_for_its_own_trades():
    accounts = (
        Account("joint", AccountType.TAXABLE, Decimal(0)),
        Account("roth", AccountType.ROTH, Decimal(3000)),
    )
    inside = (
        holding("SPY", 100, "joint"),
        holding("AGG", 200, "joint"),
        holding("VOO", 60, "roth"),
        holding("IWM", 20, "roth"),
    )
    found = propose(portfolio({}, "0", *inside, accounts=accounts), Policy(), two_worlds(), MARKET)
    assert found.trades
    for account in accounts:
        own = [t for t in found.trades if t.account == account.name]
        cash = account.cash + sum((t.cash_change for t in own), Decimal(0))
        assert found.cash_after[account.name] == cash >= 0
    assert set(found.cash_after) == {"joint", "roth"}
    assert {t.account for t in found.trades} <= {"joint", "roth"}


def test_warnings_of_the_reader_and_of_the_valuation_are_handed_on():
    said = Problem("made-up.csv:3", "the row is empty", severity=Severity.WARNING)
    held = portfolio(INSIDE, "9800", holding("QQQ", 1, price=2000))
    found = propose(replace(held, problems=(said,)), Policy(), two_worlds(), MARKET)
    assert found.warnings[0] == said
    assert "far from" in found.warnings[1].message
    assert len(found.warnings) == 2


# What is refused


def flowing(key, **changes):
    return replace(world(key), flow=replace(world().flow, **changes))


def test_what_contradicts_the_snapshot_is_refused_all_of_it_at_once():
    """The reader's warning, the unknown ticker, the policy's name and the scenario's."""
    said = Problem("made-up.csv:3", "the row is empty", severity=Severity.WARNING)
    held = replace(portfolio(INSIDE, "9800", holding("VOOO", 1, price=1)), problems=(said,))
    policy = Policy(trading=Trading(do_not_buy=("VTOW",)))
    with pytest.raises(InputError) as caught:
        propose(held, policy, (flowing("rotation", seller="Nasdaq100"),), MARKET)
    assert [problem.message for problem in caught.value.problems] == [
        "the row is empty",
        "unknown ticker 'VOOO'",
        "unknown ticker 'VTOW'",
        "no fund tracks 'Nasdaq100'",
    ]


def test_an_error_that_a_reader_found_is_refused_here_too():
    said = Problem("made-up.csv:3", "the row is broken")
    with pytest.raises(InputError, match="the row is broken"):
        propose(replace(portfolio(INSIDE), problems=(said,)), Policy(), two_worlds(), MARKET)


def test_trades_at_prices_of_another_day_than_the_files_are_said_to_be_so():
    """SPY is sold at the file's price, VTWO bought at the snapshot's."""
    shares = {"VOO": 160, "IWM": 45, "AGG": 310}
    found = propose(
        portfolio(shares, "9800", holding("SPY", 65, price=690)), Policy(), two_worlds(), MARKET
    )
    assert {trade.symbol for trade in found.trades} == {"SPY", "VTWO"}
    assert [each.place for each in found.warnings] == ["VTWO"]
    assert "priced at 2025-12-24" in found.warnings[0].message
    assert advice().trades
    assert advice().warnings == ()


def test_an_index_that_only_a_scenario_speaks_of_is_part_of_the_household():
    found = advice(INSIDE, worlds=(flowing("rotation", seller="Nasdaq-100"),))
    assert "Nasdaq-100" in found.brief.household.index_names
    assert "Nasdaq-100" not in advice(INSIDE).brief.household.index_names


def test_rounding_that_breaks_a_limit_is_not_shown(monkeypatch):
    """Selling every bond leaves a quarter of the portfolio in the wrong asset class."""

    def sell_bonds(brief, _):
        changes = (
            -p.shares if p.fund.symbol == "AGG" else Decimal(0) for p in brief.household.positions
        )
        return Rounded(tuple(changes), 0.0)

    monkeypatch.setattr(answer, "round_to_shares", sell_bonds)
    with pytest.raises(CertificationError, match="whole shares break small_cap, split_bond") as e:
        advice(TOO_SMALL_CAP)
    assert e.value.exit_code == 5


def test_rounding_that_leaves_a_limit_broken_is_not_shown_either(monkeypatch):
    monkeypatch.setattr(
        answer,
        "round_to_shares",
        lambda brief, _: Rounded((Decimal(0),) * len(brief.household.positions), 0.0),
    )
    with pytest.raises(CertificationError, match="whole shares break small_cap"):
        advice(TOO_SMALL_CAP)


# What a run is known by


def run_id(held=None, policy=None, worlds=None, snapshot=None):
    found = propose(
        held or portfolio(INSIDE), policy or Policy(), worlds or two_worlds(), snapshot or MARKET
    )
    return found.run.id


def with_first_holding(**changes):
    held = portfolio(INSIDE)
    return replace(held, holdings=(replace(held.holdings[0], **changes), *held.holdings[1:]))


def with_account(**changes):
    held = portfolio(INSIDE)
    return replace(held, accounts=(replace(held.accounts[0], **changes),))


@pytest.mark.parametrize(
    "changed",
    [
        {"held": portfolio(INSIDE | {"AGG": 201})},
        {"held": portfolio(INSIDE, "9800.01")},
        {"held": with_first_holding(price=Decimal("100.02"))},
        {"held": with_first_holding(lock=Lock.NO_SELL)},
        {"held": with_account(type=AccountType.ROTH)},
        {"policy": Policy(objective=Objective(tau=0.049))},
        {"policy": Policy(limits=Limits(turnover=Range(upper=0.24)))},
        {"policy": Policy(trading=Trading(min_benefit_bps=1.5))},
        {"worlds": two_worlds()[::-1]},
        {"worlds": (replace(two_worlds()[0], description="other"), two_worlds()[1])},
        {"snapshot": market(digest="1" * 64)},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_a_run_is_known_by_each_of_its_inputs(changed):
    assert run_id(**changed) != run_id()


def test_a_run_is_known_by_the_versions_that_computed_it(monkeypatch):
    first = advice(INSIDE).run
    assert set(first.versions) == {"allocator", "clarabel", "cvxpy", "highspy", "numpy"}
    monkeypatch.setattr(pipeline, "version", lambda name: "9" if name == "clarabel" else "1")
    assert advice(INSIDE).run.id != first.id
    assert advice(INSIDE).run.versions["clarabel"] == "9"


def test_a_run_is_the_same_again_and_its_id_is_a_sha256():
    assert run_id() == run_id()
    assert len(bytes.fromhex(run_id())) == 32


def test_a_run_is_not_known_by_where_the_holdings_stood():
    held = replace(with_first_holding(place="other.csv:99"), source="other.csv")
    assert run_id(held) == run_id()


def test_a_run_does_not_depend_on_the_order_of_rows(tmp_path):
    rows = ["VOO,100", "VTWO,110", "AGG,200", "CASH,9800"]
    ids = set()
    for order in (rows, rows[::-1]):
        path = tmp_path / f"{order[0][:3]}.csv"
        path.write_text("\n".join(["symbol,shares", *order, ""]), encoding="utf-8")
        ids.add(run_id(read_portfolio(path)))
    assert len(ids) == 1


# What is taken when nothing is given


def test_by_default_the_shipped_files_and_the_default_policy_are_used():
    held = portfolio(INSIDE)
    scenarios = read_scenarios(bundled.scenario_folder())
    snapshot = load_snapshot(bundled.SNAPSHOT)
    found = propose(held)
    assert found.run.id == propose(held, Policy(), scenarios, snapshot).run.id
    assert found.snapshot.digest == snapshot.digest
    assert found.brief.policy == Policy()
    assert [each.scenario for each in found.brief.outlook.worlds] == list(scenarios)
    assert len(scenarios) == 4


def test_no_scenarios_are_no_views_and_not_the_shipped_ones():
    assert propose(portfolio(INSIDE), scenarios=()).brief.outlook.worlds == ()


# Taxes and lots


TAXED = TaxRules(short_term=0.32, long_term=0.15)
ACCOUNTS = (
    Account("main", AccountType.TAXABLE, Decimal(2000)),
    Account("roth", AccountType.ROTH, Decimal(500)),
)


def lots_of(symbol, shares, cost, account="main", bought=date(2021, 3, 15)):
    lot = Lot(Decimal(shares), Decimal(str(cost)) * shares, bought)
    return replace(holding(symbol, shares, account), lots=(lot,))


@pytest.mark.parametrize("cost", [99.90, 99.98, 100.01, 100.05])
def test_a_lot_that_is_at_a_loss_only_after_costs_makes_no_wash_sale(cost):
    """AGG at $100.02: sold here and bought in the other account, at a cost a hair below or above."""
    held = (
        lots_of("AGG", 300, cost),
        lots_of("VOO", 70, 600),
        holding("VOO", 60, "roth"),
    )
    found = advice({}, "0", Policy(tax=TAXED), holdings=held, accounts=ACCOUNTS)
    sold = {
        t.symbol for t in found.trades for lot in t.lots if lot.gain is not None and lot.gain < 0
    }
    assert "AGG" not in sold or "AGG" not in {t.symbol for t in found.trades if t.side is Side.BUY}


@pytest.mark.parametrize(("where", "taken"), [("main", True), ("roth", False)])
def test_what_was_bought_lately_is_sold_with_a_loss_that_waits_for_it(where, taken):
    """IWM at 252.71 cost 330; five VTWO bought ten days ago would make a wash sale of the loss."""
    held = (
        lots_of("SPY", 150, 500),
        lots_of("IWM", 60, 330),
        lots_of("VTWO", 5, 90, where, date(2025, 12, 14)),
    )
    wide = Limits(Range(0.0, 1.0), split_tolerance=0.2)
    found = advice({}, "0", Policy(limits=wide, tax=TAXED), holdings=held, accounts=ACCOUNTS)
    sold = {(t.symbol, lot.gain < 0): lot.shares for t in found.trades for lot in t.lots}
    assert (("IWM", True) in sold) is taken
    assert sold.get(("VTWO", False), 0) == 5 * taken
    assert not any(t.symbol in {"IWM", "VTWO"} for t in found.trades if t.side is Side.BUY)
    (lot,) = next(p for p in found.brief.household.positions if p.fund.symbol == "IWM").lots
    assert (bool(lot.waits), bool(lot.kept)) == (taken, not taken)


@pytest.mark.parametrize("dollars", ["12.69", "12.70", "12.71"])
def test_a_cent_more_than_an_account_has_is_raised_by_a_small_sale(dollars):
    """Nothing but recent lots at a loss: a case that misses by 1e-6 is no riddle to a solver."""
    late = [lots_of("VOO", 3, 640 - 2 * n, bought=date(2025, 12, 20 - n)) for n in range(3)]
    lots = tuple(lot for each in late for lot in each.lots)
    held = (
        replace(late[0], lots=lots),
        lots_of("SPY", 30, 700, bought=date(2025, 12, 9)),
        lots_of("VTWO", 15, 112, bought=date(2025, 11, 27)),
    )
    files = portfolio({}, "0", *held, accounts=(replace(ACCOUNTS[0], cash=Decimal("12.69")),))
    files = replace(files, cash_flows=(("main", -Decimal(dollars)),))
    policy = Policy(limits=Limits(Range(0.0, 1.0)), tax=TAXED)
    found = propose(files, policy, two_worlds(), market())
    assert found.cash_after["main"] >= 0


def test_under_a_cap_on_single_funds_an_index_may_be_held_in_as_many_as_it_takes():
    """Stocks of 90 % in funds of at most 35 % each: SPY must be left for two of its twins."""
    limits = Limits(Range(0.0, 1.0), fund_weight=Range(upper=0.35), turnover=None)
    found = advice({"SPY": 130, "AGG": 80}, "2000", Policy(limits=limits))
    then = {
        position.fund.symbol: float(weight)
        for position, weight in zip(found.brief.household.positions, found.weights, strict=True)
    }
    assert max(then.values()) <= 0.35
    assert min(then[symbol] for symbol in ("SPY", "IVV", "VOO")) > 0.05


def test_a_loss_is_not_taken_into_cash_again_and_again():
    """Bonds at a loss, and no other fund on their class: without it each run would sell a little."""
    held = (lots_of("AGG", 300, 115), lots_of("VOO", 100, 500), lots_of("VTWO", 110, 90))
    policy = Policy(tax=TAXED)
    first = advice(
        {}, "9800", policy, holdings=held, accounts=(replace(ACCOUNTS[0], cash=Decimal(9800)),)
    )
    bonds = dict(
        zip(
            first.brief.household.index_names,
            first.brief.household.exposure @ (first.weights - first.brief.household.weights),
            strict=True,
        )
    )["US Aggregate Bonds"]
    assert abs(bonds) <= 0.002


def test_a_cap_on_gains_that_is_broken_already_asks_for_losses_or_says_so():
    rules = replace(TAXED, realised_long=Decimal(9000))
    policy = Policy(tax=rules, limits=Limits(net_gains=Decimal(0)))
    with pytest.raises(InfeasiblePolicyError, match="net_gains"):
        advice(
            {},
            "9800",
            policy,
            holdings=(lots_of("VOO", 100, 500), lots_of("VTWO", 110, 90)),
            accounts=ACCOUNTS[:1],
        )


@pytest.mark.parametrize(("dollars", "is_forced"), [("0.01", False), ("249", False), ("250", True)])
def test_money_is_dealt_with_whatever_the_gain_if_it_is_worth_a_trade(dollars, is_forced):
    held = replace(portfolio(INSIDE, "9800"), cash_flows=(("main", Decimal(dollars)),))
    found = propose(held, asking(50), two_worlds(), MARKET)
    assert found.gain.forced is is_forced

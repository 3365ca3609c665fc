"""A record is read back as it was, and refused once its figures contradict each other."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocator.errors import InputError
from allocator.model.trades import Side
from allocator.portfolio.recorded_trades import trades_from_plain
from tests.trade_records import TRADES, document, record, trade


def read(plain):
    return trades_from_plain(plain, "p.json")


def problems(edit):
    """Change the document of a record, and list what is wrong with it then."""
    plain = document(record())
    edit(plain)
    with pytest.raises(InputError) as refused:
        read(plain)
    return [(each.place, each.message) for each in refused.value.problems]


def test_everything_is_read_back_lots_as_well():
    made = record()
    plain = document(made)
    assert read(plain) == replace(made, run_id=plain["run"]["id"])


def test_a_proposal_to_do_nothing_is_one():
    assert read(document(record(()))).trades == ()


@given(st.decimals("0.001", 9999, places=3), st.decimals("0.01", 9999, places=4))
def test_any_fraction_of_a_share_at_any_price_agrees_with_itself(shares, price):
    made = record([trade(Side.SELL, "IWM", shares, price)])
    assert read(document(made)).trades == made.trades


@pytest.mark.parametrize("flow", [Decimal("500.00"), Decimal("-500.00")])
def test_what_a_user_puts_in_or_takes_out_is_counted_in_the_cash_that_is_left(flow):
    made = record()
    plain = document(made)
    plain["run"]["inputs"]["portfolio"]["cash_flows"] = [["Brokerage", str(flow)]]
    with pytest.raises(InputError, match=f"the trades leave {made.accounts[0].after + flow}"):
        read(plain)
    left = made.accounts[0].after + flow
    plain["checks"]["cash_after_by_account"]["Brokerage"] = str(left)
    account = read(plain).accounts[0]
    assert (account.cash, account.flow, account.after) == (made.accounts[0].cash, flow, left)


def test_a_changed_number_of_shares_is_found_in_value_and_lots():
    found = problems(lambda plain: plain["trades"][1].update(shares="7"))
    assert found == [
        (
            "p.json: trades.2",
            "has 7 QQQ at 623.93, which is 4367.51, but its value is 3743.58",
        ),
        ("p.json: trades.2", "has lots of 6 shares for a sell of 7"),
    ]


def test_a_trade_changed_with_care_is_found_in_the_cash():
    found = problems(lambda plain: plain["trades"][0].update(shares="125", value="12767.50"))
    assert found == [
        (
            "p.json: checks.cash_after_by_account.Brokerage",
            "is 11018.17, but the trades leave 11120.31",
        )
    ]


def test_a_changed_price_side_or_cost_is_found():
    assert problems(lambda plain: plain["trades"][0].update(price="102.15"))
    assert problems(lambda plain: plain["trades"][0].update(side="sell"))
    assert problems(lambda plain: plain["trades"][0].update(cost="1.26"))
    assert problems(lambda plain: plain["portfolio"]["holdings"][0].update(shares="1"))


def test_a_trade_that_is_taken_out_is_found():
    [(place, _)] = problems(lambda plain: plain["trades"].pop(0))
    assert place == "p.json: checks.cash_after_by_account.Brokerage"


def test_more_than_is_held_is_never_sold():
    def edit(plain):
        del plain["portfolio"]["holdings"][0]

    assert ("p.json: trades.2", "sells 6 QQQ, of which 0 are held") in problems(edit)


def test_an_account_that_the_record_has_not_is_found():
    found = problems(lambda plain: plain["trades"][0].update(account="Joint"))
    message = "is in the account 'Joint', which portfolio.accounts has not"
    assert ("p.json: trades.1", message) in found


def test_advice_and_trades_must_agree():
    found = problems(lambda plain: plain["run"].update(advice="nothing"))
    assert found == [("p.json: run.advice", "is 'nothing', but trades has 5 entries")]


def test_what_stands_there_twice_is_found():
    def edit(plain):
        plain["trades"].append(plain["trades"][0])
        plain["portfolio"]["accounts"].append(plain["portfolio"]["accounts"][0])
        plain["portfolio"]["holdings"].append(plain["portfolio"]["holdings"][0])

    found = problems(edit)
    assert ("p.json: trades", "has VTWO in 'Brokerage' twice") in found
    assert ("p.json: portfolio.accounts", "names 'Brokerage' twice") in found
    assert ("p.json: portfolio.holdings", "has QQQ in 'Brokerage' twice") in found


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("shares", -6, "trades.1.shares is -6, which is not above 0"),
        ("shares", "NaN", "trades.1.shares is"),
        ("shares", "1E+40", "trades.1.shares is"),
        ("price", 0, "trades.1.price is 0, which is not above 0"),
        ("side", "short", "trades.1.side is"),
        ("symbol", "", "trades.1.symbol is empty"),
        ("symbol", "A\x1b[2J", "trades.1.symbol"),
        ("account", "two\nlines", "trades.1.account"),
        ("cost", None, "trades.1.cost is"),
    ],
)
def test_a_figure_that_is_none_is_told_by_its_place(key, value, words):
    [(_, message)] = problems(lambda plain: plain["trades"][0].update({key: value}))
    assert message.startswith(words)


@pytest.mark.parametrize("key", ["as_of", "run", "portfolio", "weights", "trades", "checks"])
def test_a_part_that_is_missing_is_told(key):
    assert problems(lambda plain: plain.pop(key)) == [("p.json", f"{key} is missing")]


def test_what_is_wrong_is_mended_by_making_the_record_again():
    plain = document(record())
    del plain["trades"], plain["checks"]
    with pytest.raises(InputError) as refused:
        read(plain)
    assert ["propose PORTFOLIO --json" in each.remedy for each in refused.value.problems] == [
        True,
        True,
    ]


def test_numbers_keep_every_digit():
    made = record([trade(Side.BUY, "IWM", "0.123456789", "123.4567")])
    assert read(document(made)).trades[0].shares == Decimal("0.123456789")
    assert TRADES[0].price == read(document(record())).trades[0].price

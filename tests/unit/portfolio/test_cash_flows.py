from decimal import Decimal

import pytest

from allocator.errors import InputError
from allocator.model.portfolio import Account, AccountType, Portfolio
from allocator.portfolio.cash_flows import with_cash_flows

HELD = Portfolio(
    tuple(Account(name, AccountType.UNKNOWN, Decimal(0)) for name in ("Roth", "a=b")),
    (),
    "mine.csv",
    "plain CSV",
    None,
)


def test_flows_are_kept_by_account_in_order():
    found = with_cash_flows(HELD, ["a=b=-1,200.50", "Roth=+$5000"])
    assert found.cash_flows == (("Roth", Decimal(5000)), ("a=b", Decimal("-1200.50")))
    assert found.accounts == HELD.accounts


def test_no_flows_change_nothing():
    assert with_cash_flows(HELD, []) == HELD


@pytest.mark.parametrize(
    ("flow", "why"),
    [
        ("Roht=+5", "no account is called 'Roht'\n    did you mean 'Roth'?"),
        ("+5", "no account is called ''"),
        ("Roth=5000", "'5000' does not say which way the money goes"),
        ("Roth=+five", "'+five' is not a number"),
        ("Roth=+0.00", "'+0.00' is no money"),
        ("Roth=+1.005", "'+1.005' has fractions of a cent"),
        ("Roth", "'Roth' does not say which way the money goes"),
    ],
)
def test_what_is_no_flow_is_refused_with_a_way_out(flow, why):
    with pytest.raises(InputError) as refused:
        with_cash_flows(HELD, [flow])
    assert f"--cash-flow {flow}: " in str(refused.value)
    assert why in str(refused.value)
    assert all(problem.remedy for problem in refused.value.problems)


def test_everything_wrong_is_told_in_one_run():
    with pytest.raises(InputError) as refused:
        with_cash_flows(HELD, ["Roth=+1", "Roth=-2", "Rot=3"])
    assert [problem.message for problem in refused.value.problems] == [
        "account 'Roth' is named twice",
        "'3' does not say which way the money goes",
        "no account is called 'Rot'",
    ]

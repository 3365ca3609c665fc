"""One made-up household as four brokers export it: it is the same household in each file."""

from datetime import date
from decimal import Decimal

import pytest

from allocator.model.money import market_value
from allocator.model.portfolio import AccountType
from allocator.portfolio import read_portfolio
from tests.shared_data import SAMPLES

pytestmark = pytest.mark.realdata("broker_samples")

BROKERS = ["schwab", "fidelity", "vanguard", "ibkr_activity"]
TOTAL = Decimal("124191.18")
"""What the total row of Schwab's file and the net asset value of Interactive Brokers' say."""


def sample(broker):
    (path,) = SAMPLES.glob(f"{broker}_*.csv")
    return path


@pytest.mark.parametrize("broker", BROKERS)
def test_the_first_account_is_worth_what_its_total_says(broker):
    found = read_portfolio(sample(broker))
    account = found.accounts[0]
    held = [each for each in found.holdings if each.account == account.name]
    assert [(each.symbol, str(each.shares), f"{each.price:.2f}") for each in held] == [
        ("BND", "400", "73.50"),
        ("IWM", "120", "277.97"),
        ("VOO", "85.25", "660.58"),
    ]
    pending = Decimal(250) if broker == "fidelity" else Decimal(0)
    worth = sum(market_value(each.shares, each.price) for each in held)
    assert worth + account.cash + pending == TOTAL


def test_types_and_days_are_known_where_the_file_says_them():
    found = {broker: read_portfolio(sample(broker)) for broker in BROKERS}
    types = {broker: [each.type for each in held.accounts] for broker, held in found.items()}
    assert types == {
        "schwab": [AccountType.TAXABLE],
        "fidelity": [AccountType.TAXABLE, AccountType.ROTH],
        "vanguard": [AccountType.UNKNOWN, AccountType.UNKNOWN],
        "ibkr_activity": [AccountType.UNKNOWN],
    }
    day = date(2026, 4, 30)
    assert [held.as_of for held in found.values()] == [day, day, None, day]


def test_all_of_them_are_one_household():
    found = read_portfolio(*map(sample, BROKERS))
    assert len(found.accounts) == 6
    assert len(found.holdings) == 16
    assert not [problem for problem in found.problems if "two prices" in problem.message]
    assert found.as_of == date(2026, 4, 30)

import json
from pathlib import Path

import pytest

from allocator.errors import InputError
from allocator.model.plain import plain
from allocator.portfolio import portfolio_from_plain, read_portfolio
from allocator.portfolio.cash_flows import with_cash_flows

EXAMPLES = Path(__file__).parents[3] / "examples"
BROKERS = EXAMPLES / "brokers"


@pytest.mark.parametrize("name", ["portfolio.csv", "schwab_positions.csv"])
def test_a_recorded_portfolio_is_the_one_it_was(name):
    portfolio = read_portfolio(EXAMPLES / name)
    record = json.loads(json.dumps(plain(portfolio)))
    assert portfolio_from_plain(record) == portfolio


def test_warnings_are_kept(portfolio):
    """
    symbol,shares
    USD,120.00
    """
    assert portfolio.problems
    assert portfolio_from_plain(plain(portfolio)) == portfolio


def test_a_household_with_everything_in_it_is_kept():
    files = [BROKERS / "fidelity_positions.csv", BROKERS / "vanguard_download.csv"]
    household = with_cash_flows(read_portfolio(*files), ["Individual=-12.50", "ROTH IRA=+7000"])
    assert household.others
    assert household.transactions
    record = json.loads(json.dumps(plain(household)))
    assert portfolio_from_plain(record) == household


def test_a_damaged_transaction_is_refused():
    record = plain(read_portfolio(BROKERS / "vanguard_download.csv"))
    record["transactions"][0]["shares"] = "0"
    with pytest.raises(InputError, match=r"transactions\.1\.shares is '0', which is not above"):
        portfolio_from_plain(record)


@pytest.mark.parametrize(
    ("path", "value", "why"),
    [
        (("accounts",), None, "accounts"),
        (("accounts", 0, "cash"), "NaN", "accounts.1.cash is 'NaN', not a finite number"),
        (("accounts", 0, "cash"), "-1", "accounts.1.cash is '-1', which is below 0"),
        (("accounts", 0, "type"), "secret", "accounts.1.type is 'secret', not what belongs here"),
        (("holdings", 0, "lots"), [], "holdings.1.lots has no entry"),
        (("holdings", 0, "lots", 0, "shares"), "0", "which is not above 0"),
        (("holdings", 0, "lots", 0, "acquired"), 86400, "is not a date"),
        (("holdings", 0, "prize"), "1", "did you mean 'price'?"),
    ],
)
def test_a_damaged_record_is_refused_in_words(path, value, why):
    record = plain(read_portfolio(EXAMPLES / "portfolio.csv"))
    place = record
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(InputError) as refused:
        portfolio_from_plain(record)
    assert why in str(refused.value)
    assert "recorded portfolio" in str(refused.value)


@pytest.mark.parametrize("record", [None, [], "text"])
def test_what_is_no_record_is_refused(record):
    with pytest.raises(InputError):
        portfolio_from_plain(record)

from decimal import Decimal

import pytest

from allocator.model.portfolio import AccountType, OtherKind
from allocator.portfolio.brokers.kinds import account_type, is_cash, is_money_fund, other_kind
from allocator.portfolio.brokers.position import Position


def position(symbol, description="", asset_type="", shares="1", price=None):
    return Position(
        line=1,
        account="A",
        symbol=symbol,
        description=description,
        asset_type=asset_type,
        shares=None if shares is None else Decimal(shares),
        price=None if price is None else Decimal(price),
    )


@pytest.mark.parametrize("symbol", ["CASH", "Cash & Cash Investments", "cash"])
def test_money_is_told_by_its_symbol(symbol):
    assert is_cash(position(symbol))


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (position("SPAXX**", price="1.01"), True),
        (position("VMFXX", price="1"), True),
        (position("VMFXX", price="1.0"), True),
        (position("SWVXX"), True),
        (position("FCASH"), True),
        (position("ABCD", asset_type="Cash and Money Market"), True),
        (position("VTSXX", price="2.50"), False),
        (position("VFIAX", price="1.00"), False),
        (position("XX", price="1"), False),
    ],
)
def test_money_market_funds_are_told_by_type_asterisks_or_ticker_and_price(found, expected):
    assert is_money_fund(found) is expected


@pytest.mark.parametrize(
    ("found", "kind"),
    [
        (position("IWM"), None),
        (position("BRK/B"), None),
        (position("BRK B"), None),
        (position("DDD 12/18/2026 50.00 C"), OtherKind.OPTION),
        (position("-EEE261218C50"), OtherKind.OPTION),
        (position("XYZ   261218C00130000"), OtherKind.OPTION),
        (position("QQQ Dec 31 '26 $600 Put"), OtherKind.OPTION),
        (position("ABC", asset_type="Option"), OtherKind.OPTION),
        (position("91282CJL6", asset_type="Fixed Income"), OtherKind.BOND),
        (position("91282CJL6", "US TREAS NTS 4.875%"), OtherKind.BOND),
        (position("912797LB1", "BILL DUE 05/16/26"), OtherKind.BOND),
        (position("BANK CD 3.85% 08/24/2026"), OtherKind.BOND),
        (position("84679P173", "SP 500 INDEX PL CL C"), OtherKind.UNKNOWN),
        (position("Futures Cash"), OtherKind.UNKNOWN),
        (position("VTI", shares=None), OtherKind.UNKNOWN),
        (position("Pending Activity", shares=None), OtherKind.PENDING),
        (position("BND", "TOTAL BOND MARKET ETF", "ETFs & Closed End Funds"), None),
    ],
)
def test_what_is_no_fund_is_told_by_how_it_is_written(found, kind):
    assert other_kind(found) is kind


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("ROTH IRA", AccountType.ROTH),
        ("Roth 401(k)", AccountType.ROTH),
        ("Traditional IRA", AccountType.TRADITIONAL),
        ("Rollover IRA ...3", AccountType.TRADITIONAL),
        ("Individual 401(k)", AccountType.TRADITIONAL),
        ("ACME 403(b)", AccountType.TRADITIONAL),
        ("Health Savings Account", AccountType.HSA),
        ("Joint WROS - TOD", AccountType.TAXABLE),
        ("Individual Brokerage -2203", AccountType.TAXABLE),
        ("Mira", AccountType.UNKNOWN),
    ],
)
def test_accounts_are_told_by_whole_words_of_their_names(name, kind):
    assert account_type(name) is kind

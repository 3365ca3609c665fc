from decimal import Decimal

import pytest

from allocator.model.portfolio import AccountType, OtherKind
from allocator.portfolio.brokers.holding_row import HoldingRow
from allocator.portfolio.brokers.kinds import account_type, is_cash, is_money_fund, other_kind


def row(symbol, description="", asset_type="", shares="1", price=None):
    return HoldingRow(
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
    assert is_cash(row(symbol))


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (row("SPAXX**", price="1.01"), True),
        (row("VMFXX", price="1"), True),
        (row("VMFXX", price="1.0"), True),
        (row("SWVXX"), True),
        (row("FCASH"), False),
        (row("FZFXX"), True),
        (row("ABCD", asset_type="Cash and Money Market"), True),
        (row("VTSXX", price="2.50"), False),
        (row("VFIAX", price="1.00"), False),
        (row("XX", price="1"), False),
    ],
)
def test_money_market_funds_are_told_by_type_asterisks_or_ticker_and_price(found, expected):
    assert is_money_fund(found) is expected


@pytest.mark.parametrize(
    ("found", "kind"),
    [
        (row("IWM"), None),
        (row("BRK/B"), None),
        (row("BRK B"), None),
        (row("DDD 12/18/2026 50.00 C"), OtherKind.OPTION),
        (row("-EEE261218C50"), OtherKind.OPTION),
        (row("XYZ   261218C00130000"), OtherKind.OPTION),
        (row("QQQ Dec 31 '26 $600 Put"), OtherKind.OPTION),
        (row("ABC", asset_type="Option"), OtherKind.OPTION),
        (row("91282CJL6", asset_type="Fixed Income"), OtherKind.BOND),
        (row("91282CJL6", "US TREAS NTS 4.875%"), OtherKind.BOND),
        (row("912797LB1", "BILL DUE 05/16/26"), OtherKind.BOND),
        (row("BANK CD 3.85% 08/24/2026"), OtherKind.BOND),
        (row("84679P173", "SP 500 INDEX PL CL C"), OtherKind.UNKNOWN),
        (row("Futures Cash"), OtherKind.UNKNOWN),
        (row("VTI", shares=None), OtherKind.INCOMPLETE),
        (row("Pending Activity", shares=None), OtherKind.PENDING),
        (row("BND", "TOTAL BOND MARKET ETF", "ETFs & Closed End Funds"), None),
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

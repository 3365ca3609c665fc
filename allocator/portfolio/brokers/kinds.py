"""What a row of an export is: cash, a money-market fund, shares of a fund, or none of these."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from allocator.model.portfolio import AccountType, OtherKind
from allocator.portfolio import words
from allocator.portfolio.findings import NotUnderstoodError

if TYPE_CHECKING:
    from allocator.portfolio.brokers.holding_row import HoldingRow

CASH = {"cash", "cashcashinvestments"}
"""Symbols of rows that are money, reduced to letters."""

_MONEY_TYPES = {"cashandmoneymarket", "moneymarket", "moneymarketfund", "cashequivalents"}
_CORE_CASH = {"FCASH", "FCASH**", "CORE", "CORE**", "FDIC", "FDIC**", "USD***"}
_SWEEPS = {"SPAXX", "FDRXX", "FZFXX"}
_MONEY_FUND = re.compile(r"[A-Z]{3}XX")
_OPTION = re.compile(
    r"\S+ [0-9]{2}/[0-9]{2}/[0-9]{4} [0-9.,]+ [CP]"  # Schwab: DDD 12/18/2026 50.00 C
    r"|-?[A-Z]{1,6} *[0-9]{6}[CP][0-9.]+"  # Fidelity -EEE261218C50; OCC symbols
    r"|.+ [A-Z][a-z]{2} [0-9]{1,2} '[0-9]{2} \$[0-9.,]+ (?:Call|Put)"  # E*TRADE
)
_CUSIP = re.compile(r"(?=.*[0-9])[0-9A-Z]{9}")
_BOND_TYPES = {"fixed income", "bond", "bonds", "treasury bills", "bill", "cd", "cds"}
_BOND_WORDS = re.compile(
    r"[0-9]%|\b[0-9]{1,2}/[0-9]{1,2}/[0-9]{2,4}\b|\b(?:CD|BOND|NOTE|BILL|TREAS(?:URY)?)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?:\.\.\.|-|[xX*]{2})[0-9]{3,}$")
_TYPE_WORDS = (
    (AccountType.ROTH, {"roth"}),
    (AccountType.HSA, {"hsa", "health"}),
    (AccountType.TRADITIONAL, {"ira", "traditional", "rollover", "401k", "403b", "457b", "sep"}),
    (
        AccountType.TAXABLE,
        {"individual", "joint", "brokerage", "taxable", "trust", "tod", "jtwros"},
    ),
)


def is_cash(row: HoldingRow) -> bool:
    """
    Tell a row of money by its symbol, and from the bank whose ticker that is by the price.

    Core cash at Fidelity, with asterisks or without, is money as well, and in no fund.
    """
    if row.price not in {None, 1}:
        return False
    return words.key(row.symbol) in CASH or row.symbol.strip().upper() in _CORE_CASH


def is_money_fund(row: HoldingRow) -> bool:
    """
    Tell a money-market fund, which is as good as cash, and is where brokers keep cash.

    By the asset type where the file has one; by Fidelity's two asterisks; by the names of the
    brokers' own sweeps; or, priced at a dollar or not at all, by the five letters ending in XX
    that tickers of American money-market funds have.
    """
    symbol = row.symbol.strip().upper()
    if words.key(row.asset_type) in _MONEY_TYPES or symbol.endswith("**"):
        return True
    priced_at_par = row.price in {None, 1}
    return priced_at_par and (symbol in _SWEEPS or _MONEY_FUND.fullmatch(symbol) is not None)


def other_kind(row: HoldingRow) -> OtherKind | None:
    """
    Say what a row is on which no advice is given; None for what may be a fund.

    Returns:
        An option or a single bond by its type or by how it is written; not recognised, whatever
        has no ticker; incomplete, what has one and no number of shares.
    """
    symbol, asset_type = row.symbol.strip(), row.asset_type.lower()
    if "pending" in f"{symbol} {row.description}".lower():
        return OtherKind.PENDING
    if _OPTION.fullmatch(symbol) or "option" in asset_type:
        return OtherKind.OPTION
    if asset_type in _BOND_TYPES or _is_bond(symbol, row.description):
        return OtherKind.BOND
    try:
        words.symbol(symbol)
    except NotUnderstoodError:
        return OtherKind.UNKNOWN
    is_cusip = _CUSIP.fullmatch(symbol) is not None
    if is_cusip:
        return OtherKind.UNKNOWN
    return OtherKind.INCOMPLETE if row.shares is None else None


def number_in(name: str) -> str | None:
    """
    Find out whether a name ends in enough of the account's number to tell it from others.

    Returns:
        The whole name if it does, since a broker cuts numbers short; None if not.

    Example:
        >>> number_in("Individual ...901"), number_in("Roth IRA -2203"), number_in("Joint 401k")
        ('Individual ...901', 'Roth IRA -2203', None)
    """
    return name if _NUMBER.search(name) else None


def _is_bond(symbol: str, description: str) -> bool:
    """Tell a bond or a certificate of deposit by coupon or maturity in its name."""
    if _CUSIP.fullmatch(symbol):
        return _BOND_WORDS.search(description) is not None
    return " " in symbol and _BOND_WORDS.search(symbol) is not None


def account_type(name: str) -> AccountType:
    """
    Tell how an account is taxed from the words of its name.

    Example:
        >>> account_type("Roth Contributory IRA ...222").value, account_type("Savings").value
        ('roth', 'unknown')
    """
    spoken = set(re.findall(r"[a-z0-9]+", name.lower().replace("(k)", "k").replace("(b)", "b")))
    found = (kind for kind, telling in _TYPE_WORDS if spoken & telling)
    return next(found, AccountType.UNKNOWN)

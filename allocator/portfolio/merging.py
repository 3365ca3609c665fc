"""
Several files, one household.

What two files say twice is counted once or refused, and whatever is decided is said: accounts of
one name, two prices of one fund, and days that lie apart.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import PurePath
from typing import TYPE_CHECKING

from allocator.errors import Problem, Severity
from allocator.model.portfolio import Portfolio
from allocator.portfolio import file_prices, plain_csv
from allocator.portfolio.one_account import counted_twice
from allocator.portfolio.suggestion import did_you_mean
from allocator.portfolio.transaction_order import order_of_transactions

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from allocator.model.portfolio import Transaction

BETWEEN = " + "
"""What stands between the names of several files, and of several layouts."""

_MOST_APART = timedelta(days=3)


def merged(portfolios: Sequence[Portfolio]) -> Portfolio:
    """
    Make one household of what several files hold.

    Args:
        portfolios: The files, in the order they were named; at least one.

    Returns:
        The household, with the problems of every file and of their meeting; a single file that
        holds accounts as it is. Its date is that of the newest file.
    """
    twice = counted_twice(portfolios)
    problems = list(twice.values())
    named = _named_apart([_without_numbers(each) for each in portfolios], twice, problems)
    household = named[0] if len(named) == 1 else _joined(named, problems)
    if not household.accounts and household.transactions:
        message = "holds transactions only, and no holdings"
        remedy = "name the file with what is held as well: allocator propose HELD.csv TRADES.csv"
        problems.append(Problem(household.source, message, remedy))
    else:
        problems += _elsewhere(household)
    return replace(household, problems=(*household.problems, *problems))


def _without_numbers(portfolio: Portfolio) -> Portfolio:
    """Leave the numbers of accounts behind: they have told what they can."""
    return replace(
        portfolio, accounts=tuple(replace(each, number=None) for each in portfolio.accounts)
    )


def _elsewhere(household: Portfolio) -> list[Problem]:
    """Warn of transactions in accounts that no file of holdings has."""
    names = [account.name for account in household.accounts]
    rows: dict[str, list[Transaction]] = {}
    for row in household.transactions:
        if row.account not in names:
            rows.setdefault(row.account, []).append(row)
    return [
        Problem(
            found[0].place,
            f"transactions of account {name!r}, which no file of holdings has, count for wash "
            "sales only",
            did_you_mean(name, names),
            Severity.WARNING,
        )
        for name, found in sorted(rows.items())
    ]


def _joined(portfolios: list[Portfolio], problems: list[Problem]) -> Portfolio:
    """Put files together whose accounts have different names."""
    problems += _days_apart(portfolios)
    days = [each.as_of for each in portfolios if each.as_of is not None]
    layouts = dict.fromkeys(each.format for each in portfolios)
    holdings = [holding for each in portfolios for holding in each.holdings]
    accounts = [account for each in portfolios for account in each.accounts]
    newest, differing = file_prices.newest_prices(portfolios)
    problems += differing
    return Portfolio(
        accounts=tuple(sorted(accounts, key=lambda account: account.name)),
        holdings=tuple(
            holding if holding.price is None else replace(holding, price=newest[holding.symbol])
            for holding in sorted(holdings, key=lambda each: (each.account, each.symbol))
        ),
        source=BETWEEN.join(each.source for each in portfolios),
        format=BETWEEN.join(layouts),
        as_of=max(days, default=None),
        problems=tuple(problem for each in portfolios for problem in each.problems),
        others=tuple(other for each in portfolios for other in each.others),
        transactions=_counted_once(portfolios, problems),
    )


def _named_apart(
    portfolios: list[Portfolio], twice: Container[str], problems: list[Problem]
) -> list[Portfolio]:
    """
    Give accounts of one name in several files names of their own, from those of the files.

    Those that are there `twice` have been told.
    """
    if len(portfolios) > 1:
        portfolios = [_named_by_file(each) for each in portfolios]
    found = Counter(account.name for each in portfolios for account in each.accounts)
    for name in sorted(name for name, times in found.items() if times > 1):
        sharing = [
            number
            for number, each in enumerate(portfolios)
            if any(account.name == name for account in each.accounts)
        ]
        if name not in twice:
            problems.append(_one_name(name, [portfolios[number] for number in sharing]))
        taken = set(found)
        for number in sharing:
            other = _free_name(f"{name} ({_stem(portfolios[number])})", taken)
            taken.add(other)
            portfolios[number] = _renamed(portfolios[number], name, other)
    return portfolios


def _named_by_file(portfolio: Portfolio) -> Portfolio:
    """Name the account of a plain CSV without account names by the file, as others have theirs."""
    names = [account.name for account in portfolio.accounts]
    if portfolio.format != plain_csv.NAME or names != [plain_csv.ONLY_ACCOUNT]:
        return portfolio
    return _renamed(portfolio, plain_csv.ONLY_ACCOUNT, _stem(portfolio))


def _stem(portfolio: Portfolio) -> str:
    """Give the file's name without folder and ending."""
    return PurePath(portfolio.source).stem


def _free_name(wanted: str, taken: set[str]) -> str:
    """Number a name that is taken."""
    name, number = wanted, 2
    while name in taken:
        name, number = f"{wanted} {number}", number + 1
    return name


def _renamed(portfolio: Portfolio, old: str, new: str) -> Portfolio:
    """Give an account of a file another name, wherever it stands."""

    def name(found: str) -> str:
        return new if found == old else found

    return replace(
        portfolio,
        accounts=tuple(replace(each, name=name(each.name)) for each in portfolio.accounts),
        holdings=tuple(replace(each, account=name(each.account)) for each in portfolio.holdings),
        others=tuple(replace(each, account=name(each.account)) for each in portfolio.others),
        transactions=tuple(
            replace(each, account=name(each.account)) for each in portfolio.transactions
        ),
    )


def _one_name(name: str, portfolios: list[Portfolio]) -> Problem:
    """Say that several files have an account of one name; the very same account is an error."""
    files = " and ".join(each.source for each in portfolios)
    contents = [_content(each, name) for each in portfolios]
    if any(content in contents[:number] for number, content in enumerate(contents)):
        message = f"account {name!r} is the same in {files}"
        return Problem(portfolios[0].source, message, "name each file once")
    message = f"accounts called {name!r} in {files} are taken as two"
    remedy = "if they are one account, of two days, name only the newer file"
    return Problem(portfolios[0].source, message, remedy, Severity.WARNING)


def _content(portfolio: Portfolio, account: str) -> tuple[object, ...]:
    """Give what an account holds, whatever the place in its file."""
    return (
        *(each.cash for each in portfolio.accounts if each.name == account),
        *((each.symbol, each.lots) for each in portfolio.holdings if each.account == account),
        *((each.description, each.value) for each in portfolio.others if each.account == account),
    )


def _days_apart(portfolios: list[Portfolio]) -> list[Problem]:
    """Warn of files whose days lie apart: money that moved between them counts twice, or never."""
    dated = [(each.as_of, each.source) for each in portfolios if each.as_of is not None]
    if not dated or max(dated)[0] - min(dated)[0] <= _MOST_APART:
        return []
    (first, old), (last, new) = min(dated), max(dated)
    message = f"is of {last}, and {old} of {first}"
    remedy = "export them on one day: what moved in between counts twice, or not at all"
    return [Problem(new, message, remedy, Severity.WARNING)]


def _counted_once(portfolios: list[Portfolio], problems: list[Problem]) -> tuple[Transaction, ...]:
    """
    Collect transactions; a row that stands in two files is one transaction.

    Two equal rows of one file are two trades, so of each row the file that has it most often
    counts.
    """
    kept: Counter[Transaction] = Counter()
    rows: list[Transaction] = []
    twice = 0
    for portfolio in portfolios:
        here: Counter[Transaction] = Counter()
        for row in portfolio.transactions:
            said = replace(row, place="")
            here[said] += 1
            if here[said] > kept[said]:
                rows.append(row)
            else:
                twice += 1
        kept |= here
    if twice:
        files = " and ".join(each.source for each in portfolios if each.transactions)
        message = f"{twice} of the transactions in {files} stand in two files: counted once"
        warned = Problem("", message, "nothing needs to be done", Severity.WARNING)
        problems.append(warned)
    return tuple(sorted(rows, key=order_of_transactions))

"""`allocator check`: everything that is wrong with a portfolio file, and nothing proposed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from allocator.cli.home import market_options

if TYPE_CHECKING:
    from allocator.cli.inputs import Market
    from allocator.report.checkup import Checkup


@click.command("check")
@click.argument("file", metavar="FILE")
@market_options
@click.option("--json", "json", is_flag=True, help="Print value, cash, holdings, problems as JSON.")
@click.pass_context
def command(ctx: click.Context, file: str, market: Market, *, json: bool) -> None:
    """
    Report every problem of the portfolio in FILE.

    Nothing is proposed. The exit code is 2 if a proposal would fail on this file, else 0.
    """
    from allocator.cli.terminal import complain, show, width
    from allocator.errors import InputError
    from allocator.report.checkup import checkup_json, checkup_text

    found = examine(file, market)
    complain(found.errors)
    show(checkup_json(found) if json else checkup_text(found, width()))
    if found.errors:
        ctx.exit(InputError.exit_code)


def examine(file: str, chosen: Market) -> Checkup:
    """Read and value a file as far as that is possible, keeping every problem."""
    from allocator.errors import InputError, Severity
    from allocator.market import load_snapshot
    from allocator.model.policy import Policy
    from allocator.portfolio import examine_portfolio
    from allocator.portfolio.consistency import contradictions
    from allocator.portfolio.pricing import value_holdings
    from allocator.report.checkup import CheckedHolding, Checkup

    market = load_snapshot(chosen.path)
    try:
        portfolio = examine_portfolio(file)
    except InputError as error:
        return Checkup(file, (), (), error.problems)
    valued, _ = value_holdings(portfolio, market)
    problems = contradictions(portfolio, Policy(), (), market)
    known = {(each.account, each.symbol): each for each in valued}
    holdings = []
    for holding in portfolio.holdings:
        found = known.get((holding.account, holding.symbol))
        holdings.append(
            CheckedHolding(
                account=holding.account,
                symbol=holding.symbol,
                shares=holding.shares,
                index=found.fund.index if found else holding.index,
                price=found.price if found else holding.price,
                lock=holding.lock,
            )
        )
    every = (*portfolio.problems, *problems)
    complete = all(each.severity is not Severity.ERROR for each in portfolio.problems)
    return Checkup(file, portfolio.accounts, tuple(holdings), every, complete)

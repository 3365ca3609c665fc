"""`allocator check`: everything that is wrong with a portfolio file, and nothing proposed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from allocator.report.checkup import Checkup


@click.command("check")
@click.argument("file", metavar="FILE")
@click.option("--snapshot", metavar="FILE", help="The market data (the bundled ones if left out).")
@click.option("--json", "json", is_flag=True, help="Print value, cash, holdings, problems as JSON.")
@click.pass_context
def command(ctx: click.Context, file: str, snapshot: str | None, *, json: bool) -> None:
    """
    Report every problem of the portfolio in FILE.

    Nothing is proposed. The exit code is 2 if a proposal would fail on this file, else 0.
    """
    from allocator.cli.terminal import complain, show, width
    from allocator.errors import InputError
    from allocator.report.checkup import checkup_json, checkup_text

    found = examine(file, snapshot)
    complain(found.errors)
    show(checkup_json(found) if json else checkup_text(found, width()))
    if found.errors:
        ctx.exit(InputError.exit_code)


def examine(file: str, snapshot: str | None) -> Checkup:
    """Read and value a file as far as that is possible, keeping every problem."""
    from allocator.cli.inputs import read_snapshot
    from allocator.errors import InputError, Severity
    from allocator.model.policy import Policy
    from allocator.portfolio import examine_portfolio
    from allocator.portfolio.consistency import contradictions
    from allocator.portfolio.pricing import value_holdings
    from allocator.report.checkup import CheckedHolding, Checkup

    market = read_snapshot(snapshot)
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

"""`allocator check`: everything that is wrong with portfolio files, and nothing proposed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from allocator.cli.home import market_options
from allocator.cli.portfolio_files import portfolio_argument

if TYPE_CHECKING:
    from allocator.cli.inputs import Market
    from allocator.model.portfolio import Portfolio
    from allocator.model.snapshot import Snapshot
    from allocator.report.checkup import CheckedHolding, Checkup


@click.command("check")
@portfolio_argument
@market_options
@click.option("--json", "json", is_flag=True, help="Print value, cash, holdings, problems as JSON.")
@click.pass_context
def command(ctx: click.Context, portfolios: tuple[str, ...], market: Market, *, json: bool) -> None:
    """
    Report every problem of the household in PORTFOLIO.

    Nothing is proposed. The exit code is 2 if a proposal would fail on these files, else 0.
    """
    from allocator.cli.terminal import complain, show, width
    from allocator.errors import InputError
    from allocator.report.checkup import checkup_json, checkup_text

    found = examine(portfolios, market)
    complain(found.errors)
    show(checkup_json(found) if json else checkup_text(found, width()))
    if found.errors:
        ctx.exit(InputError.exit_code)


def examine(files: tuple[str, ...], chosen: Market) -> Checkup:
    """Read and value files as far as that is possible, keeping every problem."""
    from allocator.errors import InputError, Severity
    from allocator.market import load_snapshot
    from allocator.model.policy import Policy
    from allocator.portfolio import examine_portfolio
    from allocator.portfolio.consistency import contradictions
    from allocator.portfolio.set_aside import with_unknown_set_aside
    from allocator.report.checkup import Checkup

    market = load_snapshot(chosen.path)
    try:
        portfolio = with_unknown_set_aside(examine_portfolio(*files), market)
    except InputError as error:
        return Checkup(" + ".join(files), (), (), error.problems)
    problems = contradictions(portfolio, Policy(), (), market)
    return Checkup(
        source=portfolio.source,
        accounts=portfolio.accounts,
        holdings=_valued(portfolio, market),
        problems=(*portfolio.problems, *problems),
        complete=all(each.severity is not Severity.ERROR for each in portfolio.problems),
        others=portfolio.others,
        transactions=portfolio.transactions,
    )


def _valued(portfolio: Portfolio, market: Snapshot) -> tuple[CheckedHolding, ...]:
    """Value each holding as far as that is possible."""
    from allocator.portfolio.pricing import value_holdings
    from allocator.report.checkup import CheckedHolding

    valued, _ = value_holdings(portfolio, market)
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
    return tuple(holdings)

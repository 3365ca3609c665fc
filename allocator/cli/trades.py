"""`allocator trades`: the trades of a recorded proposal as an order file for a broker."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from allocator.trades.orders import FORMATS

if TYPE_CHECKING:
    from pathlib import Path

    from allocator.cli.trade_options import Options
    from allocator.model.orders import Basket, TradeRecord
    from allocator.trades.orders.format import OrderFormat


@click.command("trades")
@click.argument("proposal", metavar="PROPOSAL.json")
@click.option("--format", type=click.Choice(list(FORMATS)), required=True, help="The kind of file.")
@click.option(
    "--order",
    type=click.Choice(["market", "limit", "close"]),
    default="market",
    help="At market (if left out), at a limit, or at the close.",
)
@click.option("--limit-offset-bps", metavar="BPS", help="How far limits are from the prices.")
@click.option("--account", metavar="NAME", help="Only the orders of this account.")
@click.option(
    "--account-number",
    metavar="NAME=NUMBER",
    multiple=True,
    help="What the broker calls an account; may be repeated.",
)
@click.option("--session", metavar="FROM:TO", help="Both ends of FIX (else ALLOC:BROKER).")
@click.option("--time", metavar="ISO", help="The time in FIX messages, with its zone (else now).")
@click.option("--output", metavar="FILE", help="Where to write (else to standard output).")
def command(proposal: str, output: str | None, **options: Any) -> None:  # noqa: ANN401 - click's
    """
    Write the trades of a recorded proposal as an order file.

    PROPOSAL.json is what `allocator propose --json` printed. Nothing is ever sent: load the file
    at your broker, look at it there, and send it yourself or not.
    """
    from allocator.cli.files import write_whole
    from allocator.cli.terminal import remark, show, width
    from allocator.cli.trade_options import Options
    from allocator.cli.trade_record import read_trades
    from allocator.report.orders import nothing_text, orders_text, remarks
    from allocator.trades.orders import order_format

    wanted, written = Options(**options), order_format(options["format"])
    target = None if output is None else _target(output, written, proposal)
    basket = _basket(read_trades(proposal), wanted, written, to_screen=output is None)
    if not basket.orders:
        remark([nothing_text(basket.record.run_id, wanted.account)])
    elif output is None or target is None:
        click.echo(written.content(basket), nl=False)
        remark(remarks(basket, written))
    else:
        write_whole(target, written.content(basket))
        show(orders_text(basket, written, output, width()))


def _target(output: str, written: OrderFormat, proposal: str) -> Path:
    """Find the file to write, or refuse it before any work is done."""
    from allocator.cli.files import check_target

    return check_target(output, written.kind, written.is_ours, [proposal])


def _basket(
    record: TradeRecord, wanted: Options, written: OrderFormat, *, to_screen: bool
) -> Basket:
    """
    Make the orders that are wanted.

    Raises:
        InputError: With everything that is wrong with the options, and that the format cannot say.
    """
    from dataclasses import replace
    from datetime import UTC, datetime
    from decimal import Decimal

    from allocator.cli.trade_options import usual_session
    from allocator.errors import InputError, Problem
    from allocator.model.orders import Basket
    from allocator.trades.orders.making import make_orders

    now = datetime.now(UTC)
    problems = wanted.problems(record, now)
    if to_screen and not written.is_text:
        problems.append(Problem("--output", f"a {written.kind} is no text", "name a file for it"))
    trades = tuple(each for each in record.trades if wanted.account in {None, each.account})
    offset = wanted.offset_bps or Decimal(0)
    orders = make_orders(replace(record, trades=trades), wanted.type, offset, wanted.numbers)
    session = wanted.sent(now) or usual_session(now)
    basket = Basket(orders, record, session)
    problems += written.problems(basket)
    if problems:
        raise InputError(*problems)
    return basket

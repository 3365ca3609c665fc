"""`PORTFOLIO...` and `--cash-flow`, the same wherever a household is read."""

from __future__ import annotations

import click

portfolio_argument = click.argument("portfolios", metavar="PORTFOLIO...", nargs=-1, required=True)

cash_flow_option = click.option(
    "--cash-flow",
    "flows",
    metavar="ACCOUNT=+DOLLARS",
    multiple=True,
    help="Money that comes into an account (+) or is to be taken out of it (-).",
)

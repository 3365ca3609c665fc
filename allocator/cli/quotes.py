"""`--quotes FILE`, the same option wherever scenarios are read."""

from __future__ import annotations

import click

quotes_option = click.option(
    "--quotes",
    metavar="FILE",
    help='Federal funds futures, for scenarios with probability = "market".',
)

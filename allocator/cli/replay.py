"""`allocator replay`: the same answer again, or what differs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from allocator.cli.home import home_option

if TYPE_CHECKING:
    from pathlib import Path

    from allocator.cli.record import Record
    from allocator.model.snapshot import Snapshot


@click.command("replay")
@click.argument("proposal", metavar="PROPOSAL.json")
@click.option("--snapshot", metavar="FILE", help="The market data it was made from (else found).")
@home_option
@click.pass_context
def command(ctx: click.Context, proposal: str, snapshot: str | None, home: Path) -> None:
    """
    Make a recorded proposal again from its own inputs, and compare.

    PROPOSAL.json is what `allocator propose --json` printed. The exit code is 0 if the answer is
    the same to the byte, 5 if anything differs; then every difference is listed.
    """
    from allocator.cli.record import exact, read_record
    from allocator.cli.terminal import show, width
    from allocator.errors import CertificationError
    from allocator.pipeline import propose
    from allocator.report.difference import difference_text, differences
    from allocator.report.json import as_json

    record = read_record(proposal)
    market = find_snapshot(record, proposal, snapshot, home)
    made = propose(record.portfolio, record.policy, record.scenarios, market, record.on)
    again = as_json(made)
    if again == record.text:
        show(f"same: run {made.run.id}, {len(again.encode()):,} bytes\n")
        return
    found = differences(exact(record.text), exact(again))
    if not found:
        show(f"same: run {made.run.id}; every value is, only the layout of the file differs\n")
        return
    show(difference_text(found, width()))
    ctx.exit(CertificationError.exit_code)


def find_snapshot(record: Record, path: str, named: str | None, home: Path) -> Snapshot:
    """
    Read the snapshot that is named, else the recorded one among the user's own and the bundled one.

    Raises:
        InputError: If its digest is not the one that the proposal names.
    """
    from pathlib import Path

    from allocator import bundled
    from allocator.errors import InputError, Problem
    from allocator.market import load_snapshot
    from allocator.market.own_snapshots import own_with_digest

    own = None if named else own_with_digest(home, record.snapshot_digest)
    market = load_snapshot(own or (Path(named) if named else bundled.SNAPSHOT))
    if market.digest == record.snapshot_digest:
        return market
    message = (
        f"was made from the snapshot of {record.snapshot_as_of} with SHA-256 "
        f"{record.snapshot_digest}; {named or 'the bundled one'} is of {market.as_of} with "
        f"SHA-256 {market.digest}"
    )
    raise InputError(Problem(path, message, "name the file it was made from: --snapshot FILE"))

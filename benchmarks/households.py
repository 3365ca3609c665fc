"""Households from their files to a proposal, each in a fresh process and another one every time."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from benchmarks.clock import alternate
from benchmarks.household_files import FAMILY_OFFICE, ONE_ACCOUNT, POLICY, household, today
from benchmarks.processes import COMMAND, process
from benchmarks.table import HEAD, table, times, verdict

BARE = "python -c 'import cvxpy'"
ONE_RATIO = 1.6
FAMILY_SECONDS = 3.0
SIZES = {"one": ONE_ACCOUNT, "family": FAMILY_OFFICE}


def households(rounds: int = 7) -> str:
    """Time `allocator propose` on one account and on twenty, with lots and taxes."""
    with tempfile.TemporaryDirectory() as folder:
        policy = Path(folder, "policy.toml")
        policy.write_text(POLICY, encoding="utf-8")
        for name, size in SIZES.items():
            for turn in range(rounds):
                file = Path(folder, f"{name}-{turn}.csv")
                file.write_text(household(size, turn), encoding="utf-8")
        asked = ("--policy", str(policy), "--on", f"{today()}")
        found = alternate(
            {BARE: process(sys.executable, "-c", "import cvxpy")}
            | {
                size.words: process(COMMAND, "propose", f"{folder}/{name}-{{turn}}.csv", *asked)
                for name, size in SIZES.items()
            },
            rounds,
        )
    one, family = found[ONE_ACCOUNT.words], found[FAMILY_OFFICE.words]
    ratio = one.ratio_to(found[BARE])
    budgets = ["", verdict(ratio, ONE_RATIO, "x"), verdict(family.median, FAMILY_SECONDS, "s")]
    rows: list[tuple[str, ...]] = [("", *HEAD, "slowest", "ratio", "budget")]
    rows += [
        (
            name,
            *times(timing, 0),
            f"{max(timing.seconds) * 1e3:,.0f}",
            f"{timing.ratio_to(found[BARE]):.2f}",
            budget,
        )
        for (name, timing), budget in zip(found.items(), budgets, strict=True)
    ]
    return table(
        "6. Households, end to end: allocator propose, with lots and tax rates", rows, NOTES
    )


NOTES = [
    "Each turn is another household near its neutral mix, drifted by some percent; gains and",
    "losses, short and long, in accounts of every type in turn, the one account a taxable one.",
    "The files are read, the answer is checked and printed.",
    "No peer knows of accounts, lots or taxes, so that none is asked.",
]

"""Which funds count as substantially identical (IRC section 1091)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.model.tax import Stance

if TYPE_CHECKING:
    from collections.abc import Mapping

    from allocator.model.assets import Fund
    from allocator.model.tax import TaxRules


@dataclass(frozen=True, slots=True)
class IdenticalFunds:
    """Groups of at least two tickers each, in order of the alphabet; a fund is in one at most."""

    groups: tuple[tuple[str, ...], ...]

    def kin(self, symbol: str) -> tuple[str, ...]:
        """Name every fund identical to a ticker, itself among them."""
        return next((group for group in self.groups if symbol in group), (symbol,))

    def name(self, symbol: str) -> str:
        """Name a ticker's group by the first in it: two funds are identical if these agree."""
        return self.kin(symbol)[0]


def identical_funds(tax: TaxRules, funds: Mapping[str, Fund]) -> IdenticalFunds:
    """
    Group funds by the policy's stance.

    There is no ruling on two funds of one index. Under `same_index` they are identical, if their
    daily multiple of it agrees; under `same_fund` only a fund and itself. The policy's own groups
    are added: they join whole groups, so that what is identical to one is identical to all.

    Args:
        tax: The stance, and groups of the user's own.
        funds: Every fund by its ticker.

    Returns:
        The groups; funds in none are identical to themselves alone.
    """
    found: list[set[str]] = []
    if tax.wash_sales is Stance.SAME_INDEX:
        by_index: dict[tuple[str, float], set[str]] = {}
        for symbol, fund in funds.items():
            by_index.setdefault((fund.index, fund.multiple), set()).add(symbol)
        found += by_index.values()
    for named in tax.identical:
        touched = [group for group in found if not group.isdisjoint(named)]
        found = [group for group in found if group.isdisjoint(named)]
        found.append(set(named).union(*touched))
    return IdenticalFunds(tuple(sorted(tuple(sorted(g)) for g in found if len(g) > 1)))

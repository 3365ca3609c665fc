"""The tax on a year's gains and losses, netted by character as Schedule D does."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from allocator.model.money import to_cents

if TYPE_CHECKING:
    from allocator.model.tax import TaxRates

_NONE = Decimal(0)


@dataclass(frozen=True, slots=True)
class NetGains:
    """
    A year's gains and losses, netted.

    Dollars. `short` and `long` are the net gains that are taxed, `deducted` the net loss that
    offsets ordinary income, `carried_short` and `carried_long` the losses carried forward, as
    positive numbers. `due` is the tax, not rounded.
    """

    short: Decimal
    long: Decimal
    deducted: Decimal
    carried_short: Decimal
    carried_long: Decimal
    due: Decimal

    @property
    def tax(self) -> Decimal:
        """The tax to the cent, negative where it is saved."""
        return to_cents(self.due)


def net(
    short: Decimal,
    long: Decimal,
    rates: TaxRates,
    carried_short: Decimal = _NONE,
    carried_long: Decimal = _NONE,
) -> NetGains:
    """
    Net a year's gains and losses and take the tax on what is left.

    Each character is netted with what is carried forward into it, then a loss of one cancels gains
    of the other (IRC section 1222). A net loss offsets ordinary income up to a limit (section
    1211(b)), short-term first; the rest keeps its character and is carried forward (section
    1212(b); Capital Loss Carryover Worksheet of Schedule D). That there is as much ordinary income
    is taken for granted.

    Args:
        short: Net short-term gains of the year in dollars, negative for losses.
        long: Net long-term gains.
        rates: What they are taxed at; a deduction saves tax at the rate on interest.
        carried_short: Short-term loss of earlier years, positive.
        carried_long: Long-term loss of earlier years, positive.

    Returns:
        What is taxed, deducted and carried forward, and the tax.
    """
    short, long = short - carried_short, long - carried_long
    if short * long < 0:
        cancelled = min(abs(short), abs(long))
        short -= cancelled.copy_sign(short)
        long -= cancelled.copy_sign(long)
    short_loss, long_loss = max(-short, _NONE), max(-long, _NONE)
    short_gain, long_gain = max(short, _NONE), max(long, _NONE)
    deducted = min(short_loss + long_loss, rates.loss_limit)
    from_short = min(short_loss, deducted)
    return NetGains(
        short=short_gain,
        long=long_gain,
        deducted=deducted,
        carried_short=short_loss - from_short,
        carried_long=long_loss - (deducted - from_short),
        due=short_gain * _exact(rates.short_term)
        + long_gain * _exact(rates.long_term)
        - deducted * _exact(rates.interest),
    )


def _exact(rate: float) -> Decimal:
    """Take a rate as it is written."""
    return Decimal(str(rate))

"""Shares sold out of lots, and what they realise, to the cent."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from allocator.model.money import to_cents
from allocator.model.tax import Term
from allocator.model.trades import LotSale
from allocator.trades.tax.netting import net

if TYPE_CHECKING:
    from allocator.model.lots import TaxLot
    from allocator.model.tax import TaxRates, TaxRules
    from allocator.trades.tax.netting import NetGains

    Shares = tuple[Decimal, ...]
    Sales = tuple[LotSale, ...]

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Selling:
    """
    A sale whose lots are to be named: of one fund in one account.

    `lots` are all that is held, `shares` what is sold, no more than may be; `proceeds` is what that
    brings in dollars after costs, to the cent; `step` the least part of a share that can be named.
    `first` are the places of lots that are sold before all others, whatever the order.
    """

    lots: tuple[TaxLot, ...]
    shares: Decimal
    proceeds: Decimal
    step: Decimal = Decimal(1)
    first: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class TaxYear:
    """How a year's gains are taxed, and where the year stands before any of these sales."""

    rates: TaxRates
    rules: TaxRules

    def tax(self, short: Decimal, long: Decimal) -> Decimal:
        """Take the tax that further gains add, to the cent; negative where it is saved."""
        return self._tax(short, long) - self._tax(NOTHING, NOTHING)

    def counted(self, short: Decimal, long: Decimal) -> Decimal:
        """
        Take the tax that counts in choosing: the year's, less what is put off no longer.

        A gain that is not realised now is taken to fall due later, at the long-term rate times
        `put_off`; a loss carried forward to save as much then.
        """
        rates, rules = self.rates, self.rules
        later = Decimal(str(rates.long_term)) * Decimal(str(rules.put_off))
        found = self._net(short, long)
        return found.due - later * (short + long + found.carried_short + found.carried_long)

    def _net(self, short: Decimal, long: Decimal) -> NetGains:
        """Net further gains with those of the year so far."""
        rules = self.rules
        return net(
            rules.realised_short + short,
            rules.realised_long + long,
            self.rates,
            rules.carried_short,
            rules.carried_long,
        )

    def _tax(self, short: Decimal, long: Decimal) -> Decimal:
        """Take the tax of the whole year, to the cent."""
        return self._net(short, long).tax


def sell(selling: Selling, shares: Shares) -> Sales:
    """
    Write the sale of shares out of each lot.

    Args:
        selling: The sale.
        shares: Shares out of each lot, summing to those sold.

    Returns:
        A sale for each lot that any are taken from. Proceeds are divided by shares and rounded so
        that all parts together are the proceeds to the cent.
    """
    return _written(selling, shares, [lot.cost_per_share for lot in selling.lots])


def sell_at_average_cost(selling: Selling, shares: Shares) -> Sales:
    """
    Write a sale at the average cost of all shares held (Treas. Reg. section 1.1012-1(e)).

    Args:
        selling: The sale.
        shares: Shares out of each lot, in order of purchase: that decides the holding period.

    Returns:
        As `sell`; the basis is not known if that of any lot is not.
    """
    costs = [lot.cost_per_share for lot in selling.lots]
    known = [
        cost * lot.shares for cost, lot in zip(costs, selling.lots, strict=True) if cost is not None
    ]
    held = sum((lot.shares for lot in selling.lots), NOTHING)
    average = sum(known, NOTHING) / held if len(known) == len(costs) else None
    return _written(selling, shares, [average] * len(costs))


def gains(sales: Sales) -> tuple[Decimal, Decimal]:
    """Sum the short-term and the long-term gains; those not known or not taxed count for none."""
    sums = {Term.SHORT: NOTHING, Term.LONG: NOTHING}
    for sale in sales:
        if sale.gain is not None and sale.term is not None:
            sums[sale.term] += sale.gain
    return sums[Term.SHORT], sums[Term.LONG]


def _written(selling: Selling, shares: Shares, costs: list[Decimal | None]) -> Sales:
    """Write the sales at these costs a share."""
    sales: list[LotSale] = []
    sold = paid_out = NOTHING
    for lot, count, cost in zip(selling.lots, shares, costs, strict=True):
        if not count:
            continue
        sold += count
        proceeds = to_cents(selling.proceeds * sold / selling.shares) - paid_out
        paid_out += proceeds
        basis = None if cost is None else to_cents(cost * count)
        gain = None if basis is None else proceeds - basis
        sales.append(LotSale(count, lot.acquired, basis, gain, lot.term))
    return tuple(sales)

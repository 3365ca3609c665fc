"""The taxes of a proposal in dollars, as the text and the JSON both show them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from allocator.model.income import yearly_tax
from allocator.model.money import to_cents
from allocator.model.trades import Side
from allocator.trades.ledger import realised_gains, same_day
from allocator.trades.lots import allowed_sellings
from allocator.trades.tax.brackets import room
from allocator.trades.tax.lot_methods import LotMethod, compare_methods
from allocator.trades.tax.lot_sales import TaxYear
from allocator.trades.tax.netting import net

if TYPE_CHECKING:
    from allocator.model.proposal import Proposal
    from allocator.model.trades import Trade
    from allocator.trades.tax.lot_methods import MethodResult
    from allocator.trades.tax.lot_sales import Selling
    from allocator.trades.tax.netting import NetGains

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class TaxFigures:
    """
    What the trades do to the household's taxes of the year, in dollars.

    Attributes:
        short: Net short-term gains that the trades realise, as far as they are known.
        long: Net long-term ones.
        unknown: Funds that are sold at a gain that nobody knows.
        undated: Funds sold out of lots without a day of purchase.
        before: The year so far, netted.
        after: The year with these trades, netted.
        counted: What is counted of the tax: less what is put off no longer.
        income_now: Tax on dividends and interest, a year, as held.
        income_after: The same after the trades.
        cap_left: What a cap on net gains leaves; None without one.
        beyond_bracket: By how much the gains pass the room of the rates; zero if they do not.
        methods: The same sales with lots chosen in the usual ways, among those that may be sold.
    """

    short: Decimal
    long: Decimal
    unknown: tuple[str, ...]
    undated: tuple[str, ...]
    before: NetGains
    after: NetGains
    counted: Decimal
    income_now: Decimal
    income_after: Decimal
    cap_left: Decimal | None
    beyond_bracket: Decimal
    methods: tuple[MethodResult, ...]

    @property
    def tax(self) -> Decimal:
        """What the trades add to the tax of this year, negative where they save."""
        return self.after.tax - self.before.tax


def taxed_sales(proposal: Proposal) -> tuple[Trade, ...]:
    """List the sales in accounts whose gains are taxed now."""
    taxed = {a.name for a in proposal.brief.household.accounts if not a.type.is_sheltered}
    return tuple(t for t in proposal.trades if t.side is Side.SELL and t.account in taxed)


def tax_figures(proposal: Proposal) -> TaxFigures:
    """Work out the taxes of a proposal."""
    brief, tax = proposal.brief, proposal.brief.policy.tax
    rates, value = brief.household.day.rates, brief.household.value
    sales = taxed_sales(proposal)
    short, long = realised_gains(sales)
    so_far = (tax.realised_short, tax.realised_long)
    carried = (tax.carried_short, tax.carried_long)
    before = net(*so_far, rates, *carried)
    after = net(so_far[0] + short, so_far[1] + long, rates, *carried)
    cap = brief.policy.limits.net_gains
    return TaxFigures(
        short=short,
        long=long,
        unknown=tuple(sorted({sale.symbol for sale in sales if _is_unknown(sale)})),
        undated=tuple(sorted({sale.symbol for sale in sales if _is_undated(sale)})),
        before=before,
        after=after,
        counted=to_cents(Decimal(proposal.standing.tax) * value),
        income_now=_dollars(yearly_tax(brief.household, brief.today), value),
        income_after=_dollars(yearly_tax(brief.household, proposal.standing), value),
        cap_left=None if cap is None else cap - sum(so_far) - short - long,
        beyond_bracket=_beyond_bracket(proposal, before, after),
        methods=_methods(proposal, sales),
    )


def _is_unknown(sale: Trade) -> bool:
    """Tell whether the gain of a sale is not known, in whole or in part."""
    return not sale.lots or any(lot.gain is None or lot.term is None for lot in sale.lots)


def _is_undated(sale: Trade) -> bool:
    """Tell whether the character of a gain is a rule's, for want of a day of purchase."""
    return any(lot.acquired is None and lot.gain is not None for lot in sale.lots)


def _dollars(part: float, value: Decimal) -> Decimal:
    """Take a part of the household's value, to the cent."""
    return to_cents(Decimal(part) * value)


def _beyond_bracket(proposal: Proposal, before: NetGains, after: NetGains) -> Decimal:
    """Measure by how much new net gains pass the dollars for which the rates hold."""
    left = room(proposal.brief.policy.tax, proposal.run.on)
    short = after.short - before.short
    both = short + after.long - before.long
    beyond = [
        gain - most for gain, most in ((short, left.short), (both, left.long)) if most is not None
    ]
    return max(NOTHING, *beyond) if beyond else NOTHING


def _methods(proposal: Proposal, sales: tuple[Trade, ...]) -> tuple[MethodResult, ...]:
    """
    Choose the lots of the same sales in the usual ways, where taxes are counted and known.

    None takes a loss that does not count, no more than the proposal does.
    """
    household, tax = proposal.brief.household, proposal.brief.policy.tax
    if not household.day.rates.any or not sales or any(map(_is_unknown, sales)):
        return ()
    names = [account.name for account in household.accounts]
    places = {(names[p.account], p.fund.symbol): n for n, p in enumerate(household.positions)}
    sold = {places[sale.account, sale.symbol]: (sale.shares, sale.cash_change) for sale in sales}
    day = same_day(proposal.brief, proposal.trades)
    sellings = tuple(allowed_sellings(proposal.brief, sold, day).values())
    compared = compare_methods(sellings, TaxYear(household.day.rates, tax))
    return tuple(each for each in compared if not _spreads_kept_losses(each, sellings))


def _spreads_kept_losses(result: MethodResult, sellings: tuple[Selling, ...]) -> bool:
    """Tell whether an average cost makes a loss out of lots kept because theirs would not count."""
    if result.method is not LotMethod.AVERAGE_COST:
        return False
    return any(
        any(lot.gain is not None and lot.gain < 0 for lot in lots)
        and any(
            lot.kept and lot.is_at_a_loss(selling.proceeds / selling.shares) for lot in selling.lots
        )
        for lots, selling in zip(result.sales, sellings, strict=True)
    )

"""The household in a proposal as JSON: accounts, lots, taxes, costs, and what is left alone."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal
from typing import TYPE_CHECKING

from allocator.model.money import to_cents
from allocator.report.accounts import account_figures
from allocator.report.by_account import parts_by_account
from allocator.report.costs import cost_parts
from allocator.report.json_text import significant
from allocator.report.numbers import priced, trimmed
from allocator.report.tax_figures import tax_figures
from allocator.report.wash import wash_figures

if TYPE_CHECKING:
    from allocator.model.household import Position
    from allocator.model.lots import TaxLot
    from allocator.model.portfolio import OtherAsset
    from allocator.model.proposal import Proposal
    from allocator.report.accounts import AccountFigures
    from allocator.report.wash import WashFigures
    from allocator.trades.tax.netting import NetGains


def portfolio_json(proposal: Proposal) -> dict[str, object]:
    """
    Value what is held.

    `value` and `cash` are once money is put in or taken out, which is `cash_flow`; an account's own
    are before that.
    """
    household, accounts = proposal.brief.household, account_figures(proposal)
    names = [account.name for account in household.accounts]
    return {
        "value": household.value,
        "cash": sum((account.cash for account in household.accounts), Decimal(0)),
        "cash_flow": sum((account.flow for account in accounts), Decimal(0)),
        "accounts": [_account(account) for account in accounts],
        "holdings": [
            _holding(position, names[position.account])
            for position in household.positions
            if position.shares
        ],
        "others": [_other(other) for other in proposal.portfolio.others],
    }


def weights_by_account(proposal: Proposal) -> dict[str, dict[str, dict[str, float]]]:
    """Weigh what lies in each account, as fractions of the household, which sum to one a stage."""
    found: dict[str, dict[str, dict[str, float]]] = {}
    for part in parts_by_account(proposal):
        found.setdefault(part.account, {})[part.name] = {
            "now": significant(part.now),
            "target": significant(part.target),
            "after": significant(part.after),
        }
    return found


def costs_json(proposal: Proposal) -> dict[str, object]:
    """Take apart what the trades cost, in dollars."""
    parts = cost_parts(proposal.brief, proposal.trades)
    return {
        "half_spread": parts.half_spread,
        "commissions": parts.commissions,
        "fees": parts.fees,
        "total": parts.total,
    }


def taxes_json(proposal: Proposal) -> dict[str, object]:
    """Show what the trades do to the taxes of the year, in dollars, and wash sales avoided."""
    found, washed = tax_figures(proposal), wash_figures(proposal)
    rates, rules = proposal.brief.household.day.rates, proposal.brief.policy.tax
    return {
        "counted": rates.any,
        "rates": asdict(rates),
        "gains": {"short": found.short, "long": found.long, "unknown": list(found.unknown)},
        "year_before": _net_gains(found.before),
        "year_after": _net_gains(found.after),
        "tax": found.tax,
        "tax_counted": found.counted,
        "income_tax": {"now": found.income_now, "after": found.income_after},
        "gains_cap_left": found.cap_left,
        "gains_beyond_bracket": found.beyond_bracket,
        "methods": [
            {
                "method": each.method.name.lower(),
                "short": each.short,
                "long": each.long,
                "tax": each.tax,
            }
            for each in found.methods
        ],
        "wash_sales": {"stance": rules.wash_sales.value, **_washed(washed)},
    }


def _account(account: AccountFigures) -> dict[str, object]:
    """Write an account."""
    return {
        "name": account.name,
        "type": account.type.value,
        "value": account.value,
        "cash": account.cash,
        "cash_flow": account.flow,
    }


def _other(other: OtherAsset) -> dict[str, object]:
    """Write what is left alone, without the place in a file where it stood."""
    return {
        "account": other.account,
        "description": other.description,
        "kind": other.kind.value,
        "value": other.value,
    }


def _holding(position: Position, account: str) -> dict[str, object]:
    """Write what one account holds of a fund, with its lots."""
    return {
        "account": account,
        "symbol": position.fund.symbol,
        "index": position.fund.index,
        "shares": trimmed(position.shares),
        "price": priced(position.price),
        "price_basis": position.price_basis.value,
        "value": to_cents(position.value),
        "lots": [_lot(lot) for lot in position.all_lots],
    }


def _lot(lot: TaxLot) -> dict[str, object]:
    """Write a lot; null where something is not known or does not matter."""
    cost = lot.cost_per_share
    return {
        "shares": trimmed(lot.shares),
        "acquired": None if lot.acquired is None else lot.acquired.isoformat(),
        "cost_basis": None if cost is None else to_cents(cost * lot.shares),
        "term": None if lot.term is None else lot.term.value,
        "kept": lot.kept or None,
        "loss_waits": lot.waits or None,
    }


def _net_gains(year: NetGains) -> dict[str, object]:
    """Write a year's netted gains."""
    return {
        "short": year.short,
        "long": year.long,
        "deducted": year.deducted,
        "carried_short": year.carried_short,
        "carried_long": year.carried_long,
        "tax": year.tax,
    }


def _washed(found: WashFigures) -> dict[str, object]:
    """Write losses that are taken, purchases that are barred, and groups of identical funds."""
    return {
        "groups": [list(group) for group in found.groups],
        "harvests": [
            {
                "symbol": each.symbol,
                "loss": each.loss,
                "not_bought_before": each.until.isoformat(),
                "identical": list(each.identical),
                "replacements": list(each.replacements),
                "sold_together": [
                    {
                        "account": lot.account,
                        "symbol": lot.symbol,
                        "shares": trimmed(lot.shares),
                        "acquired": None if lot.acquired is None else lot.acquired.isoformat(),
                    }
                    for lot in each.together
                ],
            }
            for each in found.harvests
        ],
        "kept": [
            {
                "account": each.account,
                "symbol": each.symbol,
                "shares": trimmed(each.lot.shares),
                "why": each.why,
            }
            for each in found.kept
        ],
        "barred": {
            symbol: {"until": bar.first_day.isoformat(), "reason": bar.reason}
            for symbol, bar in found.barred.items()
        },
    }

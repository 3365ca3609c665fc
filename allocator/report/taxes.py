"""Taxes as a person reads them: what the trades realise, what that costs, and what it rests on."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from allocator.report.numbers import dollars, percent, signed_dollars
from allocator.report.table import paragraph, table
from allocator.report.tax_figures import tax_figures, taxed_sales
from allocator.report.wash import (
    bar_lines,
    harvest_lines,
    kept_lines,
    stance_line,
    wash_figures,
)

if TYPE_CHECKING:
    from allocator.model.proposal import Proposal
    from allocator.model.tax import TaxRates
    from allocator.report.tax_figures import TaxFigures

_HOW = (
    "state tax.short_term and tax.long_term in the policy, or tax.filing and tax.taxable_income, "
    "to have them counted"
)


def tax_lines(proposal: Proposal, width: int) -> list[str]:
    """Say what is realised, what tax that makes this year, and what is done about wash sales."""
    accounts = proposal.brief.household.accounts
    if all(account.type.is_sheltered for account in accounts):
        return []
    found, washed = tax_figures(proposal), wash_figures(proposal)
    is_counted, sold = proposal.brief.household.day.rates.any, bool(taxed_sales(proposal))
    several = len(accounts) > 1
    texts = _gains(found, sold=sold)
    if is_counted:
        texts += [*_tax(found, proposal, sold=sold), *_income(found, proposal)]
    elif sold:
        texts.append(f"Taxes are not counted, since the policy states no rates: {_HOW}.")
    texts += harvest_lines(washed)
    about = [*bar_lines(washed, proposal), *kept_lines(washed, several=several)]
    texts += about
    if is_counted or about or washed.harvests:
        texts.append(stance_line(washed, proposal))
    if not texts:
        return []
    lines = [line for text in texts for line in paragraph(text, width, indent=2, hang=4)]
    return ["Taxes", *lines, *_method_lines(found, width)]


def _gains(found: TaxFigures, *, sold: bool) -> list[str]:
    """Say what the sales realise, by character."""
    if not sold:
        return []
    named = {"short-term": found.short, "long-term": found.long}
    parts = [f"{signed_dollars(gain)} {name}" for name, gain in named.items() if gain]
    said = [f"The sales realise, net: {', '.join(parts)}."] if parts else []
    if found.unknown:
        said.append(f"Gains on {', '.join(found.unknown)} are not known: the file gives no cost.")
    if found.undated:
        said.append(
            f"No day of purchase is known for {', '.join(found.undated)}: its gain is that on the "
            "cost in the file, and counts as the policy says (tax.undated)."
        )
    return said or ["The sales realise neither gain nor loss."]


def _tax(found: TaxFigures, proposal: Proposal, *, sold: bool) -> list[str]:
    """Say what tax that makes this year, at which rates, and what of it is only put forward."""
    said = [_rates(proposal.brief.household.day.rates)]
    if not sold:
        return said
    verb = "adds" if found.tax >= 0 else "saves"
    so_far = _so_far(proposal)
    said.append(f"This {verb} {dollars(abs(found.tax))} of tax this year{so_far}.")
    if found.counted != found.tax:
        said.append(_put_off(found, proposal.brief.policy.tax.put_off))
    after = found.after
    if carried := after.carried_short + after.carried_long:
        said.append(
            f"Losses offset {dollars(after.deducted)} of other income this year; "
            f"{dollars(carried)} are carried forward."
        )
    elif after.deducted:
        said.append(f"Losses offset {dollars(after.deducted)} of other income this year.")
    return said + _bounds(found)


def _rates(rates: TaxRates) -> str:
    """Say which rates the estimate rests on, and whose they are."""
    return (
        f"Estimated at {percent(rates.short_term)} on short-term and {percent(rates.long_term)} "
        f"on long-term gains, {percent(rates.dividends)} on dividends and "
        f"{percent(rates.interest)} on interest ({rates.source})."
    )


def _so_far(proposal: Proposal) -> str:
    """Say where the year stood before, if it stood anywhere."""
    rules = proposal.brief.policy.tax
    parts = {
        "short-term gains": rules.realised_short,
        "long-term gains": rules.realised_long,
        "losses brought forward": rules.carried_short + rules.carried_long,
    }
    stated = [f"{name} {signed_dollars(amount)}" for name, amount in parts.items() if amount]
    return f", netted with the year so far ({', '.join(stated)})" if stated else ""


def _put_off(found: TaxFigures, weight: float) -> str:
    """Say what of the tax would have come, or comes back, in later years."""
    later = found.tax - found.counted
    if later > 0:
        what = f"{dollars(later)} of it would otherwise have fallen due in a later year"
    else:
        what = f"{dollars(-later)} of what is saved comes back in a later year, on a lower cost"
    side = "against the trades" if found.counted >= 0 else "in their favour"
    balance = f"{dollars(abs(found.counted))} counts {side}"
    return f"By the weight of a tax put off (tax.put_off {weight:g}), {what}: {balance}."


def _bounds(found: TaxFigures) -> list[str]:
    """Say what the cap on gains leaves, and warn where gains pass a bracket."""
    said = []
    if found.cap_left is not None:
        said.append(
            f"The cap on net gains of the year leaves {dollars(max(Decimal(0), found.cap_left))}."
        )
    if found.beyond_bracket:
        said.append(
            f"!! {dollars(found.beyond_bracket)} of the gains lie in a higher bracket, or above "
            "the threshold of the surtax, and are taxed at more than is counted here."
        )
    return said


def _income(found: TaxFigures, proposal: Proposal) -> list[str]:
    """Say what dividends and interest are taxed a year, where anything is known of that."""
    if not (found.income_now or found.income_after):
        return []
    sheltered = any(account.type.is_sheltered for account in proposal.brief.household.accounts)
    if found.income_now == found.income_after:
        return [f"Tax on dividends and interest, a year: {dollars(found.income_now)}."]
    where = "; what lies in which account is chosen with it" if sheltered else ""
    text = (
        f"Tax on dividends and interest, a year: {dollars(found.income_now)} as held, "
        f"{dollars(found.income_after)} after the trades{where}."
    )
    return [text]


def _method_lines(found: TaxFigures, width: int) -> list[str]:
    """Tabulate what the same sales realise if lots are chosen otherwise."""
    choices = {(each.short, each.long, each.tax) for each in found.methods}
    if choices <= {(found.short, found.long, found.tax)}:
        return []
    rows: list[tuple[str, ...]] = [("", "short-term", "long-term", "tax this year")]
    rows.append(_row("as proposed", found.short, found.long, found.tax))
    rows += [_row(each.method.value, each.short, each.long, each.tax) for each in found.methods]
    return table(rows, "lrrr", width, title="  Ways to choose lots")


def _row(name: str, short: Decimal, long: Decimal, tax: Decimal) -> tuple[str, ...]:
    """Write one way of choosing lots."""
    return f"  {name}", signed_dollars(short), signed_dollars(long), signed_dollars(tax)

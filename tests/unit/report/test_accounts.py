from dataclasses import replace
from decimal import Decimal

from allocator.model.portfolio import AccountType
from allocator.report.accounts import account_figures, account_lines
from allocator.report.by_account import account_weight_lines, parts_by_account
from allocator.report.flows import money_that_moves
from allocator.report.holdings import weight_lines
from allocator.report.origin import Origin
from allocator.report.trades import trade_lines

D = Decimal


def with_flow(proposal, *flows):
    """The proposal with money that moves, which is in the household's cash already."""
    moved = dict(flows)
    household = proposal.brief.household
    accounts = tuple(
        replace(each, cash=each.cash + moved.get(each.name, D(0))) for each in household.accounts
    )
    return replace(
        proposal,
        portfolio=replace(proposal.portfolio, cash_flows=flows),
        brief=replace(proposal.brief, household=replace(household, accounts=accounts)),
    )


def test_a_single_account_without_flow_needs_no_table(proposal):
    assert account_lines(proposal, 80) == []
    assert account_weight_lines(proposal, 80) == []


def test_accounts_are_tabulated_in_the_order_of_the_files_with_their_sum(taxed):
    assert account_lines(taxed, 80) == [
        "Accounts     taxed          value       cash",
        "  Brokerage  taxable  $100,000.00  $5,000.00",
        "  Roth IRA   Roth       $2,000.00  $1,000.00",
        "  together            $102,000.00  $6,000.00",
    ]
    other = replace(taxed.portfolio, accounts=taxed.portfolio.accounts[::-1])
    turned = account_figures(replace(taxed, portfolio=other))
    assert [each.name for each in turned] == ["Roth IRA", "Brokerage"]


def test_values_are_before_the_money_that_moves(taxed):
    moved = with_flow(taxed, ("Roth IRA", D(7000)), ("Brokerage", D(-6000)))
    brokerage, roth = account_figures(moved)
    assert (brokerage.value, brokerage.cash, brokerage.flow) == (D(100000), D(5000), D(-6000))
    assert (roth.value, roth.cash, roth.flow) == (D(2000), D(1000), D(7000))
    assert account_lines(moved, 80)[-1].endswith("$102,000.00  $6,000.00       +$1,000.00")
    assert money_that_moves(moved) == (
        "invest $7,000.00 put into Roth IRA and to raise $6,000.00 from Brokerage"
    )


def test_a_withdrawal_is_said_not_to_be_in_the_cash(taxed):
    said = " ".join(trade_lines(with_flow(taxed, ("Brokerage", D(-600))), 80, Origin()))
    assert "To be taken out once the sales have settled: $600.00 from Brokerage" in said
    roth = " ".join(trade_lines(with_flow(taxed, ("Roth IRA", D(-600))), 80, Origin()))
    assert "To be taken out: $600.00 from Roth IRA" in roth
    assert "To be taken out" not in " ".join(trade_lines(taxed, 80, Origin()))
    assert "once money is put in or taken out" in " ".join(
        weight_lines(with_flow(taxed, ("Brokerage", D(-600))), 80)
    )


def test_a_type_that_is_not_stated_counts_as_taxable_and_says_so(taxed):
    household = taxed.brief.household
    accounts = tuple(replace(each, type=AccountType.UNKNOWN) for each in household.accounts)
    brief = replace(taxed.brief, household=replace(household, accounts=accounts))
    assert "not stated, so taxable" in account_lines(replace(taxed, brief=brief), 80)[1]


def test_parts_of_all_accounts_sum_to_one_at_every_stage(taxed):
    parts = parts_by_account(taxed)
    assert abs(sum(part.now for part in parts) - 1) < 1e-12
    assert abs(sum(part.target for part in parts) - 1) < 1e-12
    assert abs(sum(part.after for part in parts) - 1) < 1e-12
    assert [(part.account, part.name) for part in parts][-2:] == [
        ("Roth IRA", "IWM"),
        ("Roth IRA", "CASH"),
    ]


def test_funds_stand_below_their_account(taxed):
    lines = account_weight_lines(taxed, 80)
    assert lines[0].split() == ["By", "account", "now", "after", "change"]
    assert lines[1].split() == ["Brokerage", "98.0%", "98.0%", "0.0%"]
    assert lines[3].split() == ["SPY", "58.8%", "53.5%", "-5.3%"]
    assert lines[-1].split() == ["cash", "1.0%", "1.0%", "0.0%"]


def test_many_accounts_are_left_to_the_json(taxed):
    household = taxed.brief.household
    more = tuple(replace(household.accounts[1], name=f"Roth {n}") for n in range(5))
    brief = replace(
        taxed.brief,
        household=replace(
            household,
            accounts=(*household.accounts, *more),
            cash=[*household.cash, *[0.0] * 5],
        ),
    )
    both = replace(taxed.portfolio, accounts=brief.household.accounts)
    said = account_weight_lines(replace(taxed, brief=brief, portfolio=both), 80)
    assert said == ["What lies in each of the 7 accounts is in the JSON (--json)."]

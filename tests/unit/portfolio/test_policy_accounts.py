"""Accounts in a policy and in the files: names, types, and types that nobody gave."""

from decimal import Decimal

import pytest

from allocator.model.policy import AccountRule, Policy
from allocator.model.portfolio import Account, AccountType
from allocator.model.tax import Filing, TaxRules
from allocator.portfolio.policy_accounts import account_problems
from tests.situations import portfolio

RATES = TaxRules(short_term=0.3, long_term=0.15)
FILED = TaxRules(filing=Filing.SINGLE, taxable_income=Decimal(90_000))
HELD = portfolio(
    accounts=(
        Account("Ann Roth", AccountType.ROTH, Decimal(10)),
        Account("Main", AccountType.UNKNOWN, Decimal(10)),
    )
)


def found_in(*rules, tax=None):
    found = account_problems(Policy(accounts=rules, tax=tax or TaxRules()), HELD)
    return [(problem.place, problem.message, problem.remedy) for problem in found]


def test_an_account_that_no_file_has_is_refused_with_the_nearest():
    assert found_in(AccountRule("main")) == [
        ("policy: account", "unknown account 'main'", "did you mean 'Main'?")
    ]


def test_a_type_that_contradicts_the_file_is_refused():
    (problem,) = found_in(AccountRule("Ann Roth", AccountType.TAXABLE))
    assert problem[1] == "account 'Ann Roth' is taxable, but its file says roth"


@pytest.mark.parametrize(
    "rule",
    [
        AccountRule("Ann Roth", AccountType.ROTH),
        AccountRule("Ann Roth"),
        AccountRule("Main", AccountType.HSA),
    ],
)
def test_a_type_may_be_said_again_left_out_or_added(rule):
    assert found_in(rule) == []


@pytest.mark.parametrize("tax", [RATES, FILED])
def test_taxes_need_the_type_of_every_account(tax):
    ((place, message, remedy),) = found_in(tax=tax)
    assert place == "made-up.csv"
    assert message == "account 'Main': taxes are counted, and how it is taxed is not known"
    assert remedy.startswith('add to the policy: [[account]] with name = "Main" and type = ')


def test_a_type_in_the_policy_answers_and_a_rule_without_one_does_not():
    assert found_in(AccountRule("Main", AccountType.TAXABLE), tax=RATES) == []
    assert len(found_in(AccountRule("Main", fractional=True), tax=RATES)) == 1


def test_without_taxes_a_type_is_not_asked_for():
    assert found_in() == []

"""The benchmarks keep up with the package: they are not run by the tests, but must be able to."""

import importlib
from decimal import Decimal

import numpy as np
import pytest

from allocator.optimize.solve import optimise
from allocator.portfolio import read_portfolio

PARTS = [
    "one_solve",
    "peers",
    "processes",
    "table",
    "clock",
    "whole_shares",
    "small_accounts",
    "households",
    "household_files",
]


@pytest.mark.parametrize("part", PARTS)
def test_every_part_can_be_imported(part):
    assert importlib.import_module(f"benchmarks.{part}")


def test_the_problem_they_time_can_be_solved():
    from benchmarks.problem import draw

    assert optimise(draw(0).brief).certificate.kkt_residual < 1e-9


def test_ours_meets_every_limit_of_the_harder_problem_and_turnover_decides_it():
    from benchmarks.problem import FROM_HOLDINGS, breaches, draw

    case = draw(0, FROM_HOLDINGS)
    weights = optimise(case.brief).weights
    assert max(breaches(case, weights).values()) < 1e-9
    assert np.abs(weights - case.held).sum() / 2 == pytest.approx(0.40, abs=1e-6)


def test_a_breach_is_measured_by_limit():
    from benchmarks.problem import FROM_HOLDINGS, SIZE, breaches, draw

    case = draw(0, FROM_HOLDINGS)
    weights = np.zeros(SIZE)
    weights[0], weights[1] = 1.5, -0.25  # large caps alone, and a quarter too much
    found = breaches(case, weights)
    assert found["shorting"] == 0.25
    assert found["budget"] == 0.25
    assert found["band"] == pytest.approx(0.10)
    assert found["fund cap"] == 1.25
    assert found["turnover"] == pytest.approx(np.abs(weights - case.held).sum() / 2 - 0.40)


@pytest.mark.parametrize("seed", range(5))
def test_our_whole_shares_of_a_small_account_cost_no_more_than_its_cash(seed):
    from benchmarks.small_accounts import draw, our_shares

    account = draw(seed)
    shares = our_shares(account)
    assert Decimal(0) <= account.left(shares) < max(account.prices)
    assert account.distance(shares) < 0.5


def test_overspending_shows_as_cash_below_zero():
    from benchmarks.small_accounts import draw

    account = draw(0)
    one_of_each = account.left((1,) * len(account.funds))
    assert one_of_each == 5000 - sum(account.prices)
    assert account.left((100,) * len(account.funds)) < 0


@pytest.mark.parametrize(
    ("size", "accounts", "funds", "lots"),
    [("ONE_ACCOUNT", 1, 15, 60), ("FAMILY_OFFICE", 20, 40, 2000)],
)
def test_household_files_hold_what_the_budgets_are_stated_for(
    tmp_path, size, accounts, funds, lots
):
    from benchmarks import household_files

    file = tmp_path / "household.csv"
    file.write_text(household_files.household(getattr(household_files, size), 0))
    held = read_portfolio(file)
    assert len(held.accounts) == accounts
    assert len({holding.symbol for holding in held.holdings}) == funds
    assert sum(len(holding.lots) for holding in held.holdings) == lots
    assert not held.problems

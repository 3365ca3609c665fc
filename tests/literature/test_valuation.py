"""
Valuation by hand: half-lives, a z-score, and what the definition of a ratio does to it.

Half-life of CAPE about five years: Haghani and White (2017). The toy of four companies and the
z-score are worked from the definitions; nobody's table holds them.
"""

import numpy as np
import pytest

from allocator.beliefs.aggregate import aggregate_price_earnings
from allocator.beliefs.valuation import reversion
from allocator.beliefs.valuation_study import z_score
from allocator.model.scenario import ValuationInput


@pytest.mark.parametrize(("years", "printed"), [(3, "20.6"), (5, "12.9"), (8, "8.3")])
def test_a_year_closes_what_the_half_life_says(years, printed):
    assert f"{100 * reversion(ValuationInput(1.0, years, 3.0)):.1f}" == printed


def test_the_z_score_takes_the_standard_deviation_of_a_sample():
    """26 after 16, 18, 20, 22, 24: with n - 1, as here, 1.8974; with n it would be 2.1213."""
    history = [16, 18, 20, 22, 24]
    found = z_score(history, 26)
    assert f"{found:.4f}" == "1.8974"
    assert f"{(26 - np.mean(history)) / np.std(history, ddof=0):.4f}" == "2.1213"


@pytest.mark.parametrize(
    ("definition", "printed"),
    [
        ("losses included", "40.000"),
        ("loss-makers excluded", "17.647"),
        ("arithmetic mean of positive ratios", "26.667"),
    ],
)
def test_one_index_has_three_ratios(definition, printed):
    """Four companies worth 100 each, with earnings of 10, 5, 2 and -7."""
    found = aggregate_price_earnings([100] * 4, [10, 5, 2, -7], definition)
    assert f"{found.price_earnings:.3f}" == printed
    assert found.definition == definition

"""
Idzorek (2005), "A Step-by-Step Guide to the Black-Litterman Model", Table 6.

The risk aversion must be 0.03 / w'Sw (printed 3.07) and the covariance of small growth with
developed markets 0.039943: public copies that use 0.039443 miss the second decimal. Published
figures carry two decimals; the six-decimal ones are an independent computation from these inputs.
"""

import numpy as np
import pytest

from allocator import black_litterman, he_litterman_omega, idzorek_omega
from allocator.beliefs.equilibrium import equilibrium

TAU = 0.025
MARKET = np.array([19.34, 26.13, 12.09, 12.09, 1.34, 1.34, 24.18, 3.49]) / 100
UPPER = [
    [0.001005, 0.001328, -0.000579, -0.000675, 0.000121, 0.000128, -0.000445, -0.000437],
    [0.007277, -0.001307, -0.000610, -0.002237, -0.000989, 0.001442, -0.001535],
    [0.059852, 0.027588, 0.063497, 0.023036, 0.032967, 0.048039],
    [0.029609, 0.026572, 0.021465, 0.020697, 0.029854],
    [0.102488, 0.042744, 0.039943, 0.065994],
    [0.032056, 0.019881, 0.032235],
    [0.028355, 0.035064],
    [0.079958],
]
P = np.array(
    [
        [0, 0, 0, 0, 0, 0, 1, 0],
        [-1, 1, 0, 0, 0, 0, 0, 0],
        [0, 0, 0.9, -0.9, 0.1, -0.1, 0, 0],
    ]
)
Q = np.array([0.0525, 0.0025, 0.02])


@pytest.fixture(scope="module")
def covariance():
    matrix = np.zeros((8, 8))
    for row, entries in enumerate(UPPER):
        matrix[row, row:] = entries
        matrix[row:, row] = entries
    return matrix


@pytest.fixture(scope="module")
def risk_aversion(covariance):
    return 0.03 / (MARKET @ covariance @ MARKET)


@pytest.fixture(scope="module")
def prior(covariance, risk_aversion):
    return equilibrium(MARKET, covariance, risk_aversion, np.zeros(8))


def test_risk_aversion(risk_aversion):
    assert risk_aversion == pytest.approx(3.0657737652, abs=1e-9)


def test_equilibrium_returns(prior):
    published = [0.08, 0.67, 6.41, 4.08, 7.43, 3.70, 4.80, 6.60]
    reproduced = [0.082852, 0.667856, 6.415292, 4.082174, 7.430127, 3.703776, 4.801101, 6.596604]
    assert 100 * prior == pytest.approx(published, abs=0.0055)
    assert 100 * prior == pytest.approx(reproduced, abs=1e-6)


def test_table_6_without_explicit_confidences(covariance, risk_aversion, prior):
    Omega = he_litterman_omega(covariance, P, TAU)
    mean, _ = black_litterman(prior, covariance, P, Q, Omega, TAU)
    weights = np.linalg.solve(risk_aversion * covariance, mean)

    assert 100 * mean == pytest.approx([0.07, 0.50, 6.50, 4.32, 7.59, 3.94, 4.93, 6.84], abs=0.0055)
    assert 100 * mean == pytest.approx(
        [0.066656, 0.498563, 6.497833, 4.322698, 7.586028, 3.938133, 4.934290, 6.838684], abs=1e-6
    )
    assert 100 * weights == pytest.approx(
        [29.88, 15.59, 9.35, 14.82, 1.04, 1.65, 27.81, 3.49], abs=0.011
    )
    assert 100 * weights == pytest.approx(
        [29.886563, 15.583437, 9.356489, 14.823511, 1.036277, 1.643723, 27.811769, 3.490000],
        abs=1e-6,
    )


def test_certain_views_hold_exactly_and_give_the_full_confidence_weights(
    covariance, risk_aversion, prior
):
    mean, _ = black_litterman(prior, covariance, P, Q, np.zeros((3, 3)), TAU)
    weights = np.linalg.solve(risk_aversion * covariance, mean)

    assert P @ mean == pytest.approx(Q, abs=1e-12)
    assert 100 * weights == pytest.approx(
        [43.831206, 1.638794, 3.810885, 20.369115, 0.420098, 2.259902, 35.207244, 3.49], abs=1e-6
    )


def test_implied_confidences(covariance, risk_aversion, prior):
    """Of the asset that each view moves: how far it goes, of how far certainty would take it."""
    weights = []
    for Omega in (he_litterman_omega(covariance, P, TAU), np.zeros((3, 3))):
        mean, _ = black_litterman(prior, covariance, P, Q, Omega, TAU)
        weights.append(np.linalg.solve(risk_aversion * covariance, mean))
    part = (weights[0] - MARKET)[:7] / (weights[1] - MARKET)[:7]
    assert 100 * part[[6, 0, 2]] == pytest.approx([32.94, 43.06, 33.02], abs=0.0075)
    assert 100 * part[[6, 0, 2]] == pytest.approx([32.9345, 43.0627, 33.0170], abs=1e-4)


def test_variances_of_the_views(covariance):
    """As printed: 2.836, 0.563 and 3.462 %; Omega 0.000709, 0.000141 and 0.000866."""
    assert 100 * np.diag(he_litterman_omega(covariance, P, 1.0)) == pytest.approx(
        [2.836, 0.563, 3.462], abs=0.0006
    )
    assert np.diag(he_litterman_omega(covariance, P, TAU)) == pytest.approx(
        [0.000709, 0.000141, 0.000866], abs=6e-7
    )


@pytest.mark.parametrize("view", [0, 1, 2])
@pytest.mark.parametrize("confidence", [0.25, 0.5, 0.65, 1.0])
def test_a_confidence_is_the_part_of_the_way_that_the_view_alone_moves_the_weights(
    view, confidence, covariance, risk_aversion, prior
):
    """Steps 1 to 6 find Omega by least squares so that this holds; the closed form makes it so."""
    alone = P[[view]]

    def tilt(C):
        Omega = idzorek_omega(covariance, alone, [C], TAU)
        mean, _ = black_litterman(prior, covariance, alone, Q[[view]], Omega, TAU)
        return np.linalg.solve(risk_aversion * covariance, mean) - MARKET

    assert tilt(confidence) == pytest.approx(confidence * tilt(1.0), abs=1e-12)

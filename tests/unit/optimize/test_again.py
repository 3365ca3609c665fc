"""Solving again: in the case that is named, and in all where that one is given up on."""

from dataclasses import replace

import numpy as np
import pytest

from allocator.errors import CertificationError
from allocator.model.course import OPEN
from allocator.optimize import again
from allocator.optimize.again import solve_again
from allocator.optimize.solve import optimise
from tests.situations import brief


def test_a_case_that_is_given_up_on_is_left_for_the_others(monkeypatch):
    given = replace(brief(), course=OPEN)
    expected = optimise(brief())

    def give_up(asked, *solver):
        if asked.course is not None:
            raise CertificationError("gave up")
        return optimise(asked, *solver)

    monkeypatch.setattr(again, "optimise", give_up)
    np.testing.assert_allclose(solve_again(given).weights, expected.weights, atol=1e-6)


def test_where_nothing_answers_it_is_said(monkeypatch):
    def give_up(*_):
        raise CertificationError("gave up")

    monkeypatch.setattr(again, "optimise", give_up)
    with pytest.raises(CertificationError, match="gave up"):
        solve_again(brief())

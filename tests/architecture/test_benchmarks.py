"""The benchmarks keep up with the package: they are not run by the tests, but must be able to."""

import importlib

import pytest

from allocator.optimize.solve import optimise


@pytest.mark.parametrize("part", ["one_solve", "peers", "processes", "table", "clock"])
def test_every_part_can_be_imported(part):
    assert importlib.import_module(f"benchmarks.{part}")


def test_the_problem_they_time_can_be_solved():
    from benchmarks.problem import draw

    assert optimise(draw(0).brief).certificate.kkt_residual < 1e-9

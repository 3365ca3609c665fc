"""explain() as a whole, and the solving that it rests on."""

from dataclasses import replace

import pytest

import allocator
from allocator.errors import CertificationError
from allocator.explanation import explain
from allocator.optimize import again
from allocator.optimize.again import solve_again
from allocator.optimize.conic import solve_directly
from tests.situations import brief
from tests.unit.explanation.made import propose_with


def test_the_public_name_is_the_function_also_once_the_package_is_loaded():
    assert allocator.explain is explain
    assert allocator.explain is explain


def test_every_part_of_an_explanation_is_about_the_proposal():
    proposal = propose_with()
    found = explain(proposal)
    assert found.proposal is proposal
    assert [each.trade for each in found.trades] == list(proposal.candidate)
    assert len(found.returns) == len(proposal.brief.household.indexes)
    assert {(flip.figure, flip.name) for flip in found.flips} <= {
        (path.figure, path.name) for path in found.varied
    }
    assert found.confidence.tilt == pytest.approx(found.target.tilt)
    assert found.target.gain > 0


def test_what_the_quick_way_cannot_certify_is_solved_the_slow_way(monkeypatch):
    def wrong(program):
        answer = solve_directly(program)
        return replace(answer, z=answer.z + 0.01)

    expected = solve_again(brief())
    monkeypatch.setattr(again, "solve_directly", wrong)
    assert solve_again(brief()).objective == pytest.approx(expected.objective, abs=1e-9)


def test_what_neither_way_can_certify_is_refused(monkeypatch):
    def fail(*_):
        raise CertificationError("wrong")

    monkeypatch.setattr(again, "optimise", fail)
    with pytest.raises(CertificationError):
        solve_again(brief())

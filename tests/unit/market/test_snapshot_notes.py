import pytest

from allocator.market.covariance import Estimator, RiskSettings
from allocator.market.snapshot_file import parse_snapshot
from allocator.market.snapshot_notes import completed
from allocator.model.snapshot import Completion


@pytest.mark.parametrize(
    ("side", "beta", "said"),
    [
        ("before", 0.9, "Gold begins late: 61 of 522 weeks follow its regression on Silver"),
        ("after", 0.9, "Gold ends early: 61 of 522 weeks follow"),
        ("both", 0.9, "Gold begins late and ends early: 61 of 522 weeks follow"),
        ("within", 0.9, "Gold has gaps: 61 of 522 weeks follow"),
        ("before", 0.0, "61 of 522 weeks are missing and its others stand for them"),
    ],
)
def test_a_completed_index_says_from_what_and_by_how_much(side, beta, said):
    note = completed(Completion("Gold", "Silver", side, 61, 522, beta, 0.81, 0.12))
    assert said in note
    assert "Silver" in note
    assert "R2 0.81" in note
    assert ("12.0% a year" in note) is bool(beta)


@pytest.mark.parametrize("estimator", [Estimator.SAMPLE, Estimator.LEDOIT_WOLF])
def test_an_estimator_that_blurs_near_twins_is_noted(archive, as_of, estimator):
    from allocator.market import build_snapshot

    text = build_snapshot(archive, as_of, RiskSettings(estimator=estimator))
    notes = parse_snapshot(text.encode(), "built").notes
    told = [note for note in notes if "overstates how far indexes part" in note]
    assert len(told) == (estimator is Estimator.LEDOIT_WOLF)

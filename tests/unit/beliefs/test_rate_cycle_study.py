"""Where the cycle stands on a day, and which evidence was there by then."""

from dataclasses import replace
from datetime import date

import pytest

from allocator.beliefs.rate_cycle_study import study_rate_cycle
from allocator.model.rate_cycle import News, Phase
from allocator.model.views import Component, PauseRule, Robustness, Silence
from tests.situations import AS_OF, evidence, market

FRAIL = Robustness((PauseRule(100, ()),), (), 21, None)


@pytest.fixture
def snapshot():
    return market(
        episodes_total={Phase.SECOND_HALF: evidence((1.0, 2.0))},
        robustness={Phase.SECOND_HALF: FRAIL},
    )


def test_every_entry_is_joined_with_its_change_and_the_quiet_before_it(snapshot):
    """Cuts on 2024-09-18, 2024-12-18 and 2025-09-17: the pause begins 120 days after the second."""
    first, pause, second = study_rate_cycle(snapshot, AS_OF).timeline
    assert (first.change.announced, first.quiet_days) == (date(2024, 9, 18), None)
    assert (pause.entry.since, pause.entry.news) == (date(2025, 4, 17), News.QUIET)
    assert (pause.change.announced, pause.quiet_days) == (date(2024, 12, 18), 120)
    assert (second.change.announced, second.quiet_days) == (date(2025, 9, 17), 273)


def test_it_shows_what_the_driver_says_and_what_that_rests_on(snapshot):
    study = study_rate_cycle(snapshot, AS_OF)
    assert isinstance(study.view, Component)
    assert study.price == snapshot.episodes[Phase.SECOND_HALF]
    assert study.total == snapshot.episodes_total[Phase.SECOND_HALF]
    assert study.witness is None
    assert study.robustness == FRAIL
    assert study.known_to == AS_OF


def test_on_an_earlier_day_only_what_was_over_counts(snapshot):
    """The made-up episodes end on 3 January of 2001 to 2006."""
    cycle = replace(snapshot, rate_changes=snapshot.rate_changes[:1])
    cycle = replace(cycle, episodes={Phase.FIRST_HALF: evidence()})
    early = replace(cycle.rate_changes[0], announced=date(2004, 1, 2))
    study = study_rate_cycle(replace(cycle, rate_changes=(early,)), date(2004, 1, 3))
    assert study.price.n == 4
    assert "n=4, " in study.view.summary
    assert (
        "3 episodes are too few"
        in study_rate_cycle(
            replace(cycle, rate_changes=(replace(early, announced=date(2003, 2, 3)),)),
            date(2003, 2, 4),
        ).view.reason
    )
    assert study.robustness is None
    assert study.known_to == date(2004, 1, 3)


def test_on_a_later_day_nothing_is_taken_to_have_been_announced_since(snapshot):
    """In January 2026 the cut of September is 120 days ago, and the phase another."""
    study = study_rate_cycle(snapshot, date(2026, 1, 15))
    assert study.timeline[-1].entry.phase is Phase.HOLD_LOW
    assert study.known_to == AS_OF
    assert isinstance(study.view, Silence)
    assert study.price is None


def test_before_the_first_change_there_is_nothing_to_show(snapshot):
    study = study_rate_cycle(snapshot, date(2024, 9, 17))
    assert study.timeline == ()
    assert study.price is study.robustness is None
    assert study.is_weak


def test_evidence_is_weak_if_its_interval_contains_zero(snapshot):
    assert study_rate_cycle(snapshot, AS_OF).is_weak
    sure = replace(snapshot, episodes={Phase.SECOND_HALF: evidence((8.0, 9.0, 10.0, 11.0))})
    study = study_rate_cycle(sure, AS_OF)
    assert not study.is_weak
    assert study.depends_on == pytest.approx((0.09, 0.10))

import json
from dataclasses import replace
from datetime import date

import pytest

from allocator.model.signals import Signal
from allocator.report.rotation import rotation_json, rotation_text
from tests.situations import evidence

AS_OF = date(2025, 9, 17)


def signal(key="burst", differences=(-3.5, -5.5, 23.7, 16.3, 3.0, 21.4), since=date(2025, 9, 1)):
    found = evidence(differences, baseline=0.0006)
    cases = tuple(replace(case, small=float(case.small)) for case in found.episodes)
    found = replace(found, episodes=cases)
    said = ("small caps jump", "last on 2025-09-01", "a day")
    return Signal(key, *said, since, found, date(1984, 1, 24), -0.011)


def told(*signals, width=100):
    return rotation_text(signals, AS_OF, width)


def flat(*signals):
    return " ".join(told(*signals).split())


def test_what_is_seen_and_what_followed_is_told():
    said = flat(signal())
    assert said.startswith("Rotation signals on 17 September 2025")
    assert "Russell 2000 - S&P 500, points, made up" in said
    assert "burst 2025-09-01 6 +9.2 4 -4.2 to +22.7 -1.1" in said
    assert "burst: small caps jump seen last on 2025-09-01" in said
    assert "state on since 1 September 2025 rule a day" in said
    assert (
        "n=6, mean +9.2 points, standard error 5.2, 95% interval -4.2 to +22.7, small led 4 of 6; "
        "sd 12.8, t 1.76" in said
    )
    assert "2000-01-03 -3.5 2001-01-03 -5.5 2002-01-03 +23.7" in said
    assert "too few" not in said


def test_that_it_moves_no_weight_is_said():
    assert "None of this moves a weight. A signal counts only where a scenario" in flat(signal())
    assert 'signal = "burst"' in flat(signal())


def test_a_signal_that_is_off_is_said_to_be():
    said = flat(signal(since=None))
    assert "state not on" in said
    assert "burst not on 6" in said


def test_a_signal_of_which_the_data_end_too_early_is_not_known_and_says_why():
    gone = replace(signal(since=None), unknown_because="closes end on 2025-01-02")
    assert "state not known: closes end on 2025-01-02 rule" in flat(gone)
    assert "burst not known 6" in flat(gone)
    assert "not on" not in flat(gone)
    (found,) = json.loads(rotation_json((gone,), AS_OF))["signals"]
    assert found["state"] == "not known"
    assert found["signal"]["unknown_because"] == "closes end on 2025-01-02"


def test_what_is_on_is_known_to_be():
    with pytest.raises(ValueError, match="known to be"):
        replace(signal(), unknown_because="closes end on 2025-01-02")


@pytest.mark.parametrize("cases", [(1.0,), (1.0, 2.0), (1.0, 2.0, 3.0)])
def test_three_cases_or_fewer_are_too_few(cases):
    said = flat(signal(differences=cases))
    assert "fewer than 4 are too few to say anything" in said
    assert f"{len(cases)} too few" in said
    assert "No interval leaves the average of any year out" in said


def test_no_case_is_none():
    said = flat(signal(differences=()))
    assert "followed no episode" in said
    assert "followed no episode;" not in said
    assert "burst 2025-09-01 0 0 too few" in said


def test_what_looks_good_is_named_with_the_part_of_chance():
    good = signal("record", (10.0, 11.0, 12.0, 13.0))
    bad = signal("round-number", (-10.0, -11.0, -12.0, -13.0))
    plain = signal()
    assert "The intervals of record leaves" not in flat(good, plain)
    assert "The interval of record leaves the average of any year out." in flat(good, plain)
    both = flat(good, bad, plain)
    assert "The intervals of record, round-number leave the average of any year out." in both
    assert "here 3. Of those that mean nothing one in twenty looks good by chance" in both
    assert "No interval leaves the average of any year out" in flat(plain)


def test_the_average_of_any_year_is_of_the_time_in_which_it_can_be_read():
    said = flat(signal())
    assert "any year -1.1 on average since it can be read, 1984-01-24; +0.1 in the whole" in said
    whole = replace(signal(), mean_since=0.0006)
    assert "any year +0.1 on average 2000-01-03" in flat(whole)
    assert "any year +0.1 on average 2000-01-03" in flat(replace(signal(), mean_since=None))


def test_an_interval_is_held_against_the_average_of_its_own_time():
    near = signal(differences=(-0.9, -1.0, -1.1, -1.2))
    assert "No interval leaves" in flat(near)
    assert "The interval of burst leaves" in flat(replace(near, mean_since=0.0006))


def test_how_to_add_call_volumes_is_said_where_there_are_none():
    assert "call-volume: there is none in this snapshot. Import a file" in flat(signal())
    assert "there is none in this snapshot" not in flat(signal(), signal("call-volume"))


def test_every_source_is_named_once():
    """A source may have any punctuation; what one signal alone was read from is said to be its."""
    calls = replace(signal("call-volume"), read_from="my file")
    given = (signal(), signal("record"), calls)
    odd = [replace(e, evidence=replace(e.evidence, source="A; A against B")) for e in given]
    assert "From A; A against B; call-volume also from my file." in flat(*odd)


def test_a_snapshot_without_signals_says_how_to_get_them():
    assert "This snapshot holds no signals." in flat()
    assert "allocator data snapshot" in flat()


@pytest.mark.parametrize("width", [80, 100, 120])
def test_no_line_is_wider_than_the_terminal(width):
    lines = told(signal(), signal("relative-strength-120", range(40)), width=width).splitlines()
    assert max(map(len, lines)) <= width


def test_every_episode_is_shown():
    said = told(signal("relative-strength-60", range(-9, 8)))
    assert sum(line.count("-01-03") for line in said.splitlines()) == 17


def test_json_has_the_signal_and_its_figures():
    found = json.loads(rotation_json((signal(), signal("record", (1.0,), since=None)), AS_OF))
    assert found["as_of"] == "2025-09-17"
    burst, record = found["signals"]
    assert burst["signal"]["key"] == "burst"
    assert burst["signal"]["since"] == "2025-09-01"
    assert (burst["state"], record["state"]) == ("on", "not on")
    assert burst["figures"]["n"] == 6
    assert round(burst["figures"]["mean"], 3) == 0.092
    assert [round(end, 3) for end in burst["figures"]["interval"]] == [-0.042, 0.227]
    assert len(burst["signal"]["evidence"]["episodes"]) == 6
    assert "since" not in record["signal"] or record["signal"]["since"] is None
    assert record["figures"]["interval"] is None

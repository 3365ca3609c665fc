import json

from allocator.model.rate_cycle import Phase
from allocator.report.history import history_json, history_text, led
from tests.unit.report.charts.made import a_history, span


def test_every_phase_is_a_line_and_longer_ones_are_by_the_year():
    lines = history_text(a_history(), 80).splitlines()
    first = next(line for line in lines if "easing, first half" in line)
    assert first.split() == [
        "2019-01-01",
        "2019-07-20",
        "easing,",
        "first",
        "half",
        "+10.0%",
        "+20.0%",
        "-10.0",
    ]
    assert next(line for line in lines if "second half " in line).endswith("p.a.")
    assert any("so far" in line and "on hold after easing" in line for line in lines)


def test_the_widest_phase_fits_eighty_columns():
    spans = (span(Phase.HOLD_HIGH, 0, 1000, 9.99, -0.99),)
    assert max(map(len, history_text(a_history(spans), 80).splitlines())) <= 80


def test_halves_that_are_not_over_are_not_counted():
    spans = (
        span(Phase.SECOND_HALF, 0, 100, 0.2, 0.1),
        span(Phase.SECOND_HALF, 200, 300, 0.1, 0.2),
        span(Phase.SECOND_HALF, 400, 500, 0.2, 0.1, is_over=False),
    )
    assert led(spans) == "Small caps led in 1 of 2 second halves of easing"


def test_who_led_is_said_to_be_over_the_phases_and_not_the_year_after():
    said = " ".join(history_text(a_history(), 80).split())
    assert "of easing. That is over the phases themselves, not the twelve months after each" in said
    assert "'allocator views rate-cycle' counts those" in said


def test_json_has_the_whole_return_and_that_by_the_year():
    found = json.loads(history_json(a_history()))
    first, _, second, last = found["phases"]
    assert (first["small"], first["by_year"]) == (0.1, None)
    assert second["small"] == 0.21
    assert round(second["by_year"]["small"], 6) == round(1.21 ** (365.25 / 500) - 1, 6)
    assert (last["is_over"], last["to"]) == (False, found["until"])

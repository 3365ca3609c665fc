"""Whose a probability is."""

from dataclasses import replace

from allocator.report.origin import Origin
from allocator.report.probabilities import market_rule_lines, set_by
from tests.situations import world

MINE = world("mine", 0.4)
READ = replace(
    world("read", 0.6),
    probability_from="2 to 4 cuts within 12 months 41.0%, quotes of 2025-12-24",
)


def test_a_probability_is_the_markets_or_that_of_whoever_wrote_the_scenarios():
    assert set_by(READ, Origin(probabilities="yours")) == "market"
    assert set_by(MINE, Origin(probabilities="yours")) == "yours"
    assert set_by(MINE, Origin(probabilities="ours")) == "ours"


def test_the_rule_and_what_it_was_read_from_are_said():
    said = " ".join(" ".join(market_rule_lines([MINE, READ], 80)).split())
    assert said.startswith("market: the 60.0% that the other scenarios leave is shared in proport")
    assert said.endswith("read: 2 to 4 cuts within 12 months 41.0%, quotes of 2025-12-24")


def test_without_a_rule_nothing_is_said():
    assert market_rule_lines([MINE], 80) == []

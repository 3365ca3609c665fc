"""`probability = "market"`: weights, what is shared, and everything that is refused."""

from datetime import date
from math import fsum
from pathlib import Path

import pytest

from allocator.model.inflation import PauseRecord
from allocator.model.market_rule import MarketReading
from allocator.model.plain import plain
from allocator.model.policy import Policy
from allocator.model.policy_path import Odds, YearAhead
from allocator.portfolio import read_scenarios, scenario_from_plain
from allocator.portfolio.changes import apply_changes
from tests.situations import core_inflation

ODDS = (Odds(-75, 0.1), Odds(-50, 0.3), Odds(-25, 0.4), Odds(0, 0.2))
INFLATION = core_inflation(
    three=0.03, six=0.03, twelve=0.02, rising=PauseRecord(8, 2), falling=PauseRecord(18, 15)
)
"""Momentum is above zero, so another pause has (2 + 1) / (8 + 2) = 0.3."""
KNOWN = MarketReading(
    year=YearAhead(-0.325, "made up", ODDS, is_whole=True),
    quoted=date(2025, 12, 24),
    source="q.csv",
    no_year="",
    inflation=INFLATION,
)
NO_QUOTES = MarketReading(inflation=INFLATION)
MARKET = '"market"'


def a_file(probability, table=""):
    return (
        f"probability = {probability}\nas_of = 2025-12-24\n"
        f'description = "x"\nsources = ["x"]\n{table}\n'
    )


def rule(text):
    return f"[market]\n{text}"


@pytest.fixture
def write(here):
    """Write scenarios given as name to probability and table."""

    def to(**worlds):
        Path("worlds").mkdir()
        for name, (probability, *table) in worlds.items():
            text = f'name = "{name}"\n' + a_file(probability, *table)
            Path(f"worlds/{name}.toml").write_text(text)
        return "worlds"

    return to


def read(folder, market=KNOWN):
    return {scenario.key: scenario for scenario in read_scenarios(folder, market)}


@pytest.fixture
def problems(write, refused):
    """Every problem of scenarios that must be refused."""

    def of(market=KNOWN, **worlds):
        return refused(lambda folder: read_scenarios(folder, market), write(**worlds))

    return of


def test_rules_share_what_numbers_leave_in_proportion_to_their_weights(write):
    """Two to three cuts: 0.4. One or none: 0.6. They share 0.5 as 0.2 to 0.3."""
    found = read(
        write(
            deep=(MARKET, rule("cuts = { at_least = 2, at_most = 3 }")),
            few=(MARKET, rule("cuts = { at_most = 1 }")),
            mine=("0.5",),
        )
    )
    assert found["deep"].probability == pytest.approx(0.2)
    assert found["few"].probability == pytest.approx(0.3)
    assert found["mine"].probability == 0.5
    assert fsum(each.probability for each in found.values()) == pytest.approx(1, abs=1e-12)


def test_a_weight_is_the_product_of_its_parts(write):
    """0.4 * 0.3 to 0.4 * 0.7: two events that share the cuts part as the pauses do."""
    cuts = "cuts = { at_least = 2 }\n"
    found = read(
        write(
            again=(MARKET, rule(f"{cuts}pause = true")),
            not_again=(MARKET, rule(f"{cuts}pause = false")),
            other=(MARKET, rule("cuts = { at_most = 1 }")),
        )
    )
    assert found["again"].probability == pytest.approx(0.12)
    assert found["not_again"].probability == pytest.approx(0.28)
    assert found["other"].probability == pytest.approx(0.6)


def test_it_is_said_what_each_probability_is_from(write):
    found = read(
        write(
            both=(MARKET, rule("cuts = { at_least = 2, at_most = 4 }\npause = false")),
            again=(MARKET, rule("pause = true")),
            mine=("0.5",),
        )
    )
    assert found["both"].probability_from == (
        "2 to 4 cuts within 12 months 40.0%, quotes of 2025-12-24; no other pause 70.0%, "
        "core PCE of 2025-09"
    )
    assert found["again"].probability_from == "another pause 30.0%, core PCE of 2025-09"
    assert found["mine"].probability_from == ""


def test_a_number_wins_over_a_rule_and_is_the_users(write):
    """The rule of `mine` would weigh 0.2; its number stands, and the rest go to the other."""
    found = read(
        write(
            mine=("0.9", rule("cuts = { at_most = 0 }")),
            other=(MARKET, rule("cuts = { at_least = 1 }")),
        )
    )
    assert (found["mine"].probability, found["mine"].probability_from) == (0.9, "")
    assert found["other"].probability == pytest.approx(0.1)


def test_a_rule_without_cuts_needs_no_quotes(write):
    found = read(write(again=(MARKET, rule("pause = true"))), NO_QUOTES)
    assert found["again"].probability == 1.0


def test_whatever_is_not_known_is_told_for_every_rule_at_once(problems):
    found = problems(
        MarketReading(),
        deep=(MARKET, rule("cuts = { at_least = 2 }")),
        again=(MARKET, rule("pause = true\ncuts = { at_most = 1 }")),
        wrong=("-1",),
    )
    assert len(found) == 4
    assert "wrong.toml:2: probability is -1" in found[0]
    assert "again.toml:2: market.cuts needs federal funds futures, but no quotes are" in found[1]
    assert "again.toml:2: market.pause needs core PCE inflation, but the snapshot" in found[2]
    assert "deep.toml:2: market.cuts needs" in found[3]
    assert "--quotes FILE" in found[3]


def test_quotes_that_cannot_be_used_are_named_as_the_reason(problems):
    short = MarketReading(no_year="q.csv does not reach through the twelve months to 2026-12")
    (found,) = problems(short, deep=(MARKET, rule("cuts = { at_least = 2 }")))
    assert "but q.csv does not reach through the twelve months to 2026-12" in found


def test_quotes_that_no_rule_asks_for_are_refused(problems):
    (found,) = problems(mine=("1.0",))
    assert "q.csv: decides nothing: no scenario has probability" in found
    assert "leave --quotes out" in found


def test_the_word_without_a_table_is_refused(problems):
    (found,) = problems(mine=(MARKET,))
    assert 'mine.toml:2: probability = "market" needs a rule, and there is no table' in found
    assert "add [market] with cuts" in found


def test_rules_that_the_market_thinks_impossible_are_refused(problems):
    (found,) = problems(deep=(MARKET, rule("cuts = { at_least = 9 }")), mine=("0.5",))
    assert 'worlds: no scenario with probability "market" has any weight' in found
    assert "deep (at least 9 cuts within 12 months 0.0%, quotes of 2025-12-24)" in found
    assert "widen market.cuts" in found


def test_numbers_that_leave_nothing_are_refused(problems):
    found = problems(deep=(MARKET, rule("cuts = { at_least = 9 }")), mine=("0.5",), yours=("0.5",))
    assert len(found) == 2
    assert 'worlds: the numbers sum to 1 and leave nothing to "market": mine 0.5, yours' in found[0]
    assert "has any weight" in found[1]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "market names neither cuts nor a pause"),
        ("cuts = {}", "market.cuts names no number"),
        ("cuts = { at_least = 3, at_most = 2 }", "market.cuts is at least 3 and at most 2"),
        ("cuts = { at_least = 2.5 }", "market.cuts.at_least is not a whole number"),
        ("cuts = { at_most = true }", "market.cuts.at_most is not a whole number"),
        ("cuts = { at_most = 50 }", "market.cuts.at_most is 50, which is above 40"),
        ("pause = 1", "market.pause is neither true nor false"),
        ("pauses = true", "unknown key 'pauses' in market"),
    ],
)
def test_a_table_that_is_no_rule_is_refused(problems, text, said):
    found = problems(mine=(MARKET, rule(text)))
    assert any(said in each for each in found)


def test_another_word_is_no_probability(problems):
    (found,) = problems(mine=('"markt"', rule("pause = true")))
    assert "probability 'markt' is not a number" in found
    assert '"market" with a table [market]' in found


def test_a_record_keeps_the_number_and_where_it_is_from(write):
    found = read(write(again=(MARKET, rule("pause = true"))), NO_QUOTES)["again"]
    assert scenario_from_plain(plain(found)) == found


def test_a_number_that_is_set_wins_and_is_the_users(write):
    """What is not set shares the rest, and still says what it is from."""
    worlds = write(
        deep=(MARKET, rule("cuts = { at_least = 2 }")),
        few=(MARKET, rule("cuts = { at_most = 1 }")),
    )
    key = "scenario.deep.probability"
    before = read_scenarios(worlds, KNOWN)
    _, (deep, few) = apply_changes(Policy(), before, {key: 0.5})
    assert (deep.probability, deep.probability_from) == (0.5, "")
    assert few.probability == 0.5
    assert few.probability_from == before[1].probability_from != ""


def test_another_figure_that_is_set_leaves_the_probability_the_markets(write):
    worlds = write(
        again=(MARKET, rule("pause = true") + "\n[stress]\nvolatility = 1.0\ncorrelation = 0.0")
    )
    before = read_scenarios(worlds, NO_QUOTES)
    _, (after,) = apply_changes(Policy(), before, {"scenario.again.stress.volatility": 1.2})
    assert after.probability_from == before[0].probability_from != ""

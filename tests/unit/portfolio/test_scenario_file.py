from datetime import date
from pathlib import Path

import pytest

from allocator.errors import InputError
from allocator.model.plain import plain
from allocator.model.scenario import (
    FlowInput,
    RateCycleInput,
    Stress,
    ValuationBasis,
    ValuationInput,
)
from allocator.portfolio import read_scenarios, scenario_from_plain

SHIPPED = Path(__file__).parents[3] / "scenarios"

WORLD = """\
name = "{name}"
probability = {probability}
as_of = 2025-12-24
description = "A world."
sources = ["Ourselves"]
"""


def write(**probabilities):
    """Write a folder of worlds, named for their files."""
    Path("worlds").mkdir(exist_ok=True)
    for key, probability in probabilities.items():
        text = WORLD.format(name=key.title(), probability=probability)
        Path(f"worlds/{key}.toml").write_text(text, encoding="utf-8")
    return "worlds"


def first_lines(problems):
    return [problem.partition("\n")[0] for problem in problems]


def test_every_key_reaches_the_scenario(scenario):
    """
    name = "Mine"
    probability = 1
    as_of = 2025-12-24
    description = "A world."
    sources = ["One", "Two"]

    [rate_cycle]
    share = -0.5

    [valuation]
    share = 1
    half_life_years = 5
    z_cap = 3

    [flow]
    usd_bn = -100
    small_share = 0.2
    multiplier = 1.5
    multiplier_sd = 1.0
    seller = "S&P 500"
    buyer = "Russell 2000"

    [stress]
    volatility = 1.5
    correlation = 0.2
    """
    assert (scenario.key, scenario.name, scenario.probability) == ("mine", "Mine", 1.0)
    assert scenario.as_of == date(2025, 12, 24)
    assert scenario.description == "A world."
    assert scenario.sources == ("One", "Two")
    assert scenario.rate_cycle == RateCycleInput(-0.5)
    assert scenario.valuation == ValuationInput(1.0, 5.0, 3.0)
    assert scenario.flow == FlowInput(-100.0, 0.2, 1.5, 1.0, "S&P 500", "Russell 2000")
    assert scenario.stress == Stress(1.5, 0.2)


def test_a_missing_table_is_a_silent_driver(scenario):
    """
    name = "Mine"
    key = "mine"
    probability = 1.0
    as_of = "2025-12-24"
    description = "A world."
    sources = ["One"]
    """
    assert scenario.rate_cycle is None
    assert scenario.valuation is None
    assert scenario.flow is None
    assert scenario.stress == Stress(1.0, 0.0)


def test_every_bad_key_is_reported_in_one_run(scenario_problems):
    """
    name = " "
    probability = 1.5
    as_of = 2025-12-24T10:00:00
    sources = []
    probabilty = 1

    [rate_cycle]
    share = 4

    [valuation]
    share = 1
    half_life_years = 0.1
    z_cap = 6

    [flow]
    usd_bn = "many"
    small_share = 20
    multiplier = 11
    multiplier_sd = -1
    seller = "a\\nb"
    buyer = 3

    [stress]
    volatility = 0
    correlation = 1
    """
    assert first_lines(scenario_problems) == [
        "error: worlds/mine.toml: description is missing",
        "error: worlds/mine.toml:1: name is empty",
        "error: worlds/mine.toml:2: probability is 1.5, which is above 1",
        "error: worlds/mine.toml:3: as_of is not a date",
        "error: worlds/mine.toml:4: sources has no entry",
        "error: worlds/mine.toml:5: unknown key 'probabilty'",
        "error: worlds/mine.toml:8: rate_cycle.share is 4, which is above 3",
        "error: worlds/mine.toml:12: valuation.half_life_years is 0.1, which is below 0.5",
        "error: worlds/mine.toml:13: valuation.z_cap is 6, which is above 5",
        "error: worlds/mine.toml:16: flow.usd_bn is 'many', not a number",
        "error: worlds/mine.toml:17: flow.small_share is 20, which is above 1",
        "error: worlds/mine.toml:18: flow.multiplier is 11, which is above 10",
        "error: worlds/mine.toml:19: flow.multiplier_sd is -1, which is below 0",
        "error: worlds/mine.toml:20: flow.seller 'a\\nb' is not a name",
        "error: worlds/mine.toml:21: flow.buyer is 3, not text",
        "error: worlds/mine.toml:24: stress.volatility is 0, which is below 0.1",
        "error: worlds/mine.toml:25: stress.correlation is 1, which is not below 1",
    ]


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ("as_of = 20251224", "as_of is not a date"),
        ('as_of = "20251224"', "as_of '20251224' is not a date"),
        ('as_of = "soon"', "as_of 'soon' is not a date"),
        ('description = "\\u001b[31m"', "holds characters that cannot be printed"),
        ('sources = "One"', "sources is 'One', not a list"),
        ("flow = 3", "flow is 3, not a table"),
        ('key = "other"', "key 'other' is not the name of the file"),
    ],
)
def test_a_single_wrong_key_is_named(here, refused, wrong, why):
    write(mine=1)
    key = wrong.partition(" ")[0]
    lines = [
        line
        for line in Path("worlds/mine.toml").read_text(encoding="utf-8").split("\n")
        if not line.startswith(key)
    ]
    Path("worlds/mine.toml").write_text("\n".join([wrong, *lines]), encoding="utf-8")
    (problem,) = refused(read_scenarios, "worlds")
    assert problem.startswith("error: worlds/mine.toml:1: ")
    assert why in problem


def test_every_rotation_has_two_sides(scenario_problems):
    """
    name = "Mine"
    probability = 1
    as_of = 2025-12-24
    description = "A world."
    sources = ["One"]
    [flow]
    usd_bn = 100
    small_share = 0.2
    multiplier = 1.5
    multiplier_sd = 1.0
    seller = "S&P 500"
    buyer = "S&P 500"
    """
    assert first_lines(scenario_problems) == [
        "error: worlds/mine.toml:6: flow has 'S&P 500' as seller and as buyer"
    ]


def test_scenarios_come_in_order_of_their_files(here):
    write(zeta=0.5, alpha=0.5)
    Path("worlds/.hidden.toml").write_bytes(b"\0")
    Path("worlds/notes.md").write_text("notes", encoding="utf-8")
    assert [scenario.key for scenario in read_scenarios("worlds")] == ["alpha", "zeta"]


def test_probabilities_that_do_not_sum_to_one_are_listed(here, refused):
    assert refused(read_scenarios, write(alpha=0.5, beta=0.4)) == [
        (
            "error: worlds: the probabilities sum to 0.9, not 1: alpha 0.5, beta 0.4\n"
            "    raise them by 0.1 in all"
        )
    ]
    assert "lower them by 0.2 in all" in refused(read_scenarios, write(beta=0.7))[0]


def test_the_rounding_of_decimal_fractions_is_forgiven(here):
    assert len(read_scenarios(write(a=0.1, b=0.2, c=0.7))) == 3


def test_the_problems_of_all_files_come_in_one_run(here, refused):
    write(alpha=2, beta=0.5, gamma=0.5)
    Path("worlds/delta.toml").write_text("name = ", encoding="utf-8")
    Path("worlds/gamma.toml").write_text(
        WORLD.format(name="BETA", probability=0.5), encoding="utf-8"
    )
    assert first_lines(refused(read_scenarios, "worlds")) == [
        "error: worlds/alpha.toml:2: probability is 2, which is above 1",
        "error: worlds/delta.toml:1: is not TOML: Invalid value: name =",
        "error: worlds/gamma.toml: the name 'BETA' is also that of worlds/beta.toml",
    ]


@pytest.mark.parametrize(
    ("folder", "why"),
    [
        ("nowhere", "no such folder"),
        ("file.toml", "is a file, not a folder"),
        ("empty", "holds no scenario (*.toml)"),
        ("a\0b", "cannot be opened"),
    ],
)
def test_a_folder_without_scenarios_is_refused(here, refused, folder, why):
    Path("empty").mkdir()
    Path("file.toml").write_text("a = 1", encoding="utf-8")
    (problem,) = refused(read_scenarios, folder)
    assert why in problem
    assert "name a folder with one TOML file for each scenario" in problem


def test_the_shipped_worlds_are_four_and_complete():
    worlds = {scenario.key: scenario for scenario in read_scenarios(SHIPPED)}
    assert {key: world.probability for key, world in worlds.items()} == {
        "second-half-easing": 0.45,
        "easing-priced": 0.25,
        "inflation-returns": 0.20,
        "hard-landing": 0.10,
    }
    for world in worlds.values():
        assert world.as_of == date(2025, 12, 24)
        assert len(world.sources) >= 3
        assert "Judgement of the house" in world.description
        assert "Measured" in world.description
    assert {key for key, world in worlds.items() if world.flow} == {
        "second-half-easing",
        "hard-landing",
    }


def test_a_recorded_scenario_is_the_one_it_was():
    for scenario in read_scenarios(SHIPPED):
        assert scenario_from_plain(plain(scenario)) == scenario


@pytest.mark.parametrize("record", [None, [], {}, {"key": "mine"}])
def test_a_damaged_record_is_refused(record):
    with pytest.raises(InputError, match="recorded scenario"):
        scenario_from_plain(record)


def test_ratios_may_be_held_against_one_another(scenario):
    """
    name = "Mine"
    probability = 1
    as_of = 2025-12-24
    description = "A world."
    sources = ["One"]

    [valuation]
    share = 1
    half_life_years = 5
    z_cap = 3
    basis = "relative"
    """
    assert scenario.valuation.basis is ValuationBasis.RELATIVE
    assert scenario_from_plain(plain(scenario)) == scenario


def test_a_basis_that_is_none_is_refused_with_those_there_are(scenario_problems):
    """
    name = "Mine"
    probability = 1
    as_of = 2025-12-24
    description = "A world."
    sources = ["One"]

    [valuation]
    share = 1
    half_life_years = 5
    z_cap = 3
    basis = "absolute"
    """
    (problem,) = scenario_problems
    assert "valuation.basis 'absolute' is not a basis" in problem
    assert 'write "own" or "relative"' in problem

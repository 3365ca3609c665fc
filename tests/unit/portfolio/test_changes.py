"""Single figures changed by key: the rules of the files, and how probabilities follow."""

from dataclasses import replace
from decimal import Decimal
from math import fsum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocator.errors import InputError
from allocator.model.change import Alteration
from allocator.model.policy import (
    AccountRule,
    DriftBand,
    Impact,
    Limits,
    LinearLimit,
    Policy,
    Range,
    TailBasis,
    TailLimit,
    Trading,
)
from allocator.model.scenario import Stress
from allocator.portfolio.change_grid import read_grid
from allocator.portfolio.change_keys import slots
from allocator.portfolio.changes import alterations, apply_changes, present_value, read_changes
from tests.situations import world

POLICY = Policy()
WORLDS = (world("calm", 0.5), world("storm", 0.3, usd_bn=-100.0), world("drift", 0.2))


def changed(changes, policy=POLICY, scenarios=WORLDS):
    return apply_changes(policy, scenarios, changes)


def probabilities(changes, scenarios=WORLDS):
    return [scenario.probability for scenario in changed(changes, scenarios=scenarios)[1]]


def refused(changes, **inputs):
    with pytest.raises(InputError) as failure:
        changed(changes, **inputs)
    return str(failure.value)


def test_one_side_of_a_band_is_set_and_the_other_stays():
    policy, scenarios = changed({"limits.small_cap.upper": 0.25})
    assert policy.limits.small_cap == Range(0.10, 0.25)
    assert scenarios == WORLDS
    assert policy.limits.turnover == POLICY.limits.turnover


def test_both_sides_may_cross_the_old_ones_in_any_order():
    """Alone, a lower side of 25 % would lie above the upper side of 20 %."""
    wanted = {"limits.small_cap.lower": 0.25, "limits.small_cap.upper": 0.30}
    for items in (wanted.items(), reversed(wanted.items())):
        assert changed(dict(items))[0].limits.small_cap == Range(0.25, 0.30)


def test_a_limit_with_one_side_may_be_named_without_it():
    whole, side = changed({"limits.turnover": 0.3}), changed({"limits.turnover.upper": 0.3})
    assert whole == side
    assert whole[0].limits.turnover == Range(upper=0.3)


INDEX_KEY = 'limits.index_weight."Russell 2000".upper'


@pytest.mark.parametrize(
    ("key", "value", "read"),
    [
        ("tax.wait_days", 30.0, lambda policy: policy.tax.wait_days == 30),
        ("trading.buy_only", True, lambda policy: policy.trading.buy_only),
        ("limits.net_gains", 100.5, lambda policy: policy.limits.net_gains == Decimal("100.5")),
        ("limits.trades", 3.0, lambda policy: policy.limits.trades == 3),
        ("limits.cvar.upper", 0.25, lambda policy: policy.limits.cvar == TailLimit(0.25)),
        ("limits.cvar", 0.25, lambda policy: policy.limits.cvar == TailLimit(0.25)),
        (
            "trading.drift_band",
            {"half_sum": 0.03},
            lambda policy: policy.trading.drift_band == DriftBand(half_sum=0.03),
        ),
        ("trading.drift_band", 0.05, lambda policy: policy.trading.drift_band == DriftBand(0.05)),
        ("trading.impact.factor", 0.5, lambda policy: policy.trading.impact == Impact(0.5)),
        (
            "trading.half_spread_bps.brk.b",
            2,
            lambda policy: policy.trading.half_spread_bps == (("BRK.B", 2.0),),
        ),
        (
            "trading.impact.volume.IWM",
            5e9,
            lambda policy: policy.trading.impact == Impact(1.0, (("IWM", 5e9),)),
        ),
        (
            INDEX_KEY,
            0.1,
            lambda policy: policy.limits.index_weight == (("Russell 2000", Range(upper=0.1)),),
        ),
        (
            "limits.index_weight.Russell 2000.lower",
            0.1,
            lambda policy: policy.limits.index_weight == (("Russell 2000", Range(lower=0.1)),),
        ),
    ],
)
def test_every_key_of_the_file_may_be_changed(key, value, read):
    assert read(changed({key: value})[0])


def test_two_rates_are_stated_together_or_not_at_all():
    both = {"tax.short_term": 0.3, "tax.long_term": 0.15}
    tax = changed(both)[0].tax
    assert (tax.short_term, tax.long_term) == (0.3, 0.15)
    assert "tax has short_term without long_term" in refused({"tax.short_term": 0.3})


NAMED = Policy(
    limits=Limits(
        index_weight=(("Gold", Range(upper=0.1)), ("S&P 500", Range(0.2, 0.6))),
        cvar=TailLimit(0.3, TailBasis.HISTORY, 500, 7),
        linear=(LinearLimit("mine", Range(upper=0.2), (("Gold", 1.0),)),),
    ),
    trading=Trading(
        half_spread_bps=(("IWM", 1.0), ("VTWO", 2.0)), drift_band=DriftBand(0.05, 0.25)
    ),
    accounts=(AccountRule("main", fractional=True),),
)


def test_a_figure_under_a_name_leaves_all_others_alone():
    wanted = {'limits.index_weight."S&P 500".upper': 0.5, "trading.half_spread_bps.iwm": 3}
    policy, _ = changed(wanted, policy=NAMED)
    assert policy == replace(
        NAMED,
        limits=replace(
            NAMED.limits, index_weight=(("Gold", Range(upper=0.1)), ("S&P 500", Range(0.2, 0.5)))
        ),
        trading=replace(NAMED.trading, half_spread_bps=(("IWM", 3.0), ("VTWO", 2.0))),
    )
    found = [
        (each.key, each.before, each.after)
        for each in alterations((NAMED, WORLDS), (policy, WORLDS), wanted)
    ]
    assert found == [
        ('limits.index_weight."S&P 500".upper', 0.6, 0.5),
        ("trading.half_spread_bps.IWM", 1.0, 3.0),
    ]


def test_a_name_that_is_new_has_no_value_before():
    policy, _ = changed({INDEX_KEY: 0.1})
    found = alterations((POLICY, WORLDS), (policy, WORLDS), {INDEX_KEY: 0.1})
    assert found == (Alteration(INDEX_KEY, None, 0.1, follows=False),)


def test_a_number_for_the_whole_tail_limit_keeps_its_basis():
    assert changed({"limits.cvar": 0.2}, policy=NAMED)[0].limits.cvar == TailLimit(
        0.2, TailBasis.HISTORY, 500, 7
    )


@pytest.mark.parametrize("key", ["limits.cvar", "limits.cvar.upper", "trading.drift_band"])
def test_a_table_is_switched_off_by_none(key):
    policy, _ = changed({key: "none"}, policy=NAMED)
    assert (policy.limits.cvar is None) == key.startswith("limits")
    assert (policy.trading.drift_band is None) == key.startswith("trading")


def test_present_values_are_read_under_names_too():
    assert present_value(NAMED, WORLDS, 'limits.index_weight."S&P 500".lower') == 0.2
    assert present_value(NAMED, WORLDS, "limits.index_weight.Gold.lower") is None
    assert present_value(NAMED, WORLDS, INDEX_KEY) is None
    assert present_value(NAMED, WORLDS, "trading.half_spread_bps.vtwo") == 2.0
    assert present_value(NAMED, WORLDS, "trading.buy_only") is None
    assert present_value(NAMED, WORLDS, "limits.cvar") == 0.3


def test_one_figure_under_two_spellings_of_its_name_is_refused():
    both = {INDEX_KEY: 0.1, "limits.index_weight.Russell 2000.upper": 0.2}
    assert "are one figure" in refused(both)


@pytest.mark.parametrize(
    "key",
    [
        "limits.index_weight.Gold",
        "limits.index_weight.Gold.middle",
        'limits.index_weight."".upper',
        "trading.half_spread_bps.",
    ],
)
def test_a_name_without_its_figure_leads_nowhere(key):
    said = refused({key: 0.1})
    assert "unknown key" in said
    assert "limits.index_weight" in said or "trading.half_spread_bps.NAME" in said


def test_lists_of_tables_have_no_key():
    assert not {"account", "limit", "tags"} & set(slots(WORLDS))


def test_none_switches_a_limit_off_and_a_number_on():
    assert changed({"limits.tracking_error": "none"})[0].limits.tracking_error is None
    assert changed({"limits.volatility.upper": 0.15})[0].limits.volatility == Range(upper=0.15)
    assert changed({"limits.small_cap.lower": "none"})[0].limits.small_cap == Range(None, 0.2)


def test_a_key_of_one_scenario_leaves_the_others_alone():
    _, (calm, storm, drift) = changed({"scenario.storm.stress.volatility": 2})
    assert storm.stress == Stress(2.0, 0.0)
    assert (calm, drift) == (WORLDS[0], WORLDS[2])


def test_a_driver_is_changed_wherever_it_speaks_and_nowhere_else():
    worlds = (*WORLDS[:2], replace(WORLDS[2], flow=None))
    _, (calm, storm, drift) = changed({"drivers.flow.usd_bn": 300}, scenarios=worlds)
    assert (calm.flow.usd_bn, storm.flow.usd_bn) == (300.0, 300.0)
    assert drift.flow is None


def test_a_scenario_s_own_key_counts_before_that_of_all_drivers():
    wanted = {"scenario.storm.flow.usd_bn": -50, "drivers.flow.usd_bn": 300}
    for items in (wanted.items(), reversed(wanted.items())):
        found = [scenario.flow.usd_bn for scenario in changed(dict(items))[1]]
        assert found == [300.0, -50.0, 300.0]


def test_the_other_probabilities_share_the_rest_in_proportion():
    """0.4 is left for 5 to 2."""
    assert probabilities({"scenario.storm.probability": 0.6}) == pytest.approx(
        [0.4 * 5 / 7, 0.6, 0.4 * 2 / 7], abs=1e-15
    )


def test_two_set_probabilities_stay_and_the_third_takes_the_rest():
    wanted = {"scenario.storm.probability": 0.1, "scenario.calm.probability": 0.2}
    assert probabilities(wanted) == pytest.approx([0.2, 0.1, 0.7], abs=1e-15)


def test_a_certain_scenario_leaves_nothing_to_the_others():
    assert probabilities({"scenario.storm.probability": 1}) == [0.0, 1.0, 0.0]


def test_the_last_bit_of_a_sum_refuses_nobody():
    """As in the files, a sum may miss one by 1e-9; what is left is then nothing, not less."""
    worlds = tuple(world(key, 0.2) for key in "abcde")
    wanted = dict.fromkeys((f"scenario.{key}.probability" for key in "abc"), 0.3)
    wanted["scenario.d.probability"] = 0.1 + 1e-10
    assert probabilities(wanted, scenarios=worlds)[4] == 0.0


def test_all_set_and_summing_to_one_is_allowed():
    wanted = {
        f"scenario.{key}.probability": p
        for key, p in zip(("calm", "storm", "drift"), (0.2, 0.2, 0.6), strict=True)
    }
    assert probabilities(wanted) == [0.2, 0.2, 0.6]


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"calm": 0.7, "storm": 0.7}, "sum to 1.4, more than 1: calm 0.7, storm 0.7"),
        ({"calm": 0.2, "storm": 0.2, "drift": 0.2}, "sum to 0.6, and no scenario is left"),
    ],
)
def test_probabilities_that_cannot_sum_to_one_are_refused(wanted, message):
    assert message in refused({f"scenario.{key}.probability": p for key, p in wanted.items()})


def test_scenarios_without_probability_cannot_take_the_rest():
    worlds = (world("sure", 1.0), world("never", 0.0))
    said = refused({"scenario.sure.probability": 0.5}, scenarios=worlds)
    assert "sum to 0.5, and no other scenario has any to take the rest: sure 0.5" in said


@given(
    st.lists(st.floats(0.01, 1.0), min_size=2, max_size=6),
    st.floats(0.0, 1.0),
)
def test_after_any_change_probabilities_sum_to_one_and_keep_their_proportions(parts, wanted):
    total = fsum(parts)
    worlds = tuple(world(f"w{n}", part / total) for n, part in enumerate(parts))
    first, *others = probabilities({"scenario.w0.probability": wanted}, scenarios=worlds)
    assert first == wanted
    assert fsum([first, *others]) == pytest.approx(1.0, abs=1e-9)
    before = [scenario.probability for scenario in worlds[1:]]
    for old, new in zip(before, others, strict=True):
        assert new * before[0] == pytest.approx(old * others[0], abs=1e-12)


@pytest.mark.parametrize("policy", ["default", "named"])
def test_every_key_set_to_its_present_value_changes_nothing(policy):
    policy = {"default": POLICY, "named": NAMED}[policy]
    for key in slots(WORLDS):
        now = present_value(policy, WORLDS, key)
        if now is not None:
            assert changed({key: now}, policy=policy) == (policy, WORLDS), key
            after = changed({key: now}, policy=policy)
            assert alterations((policy, WORLDS), after, {key: now}) == ()


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("limits.small_cap.upper", 1.5, "limits.small_cap.upper is 1.5, which is above 1"),
        ("limits.small_cap.lower", 0.5, "limits.small_cap has lower 0.5 above upper 0.2"),
        ("objective.tau", 0, "objective.tau is 0, which is not above 0"),
        ("trading.min_trade", True, "trading.min_trade is true, not an amount"),
        ("limits.trades", 2.5, "limits.trades is 2.5, not a whole number"),
        ("trading.buy_only", "yes", "trading.buy_only 'yes' is neither true nor false"),
        ("trading.drift_band.relative", 0.25, "trading.drift_band has relative without absolute"),
        ("limits.index_weight.Gold.upper", 2, "limits.index_weight.Gold.upper is 2, which is"),
        ("limits.index_weight.Gold.upper", "none", "limits.index_weight.Gold has neither side"),
        ("limits.turnover", "much", "limits.turnover is 'much', not a table"),
        ("scenario.storm.probability", -0.1, "probability is -0.1, which is below 0"),
        ("scenario.storm.probability", float("nan"), "probability is nan, not a finite number"),
        ("scenario.storm.flow.seller", "Russell 2000", "has 'Russell 2000' as seller and as buyer"),
        ("drivers.flow.multiplier", 11, "flow.multiplier is 11, which is above 10"),
    ],
)
def test_what_a_file_refuses_is_refused_in_its_words(key, value, message):
    said = refused({key: value})
    assert message in said
    assert "as changed: " in said


@pytest.mark.parametrize(
    ("key", "near"),
    [
        ("limits.smallcap.upper", "limits.small_cap.upper"),
        ("limits.turnovr", "limits.turnover"),
        ("scenario.strom.probability", "scenario.storm.probability"),
        ("driver.flow.usd_bn", "drivers.flow.usd_bn"),
        ("usd_bn", "drivers.flow.usd_bn"),
        ("LIMITS.TURNOVER", "limits.turnover"),
    ],
)
def test_an_unknown_key_names_the_nearest(key, near):
    said = refused({key: 0.1})
    assert f"unknown key '{key}'" in said
    assert "nearest: " in said
    assert near in said.split("nearest: ")[1].split(", ")


@pytest.mark.parametrize("key", ["", "qqq", "scenario", "limits.small_cap.middle.edge" * 99])
def test_any_unknown_key_gets_an_answer(key):
    assert "unknown key" in refused({key: 0.1})


def test_names_and_texts_of_a_scenario_are_no_figures():
    for field in ("name", "description", "sources", "as_of", "key"):
        assert f"scenario.storm.{field}" not in slots(WORLDS)


def test_a_driver_that_speaks_nowhere_is_told_apart_from_an_unknown_one():
    worlds = tuple(replace(each, flow=None) for each in WORLDS)
    said = refused({"drivers.flow.usd_bn": 1}, scenarios=worlds)
    assert "no scenario has a table [flow]" in said


def test_every_wrong_change_is_told_in_one_run():
    said = refused({"limits.turnovr": 1, "objective.tau": 9, "scenario.storm.probability": 2})
    assert "turnovr" in said
    assert "objective.tau" in said
    assert "scenario storm as changed" in said


def test_alterations_tell_what_was_asked_from_what_followed():
    wanted = {"scenario.storm.probability": 0.6, "limits.turnover": "none"}
    found = {each.key: each for each in alterations((POLICY, WORLDS), changed(wanted), wanted)}
    assert list(found) == [
        "limits.turnover.upper",
        "scenario.calm.probability",
        "scenario.storm.probability",
        "scenario.drift.probability",
    ]
    assert (found["limits.turnover.upper"].before, found["limits.turnover.upper"].after) == (
        0.25,
        None,
    )
    assert [each.follows for each in found.values()] == [False, True, False, True]


def test_values_are_read_as_toml_or_as_text():
    texts = ["a=0.5", "b=none", "c=Russell 2000", 'd=["QQQ"]', "e = { upper = 0.2 }", "f=1\ng=2"]
    assert read_changes(texts, "--set") == {
        "a": 0.5,
        "b": "none",
        "c": "Russell 2000",
        "d": ["QQQ"],
        "e": {"upper": 0.2},
        "f": "1\ng=2",
    }


def test_a_change_without_value_or_twice_is_refused_with_all_others():
    with pytest.raises(InputError) as failure:
        read_changes(["a", "=1", "b=", "c=1", "c=2"], "--set")
    assert len(failure.value.problems) == 4
    assert "--set c=2: c is given twice" in str(failure.value)


def test_a_range_holds_both_ends_and_meets_the_decimals_between():
    assert read_grid(["k=0:0.5:6"], "--sweep") == {"k": (0.0, 0.1, 0.2, 0.3, 0.4, 0.5)}
    assert read_grid(["k=3:-1:3"], "--sweep") == {"k": (3.0, 1.0, -1.0)}


@pytest.mark.parametrize(
    "text",
    [
        "k",
        "k=",
        "k=1",
        "k=0:1",
        "k=0:1:1",
        "k=0:1:2:3",
        "k=a:1:3",
        "k=0:inf:3",
        "=0:1:3",
        "k=0:1:99999999",
        "k=0:1:2.5",
    ],
)
def test_what_is_no_range_is_refused_with_an_example(text):
    with pytest.raises(InputError, match="is not a range"):
        read_grid([text], "--sweep")


def test_a_range_given_twice_is_refused():
    with pytest.raises(InputError, match="k is given twice"):
        read_grid(["k=0:1:3", "k=0:1:4"], "--sweep")


def test_present_values_are_one_number_or_none():
    assert present_value(POLICY, WORLDS, "limits.turnover") == 0.25
    assert present_value(POLICY, WORLDS, "limits.volatility.upper") is None
    assert present_value(POLICY, WORLDS, "drivers.flow.multiplier") == 1.5
    assert present_value(POLICY, WORLDS, "drivers.flow.usd_bn") is None
    assert present_value(POLICY, WORLDS, "scenario.storm.flow.usd_bn") == -100.0
    assert present_value(POLICY, WORLDS, "trading.min_trade") == 250.0


@pytest.mark.parametrize("order", [1, -1])
def test_a_limit_named_with_its_side_and_without_is_one_figure(order):
    """Which of the two would count is unsaid, so neither does."""
    both = [("limits.turnover", 0.1), ("limits.turnover.upper", 0.2)][::order]
    with pytest.raises(InputError, match="are one figure"):
        changed(dict(both))
    changed({"limits.turnover": 0.1, "limits.volatility.upper": 0.2})
    changed({"drivers.flow.usd_bn": 1.0, "scenario.storm.flow.usd_bn": 2.0})

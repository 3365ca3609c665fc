"""The table [limits] and the tables [[limit]] of a policy."""

from decimal import Decimal
from pathlib import Path

import pytest

from allocator.model.policy import LinearLimit, Range, TailBasis, TailLimit
from allocator.portfolio import read_policy


def problem_of(refused, text):
    """Read a policy with one thing wrong: the first line of what is said, and the remedy."""
    Path("mine.toml").write_text(text, encoding="utf-8")
    (found,) = refused(read_policy, "mine.toml")
    message, _, remedy = found.removeprefix("error: mine.toml:").partition("\n    ")
    return message, remedy


def test_every_new_limit_reaches_the_policy(policy):
    """
    [limits]
    index_weight = { "Russell 2000" = { upper = 0.1 }, "S&P 500" = { lower = 0.3, upper = "none" } }
    cvar = { upper = 0.25, basis = "history", draws = 500, seed = 7 }
    net_gains = 1000.10
    trades = 12
    min_position = 500
    """
    limits = policy.limits
    assert limits.index_weight == (
        ("Russell 2000", Range(upper=0.1)),
        ("S&P 500", Range(lower=0.3)),
    )
    assert limits.cvar == TailLimit(0.25, TailBasis.HISTORY, 500, 7)
    assert (limits.net_gains, limits.trades) == (Decimal("1000.10"), 12)
    assert limits.min_position == 500


def test_a_limit_of_one_s_own_reaches_the_policy(policy):
    """
    [tags]
    cheap = ["VTWO", "VOO"]

    [[limit]]
    name = "tilt"
    of = { "Russell 2000" = 1.0, "S&P 500" = -0.5 }
    tags = { cheap = 2 }
    sectors = { Technology = 0.1 }
    lower = -0.1

    [[limit]]
    name = "soft"
    of = { Gold = 1 }
    upper = 0.05
    price_bps = 4
    """
    first, second = policy.limits.linear
    assert first == LinearLimit(
        "tilt",
        Range(lower=-0.1),
        of=(("Russell 2000", 1.0), ("S&P 500", -0.5)),
        tags=(("cheap", 2.0),),
        sectors=(("Technology", 0.1),),
    )
    assert second == LinearLimit("soft", Range(upper=0.05), (("Gold", 1.0),), price_bps=4.0)


@pytest.mark.parametrize(
    "line",
    [
        'cvar = "none"',
        'cvar = { upper = "none" }',
        'net_gains = "none"',
        'trades = "none"',
        "index_weight = {}",
    ],
)
def test_a_limit_that_is_off_may_say_so(here, line):
    Path("mine.toml").write_text(f"[limits]\n{line}\n", encoding="utf-8")
    assert read_policy("mine.toml").limits == read_policy_defaults().limits


def read_policy_defaults():
    Path("empty.toml").write_text("[limits]\n", encoding="utf-8")
    return read_policy("empty.toml")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("cvar = { upper = 0 }", "limits.cvar.upper is 0, which is below 0.0001"),
        ("cvar = { upper = 25 }", "limits.cvar.upper is 25, which is above 1"),
        ("cvar = { lower = 0.1 }", "limits.cvar has lower, which has no meaning here"),
        ("cvar = { upper = 0.1, basis = 'past' }", "limits.cvar.basis 'past' is not a basis"),
        ("cvar = { upper = 0.1, draws = 99 }", "limits.cvar.draws is 99, which is below 100"),
        ("cvar = { upper = 0.1, draws = 20001 }", "draws is 20001, which is above 20000"),
        ("cvar = { upper = 0.1, draws = 500.5 }", "draws is 500.5, not a whole number"),
        ("cvar = { upper = 0.1, seed = -1 }", "limits.cvar.seed is -1, which is below 0"),
        ("cvar = { draws = 500 }", "limits.cvar.upper is missing"),
        ("trades = 0", "limits.trades is 0, which is below 1"),
        ("trades = true", "limits.trades is true, not a whole number"),
        ("net_gains = -1", "limits.net_gains is -1, which is below 0"),
        ("min_position = -1", "limits.min_position is -1, which is below 0"),
        ("index_weight = { Gold = 0.1 }", "limits.index_weight.Gold is 0.1, not a table"),
        ("index_weight = { Gold = {} }", "limits.index_weight.Gold has neither side"),
        (
            "index_weight = { Gold = { lower = 0.3, upper = 0.2 } }",
            "limits.index_weight.Gold has lower 0.3 above upper 0.2",
        ),
        ("index_weight = { Gold = { uper = 0.3 } }", "unknown key 'uper' in limits.index_weight."),
        ('index_weight = ["Gold"]', "limits.index_weight is a list, not a table"),
    ],
)
def test_limits_out_of_range_are_refused_at_their_line(here, refused, line, said):
    message, remedy = problem_of(refused, f"[limits]\n{line}\n")
    assert message.startswith("2: ")
    assert said in message
    assert remedy


OF = 'of = { "Gold" = 1.0 }\n'


@pytest.mark.parametrize(
    ("body", "line", "said"),
    [
        (f'{OF}upper = 0.1\nname = ""', 4, "limit.1.name is empty"),
        (f"{OF}upper = 0.1", 1, "limit.1.name is missing"),
        ('name = "x"\nupper = 0.1', 1, "limit.1 names nothing that it limits"),
        (f'name = "x"\n{OF}', 1, "limit.1 has neither side"),
        (f'name = "x"\n{OF}lower = 1\nupper = 0', 1, "limit.1 has lower 1 above upper 0"),
        (f'name = "x"\n{OF}upper = 101', 4, "limit.1.upper is 101, which is above 100"),
        ('name = "x"\nof = { Gold = 0 }\nupper = 1', 3, "limit.1.of.Gold is 0, so it counts"),
        (f'name = "x"\n{OF}upper = 1\nprice_bps = 0', 5, "limit.1.price_bps is 0, which is not"),
        (f'name = "x"\n{OF}uper = 1', 4, "unknown key 'uper' in limit.1"),
        (f'name = "Turnover"\n{OF}upper = 1', 2, "'Turnover' is the name of a limit of [limits]"),
        (f'name = "small-cap"\n{OF}upper = 1', 2, "'small-cap' is the name of a limit of"),
    ],
)
def test_a_limit_that_says_nothing_or_too_much_is_refused(here, refused, body, line, said):
    Path("mine.toml").write_text(f"[[limit]]\n{body}\n", encoding="utf-8")
    found = refused(read_policy, "mine.toml")
    assert any(each.startswith(f"error: mine.toml:{line}: ") and said in each for each in found)


def test_two_limits_of_one_name_are_refused(here, refused):
    one = f'[[limit]]\nname = "mine"\nupper = 1\n{OF}'
    message, remedy = problem_of(refused, one + one.replace("mine", "Mine"))
    assert message == "1: limit 'Mine' stands there twice"
    assert remedy == "give every limit a name of its own"


@pytest.mark.parametrize(
    ("tags", "remedy"),
    [
        ('[tags]\ncheap = ["VTWO"]\n', "did you mean 'cheap'?"),
        ("", 'add [tags] with cheep = ["TICKER"]'),
    ],
)
def test_a_tag_that_nobody_defined_is_refused(here, refused, tags, remedy):
    text = f'{tags}[[limit]]\nname = "mine"\ntags = {{ cheep = 1 }}\nupper = 1\n'
    message, way_out = problem_of(refused, text)
    assert message.endswith("limit 'mine' counts the tag 'cheep', which [tags] lacks")
    assert way_out == remedy


def test_a_tag_that_cannot_be_read_is_the_only_problem_of_its_limits(here, refused):
    text = '[tags]\ncheap = []\n[[limit]]\nname = "mine"\ntags = { cheap = 1 }\nupper = 1\n'
    assert problem_of(refused, text)[0] == "2: tags.cheap has no entry"

"""What-if questions and sweeps as text and JSON: what is printed, and that it fits."""

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from allocator import as_json, sweep, what_if
from allocator.errors import Problem, Severity
from allocator.model.portfolio import Account, AccountType
from allocator.pipeline.what_if_sweep import Point, Sweep, Target
from allocator.report.numbers import long_date
from allocator.report.origin import Origin
from allocator.report.reasons import components
from allocator.report.what_if import what_if_text
from allocator.report.what_if_json import sweep_json, what_if_json
from allocator.report.what_if_map import map_lines
from allocator.report.what_if_sweep import sweep_text
from tests.situations import brief, holding, market, portfolio, two_worlds, world

MARKET, HELD, WORLDS = market(), portfolio(), two_worlds()
OUTLOOK = brief(scenarios=WORLDS, snapshot=MARKET).outlook
TODAY = date(2025, 12, 29)
MINE = Origin("bundled snapshot", "our defaults", "yours")


def ask(changes, scenarios=WORLDS, held=HELD):
    return what_if(held, changes, None, scenarios, MARKET)


def text_of(found, width=80):
    return what_if_text(found, TODAY, width, MINE)


def row(text, label):
    """The cells of the line that begins with a label."""
    line = next(line for line in text.splitlines() if line.strip().startswith(label))
    return line.split(label, 1)[1].split()


@pytest.fixture(scope="module")
def found():
    return ask({"scenario.none.probability": 0.9, "limits.small_cap.upper": 0.25})


@pytest.fixture(scope="module")
def text(found):
    return text_of(found)


def test_the_changes_stand_first_then_what_followed_by_the_rule(text):
    asked, followed = text.index("scenario.none.probability"), text.index("scenario.rotation.prob")
    assert asked < text.index("share the rest in proportion") < followed < text.index("Answer:")
    assert row(text, "limits.small_cap.upper") == ["0.2", "0.25"]
    assert row(text, "scenario.none.probability") == ["0.55", "0.9"]
    assert row(text, "scenario.rotation.probability") == ["0.45", "0.1000"]


def test_both_targets_and_their_difference_stand_side_by_side(found, text):
    target = next(each for each in found.comparisons if each.name == "small_cap_target")
    shown = [f"{100 * value:.1f}%" for value in (target.base, target.changed, target.difference)]
    assert row(text, "target") == shown
    assert row(text, "band") == ["10.0%", "to", "20.0%", "10.0%", "to", "25.0%"]
    assert f"falls from {shown[0]} to {shown[1]} of equity" in " ".join(text.split())


def test_what_is_equal_is_called_the_same(text):
    assert row(text, "now")[-1] == "same"


def test_every_fund_traded_on_either_side_has_a_row(found, text):
    for side in (found.base, found.changed):
        for trade in side.trades:
            assert row(text, trade.symbol)


def test_sales_are_negative_and_purchases_positive(found, text):
    for trade in found.base.trades:
        sign = "-" if trade.side == "sell" else "+"
        assert row(text, trade.symbol)[0] == f"{sign}{trade.shares}"


@pytest.mark.parametrize("width", [80, 100, 120])
def test_no_line_is_wider_than_asked(found, width):
    assert max(map(len, text_of(found, width).splitlines())) <= width


def test_old_data_are_said_as_loudly_as_in_a_proposal(found):
    late = what_if_text(found, date(2026, 3, 1), 80, MINE)
    assert "!! THE DATA ARE 67 DAYS OLD" in late


def test_nothing_changed_is_said():
    said = text_of(ask({"limits.turnover": 0.25}))
    assert "Nothing is changed: every key has that value already." in said
    assert "the same, as nothing is changed" in said


def test_the_sentence_tells_what_becomes_of_the_advice():
    stays = " ".join(text_of(ask({"limits.small_cap.upper": 0.3})).split())
    assert "stays at" in stays
    assert "the trades are the same" in stays
    idle = text_of(ask({"trading.min_benefit_bps": 1000}, held=portfolio({"VOO": 300, "IWM": 90})))
    assert "do nothing" in row(idle, "advice") or "do" in row(idle, "advice")
    assert "the advice is then to do nothing" in " ".join(idle.split())
    wake = ask({"trading.min_benefit_bps": 0}, held=portfolio({"VOO": 300, "IWM": 140}))
    said = " ".join(text_of(wake).split())
    assert wake.base.advice != wake.changed.advice
    assert "there are then" in said


def test_without_equity_the_text_says_so():
    said = text_of(ask({"trading.min_benefit_bps": 2}, held=portfolio({"AGG": 500})))
    assert "There are no small caps without equity." in " ".join(said.split())
    assert row(said, "target") == ["none", "none", "same"]


def test_accounts_are_named_where_there_are_several():
    accounts = (
        Account("ira", AccountType.TRADITIONAL, Decimal(3000)),
        Account("main", AccountType.TAXABLE, Decimal(3000)),
    )
    held = portfolio({}, "0", holding("SPY", 90, "ira"), holding("SPY", 90), accounts=accounts)
    found = ask({"limits.small_cap.upper": 0.3, "limits.small_cap.lower": 0.2}, held=held)
    accounts_traded = {trade.account for trade in (*found.base.trades, *found.changed.trades)}
    said = text_of(found)
    assert all(f" in {account} " in said for account in accounts_traded) == (
        len(accounts_traded) > 1
    )


def test_the_json_holds_both_proposals_as_propose_prints_them(found):
    read = json.loads(what_if_json(found))
    assert read["schema"] == "allocator.what-if/1"
    assert read["base"] == json.loads(as_json(found.base))
    assert read["changed"] == json.loads(as_json(found.changed))
    assert [each["follows"] for each in read["changes"]] == [False, True, False]
    figures = read["figures"]["small_cap_target"]
    assert figures["difference"] == pytest.approx(figures["changed"] - figures["base"], abs=1e-11)


def test_the_json_takes_every_kind_of_value():
    changes = {"trading.min_trade": 300, "trading.do_not_buy": ["QQQ"], "limits.turnover": "none"}
    read = json.loads(what_if_json(ask(changes)))
    assert {each["key"]: each["after"] for each in read["changes"]} == {
        "limits.turnover.upper": None,
        "trading.min_trade": 300,
        "trading.do_not_buy": ["QQQ"],
    }


def target(share, gain=0.0005):
    return Target(share, 3, 12345.6, gain, ("small_cap",))


def made(keys, grid, points, present=None):
    return Sweep(
        snapshot=MARKET,
        value=Decimal(250000),
        alterations=(),
        keys=keys,
        present=present or (None,) * len(keys),
        grid=grid,
        base=Point((), target(0.15), ""),
        points=points,
        outlook=OUTLOOK,
        warnings=(),
    )


@pytest.fixture(scope="module")
def along():
    """One key, with a point that cannot be met."""
    points = (Point((0.1,), None, "limits cannot be met"), Point((0.2,), target(0.174), ""))
    return made(("limits.turnover",), ((0.1, 0.2),), points, (0.25,))


@pytest.fixture(scope="module")
def over():
    """Two keys, with a point that cannot be met."""
    points = tuple(
        Point((a, b), None if a + b == 0 else target(0.1 + a / 100 + b / 1000), "x" * (a + b == 0))
        for a in (0.0, 1.0)
        for b in (0.0, 1.0, 2.0)
    )
    return made(("a.probability", "b"), ((0.0, 1.0), (0.0, 1.0, 2.0)), points, (0.5, None))


def test_a_table_has_the_base_and_every_point(along):
    said = sweep_text(along, TODAY, 80, MINE)
    assert row(said, "now 0.25")[:3] == ["15.0%", "3", "$12,346"]
    assert row(said, "0.1 ") == ["-", "-", "-", "-", "limits", "cannot", "be", "met"]
    assert row(said, "0.2 ") == ["17.4%", "3", "$12,346", "+5.0", "bps", "small_cap"]
    assert "limits cannot be met at 1 of 2 points" in " ".join(said.split())


def test_a_sweep_says_what_a_proposal_says_of_its_data(along):
    """The rate cycle's view of the made-up day ends within a year; so do the data, long before."""
    (last,) = {part.expires for _, part in components(OUTLOOK) if part.expires is not None}
    before, after = (sweep_text(along, last + timedelta(days=n), 100, MINE) for n in (0, 1))
    assert "refresh: allocator data refresh, then" in before
    assert "A VIEW HAS EXPIRED" not in before
    said = " ".join(after.split())
    assert f"!! A VIEW HAS EXPIRED on {long_date(last)}: the rate cycle still counts here." in said
    assert "!! THE DATA ARE" in said
    assert json.loads(sweep_json(along))["expires"] == {"rate_cycle": str(last)}
    noted = replace(MINE, snapshot_note="ours is newer")
    assert "note: ours is newer" in sweep_text(along, TODAY, 80, noted)


def test_a_sweep_repeats_the_warnings_of_its_inputs():
    odd = Problem("mine.csv:2", "VOO: the file's price 900 is far", "look", Severity.WARNING)
    found = sweep(portfolio({}, "0", holding("VOO", 100, price=1000)), {"limits.turnover": (0.2,)})
    (said,) = found.warnings
    assert "far from" in said.message
    assert f"- {said.place}: VOO: the file's price 1000 is far" in " ".join(
        sweep_text(found, TODAY, 120, MINE).split()
    )
    assert json.loads(sweep_json(found))["warnings"] == [said.message]
    twice = replace(found, warnings=(odd, odd))
    assert sweep_text(twice, TODAY, 120, MINE).count("price 900") == 1


def test_a_map_names_its_directions_and_the_rule(over):
    said = " ".join(sweep_text(over, TODAY, 80, MINE).split())
    assert "down: a.probability across: b" in said
    assert "as things stand: small caps 15.0%" in said
    assert "share the rest in proportion" in said


def test_a_map_shows_a_number_for_every_point(over):
    lines = sweep_text(over, TODAY, 80, MINE).splitlines()
    at = lines.index("Small caps at the target, % of equity")
    assert [line.split() for line in lines[at + 1 : at + 4]] == [
        ["0", "1", "2"],
        ["0", "x", "10.1", "10.2"],
        ["1", "11.0", "11.1", "11.2"],
    ]


def test_a_map_too_wide_for_numbers_is_drawn_in_letters():
    across = tuple(float(each) for each in range(50))
    figures = [None, *(float(each) for each in range(99))]
    title, first, second, *legend = map_lines("Gain", figures, ((1.0, 2.0), across), 80, 1)
    assert (title, len(first.split()[1]), len(second.split()[1])) == ("Gain", 50, 50)
    assert first.split()[1].startswith("x.")
    assert second.endswith("@")
    assert "from '.' 0.0 to '@' 98.0" in " ".join(legend)
    assert "x: no target" in " ".join(" ".join(legend).split())


def test_letters_rise_with_the_figures():
    across = tuple(float(each) for each in range(45))
    lines = map_lines("Gain", list(across), ((1.0,), across), 80, 1)
    assert lines[1].split()[1] == "".join(letter * 5 for letter in ".:-=+*#%@")


def test_a_map_of_equal_figures_is_one_letter_and_one_of_none_all_crosses():
    across = tuple(float(each) for each in range(50))
    assert map_lines("Gain", [2.0] * 50, ((1.0,), across), 80, 1)[1].split()[1] == "." * 50
    lines = map_lines("Gain", [None] * 50, ((1.0,), across), 80, 1)
    assert lines[1].split()[1] == "x" * 50


def test_a_map_wider_than_the_page_leaves_no_point_out():
    across = tuple(float(each) for each in range(200))
    lines = map_lines("Gain", list(across), ((1.0,), across), 80, 1)
    assert len(" ".join(lines[1:]).split()) == 201
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize("width", [80, 120])
def test_no_line_of_a_sweep_is_wider_than_asked(along, over, width):
    crowded = made(
        ("limits.turnover",),
        ((0.1,),),
        (Point((0.1,), Target(0.1, 3, 1e9, 0.1, tuple("long_names_of_limits" * 9)), ""),),
    )
    for each in (along, over, crowded):
        lines = sweep_text(each, TODAY, width, MINE).splitlines()
        assert max(map(len, lines)) <= width


def test_the_json_of_a_sweep_has_every_point_and_why_there_is_none(along):
    read = json.loads(sweep_json(along))
    assert read["schema"] == "allocator.sweep/1"
    assert read["keys"] == [{"key": "limits.turnover", "present": 0.25}]
    assert read["points"] == [
        {"at": [0.1], "trouble": "limits cannot be met"},
        {
            "at": [0.2],
            "small_cap": 0.174,
            "trades": 3,
            "traded_usd": 12345.6,
            "gain": 0.0005,
            "binding": ["small_cap"],
        },
    ]


def test_a_sweep_of_a_real_case_reads_as_its_figures():
    found = sweep(
        HELD,
        {"limits.turnover": (0.0, 0.25)},
        {"drivers.flow.usd_bn": 100},
        None,
        (world(),),
        MARKET,
    )
    said = sweep_text(found, TODAY, 80, MINE)
    assert row(said, "scenario.world.flow.usd_bn") == ["250", "100"]
    assert row(said, "0.25 ")[0] == f"{100 * found.points[1].target.small_cap:.1f}%"


def test_a_base_without_target_is_said_on_a_map():
    from dataclasses import replace

    base = Point((), None, "limits cannot be met")
    grid = ((0.0,), (1.0,))
    found = replace(
        made(("a", "b"), grid, (Point((0.0, 1.0), target(0.1), ""),), (0.0, 1.0)), base=base
    )
    assert "as things stand (0 and 1): limits cannot be met" in sweep_text(found, TODAY, 80, MINE)

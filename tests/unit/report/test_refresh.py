import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from allocator.errors import Problem
from allocator.market.refresh import Fate, Fetch, Summary
from allocator.market.series import Key, Kind
from allocator.market.sources.source import Cause, Item
from allocator.market.store import Merge, Outcome
from allocator.report.refresh import refresh_json, refresh_text
from allocator.report.table import columns

DAY = date(2026, 5, 1)
LIMITED = Problem("yahoo", "asks to be asked less often (status 429)")


def item(name, source="yahoo", kind=Kind.CLOSE):
    return Item(source, name, Key(kind, name, source))


def merge(name, outcome, added=0, kind=Kind.CLOSE, message="1 days added", source="yahoo"):
    return Merge(Key(kind, name, source), outcome, added, None, message)


def came(name, outcome=Outcome.EXTENDED, added=1, **parts):
    merges = parts.pop("merges", (merge(name, outcome, added),))
    return Fetch(item(name), parts.pop("fate", Fate.CAME), merges, through=DAY, **parts)


def failed(name, problem=LIMITED, cause=Cause.LIMITED, fate=Fate.FAILED):
    return Fetch(item(name), fate, problems=(problem,), cause=cause)


def written(*fetches, width=100, is_interrupted=False):
    return refresh_text(Summary("~/market", fetches, is_interrupted), width)


def test_items_of_which_the_same_is_to_be_said_are_said_together():
    text = written(came("IWM"), came("SPY"), came("VTI", Outcome.NEW, 900), came("BND", added=0))
    assert text == (
        "4 of 4 items came and are kept in ~/market\n"
        "  yahoo: 1 row added, through 2026-05-01  IWM, SPY\n"
        "  yahoo: new, through 2026-05-01          VTI\n"
        "  yahoo: nothing new, through 2026-05-01  BND\n"
    )


def test_what_did_not_come_is_said_with_why_and_what_to_do():
    text = written(
        came("IWM"),
        failed("SPY"),
        failed("VTI", fate=Fate.LEFT),
        failed("BND", fate=Fate.LEFT),
    )
    assert text.startswith("1 of 4 items came")
    assert text.endswith(
        "Did not come, or was not kept\n"
        "  SPY: yahoo asks to be asked less often (status 429)\n"
        "  yahoo was not asked for VTI, BND, as it asks to be asked less often (status 429)\n"
        "\n"
        "Run allocator data refresh again later: it begins with what is missing.\n"
    )


@pytest.mark.parametrize("cause", [Cause.UNUSABLE, Cause.MISSING])
def test_another_refresh_is_advised_only_where_it_may_help(cause):
    assert "again later" not in written(came("IWM"), failed("SPY", cause=cause))
    assert "again later" in written(failed("SPY", cause=Cause.UNAVAILABLE))
    assert "again later" in written(Fetch(item("SPY"), Fate.LEFT))


def test_a_remedy_is_part_of_what_is_said():
    problem = Problem("fred", "refused to answer (status 400)", "correct FRED_API_KEY")
    assert "DFF: fred refused to answer (status 400); correct FRED_API_KEY" in written(
        failed("DFF", problem, Cause.UNUSABLE)
    )


def test_a_contradiction_is_said_with_dates_and_sizes():
    message = "1 of 9 numbers differ from what is stored, on 2026-04-02; nothing was written"
    contradicted = merge("IWM", Outcome.CONTRADICTED, message=message)
    problem = Problem("close/IWM (yahoo)", message)
    text = written(came("IWM", fate=Fate.FAILED, merges=(contradicted,), problems=(problem,)))
    assert "0 of 1 item came" in text
    assert f"close/IWM (yahoo) {message}" in " ".join(text.split())
    assert "yahoo: " not in text


def test_an_item_of_which_some_was_kept_is_said_to_be_there_in_part():
    contradicted = merge("IWM", Outcome.CONTRADICTED, message="differs")
    paid = merge("IWM", Outcome.EXTENDED, 1, Kind.DISTRIBUTION)
    problem = Problem("close/IWM (yahoo)", "differs")
    text = written(came("IWM", fate=Fate.PARTLY, merges=(contradicted, paid), problems=(problem,)))
    assert "yahoo: in part, through 2026-05-01  IWM" in text


def test_adjusted_closes_are_adjusted_anew_in_one_line():
    """It happens whenever a fund pays."""
    fetches = [
        came(
            name,
            merges=(
                merge(name, Outcome.EXTENDED, 1),
                merge(name, Outcome.READJUSTED, 1, Kind.ADJUSTED),
            ),
        )
        for name in ("IWM", "SPY")
    ]
    assert (
        "Changed in the past\n  adjusted closes, scaled for a distribution or split: IWM, SPY\n"
    ) in written(*fetches)


@pytest.mark.parametrize(
    ("outcome", "kind"),
    [
        (Outcome.READJUSTED, Kind.CLOSE),
        (Outcome.REVISED, Kind.RETURN),
        (Outcome.REPLACED, Kind.ADJUSTED),
    ],
)
def test_whatever_else_changed_is_said_with_dates_and_sizes(outcome, kind):
    changed = merge("X", outcome, kind=kind, message="all 9 numbers by the factor 0.5")
    assert f"{kind}/X (yahoo): {outcome}: all 9 numbers by the factor 0.5\n" in written(
        came("X", merges=(changed,))
    )


def test_a_damaged_file_that_was_put_aside_is_said():
    message = "9 numbers; the damaged file that was there is now /q/1/x.parquet"
    again = replace(merge("X", Outcome.NEW, message=message), aside=Path("/q/1/x.parquet"))
    assert message in written(came("X", merges=(again,)))


def test_a_note_is_said_once_for_all_items_of_which_it_is_true():
    """Before the exchange closes it is true of all of them."""
    late, odd = "the price of 2026-05-01 is left out", "1 of its days came without a price"
    text = written(came("IWM", notes=(late,)), came("SPY", notes=(late, odd)))
    assert f"Notes\n  IWM, SPY: {late}\n  SPY: {odd}\n" in text


def test_readings_that_were_taken_or_do_not_exist_are_said():
    known = Fetch(item("IWM P/E"), Fate.CAME, through=DAY)
    absent = Fetch(item("IWO P/E"), Fate.CAME)
    text = written(known, absent)
    assert "yahoo: known today, through 2026-05-01  IWM P/E" in text
    assert "yahoo: none given                       IWO P/E" in text


def test_a_refresh_that_was_ended_says_what_it_was_not_asked_for():
    text = written(came("IWM"), Fetch(item("SPY"), Fate.LEFT), is_interrupted=True)
    assert text.startswith("Ended by Ctrl-C: 1 of 2 items came")
    assert "  yahoo was not asked for SPY\n" in text


@pytest.mark.parametrize("width", [80, 100, 120])
def test_no_line_is_too_wide(width):
    names = [f"FUND{number}" for number in range(60)]
    fetches = [*map(came, names), *(failed(name, fate=Fate.LEFT) for name in names)]
    assert max(map(columns, written(*fetches, width=width).splitlines())) <= width


def test_what_a_source_sends_moves_no_cursor():
    assert "\x1b" not in written(failed("IWM", Problem("yahoo", "\x1b[2Jgone")))


def test_json_has_every_item_and_series():
    fetches = (came("IWM", notes=("a note",)), failed("SPY"))
    document = json.loads(refresh_json(Summary("~/market", fetches)))
    assert document == {
        "home": "~/market",
        "complete": False,
        "interrupted": False,
        "items": [
            {
                "source": "yahoo",
                "name": "IWM",
                "fate": "came",
                "through": "2026-05-01",
                "series": [
                    {
                        "kind": "close",
                        "name": "IWM",
                        "source": "yahoo",
                        "outcome": "extended",
                        "added": 1,
                        "message": "1 days added",
                    }
                ],
                "notes": ["a note"],
                "problems": [],
            },
            {
                "source": "yahoo",
                "name": "SPY",
                "fate": "failed",
                "through": None,
                "series": [],
                "notes": [],
                "problems": [
                    {
                        "place": "yahoo",
                        "message": LIMITED.message,
                        "remedy": "",
                        "severity": "error",
                    }
                ],
            },
        ],
    }

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocator.bundled import SNAPSHOT
from allocator.errors import MarketDataError
from allocator.market.snapshot_file import (
    MOST_BYTES,
    SCHEMA,
    load_snapshot,
    parse_snapshot,
    snapshot_text,
)
from allocator.model.assets import Income
from allocator.model.snapshot import SectorMix, Snapshot, WeeklyReturns

CONTENT = SNAPSHOT.read_bytes()


def changed(change):
    document = json.loads(CONTENT)
    change(document)
    return json.dumps(document).encode()


def refusal(content):
    with pytest.raises(MarketDataError) as caught:
        parse_snapshot(content, "mine.json")
    (problem,) = caught.value.problems
    assert problem.place.startswith("mine.json")
    assert problem.remedy
    return f"{problem.place}: {problem.message}"


def is_answered(content):
    """Whether reading gives a snapshot, or a refusal with a way out."""
    try:
        return isinstance(parse_snapshot(content, "mine.json"), Snapshot)
    except MarketDataError as error:
        return bool(error.problems[0].remedy)


def test_what_was_read_is_written_the_same_to_the_byte():
    assert snapshot_text(load_snapshot(SNAPSHOT)).encode() == CONTENT


def test_why_a_signal_is_not_known_is_written_and_read_the_same():
    made = load_snapshot(SNAPSHOT)
    first, *others = made.signals
    gone = replace(first, since=None, unknown_because="closes end early")
    text = snapshot_text(replace(made, signals=(gone, *others)))
    assert parse_snapshot(text.encode(), "mine.json").signals == (gone, *others)


def test_a_signal_that_is_on_and_not_known_to_be_is_refused():
    def both(document):
        document["signals"][0] |= {"since": "2025-01-02", "unknown_because": "closes end early"}

    assert "is on, and not known to be" in refusal(changed(both))


def test_a_yield_and_a_relative_ratio_are_written_and_read_the_same():
    made = load_snapshot(SNAPSHOT)
    first, second = made.valuations
    others = (
        replace(first, price_earnings=None, earnings_yield=-0.01, mean_5y=0.05),
        replace(first, relative_to="S&P 500", derived=True),
        replace(second, definition="another"),
    )
    text = snapshot_text(replace(made, valuations=(*others, second, first)))
    found = parse_snapshot(text.encode(), "mine.json")
    assert set(found.valuations) == {*others, first, second}
    assert snapshot_text(found) == text


RATE, LATER = 0.0388218, date(2025, 12, 24)
MIX = SectorMix("S&P 500", (("Energy", 0.25), ("Utilities", 0.5)), LATER, "a sheet")
WEEKS = WeeklyReturns(
    ("S&P 500", "Gold"),
    (date(2025, 12, 12), date(2025, 12, 19)),
    [[0.012345, -0.000001], [-0.0321, 0.0]],
)


def widened():
    """The snapshot that ships, with all that it may have: an income, sectors and weeks."""
    made = load_snapshot(SNAPSHOT)
    income = Income(RATE, 0.7, 0.1, LATER, "a sheet")
    funds = {**made.funds, "AGG": replace(made.funds["AGG"], income=income)}
    return replace(made, funds=funds, sectors=(MIX,), weeks=WEEKS)


def test_incomes_sectors_and_weeks_are_written_and_read_the_same():
    text = snapshot_text(widened())
    found = parse_snapshot(text.encode(), "mine.json")
    assert found.funds["AGG"].income == Income(RATE, 0.7, 0.1, LATER, "a sheet")
    assert found.sectors == (MIX,)
    assert (found.weeks.indexes, found.weeks.ends) == (WEEKS.indexes, WEEKS.ends)
    assert (found.weeks.returns == WEEKS.returns).all()
    assert snapshot_text(found) == text


def test_the_digest_is_that_of_the_file():
    assert load_snapshot(SNAPSHOT).digest == hashlib.sha256(CONTENT).hexdigest()


def put(*path, value):
    def change(document):
        for key in path[:-1]:
            document = document[key]
        document[path[-1]] = value

    return change


def drop(*path):
    def change(document):
        for key in path[:-1]:
            document = document[key]
        del document[path[-1]]

    return change


SECOND = "easing, second half"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (put("schema", value=1), f"schema: this program reads schema {SCHEMA} only"),
        (put("schema", value=SCHEMA - 1), f"schema: this program reads schema {SCHEMA} only"),
        (put("schema", value=SCHEMA + 1), f"schema: this program reads schema {SCHEMA} only"),
        (drop("schema"), "schema: is missing"),
        (drop("risk"), "risk: is missing"),
        (put("extra", value=1), "extra: is not a name that is known"),
        (put("as_of", value="24 December 2025"), "as_of: expected a date"),
        (put("as_of", value="2025-12-10"), "2025-12-19 lies after the date"),
        (put("notes", value=[1]), "notes: expected words only"),
        (put("pause_days", value=0), "pause_days: expected a whole number"),
        (put("sources", "risk", value=None), "sources: risk: is missing"),
        (put("indexes", 0, "small_share", value=1.2), "indexes[0]: small_share"),
        (drop("indexes", 0), "risk: does not cover exactly the indexes"),
        (
            put("indexes", 1, "name", value="CRSP US Small Cap"),
            "indexes[1]: CRSP US Small Cap appears twice",
        ),
        (put("funds", 0, "index", value="Moon"), "AGG tracks 'Moon'"),
        (put("funds", 0, "price", value="-1"), "funds[0]: price"),
        (put("funds", 0, "price_basis", value="par"), "funds[0]: price_basis: 'par' is none of"),
        (drop("funds", 0, "price"), "funds[0]: price_basis: a price and its basis go together"),
        (drop("funds", 0, "price_date"), "funds[0]: price_date: a market price has a date"),
        (put("funds", 0, "multiple", value=0), "funds[0]: multiple"),
        (put("funds", 0, "expense_ratio", value=3), "funds[0]: expense_ratio"),
        (put("funds", 0, "buyable", value="yes"), "funds[0]: buyable: expected true or false"),
        (put("risk", "covariance", 0, 0, value=-1.0), "positive definite"),
        (put("risk", "covariance", 0, 1, value=9.0), "symmetric"),
        (put("risk", "covariance", 0, value=[1.0]), "rows of the same length"),
        (put("risk", "covariance", value=[[1.0]]), "shape"),
        (put("risk", "indexes", 0, value="Gold"), "risk: names an index twice"),
        (put("risk", "start", value="2025-12-19"), "risk: ends before it starts"),
        (put("rate_changes", 0, "announced", value="2000-01-01"), "not in order"),
        (put("rate_changes", 0, "change", value=0), "a change is not zero"),
        (put("episodes", "recovery", value={}), "episodes: recovery"),
        (drop("episodes", SECOND), f"episodes: {SECOND}: is missing"),
        (put("episodes", SECOND, "mean", value=0.2), "is not a name that is known here"),
        (drop("episodes", SECOND, "baseline_mean"), "baseline_mean: is missing"),
        (
            put("episodes", SECOND, "episodes", 0, "end", value="1990-07-13"),
            "ends before it starts",
        ),
        (put("valuations", 0, "sd_5y", value=0), "valuations[0]: sd_5y"),
        (put("valuations", 0, "index", value="Moon"), "valuations: 'Moon' is not described"),
        (
            put("valuations", 0, "reference_date", value="2026-01-01"),
            "valuations: 2026-01-01 lies after",
        ),
        (put("index_sizes", 0, "usd_bn", value=-1), "index_sizes[0]: usd_bn"),
        (put("risk", "condition", value=0.5), "risk: condition"),
        (put("risk", "completions", value=[{"index": "Gold"}]), "completions[0]: nearest"),
        (drop("witness", SECOND), f"witness: {SECOND}: is missing"),
        (put("witness", SECOND, "mean", value=0.2), f"witness: {SECOND}: mean"),
        (put("valuations", 0, "price_earnings", value=-3.0), "price_earnings: is not positive"),
        (put("valuations", 0, "price_earnings", value=None), "either price_earnings or"),
        (put("valuations", 0, "earnings_yield", value=0.05), "either price_earnings or"),
        (put("valuations", 0, "mean_5y", value=-1.0), "mean_5y: expected a positive number"),
        (put("valuations", 0, "relative_to", value="Russell 2000"), "another index than index"),
        (put("valuations", 0, "relative_to", value="Moon"), "valuations: 'Moon' is not described"),
        (put("valuations", 1, "index", value="Russell 2000"), "appears twice"),
        (put("valuation_history", 0, "index", value="Moon"), "'Moon' is not described"),
        (put("valuation_history", 0, "months", value=[]), "at least one month"),
        (put("valuation_history", 0, "values", value=[1.0]), "one value for each month"),
        (put("valuation_history", 0, "months", 0, value="2025-07-32"), "expected a date"),
        (put("valuation_history", 0, "months", 0, value="2025-07-30"), "months in order"),
        (put("valuation_history", 0, "months", -1, value="2026-01-31"), "2026-01-31 lies after"),
        (put("inputs", 0, "rows", value=0), "inputs[0]: rows"),
        (put("inputs", 0, "last", value="2026-01-02"), "inputs: 2026-01-02 lies after"),
        (put("findings", value=[{"check": "gaps"}]), "findings[0]: severity"),
        (put("versions", "numpy", value=None), "versions: numpy: is missing"),
    ],
)
def test_whatever_is_wrong_is_said_with_its_place(change, said):
    assert said in refusal(changed(change))


FUND = ("funds", 0, "income")
PARTS = ("sectors", 0, "weights")
ENDS, ROWS = ("weeks", "ends"), ("weeks", "returns")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (put(*FUND, value={}), "funds[0]: income: rate: is missing"),
        (put(*FUND, "yield", value=0.1), "income: yield: is not a name that is known"),
        (put(*FUND, "rate", value=-0.01), "income: rate: expected a finite number from 0 to 1"),
        (put(*FUND, "rate", value=3.9), "income: rate: expected a finite number from 0 to 1"),
        (put(*FUND, "exempt", value=0.31), "exempt: qualified and exempt are parts of one whole"),
        (put(*FUND, "as_of", value="2025-12-25"), "funds: 2025-12-25 lies after the date"),
        (put("sectors", value={}), "sectors: expected a list"),
        (put("sectors", 0, "index", value="Moon"), "sectors: 'Moon' is not described"),
        (put("sectors", 0, "on", value="2025-12-25"), "sectors: 2025-12-25 lies after the date"),
        (put(*PARTS, value={}), "sectors[0]: weights: expected parts of one whole"),
        (put(*PARTS, "Energy", value=-0.1), "weights: Energy: expected a finite number from 0"),
        (put(*PARTS, "Energy", value=0.51), "weights: expected parts of one whole"),
        (drop("weeks", "ends"), "weeks: ends: is missing"),
        (put("weeks", "indexes", value=[]), "indexes: expected at least one index, each once"),
        (put("weeks", "indexes", 1, value="S&P 500"), "expected at least one index, each once"),
        (put("weeks", "indexes", 1, value="Moon"), "weeks: 'Moon' is not described"),
        (put(*ENDS, value=[]), "ends: expected days a week apart"),
        (put(*ENDS, 0, value="2025-12-05"), "ends: expected days a week apart"),
        (put(*ENDS, 0, value="2025-12-26"), "ends: expected days a week apart"),
        (put(*ENDS, 0, value="12 December"), "weeks: ends[0]: expected a date"),
        (put(*ENDS, value=["2025-12-19", "2025-12-26"]), "weeks: 2025-12-26 lies after the date"),
        (drop(*ROWS, 0), "returns: expected 2 rows, one a week, of 2 numbers, one an index"),
        (put(*ROWS, 0, value=[0.1]), "returns: expected rows of the same length"),
        (put(*ROWS, value=[[0.1], [0.2]]), "expected 2 rows, one a week, of 2 numbers"),
        (put(*ROWS, 0, 1, value=None), "returns: row 1: expected finite numbers only"),
        (put(*ROWS, 0, 1, value=-1.0), "returns: expected fractions above -1 and up to 10"),
        (put(*ROWS, 0, 1, value=12.0), "returns: expected fractions above -1 and up to 10"),
    ],
)
def test_damaged_incomes_sectors_and_weeks_are_refused_with_their_place(change, said):
    document = json.loads(snapshot_text(widened()))
    change(document)
    assert said in refusal(json.dumps(document).encode())


def test_sectors_of_one_index_twice_are_refused():
    document = json.loads(snapshot_text(widened()))
    document["sectors"] *= 2
    assert "sectors[1]: S&P 500 appears twice" in refusal(json.dumps(document).encode())


def test_a_snapshot_without_the_two_indexes_of_every_proposal_is_refused():
    def remove(document):
        place = document["risk"]["indexes"].index("Russell 2000")
        del document["risk"]["indexes"][place]
        del document["risk"]["covariance"][place]
        for row in document["risk"]["covariance"]:
            del row[place]
        document["indexes"] = [i for i in document["indexes"] if i["name"] != "Russell 2000"]

    assert "Russell 2000 is missing" in refusal(changed(remove))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"\xff\xfe",
        b"[]",
        b"{}",
        b"[" * 100_000,
        CONTENT.replace(b'"weeks": 522', b'"weeks": NaN'),
        CONTENT.replace(b'"weeks": 522', b'"weeks": Infinity'),
        CONTENT.replace(b'"weeks": 522', b'"weeks": 1e999'),
        CONTENT.replace(b'"weeks": 522', b'"weeks": ' + b"9" * 5000),
        CONTENT[:-100],
    ],
)
def test_what_is_no_snapshot_is_refused(content):
    assert refusal(content)


def test_a_file_that_cannot_be_read_is_refused(tmp_path):
    with pytest.raises(MarketDataError, match="cannot be read"):
        load_snapshot(tmp_path / "nothing.json")
    with pytest.raises(MarketDataError, match="is not an ordinary file"):
        load_snapshot(tmp_path)


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(MarketDataError, match="is not an ordinary file"):
        load_snapshot(tmp_path / "pipe")


def test_a_file_too_large_to_be_a_snapshot_is_refused(tmp_path):
    (tmp_path / "huge.json").write_bytes(b" " * (MOST_BYTES + 1))
    with pytest.raises(MarketDataError, match="larger than 10 MB"):
        load_snapshot(tmp_path / "huge.json")


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, len(CONTENT) - 1), st.integers(0, 255)), min_size=1, max_size=4
    )
)
def test_no_corruption_gives_anything_but_a_snapshot_or_a_refusal(changes):
    content = bytearray(CONTENT)
    for place, byte in changes:
        content[place] = byte
    assert is_answered(bytes(content))


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(CONTENT)), st.integers(0, 400))
def test_no_loss_of_a_piece_gives_anything_but_a_snapshot_or_a_refusal(start, length):
    content = CONTENT[:start] + CONTENT[start + length :]
    assert is_answered(content)


def test_loading_needs_neither_pandas_nor_scipy():
    code = (
        "import sys; from pathlib import Path; from allocator.market import load_snapshot; "
        f"load_snapshot(Path({str(SNAPSHOT)!r})); "
        "print([name for name in ('pandas', 'scipy', 'cvxpy') if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert run.stdout.strip() == "[]"


def test_the_day_is_a_date():
    assert load_snapshot(SNAPSHOT).as_of == date(2025, 12, 24)


@pytest.mark.parametrize("year", [b"9999", b"1066"])
def test_a_year_that_no_market_has_is_refused(year):
    assert refusal(CONTENT.replace(b'"as_of": "2025', b'"as_of": "' + year))

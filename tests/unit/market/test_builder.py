import json
import re
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import allocator.market
from allocator.errors import MarketDataError, Severity
from allocator.market import build_snapshot
from allocator.market.archive import Memory
from allocator.market.covariance import Estimator, RiskSettings
from allocator.market.series import Kind, TableKind
from allocator.market.snapshot_file import parse_snapshot
from allocator.model.assets import PriceBasis
from allocator.model.rate_cycle import Phase, phase_at
from allocator.model.snapshot import Valuation

FUTURE = np.datetime64("2025-07-01")


@pytest.fixture(scope="module")
def text(archive, as_of):
    return build_snapshot(archive, as_of)


@pytest.fixture(scope="module")
def snapshot(text):
    return parse_snapshot(text.encode(), "built")


def built(archive, as_of, wanted=None):
    return parse_snapshot(build_snapshot(archive, as_of, wanted).encode(), "built")


def refusal(archive, as_of):
    with pytest.raises(MarketDataError) as caught:
        build_snapshot(archive, as_of)
    assert all(problem.remedy for problem in caught.value.problems)
    return str(caught.value)


def without(archive, **names):
    """Take series out of an archive by kind and name: `without(archive, adjusted="TLT")`."""
    gone = {(Kind(kind.replace("_", "-")), name) for kind, name in names.items()}
    kept = [s for s in archive.series if (s.key.kind, s.key.name) not in gone]
    return replace(archive, series=tuple(kept))


def swapped(archive, kind, name, change):
    """Change one series of an archive."""
    return replace(
        archive,
        series=tuple(
            change(s) if (s.key.kind, s.key.name) == (kind, name) else s for s in archive.series
        ),
    )


def test_the_order_of_an_archive_decides_nothing(archive, as_of, text):
    assert build_snapshot(replace(archive, series=archive.series[::-1]), as_of) == text


@settings(
    max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(0, 2**32 - 1))
def test_nothing_after_the_day_changes_a_byte(archive, as_of, text, seed):
    """Any numbers at all on later days, also such as no price can be, and later tables."""
    rng = np.random.default_rng(seed)

    def retold(series):
        later = series.days >= FUTURE
        values = np.where(later, rng.normal(0, 100, len(series)), series.values)
        return replace(series, values=values)

    later = [
        replace(
            table,
            key=replace(table.key, day=date(2025, 7, 2)),
            lines=table.lines.sample(frac=0.9, random_state=seed % 1000),
        )
        for table in archive.tables
    ]
    told = replace(
        archive,
        series=tuple(map(retold, archive.series)),
        tables=(*archive.tables, *later),
    )
    assert build_snapshot(told, as_of) == text


def test_what_was_published_later_changes_nothing(archive, as_of, text):
    """Returns of May came out at the end of June; whatever was not out by then does not count."""

    def delayed(series):
        hidden = series.known > np.datetime64(as_of)
        return replace(series, values=np.where(hidden, 1e6, series.values))

    told = replace(archive, series=tuple(map(delayed, archive.series)))
    assert build_snapshot(told, as_of) == text


def test_no_list_is_a_history(text):
    def lists(value):
        if isinstance(value, list):
            yield value
        for item in value.values() if isinstance(value, dict) else value:
            if isinstance(item, dict | list):
                yield from lists(item)

    assert max(len(found) for found in lists(json.loads(text))) < 130


def test_every_series_and_table_that_was_used_is_recorded(snapshot, archive, as_of):
    recorded = {each.name: each for each in snapshot.inputs}
    for series in archive.series:
        known = series.until(as_of)
        used = recorded.get(str(series.key))
        if used is not None:
            part = known.since(used.first)
            assert (used.digest, used.rows) == (part.digest, len(part))
            assert (used.first, used.last) == (part.first, known.last)
    assert {"close/SPY (made up)", "rate/DFF (made up)", "return/Qnt 2 (made up)"} <= set(recorded)
    assert {"holdings/IWV of 2025-05-01 (holdings)"} <= set(recorded)
    assert {"allocator", "numpy", "pandas"} == set(snapshot.versions)


def test_what_was_measured_replaces_what_stands_in(snapshot):
    for name in ("Russell 3000", "CRSP US Total Market"):
        assert snapshot.indexes[name].small_share == pytest.approx(7997 / 4_507_497, abs=5e-5)
        assert "measured" in snapshot.indexes[name].source
    assert set(snapshot.index_sizes) == {"Russell 2000", "S&P 500"}


def test_without_holdings_the_last_known_share_stands_in(archive, as_of):
    kept = [table for table in archive.tables if table.key.kind is not TableKind.HOLDINGS]
    snapshot = built(replace(archive, tables=tuple(kept)), as_of)
    assert snapshot.indexes["Russell 3000"].small_share == 0.081
    assert "2018-05-11" in snapshot.indexes["Russell 3000"].source
    assert snapshot.index_sizes == {}
    assert any("not known on 2025-06-30" in note for note in snapshot.notes)


def test_a_fund_is_priced_or_says_why_not(snapshot):
    funds = snapshot.funds
    assert funds["SPY"].price_basis is PriceBasis.CLOSE
    assert funds["IWO"].price_basis is PriceBasis.ADJUSTED
    assert funds["TNA"].price is None
    assert (funds["TNA"].multiple, funds["TNA"].buyable) == (3.0, False)
    assert str(funds["VMFXX"].price) == "1"
    assert (funds["VMFXX"].price_basis, funds["VMFXX"].buyable) == (PriceBasis.PAR, False)


def test_facts_of_a_later_day_are_absent(snapshot):
    assert snapshot.valuations == ()


def test_valuations_of_the_users_own_are_in_the_snapshot_from_their_day_on(archive, as_of, text):
    own = Valuation(
        index="Russell 2000",
        price_earnings=17.0,
        on=as_of,
        definition="mine",
        mean_5y=15.0,
        sd_5y=2.0,
        reference_date=as_of,
        note="by hand",
        source="a sheet",
    )
    made = parse_snapshot(build_snapshot(archive, as_of, valuations=(own,)).encode(), "built")
    assert made.valuations == (replace(own, source="yours, data.toml: a sheet"),)
    later = replace(own, on=date(2025, 7, 1))
    assert build_snapshot(archive, as_of, valuations=(later,)) == text


def test_valuations_of_indexes_that_the_snapshot_lacks_are_left_out(archive, as_of):
    """Without IJH there is no S&P MidCap 400."""
    day = as_of
    own = Valuation("S&P MidCap 400", 17.0, day, "mine", 15.0, 2.0, day, "by hand", "a sheet")
    beside = replace(own, index="Russell 2000", relative_to="S&P MidCap 400")
    gone = without(archive, adjusted="IJH", close="IJH", distribution="IJH")
    snapshot = parse_snapshot(
        build_snapshot(gone, as_of, valuations=(own, beside)).encode(), "built"
    )
    assert "S&P MidCap 400" not in snapshot.indexes
    assert snapshot.valuations == ()


def test_the_phase_is_the_one_of_the_day(snapshot, as_of):
    assert phase_at(snapshot.rate_changes, as_of).phase is Phase.PAUSE
    starts = [e.start for e in snapshot.episodes[Phase.FIRST_HALF].episodes]
    assert starts == [date(2019, 7, 31)]


def test_the_witness_speaks_where_it_has_its_data(snapshot, archive, as_of):
    assert snapshot.witness[Phase.FIRST_HALF].n > 0
    assert built(without(archive, **{"return": "Qnt 2"}), as_of).witness == {}


def test_an_index_that_begins_late_is_completed_and_says_so(archive, as_of):
    late = swapped(
        archive, Kind.ADJUSTED, "TLT", lambda s: s.where(s.days >= np.datetime64("2019-01-01"))
    )
    snapshot = built(late, as_of)
    (completion,) = snapshot.risk.completions
    assert (completion.index, completion.side) == ("US Treasuries 20+ Years", "before")
    assert 0 < completion.filled < completion.weeks == snapshot.risk.weeks
    assert "TLT" in snapshot.funds
    (note,) = [note for note in snapshot.notes if "begins late" in note]
    assert note.startswith("US Treasuries 20+ Years begins late: ")
    assert completion.nearest in note


@pytest.mark.parametrize("name", ["RU2000TR", "IWM"])
def test_a_small_cap_index_that_would_be_filled_in_is_refused(archive, as_of, name):
    """Nothing stands for the Russell 2000 but its own returns: IWM alone would do."""
    cut = archive
    for kind, each in ((Kind.TOTAL_RETURN, "RU2000TR"), (Kind.ADJUSTED, "IWM")):
        cut = swapped(cut, kind, each, lambda s: s.where(s.days >= np.datetime64("2019-01-01")))
    assert "Russell 2000 has no weekly returns over the whole window" in refusal(cut, as_of)
    assert built(without(archive, total_return="RU2000TR"), as_of).funds


def test_every_error_of_the_data_is_told_at_once_and_nothing_built(archive, as_of):
    def negative(series):
        values = series.values.copy()
        values[-200] = -1.0
        return replace(series, values=values)

    spoilt = swapped(archive, Kind.ADJUSTED, "SPY", negative)
    spoilt = swapped(spoilt, Kind.CLOSE, "IWM", negative)
    said = refusal(spoilt, as_of)
    assert "adjusted/SPY (made up)" in said
    assert "close/IWM (made up)" in said
    assert "allocator data verify" in said


def test_warnings_are_carried_into_the_snapshot(archive, as_of):
    gap = swapped(
        archive, Kind.CLOSE, "AGG",
        lambda s: s.where((s.days < np.datetime64("2025-03-03")) | (s.days > np.datetime64("2025-03-14"))),
    )  # fmt: skip
    found = [f for f in built(gap, as_of).findings if f.subject == "AGG" and "close" in f.place]
    assert found
    assert {each.severity for each in found} == {Severity.WARNING}
    assert any(each.first == date(2025, 3, 3) for each in found)


def test_the_estimator_is_chosen_by_name_and_named(archive, as_of, snapshot):
    other = built(archive, as_of, RiskSettings(estimator=Estimator.EWMA))
    assert other.risk.estimator.startswith("ewma")
    assert snapshot.risk.estimator.startswith("sample")
    assert not np.allclose(other.risk.covariance, snapshot.risk.covariance)
    assert "ewma" in other.sources["risk"]


def test_a_day_too_early_for_ten_years_is_refused(archive):
    assert refusal(archive, date(2015, 6, 30))


def test_an_empty_archive_is_refused(as_of):
    assert "no fund has a price" in refusal(Memory(), as_of)


def test_nothing_tells_the_machine_or_the_place(text):
    assert not re.search(r'"/|\\\\|/home|/tmp', text)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'bild'"):
        _ = allocator.market.bild


def told_by_another(archive, change):
    """A second source of SPY's adjusted close, which differs as `change` has it."""
    (spy,) = [s for s in archive.series if (s.key.kind, s.key.name) == (Kind.ADJUSTED, "SPY")]
    other = replace(spy, key=replace(spy.key, source="second"), values=change(spy))
    return replace(archive, series=(*archive.series, other))


def test_another_source_that_contradicts_the_last_year_stops_the_snapshot(archive, as_of):
    """Whichever of the two is picked: nobody knows who is right."""
    late = np.datetime64("2025-03-03")
    told = told_by_another(archive, lambda s: np.where(s.days >= late, 1.3, 1.0) * s.values)
    said = refusal(told, as_of)
    assert "adjusted/SPY (made up)" in said
    assert "adjusted/SPY (second)" in said


def test_another_source_that_agrees_changes_nothing(archive, as_of, snapshot):
    twice = built(told_by_another(archive, lambda s: s.values), as_of)
    assert twice.findings == snapshot.findings
    assert twice.funds == snapshot.funds


def test_an_archive_of_closes_alone_is_refused_in_words(archive, as_of):
    closes = [s for s in archive.series if s.key.kind is Kind.CLOSE]
    assert "no covariance can be made" in refusal(replace(archive, series=tuple(closes)), as_of)

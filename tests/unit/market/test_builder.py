import json
import re
import shutil
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import allocator.market
from allocator.errors import MarketDataError
from allocator.market import build_snapshot
from allocator.market.snapshot_file import parse_snapshot
from allocator.model.assets import PriceBasis
from allocator.model.rate_cycle import Phase, phase_at

SERIES = ["etf_adjclose_daily", "russell_tr_spliced_daily", "index_rut_gspc_daily"]


@pytest.fixture(scope="module")
def text(pristine, as_of):
    return build_snapshot(pristine, as_of)


@pytest.fixture(scope="module")
def snapshot(text):
    return parse_snapshot(text.encode(), "built")


def refusal(folder, as_of):
    with pytest.raises(MarketDataError) as caught:
        build_snapshot(folder, as_of)
    assert all(problem.remedy for problem in caught.value.problems)
    return str(caught.value)


def test_another_folder_with_the_same_files_gives_the_same_bytes(folder, as_of, text):
    assert build_snapshot(folder, as_of) == text


def test_nothing_tells_the_machine_or_the_place(pristine, text):
    assert str(pristine) not in text
    assert not re.search(r'"/|\\\\|/home|/tmp|/work', text)


@settings(
    max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(0, 10**6), st.sampled_from(SERIES))
def test_nothing_after_the_day_changes_a_byte(pristine, tmp_path_factory, text, as_of, seed, name):
    """Random rows of the future in every kind of file, and newer holdings."""
    folder = tmp_path_factory.mktemp("future") / "market"
    shutil.copytree(pristine, folder)
    path = folder / f"prices/{name}.csv"
    columns = path.read_text().split("\n", 1)[0].count(",")
    with path.open("a") as file:
        file.write("2026-01-02," + ",".join([f"{seed + 1}.5"] * columns) + "\n")
    with (folder / "prices/etf_distributions.csv").open("a") as file:
        file.write(f"2026-01-02,SPY,{seed}.0,4.0,0.0,the future\n")
    with (folder / "fed/fomc_target_changes.csv").open("a") as file:
        file.write("2026-01-02,2026-01-02,5.0,9.0,8.75,400,the future\n")
    (folder / "holdings/IWV_holdings_2026-01-02.csv").write_text("nothing\n")
    assert build_snapshot(folder, as_of) == text


def test_no_list_is_a_history(text):
    def lists(value):
        if isinstance(value, list):
            yield value
        for item in value.values() if isinstance(value, dict) else value:
            if isinstance(item, dict | list):
                yield from lists(item)

    assert max(len(found) for found in lists(json.loads(text))) < 130


def test_what_was_measured_replaces_what_stands_in(snapshot):
    for name in ("Russell 3000", "CRSP US Total Market"):
        assert snapshot.indexes[name].small_share == pytest.approx(7997 / 4_507_497, abs=5e-5)
        assert "measured" in snapshot.indexes[name].source
    assert set(snapshot.index_sizes) == {"Russell 2000", "S&P 500"}


def test_without_holdings_the_last_known_share_stands_in(folder, as_of):
    shutil.rmtree(folder / "holdings")
    snapshot = parse_snapshot(build_snapshot(folder, as_of).encode(), "built")
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
    assert snapshot.valuations == {}
    assert snapshot.notes == ()


def test_the_phase_is_the_one_of_the_day(snapshot, as_of):
    assert phase_at(snapshot.rate_changes, as_of).phase is Phase.PAUSE
    assert [e.start for e in snapshot.episodes[Phase.FIRST_HALF].episodes] == [date(2019, 7, 31)]


def test_an_index_without_the_whole_window_takes_its_funds_along(folder, as_of):
    path = folder / "prices/etf_adjclose_daily.csv"
    rows = [line.split(",") for line in path.read_text().splitlines()]
    place = rows[0].index("TLT")
    for row in rows[1:900]:
        row[place] = ""
    path.write_text("\n".join(map(",".join, rows)) + "\n")
    snapshot = parse_snapshot(build_snapshot(folder, as_of).encode(), "built")

    assert "TLT" not in snapshot.funds
    assert "US Treasuries 20+ Years" not in snapshot.indexes
    assert any("left out, with TLT" in note for note in snapshot.notes)


def test_a_small_cap_index_without_returns_is_refused(folder, edit, as_of):
    path = folder / "prices/russell_tr_spliced_daily.csv"
    rows = [line.split(",") for line in path.read_text().splitlines()]
    place = rows[0].index("R2000_TR")
    for row in rows[1:900]:
        row[place] = ""
    path.write_text("\n".join(map(",".join, rows)) + "\n")
    assert "Russell 2000 has no weekly returns over the whole window" in refusal(folder, as_of)


def test_a_missing_folder_and_a_missing_file_are_named(folder, as_of):
    assert "is not a folder" in refusal(folder / "no", as_of)
    (folder / "fed/fomc_target_changes.csv").unlink()
    assert "fed/fomc_target_changes.csv" in refusal(folder, as_of)


def test_a_day_too_early_for_ten_years_is_refused(folder):
    assert "do not make a covariance" in refusal(folder, date(2015, 6, 30))


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'bild'"):
        allocator.market.bild  # noqa: B018

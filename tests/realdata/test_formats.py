"""Files as their providers write them: facts read off them by eye, or by awk, against what is read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from allocator.market.folder import Folder
from allocator.market.formats import list_file, read_file
from allocator.market.formats.adjusted import kind_by_numbers
from allocator.market.series import Frequency, Kind
from tests.shared_data import DATA

FORMATS = DATA / "source_formats"
USED_BY_NOBODY = {
    "french/size_portfolios_avgsize_monthly.csv",
    "french/size_portfolios_ew_monthly.csv",
    "french/size_portfolios_nfirms_monthly.csv",
    "holdings/VONG_quarterly_holdings_2019_2025.csv",
    *(
        f"weights_history/{fund}.csv"
        for fund in ["IWB", "IWM", "IWN", "IWO", "IWV", "VTWG", "VTWO", "VTWV"]
    ),
}

pytestmark = pytest.mark.realdata


def read(name, **how):
    return read_file(name, (FORMATS / name).read_bytes(), **how)


def only(reading, kind, name):
    (found,) = (each for each in reading.series if each.key.kind is kind and each.key.name == name)
    return found


def value(series, day):
    (found,) = series.values[series.days == np.datetime64(day)]
    return found


def test_frenchs_factors():
    reading = read("F-F_Research_Data_Factors.csv")
    assert [each.key.name for each in reading.series] == ["Mkt-RF", "SMB", "HML", "RF"]
    market = only(reading, Kind.RETURN, "Mkt-RF")
    assert (len(market), market.first, market.last) == (
        1194,
        date(1926, 7, 31),
        date(2025, 12, 31),
    )
    assert [value(market, day) for day in ("1926-07-31", "2008-01-31", "2020-11-30")] == [
        2.89,
        -6.33,
        12.45,
    ]
    assert value(only(reading, Kind.RETURN, "RF"), "2025-12-31") == 0.34
    (unused,) = reading.problems
    assert unused.message == "not used: Annual Factors: January-December"


def test_frenchs_size_portfolios_are_the_value_weighted_ones():
    """The file's first table lost its title; its years, compounded, are those of the third."""
    reading = read("Portfolios_Formed_on_ME_full_202412.csv")
    assert len(reading.series) == 18
    low = only(reading, Kind.RETURN, "Lo 30")
    assert (len(low), low.first, low.last) == (1182, date(1926, 7, 31), date(2024, 12, 31))
    assert (value(low, "1942-12-31"), value(low, "1943-01-31")) == (2.11, 21.80)
    text = (FORMATS / "Portfolios_Formed_on_ME_full_202412.csv").read_text().split("\n")
    years = {line.split(",")[0].strip(): float(line.split(",")[2]) for line in text[2373:2471]}
    for year in ("1943", "2008", "2020"):
        months = low.to_pandas()[year] / 100
        assert 100 * ((1 + months).prod() - 1) == pytest.approx(years[year], abs=0.08)
    assert "Equal Weight Returns -- Monthly" in reading.problems[0].message


def test_fred_with_blank_rows():
    (series,) = read("fred_blank_rows_DFEDTAR.csv").series
    assert str(series.key) == "rate/DFEDTAR (fred_blank_rows_DFEDTAR)"
    assert (len(series), series.first, series.last) == (9129, date(1999, 9, 1), date(2024, 8, 28))
    assert (value(series, "2008-12-15"), value(series, "2008-12-16")) == (1.0, 0.25)


def test_fred_with_points_for_missing_numbers():
    """Its column is called VALUE and its name is no code, so it must be said what it holds."""
    (problem,) = read("fred_dot_missing.csv").problems
    assert "nothing says what the numbers of fred_dot_missing are" in problem.message
    (series,) = read("fred_dot_missing.csv", kind=Kind.TOTAL_RETURN).series
    assert (len(series), series.first, series.last) == (6073, date(1985, 12, 31), date(2019, 1, 10))
    assert (series.values[0], value(series, "2019-01-10")) == (0.0, 6402.40)


def test_fred_with_an_observation_date():
    (series,) = read("fred_observation_date_DGS10.csv").series
    assert (len(series), series.first, series.last) == (6688, date(1999, 1, 4), date(2025, 9, 25))
    assert (series.values[0], series.values[-1]) == (4.69, 4.18)
    assert np.datetime64("1999-01-18") not in series.days
    assert str(series.known[0]) == "1999-01-05"
    assert series.key.kind is Kind.RATE


def test_open_high_low_close_with_an_adjusted_close():
    reading = read("ohlc_adjclose_dividends_VOO.csv")
    close, adjusted = (only(reading, kind, "VOO") for kind in (Kind.CLOSE, Kind.ADJUSTED))
    paid = only(reading, Kind.DISTRIBUTION, "VOO")
    assert len(close) == len(adjusted) == 3935
    assert (close.first, close.last) == (date(2010, 9, 9), date(2026, 5, 1))
    assert (close.values[0], adjusted.values[0]) == (101.31999969482422, 76.53533172607422)
    assert (len(paid), value(paid, "2010-09-24"), paid.last) == (62, 0.558, date(2026, 3, 27))
    assert reading.problems == ()


def test_yahoos_history_is_adjusted_though_it_says_close():
    """Its last closes are whole cents; those before its last distribution are not."""
    reading = read("yfinance_history_VTWV.csv")
    assert {each.key.kind for each in reading.series} == {Kind.ADJUSTED, Kind.DISTRIBUTION}
    adjusted = only(reading, Kind.ADJUSTED, "VTWV")
    assert (len(adjusted), adjusted.first, adjusted.last) == (
        3840,
        date(2010, 9, 22),
        date(2025, 12, 26),
    )
    assert adjusted.values[0] == 38.90208053588867
    paid = only(reading, Kind.DISTRIBUTION, "VTWV")
    assert (len(paid), paid.values.sum()) == (47, pytest.approx(28.84, abs=0.005))
    assert reading.problems == ()


def test_yahoos_rows_of_headers():
    """Four of them, two of tickers; `Price` is the adjusted close, as its ratio to Close shows."""
    reading = read("yfinance_multiheader_IWM.csv")
    assert {each.key.kind for each in reading.series} == {Kind.CLOSE, Kind.ADJUSTED}
    close, adjusted = (only(reading, kind, "IWM") for kind in (Kind.CLOSE, Kind.ADJUSTED))
    assert len(close) == len(adjusted) == 6372
    assert (close.first, close.last) == (date(2000, 5, 26), date(2025, 9, 26))
    assert (close.values[0], adjusted.values[0]) == (45.71875, 32.83599090576172)
    assert value(close, "2005-06-09") == 62.31999969482422
    assert reading.problems == ()


@pytest.mark.parametrize(
    ("name", "key", "lines", "first", "value"),
    [
        (
            "ishares_raw_IWM.csv",
            "holdings/IWM of 2026-05-05",
            1929,
            ["BE", "BLOOM ENERGY CLASS A CORP", "Industrials", "Equity"],
            [1532594919.5, 1.93, 5190838.0, 295.25],
        ),
        (
            "ishares_raw_IWB_resaved_in_excel.csv",
            "holdings/IWB of 2026-04-13",
            1009,
            ["NVDA", "NVIDIA CORP", "Information Technology", "Equity"],
            [3143200066.05, 7.02, 16603455.0, 189.31],
        ),
        (
            "ishares_raw_IJR_2026_layout.csv",
            "holdings/IJR of 2026-06-19",
            665,
            ["FORM", "FORMFACTOR INC", "Information Technology", "Equity"],
            [703025277.9, 0.66, 4700938.0, 149.55],
        ),
    ],
)
def test_holdings_as_ishares_writes_them(name, key, lines, first, value):
    reading = read(name)
    (table,) = reading.tables
    assert str(table.key) == f"{key} ({Path(name).stem})"
    assert len(table.lines) == lines
    assert table.lines.iloc[0].tolist() == [*first, *value]
    assert reading.problems == ()


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("ishares_raw_IWM", "IWM_holdings_2026-05-05"),
        ("ishares_raw_IWB_resaved_in_excel", "IWB_holdings_2026-04-13"),
        ("ishares_raw_IJR_2026_layout", "IJR_holdings_2026-06-19"),
    ],
)
def test_a_raw_file_and_its_parsed_copy_are_the_same_table(raw, clean):
    (one,) = read(f"{raw}.csv").tables
    path = DATA / "holdings" / f"{clean}.csv"
    (other,) = read_file(path.name, path.read_bytes()).tables
    assert one.digest == other.digest
    assert (one.key.name, one.key.day) == (other.key.name, other.key.day)


def test_odd_lines_of_holdings_are_kept():
    lines = read("ishares_raw_IWM.csv").tables[0].lines
    tickers = lines["ticker"].tolist()
    assert (tickers.count("ADRO"), tickers.count("-")) == (2, 3)
    assert {"USD", "XTSLA", "MSFUT", "RTYM6", "CAD"} <= set(tickers)
    assert set(lines[lines["ticker"].isin(["USD", "XTSLA", "MSFUT", "RTYM6"])]["sector"]) == {
        "Cash and/or Derivatives"
    }
    small = read("ishares_raw_IJR_2026_layout.csv").tables[0].lines
    assert small["weight"].isna().sum() == 59
    assert small[small["ticker"] == "USD"]["quantity"].tolist() == [-1350097893.0]


def test_every_file_is_read_or_named():
    """All 61 CSV files: only one gives neither data nor is named as unused, and asks for a word."""
    silent, unused, wrong = set(), set(), set()
    for path in sorted(DATA.rglob("*.csv")):
        name = path.relative_to(DATA).as_posix()
        reading = read_file(name, path.read_bytes())
        if not reading.series and not reading.tables:
            (unused if reading.problems else silent).add(name)
        wrong |= {name for problem in reading.problems if problem.severity.value == "error"}
    assert silent == set()
    assert unused == USED_BY_NOBODY | {"source_formats/fred_dot_missing.csv"}
    assert wrong == {"source_formats/fred_dot_missing.csv"}


@pytest.mark.parametrize("as_of", [None, date(2026, 4, 30), date(2009, 3, 31), date(1954, 8, 1)])
def test_listing_a_folder_gives_what_reading_it_gives(as_of):
    for path in sorted(DATA.rglob("*.csv")):
        name, content = path.relative_to(DATA).as_posix(), path.read_bytes()
        listing = list_file(name, content, as_of=as_of)
        if listing is not None:
            reading = read_file(name, content, as_of=as_of)
            assert sorted(listing.keys) == sorted(each.key for each in reading.series)
            assert listing.table_keys == tuple(each.key for each in reading.tables)


def test_clean_tables_hold_what_pandas_reads():
    folder = Folder(DATA)
    every = folder.keys()
    for name, kind in (
        ("prices/etf_adjclose_daily", Kind.ADJUSTED),
        ("prices/etf_close_unadjusted_daily", Kind.CLOSE),
        ("prices/index_rut_gspc_daily", Kind.PRICE_INDEX),
        ("french/size_portfolios_vw_monthly", Kind.RETURN),
    ):
        frame = pd.read_csv(DATA / f"{name}.csv", index_col=0, parse_dates=[0])
        keys = [key for key in every if key.source == Path(name).name]
        assert {key.kind for key in keys} == {kind}
        assert {key.name for key in keys} == {each for each in frame if frame[each].notna().any()}
        for series in map(folder.read, keys):
            expected = frame[series.key.name].dropna()
            assert (series.days == expected.index.to_numpy("M8[D]")).all()
            assert series.values.tolist() == expected.tolist()


def test_shillers_table_is_dated_by_month_ends():
    path = DATA / "valuation" / "shiller_sp500_monthly.csv"
    reading = read_file(path.name, path.read_bytes())
    price, cape = (only(reading, Kind.VALUATION, f"Shiller {name}") for name in ("price", "CAPE"))
    assert (len(price), price.first, price.last) == (1865, date(1871, 1, 31), date(2026, 5, 31))
    assert price.frequency is Frequency.MONTHLY
    assert len(cape) == 1745
    assert "averages of months" in price.origin
    index = DATA / "prices" / "index_rut_gspc_daily.csv"
    daily = only(read_file(index.name, index.read_bytes()), Kind.PRICE_INDEX, "GSPC").to_pandas()
    means = daily.resample("ME").mean()["1990":"2026-04"]
    assert (price.to_pandas()[means.index] / means - 1).abs().max() < 0.0035


def test_the_numbers_of_no_fund_are_taken_for_another_kind():
    """34 adjusted and 26 traded series, as 32-bit floats, whole and cut at day 1,500."""
    folder = Folder(DATA)
    paid = {key.name: folder.read(key).to_pandas() for key in _of(folder, "etf_distributions")}
    told = {Kind.CLOSE: 0, Kind.ADJUSTED: 0}
    for source in ("etf_adjclose_daily", "etf_close_unadjusted_daily"):
        for series in map(folder.read, _of(folder, source)):
            values = series.values.astype("f4").astype("f8")
            days = pd.DatetimeIndex(series.days.astype("M8[ns]"))
            gave = paid.get(series.key.name, pd.Series(dtype="f8"))
            amounts = gave.reindex(days).fillna(0).to_numpy()
            for end in (1500, len(days)):
                cut = (series.days[:end], values[:end], values[:end])
                for known in (amounts[:end], np.zeros(end)):
                    kind = kind_by_numbers(*cut, known)
                    if series.key.name != "GLD":
                        assert kind in (series.key.kind, None), (series.key, end)
                    told[series.key.kind] += kind is series.key.kind
    assert told[Kind.ADJUSTED] > 80
    assert told[Kind.CLOSE] > 90


def _of(folder, source):
    """List the series of one file, without splits."""
    every = folder.keys()
    return [key for key in every if key.source == source and key.kind is not Kind.SPLIT]

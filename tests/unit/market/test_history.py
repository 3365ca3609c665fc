from datetime import date, timedelta

import pytest

from allocator.errors import MarketDataError
from allocator.market.history import read_history


def refusal(folder, as_of):
    with pytest.raises(MarketDataError) as caught:
        read_history(folder, as_of)
    assert caught.value.problems[0].remedy
    return str(caught.value)


def test_every_series_ends_on_the_day(folder, as_of):
    history = read_history(folder, as_of)
    for frame in (history.adjusted, history.close, history.spliced, history.levels):
        assert frame.index[-1].date() == as_of


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("2014-01-02,", "2014-01-02,-", "is not positive and finite"),
        ("2014-01-02,", "2014-01-02,inf,", "Expected 35 fields in line 3, saw 36"),
        ("2014-01-03,", "2014-01-02,", "not in order, each once"),
        ("2014-01-02,", "2014-01-02,many", "is not a number"),
        ("2014-01-02,", "2014-02-30,", "a date that does not exist"),
        ("2014-01-02,", '2014-01-02,"', "is not well-formed CSV"),
        (",SPY", ",SPX", "has no column SPY"),
        (",SPY,", ",", "more cells than its header"),
    ],
)
def test_a_malformed_file_is_refused_by_name(folder, edit, as_of, old, new, said):
    edit("prices/etf_adjclose_daily.csv", old, new)
    text = refusal(folder, as_of)
    assert "prices/etf_adjclose_daily.csv" in text
    assert said in text


def test_a_price_of_zero_is_named_with_its_day(folder, as_of):
    path = folder / "prices/index_rut_gspc_daily.csv"
    lines = path.read_text().splitlines()
    lines[2] = lines[2].split(",")[0] + ",0.0,100.0"
    path.write_text("\n".join(lines) + "\n")
    assert "the price of RUT on 2014-01-02 is not positive" in refusal(folder, as_of)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("2025-01-02,SPY,x,0.0,0.0,a", "column Dividend holds something that is not a number"),
        ("2025-01-02,SPY,-1,0.0,0.0,a", "empty or negative"),
        ("2025-01-02,SPY,,0.0,0.0,a", "empty or negative"),
    ],
)
def test_a_malformed_distribution_is_refused(folder, as_of, row, said):
    path = folder / "prices/etf_distributions.csv"
    path.write_text(path.read_text() + row + "\n")
    assert said in refusal(folder, as_of)


def test_a_table_of_distributions_without_tickers_is_refused(folder, edit, as_of):
    edit("prices/etf_distributions.csv", "Ticker", "Symbol")
    assert "has no column Ticker" in refusal(folder, as_of)


def test_a_missing_file_is_named(folder, as_of):
    (folder / "prices/russell_tr_spliced_daily.csv").unlink()
    assert "prices/russell_tr_spliced_daily.csv: cannot be read" in refusal(folder, as_of)


def test_a_week_old_price_is_a_price_and_an_older_one_is_not(folder):
    last = date(2025, 8, 29)
    assert read_history(folder, last + timedelta(days=7)).as_of == date(2025, 9, 5)
    said = refusal(folder, last + timedelta(days=8))
    assert "ends on 2025-08-29, too long before 2025-09-06" in said
    assert "choose a date up to 2025-09-05" in said


def test_a_day_before_the_data_begins_is_refused(folder):
    assert "choose a date from 2014-01-01 on" in refusal(folder, date(2013, 12, 31))

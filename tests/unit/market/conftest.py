"""A small made-up market: a folder laid out like the real one, and the pieces of it."""

from __future__ import annotations

import shutil
from datetime import date

import numpy as np
import pandas as pd
import pytest

from allocator.bundled import FACTS
from allocator.market.facts import read_facts
from allocator.market.history import History

AS_OF = date(2025, 6, 30)
CHANGES = """announced,effective_fred,prev_upper,new_upper,new_lower,change_bp,source
2015-12-16,2015-12-16,0.25,0.5,0.25,25,made up
2019-07-31,2019-08-01,0.5,0.25,0.0,-25,made up
2022-03-16,2022-03-17,0.25,5.5,5.25,525,made up
2024-09-18,2024-09-19,5.5,5.0,4.75,-50,made up
"""


@pytest.fixture(scope="session")
def pristine(tmp_path_factory):
    folder = tmp_path_factory.mktemp("market")
    for part in ("prices", "fed", "holdings", "fundamentals"):
        (folder / part).mkdir()
    _write_prices(folder / "prices")
    (folder / "fed/fomc_target_changes.csv").write_text(CHANGES)
    write_holdings(folder, date(2025, 5, 1), date(2025, 6, 2))
    return folder


@pytest.fixture
def folder(pristine, tmp_path):
    copy = tmp_path / "market"
    shutil.copytree(pristine, copy)
    return copy


@pytest.fixture
def edit(folder):
    def replace(name, old, new):
        path = folder / name
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new, 1))

    return replace


def _write_prices(folder):
    days = pd.bdate_range("2014-01-01", "2025-08-29", name="Date")
    rng = np.random.default_rng(7)
    facts = read_facts(FACTS)
    funds = [fund.symbol for fund in facts.funds if not fund.par and fund.multiple == 1]
    spliced = [index.series for index in facts.indexes if index.series.endswith("_TR")]
    walk = _walks(rng, days, funds)
    walk.round(6).to_csv(folder / "etf_adjclose_daily.csv")
    walk[["SPY", "IWM", "AGG"]].round(4).to_csv(folder / "etf_close_unadjusted_daily.csv")
    _walks(rng, days, spliced).round(4).to_csv(folder / "russell_tr_spliced_daily.csv")
    _walks(rng, days, ["RUT", "GSPC"]).round(4).to_csv(folder / "index_rut_gspc_daily.csv")
    header = "Date,Ticker,Dividend,Split,CapitalGain,Source\n"
    (folder / "etf_distributions.csv").write_text(header + "2014-03-03,VOO,0.5,0.0,0.0,made up\n")


def _walks(rng, days, names):
    steps = 0.008 * rng.standard_normal((len(days), 1))
    own = 0.004 * rng.standard_normal((len(days), len(names)))
    return pd.DataFrame(100 * np.exp(np.cumsum(steps + own, axis=0)), days, names)


def write_holdings(folder, held_on, valued_on):
    """1,002 companies: C0001 is the largest; each is held in proportion to its size."""
    sizes = {f"C{rank:04d}": 5000 - rank for rank in range(1, 1003)}
    held = [f"{ticker},{ticker} INC,Tech,Equity,{size}.0" for ticker, size in sizes.items()]
    odd = ["USD,USD CASH,Cash,Cash,99999.0", "-,ESCROW,Health,Equity,5.0"]
    columns = "Ticker,Name,Sector,Asset Class,Market Value"
    path = folder / f"holdings/IWV_holdings_{held_on}.csv"
    path.write_text("\n".join([columns, *held, *odd]) + "\n")
    rows = [f"{n},{ticker},{ticker} Inc,{size}.0" for n, (ticker, size) in enumerate(sizes.items())]
    extra = ["1,USD,A fund,", "2,NA,Nano Inc,12.5"]
    path = folder / f"fundamentals/finviz_universe_{valued_on}.csv"
    path.write_text("\n".join(["No.,Ticker,Company,Market Cap", *rows, *extra]) + "\n")


@pytest.fixture
def history_of():
    """Make a History from columns of prices; every frame may be left out."""

    def make(as_of, *, adjusted=None, close=None, paid=None, splits=(), spliced=None):
        empty = pd.DataFrame(index=pd.DatetimeIndex([]))
        return History(
            as_of=as_of,
            adjusted=empty if adjusted is None else adjusted,
            close=empty if close is None else close,
            distributions=empty if paid is None else paid,
            splits=pd.DataFrame(
                {
                    "Date": pd.to_datetime([day for day, _ in splits]),
                    "Ticker": [symbol for _, symbol in splits],
                }
            ),
            spliced=empty if spliced is None else spliced,
            levels=empty,
            files=(),
        )

    return make


@pytest.fixture(scope="session")
def as_of():
    return AS_OF

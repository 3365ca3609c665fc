import subprocess
import sys
from pathlib import Path

import pytest

import allocator.portfolio
from allocator.portfolio import read_portfolio
from tests.shared_data import SAMPLES

NOT_YET = {
    "Schwab export of all accounts": '"Positions for All-Accounts as of 04:15 PM ET, 2026/04/30"',
    "Fidelity": "\ufeffAccount number,Account name,Symbol,Description,Quantity,Last price",
    "Vanguard": "Account Number,Investment Name,Symbol,Shares,Share Price,Total Value,",
    "Interactive Brokers activity": "\ufeffStatement,Header,Field Name,Field Value",
    "Interactive Brokers Flex": "<FlexQueryResponse queryName='x'>",
    "E*TRADE": "Account Summary\nAccount,Net Account Value",
    "Robinhood": '"Activity Date","Process Date","Settle Date"',
}


@pytest.mark.parametrize(("broker", "opening"), NOT_YET.items())
def test_a_known_export_that_is_not_read_yet_is_called_by_its_name(here, refused, broker, opening):
    Path("mine.csv").write_text(f"{opening}\nmore,rows\n", encoding="utf-8")
    (problem,) = refused(read_portfolio, "mine.csv")
    assert broker in problem
    assert "is not supported yet" in problem


def test_an_unknown_layout_gets_one_message_with_what_is_known(here, refused):
    Path("mine.csv").write_text("VTI,120\nBND,50\n", encoding="utf-8")
    assert refused(read_portfolio, "mine.csv") == [
        (
            "error: mine.csv: the layout is not recognised; the file begins with 'VTI,120'\n"
            "    known layouts: Schwab positions (one account), plain CSV; a plain CSV has the columns "
            "symbol and shares, named in its first row, a row for each fund, and a row CASH with "
            "dollars as its shares"
        )
    ]


def test_a_line_of_a_million_commas_is_no_header(here, refused):
    Path("mine.csv").write_text("symbol,shares" + "," * 1_000_000, encoding="utf-8")
    assert "is not recognised" in refused(read_portfolio, "mine.csv")[0]


def test_a_file_of_comments_holds_no_layout(here, refused):
    Path("mine.csv").write_text("# nothing yet\n", encoding="utf-8")
    assert "begins with ''" in refused(read_portfolio, "mine.csv")[0]


def test_the_path_is_repeated_as_it_was_typed(here, refused):
    Path("mine.csv").write_text("symbol,shares\nVTI,x\n", encoding="utf-8")
    assert refused(read_portfolio, "./mine.csv")[0].startswith("error: ./mine.csv:2: ")


def test_reading_a_csv_loads_neither_pydantic_nor_numpy(here):
    Path("mine.csv").write_text("symbol,shares\nVTI,1\n", encoding="utf-8")
    code = (
        "import sys\n"
        "from allocator.portfolio.portfolio_file import read_portfolio\n"
        "read_portfolio('mine.csv')\n"
        "print(*{'pydantic', 'numpy'} & sys.modules.keys())"
    )
    root = str(Path(allocator.portfolio.__file__).parents[2])
    run = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": root},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == ""


def test_every_public_name_is_there_and_no_other():
    for name in allocator.portfolio.__all__:
        assert callable(getattr(allocator.portfolio, name))
    with pytest.raises(AttributeError, match="has no attribute 'read_everything'"):
        _ = allocator.portfolio.read_everything


@pytest.mark.realdata("broker_samples")
@pytest.mark.parametrize("name", ["fidelity", "vanguard", "ibkr_activity"])
def test_the_shared_samples_of_other_brokers_are_recognised(refused, name):
    (sample,) = SAMPLES.glob(f"{name}_*.csv")
    assert "is not supported yet" in refused(read_portfolio, sample)[0]

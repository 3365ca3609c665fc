import subprocess
import sys
from pathlib import Path

import pytest

import allocator.portfolio
from allocator.portfolio import read_portfolio


def test_an_unknown_layout_gets_one_message_with_what_is_known(here, refused):
    Path("mine.csv").write_text("VTI,120\nBND,50\n", encoding="utf-8")
    assert refused(read_portfolio, "mine.csv") == [
        (
            "error: mine.csv: the layout is not recognised; the file begins with 'VTI,120'\n"
            "    known layouts: Schwab positions (one account), Schwab positions (all accounts), "
            "Fidelity positions, Vanguard download, E*TRADE portfolio download, Interactive Brokers "
            "activity statement, Interactive Brokers Flex report, Robinhood activity, transactions "
            "CSV, plain CSV; a plain CSV has the columns symbol and shares, named in its first row, a row for each fund, and a row CASH with "
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


def test_what_is_wrong_in_every_file_is_told_in_one_run(here, refused):
    Path("mine.csv").write_text("symbol,shares\nVTI,x\n", encoding="utf-8")
    problems = refused(lambda paths: read_portfolio(*paths), ["mine.csv", "absent.csv"])
    assert [problem.split(": ")[1] for problem in problems] == ["absent.csv", "mine.csv:2"]


def test_no_file_at_all_is_refused(refused):
    assert refused(lambda paths: read_portfolio(*paths), []) == [
        "error: no portfolio is named\n    name a file with what is held"
    ]

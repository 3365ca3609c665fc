from dataclasses import replace
from pathlib import Path

from allocator.portfolio import read_portfolio
from allocator.report.inputs import without_folders

EXAMPLES = Path(__file__).parents[3] / "examples"


def test_no_folder_of_any_file_is_left_anywhere():
    files = [
        EXAMPLES / "brokers" / "fidelity_positions.csv",
        EXAMPLES / "brokers" / "vanguard_download.csv",
    ]
    portfolio = read_portfolio(*files, EXAMPLES / "household" / "transactions.csv")
    kept = without_folders(portfolio)
    assert kept.problems
    assert str(EXAMPLES) in repr(portfolio)
    assert str(EXAMPLES) not in repr(kept)
    assert kept.source == "fidelity_positions.csv + vanguard_download.csv + transactions.csv"


def test_nothing_else_is_changed():
    portfolio = read_portfolio(EXAMPLES / "portfolio.csv")
    kept = without_folders(portfolio)
    bare = tuple(replace(holding, place="") for holding in portfolio.holdings)
    assert kept == replace(portfolio, source="portfolio.csv", holdings=bare)

import json

import pytest


@pytest.fixture
def folder(tmp_path):
    """A folder with two indexes by day, that never move."""
    import pandas as pd

    files = tmp_path / "files"
    files.mkdir()
    days = pd.bdate_range("2019-01-01", "2020-12-31")
    rows = "\n".join(f"{day:%Y-%m-%d},{1000 + n % 7},{2000 + n % 5}" for n, day in enumerate(days))
    (files / "index_rut_gspc_daily.csv").write_text(f"Date,RUT,GSPC\n{rows}\n")
    return files


def test_the_phases_of_a_folder_are_shown_and_drawn(run, folder, tmp_path):
    chart = tmp_path / "history.svg"
    done = run("views", "history", "--from", folder, "--as-of", "2020-12-31", "--chart", chart)
    assert done.exit_code == 0, done.stderr
    assert "to 31 December 2020" in done.stdout
    assert "2019-07-31  2020-02-27  easing, first half" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 100
    assert chart.exists()


def test_json_has_the_phases(run, folder):
    done = run("views", "history", "--from", folder, "--as-of", "2020-06-30", "--json")
    found = json.loads(done.stdout)
    assert found["until"] == "2020-06-30"
    assert found["phases"][-1]["is_over"] is False


def test_an_empty_store_says_how_to_fill_it(run, tmp_path):
    done = run("views", "history", "--home", tmp_path / "home")
    assert done.exit_code == 3
    assert "holds no daily levels of S&P 500 (GSPC) and Russell 2000 (RUT) by" in done.stderr
    assert "allocator data refresh" in done.stderr
    assert "--from" in done.stderr
    assert done.stdout == ""


def test_a_chart_is_refused_before_any_file_is_read(run, tmp_path):
    done = run("views", "history", "--from", tmp_path, "--chart", tmp_path / "c.gif")
    assert done.exit_code == 2
    assert "is not the name of a chart" in done.stderr

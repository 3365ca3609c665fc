"""`--chart`: where it may write, and that it writes whole or not at all."""

import json

import pytest

from allocator.report.charts import drawing

HEAD = {".png": b"\x89PNG\r\n", ".svg": b"<?xml", ".html": b"<!DOCTYPE html>"}
VIEW = ("views", "rate-cycle")


@pytest.mark.parametrize("ending", HEAD)
def test_the_ending_of_the_name_tells_the_format(run, tmp_path, ending):
    file = tmp_path / f"chart{ending}"
    done = run(*VIEW, "--chart", file)
    assert done.exit_code == 0
    assert file.read_bytes().startswith(HEAD[ending])
    assert done.stderr == f"note: chart written to {file}\n"


def test_the_text_is_what_it_is_without_a_chart(run, tmp_path):
    assert run(*VIEW, "--chart", tmp_path / "c.svg").stdout == run(*VIEW).stdout


@pytest.mark.parametrize("name", ["chart.pdf", "chart", "png", ""])
def test_another_ending_is_refused_with_those_that_are_known(run, tmp_path, name):
    done = run(*VIEW, "--chart", f"{tmp_path}/{name}")
    assert done.exit_code == 2
    assert done.stdout == ""
    assert "end it in .png, .svg or .html" in done.stderr


@pytest.mark.parametrize("ending", HEAD)
def test_a_chart_may_take_the_place_of_another(run, tmp_path, ending):
    file = tmp_path / f"chart{ending}"
    run(*VIEW, "--as-of", "2009-12-31", "--chart", file)
    old = file.read_bytes()
    assert run(*VIEW, "--chart", file).exit_code == 0
    assert file.read_bytes() != old


@pytest.mark.parametrize("ending", HEAD)
@pytest.mark.parametrize(
    "content",
    [b"holiday", b"\x89PNG\r\n\x1a\nholiday", b"my notes about allocator chart\n"],
)
def test_a_file_of_somebody_else_is_left_alone(run, tmp_path, content, ending):
    file = tmp_path / f"holiday{ending}"
    file.write_bytes(content)
    assert_left_alone(run, file)


def test_a_chart_of_another_format_is_left_alone(run, tmp_path):
    file = tmp_path / "chart.svg"
    run(*VIEW, "--chart", file)
    assert_left_alone(run, file.rename(tmp_path / "chart.png"))


def test_a_chart_that_somebody_worked_on_is_left_alone(run, tmp_path):
    file = tmp_path / "chart.html"
    run(*VIEW, "--chart", file)
    file.write_text(file.read_text().replace("</body>", "<p>mine</p></body>"))
    assert_left_alone(run, file)


def assert_left_alone(run, file):
    """Assert that a file is not replaced, that nothing is printed, and that the remedy is said."""
    content = file.read_bytes()
    done = run(*VIEW, "--chart", file)
    assert done.exit_code == 2
    assert f"is not a {file.suffix} chart, as allocator drew it, that may be" in done.stderr
    assert "choose another name" in done.stderr
    assert done.stdout == ""
    assert file.read_bytes() == content


def test_a_file_of_this_run_is_left_alone(run, tmp_path):
    """Whatever it is called: its name is no reason to lose it."""
    mine = tmp_path / "mine.html"
    mine.write_text("symbol,shares\nVOO,10\n")
    done = run("explain", mine, "--chart", mine)
    assert "is an input of this run" in done.stderr
    assert mine.read_text().startswith("symbol")


def test_what_cannot_be_drawn_leaves_no_file_and_no_text(run, tmp_path, monkeypatch):
    def fails(chart, ending):
        raise MemoryError

    monkeypatch.setattr(drawing, "draw", fails)
    done = run(*VIEW, "--chart", tmp_path / "c.png")
    assert done.exit_code != 0
    assert done.stdout == ""
    assert list(tmp_path.iterdir()) == []


def test_only_a_sweep_can_be_drawn(run, example, tmp_path):
    words = ("--set", "limits.turnover=0.3", "--chart", tmp_path / "c.png")
    done = run("whatif", example, *words)
    assert done.exit_code == 2
    assert "--chart: only a sweep can be drawn" in done.stderr
    assert "give --sweep KEY=FROM:TO:N" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_page_of_a_sweep_has_the_figures_of_its_json(run, example, tmp_path):
    file = tmp_path / "map.html"
    sweeps = ("--sweep", "limits.turnover=0:0.2:2", "--sweep", "limits.small_cap.upper=0.12:0.2:2")
    done = run("whatif", example, *sweeps, "--json", "--chart", file)
    page = file.read_text()
    for point in json.loads(done.stdout)["points"]:
        if "trouble" in point:
            assert f">{point['trouble']}<" in page
        else:
            assert f">{100 * point['small_cap']:.1f}%<" in page


def test_the_page_of_an_explanation_has_its_reasons(run, example, tmp_path):
    file = tmp_path / "why.html"
    done = run("explain", example, "--json", "--chart", file)
    trades = json.loads(done.stdout)["trades"]
    moved = sum(t["reasons"]["rate_cycle"] for t in trades if t["symbol"].startswith("VTW"))
    assert f">{moved:+,.2f}<" in file.read_text()


def test_the_chart_of_an_earlier_day_has_only_episodes_that_were_over(run, tmp_path):
    file = tmp_path / "then.html"
    run(*VIEW, "--as-of", "2009-12-31", "--chart", file)
    page = file.read_text()
    assert "2008-10-08" in page
    assert "2019-07-31" not in page


def test_valuations_can_be_drawn(run, tmp_path):
    file = tmp_path / "dear.html"
    assert run("views", "valuation", "--chart", file).exit_code == 0
    assert ">27.16<" in file.read_text()

import json

import pytest

import allocator.pipeline
from allocator import bundled
from allocator.errors import CertificationError
from allocator.report.trade_list import HEADER


def stop_with(monkeypatch, failure):
    """Let the pipeline fail as it would inside a command."""

    def propose(*_):
        raise failure

    monkeypatch.setattr(allocator.pipeline, "propose", propose)


def test_a_report_is_printed_for_a_person(run, example):
    done = run("propose", example)
    assert done.exit_code == 0
    assert done.stderr == ""
    assert done.stdout.startswith("Proposal on data of ")
    assert "information, not investment advice" in done.stdout


def test_a_report_for_a_pipe_is_a_hundred_columns_wide(run, example):
    widest = max(map(len, run("propose", example).stdout.splitlines()))
    assert 80 < widest <= 100


def test_json_has_the_same_trades_as_the_exported_list(run, example, tmp_path):
    orders = tmp_path / "orders.csv"
    done = run("propose", example, "--json", "--export", orders)
    trades = json.loads(done.stdout)["trades"]
    header, *rows = orders.read_bytes().decode().splitlines()
    assert header == ",".join(HEADER)
    assert [row.split(",")[1] for row in rows] == [trade["symbol"] for trade in trades]
    assert len(trades) > 0


def test_the_report_says_where_the_trades_went(run, example, tmp_path):
    orders = tmp_path / "orders.csv"
    said = " ".join(run("propose", example, "--export", orders).stdout.split())
    assert f"trades written to {orders}" in said


def test_a_second_export_replaces_the_first(run, example, tmp_path):
    orders = tmp_path / "orders.csv"
    first = run("propose", example, "--export", orders)
    before = orders.read_bytes()
    second = run("propose", example, "--export", orders)
    assert first.exit_code == second.exit_code == 0
    assert orders.read_bytes() == before


def test_the_portfolio_is_not_overwritten_by_its_trades(run, mine):
    path = mine("VOO,100", "IWM,10", "CASH,500")
    before = path.read_bytes()
    done = run("propose", path, "--export", path)
    assert done.exit_code == 2
    assert "is an input of this run" in done.stderr
    assert path.read_bytes() == before


def test_a_failed_verification_shows_and_writes_nothing(run, example, tmp_path, monkeypatch):
    stop_with(monkeypatch, CertificationError("the residual is 1"))
    done = run("propose", example, "--export", tmp_path / "orders.csv")
    assert done.exit_code == 5
    assert done.stdout == ""
    assert "could not be certified: the residual is 1" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_limits_that_clash_exit_four_and_name_the_way_out(run, example, tmp_path):
    policy = tmp_path / "policy.toml"
    policy.write_text("[limits]\nturnover = { upper = 0.001 }\n")
    done = run("propose", example, "--policy", policy, "--export", tmp_path / "orders.csv")
    assert done.exit_code == 4
    assert done.stdout == ""
    assert "turnover" in done.stderr
    assert not (tmp_path / "orders.csv").exists()


def test_the_problems_of_every_file_are_told_in_one_run(run, mine, tmp_path):
    policy = tmp_path / "policy.toml"
    policy.write_text("[limits]\nturnovr = 1\n")
    done = run("propose", mine("IWM,twelve"), "--policy", policy, "--scenarios", tmp_path / "none")
    assert done.exit_code == 2
    assert done.stdout == ""
    assert "'twelve' is not a number" in done.stderr
    assert "turnovr" in done.stderr
    assert "none: no such folder" in done.stderr


@pytest.mark.parametrize("option", ["--policy", "--scenarios", "--snapshot"])
@pytest.mark.parametrize("path", ["absent", ".", "/dev/null", ""])
def test_a_wrong_path_gets_an_answer(run, example, option, path):
    done = run("propose", example, option, path, "--json")
    assert done.exit_code in {2, 3}
    assert done.stdout == ""
    assert done.stderr.startswith("error: ")
    assert "Traceback" not in done.stderr


def test_control_c_is_one_line_and_130(run, example, monkeypatch):
    stop_with(monkeypatch, KeyboardInterrupt())
    done = run("propose", example)
    assert done.exit_code == 130
    assert done.stderr == "interrupted\n"


def test_a_name_in_a_file_cannot_write_to_the_terminal(run, mine):
    done = run("propose", mine("\x1b[2JX,1"))
    assert done.exit_code == 2
    assert "\x1b" not in done.stderr


def test_a_lost_drive_is_a_message(run, example, monkeypatch):
    stop_with(monkeypatch, OSError(5, "Input/output error", "scenarios/x.toml"))
    done = run("propose", example)
    assert done.exit_code == 2
    assert "error: scenarios/x.toml: Input/output error" in done.stderr


def test_the_newest_snapshot_of_ones_own_is_used_and_named(run, example, home):
    """Else the bundled one; an explicit one wins over both."""
    assert "  bundled snapshot " in run("propose", example).stdout
    (home / "snapshots").mkdir()
    for day in ("2025-12-24", "2025-12-01"):
        (home / "snapshots" / f"{day}.json").write_bytes(bundled.SNAPSHOT.read_bytes())
    assert "  your snapshot 2025-12-24.json " in run("propose", example).stdout
    named = run("propose", example, "--snapshot", bundled.SNAPSHOT).stdout
    assert f"  snapshot {bundled.SNAPSHOT} " in " ".join(named.split("\n")[1:3])
    elsewhere = run("propose", example, "--home", home / "nowhere").stdout
    assert "  bundled snapshot " in elsewhere


def test_an_older_snapshot_of_ones_own_is_used_and_the_newer_named(
    run, example, home, tmp_path, monkeypatch
):
    """And not if it is as new, or was named."""
    own = home / "snapshots" / "2025-12-24.json"
    own.parent.mkdir()
    own.write_bytes(bundled.SNAPSHOT.read_bytes())
    said = "the bundled snapshot of 1 January 2026 is newer than your own"
    assert "newer than your own" not in run("propose", example).stdout
    later = tmp_path / "bundled.json"
    content = bundled.SNAPSHOT.read_text(encoding="utf-8")
    later.write_text(content.replace('"as_of": "2025-12-24"', '"as_of": "2026-01-01"', 1))
    monkeypatch.setattr(bundled, "SNAPSHOT", later)
    words = " ".join(run("propose", example).stdout.split())
    assert "your snapshot 2025-12-24.json" in words
    assert f"note: {said}; to use it: --snapshot {later} refresh:" in words
    assert "newer than" not in run("propose", example, "--snapshot", own).stdout


def test_a_damaged_snapshot_of_ones_own_is_never_passed_over(run, example, home):
    (home / "snapshots").mkdir()
    (home / "snapshots" / "2025-12-24.json").write_text("{")
    done = run("propose", example)
    assert done.exit_code == 3
    assert "2025-12-24.json: is not a snapshot file" in done.stderr
    assert "move it away" in done.stderr
    assert done.stdout == ""

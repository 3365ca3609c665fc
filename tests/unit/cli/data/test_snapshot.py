import os
from datetime import date

import pytest

import allocator.market
from allocator import bundled, load_snapshot

SHIPPED = bundled.SNAPSHOT.read_text(encoding="utf-8")


@pytest.fixture
def built(monkeypatch):
    """Build the snapshot that ships; give what was asked for."""
    asked = []

    def build_snapshot(archive, as_of, risk, valuations, *, with_history):
        named = tuple(each.of for each in valuations)
        kept = ("with history",) if with_history else ()
        asked.append((archive.place, as_of, str(risk.estimator), *named, *kept))
        return SHIPPED

    monkeypatch.setattr(allocator.market, "build_snapshot", build_snapshot, raising=False)
    return asked


def ask(run, out, as_of="2025-12-24"):
    raw = out.parent / "raw"
    raw.mkdir(exist_ok=True)
    return run("data", "snapshot", "--from", raw, "--as-of", as_of, "-o", out)


def ask_for_own(run, *more):
    return run("data", "snapshot", "--as-of", "2025-12-24", *more)


def test_a_snapshot_is_built_and_written(run, built, tmp_path):
    done = ask(run, tmp_path / "new.json")
    assert done.exit_code == 0
    assert built == [(str(tmp_path / "raw"), date(2025, 12, 24), "sample")]
    assert (tmp_path / "new.json").read_text() == SHIPPED
    assert "snapshot of 2025-12-24 written to" in done.stdout


def test_a_history_is_kept_only_if_asked_for(run, built, tmp_path):
    ask_for_own(run, "--home", tmp_path, "--with-history")
    ask_for_own(run, "--home", tmp_path)
    assert [asked[-1] for asked in built] == ["with history", "sample"]


def test_a_snapshot_may_take_the_place_of_another(run, built, tmp_path):
    out = tmp_path / "old.json"
    out.write_bytes(bundled.SNAPSHOT.read_bytes() + b" ")
    assert ask(run, out).exit_code == 0
    assert out.read_text() == SHIPPED


@pytest.mark.parametrize("content", ["dear diary", "[]", '{"schema": "allocator.proposal/2"}'])
def test_anything_else_is_left_alone_before_any_work(run, built, tmp_path, content):
    out = tmp_path / "mine.json"
    out.write_text(content)
    done = ask(run, out)
    assert done.exit_code == 2
    assert "exists and is not a snapshot" in done.stderr
    assert out.read_text() == content
    assert built == []


@pytest.mark.parametrize("day", ["24.12.2025", "2025-13-01", "", "0001-01-01"])
def test_a_date_that_is_none_is_a_usage_error(run, tmp_path, day):
    done = ask(run, tmp_path / "new.json", day)
    assert done.exit_code == 2
    assert "write a day that exists, as 2025-12-24" in done.stderr


def test_the_notes_of_a_snapshot_are_told(run, built, tmp_path):
    made = load_snapshot(bundled.SNAPSHOT)
    said = ask(run, tmp_path / "new.json").stderr.splitlines()
    found = [f"{each.place}: {each.message}" for each in made.findings]
    assert said == [f"note: {note}" for note in (*made.notes, *found)]
    assert made.notes


def test_a_folder_that_is_not_there_is_a_wrong_option(run, tmp_path):
    done = run(
        "data",
        "snapshot",
        "--from",
        tmp_path / "absent",
        "--as-of",
        "2025-12-24",
        "-o",
        tmp_path / "o",
    )
    assert done.exit_code == 2
    assert done.stderr.startswith(f"error: {tmp_path / 'absent'}: is not a folder")
    assert list(tmp_path.iterdir()) == []


def test_without_a_name_the_snapshot_becomes_ones_own(run, built, home):
    """And it is made from what is stored, not from a folder."""
    done = ask_for_own(run)
    assert done.exit_code == 0
    assert built == [(str(home), date(2025, 12, 24), "sample")]
    assert (home / "snapshots" / "2025-12-24.json").read_text() == SHIPPED


def test_another_snapshot_of_ones_own_for_that_day_is_kept(run, built, home):
    ask_for_own(run)
    own = home / "snapshots" / "2025-12-24.json"
    own.write_text(SHIPPED + "\n")
    assert ask_for_own(run).exit_code == 0
    assert own.read_text() == SHIPPED
    (kept,) = set((home / "snapshots").iterdir()) - {own}
    assert kept.read_text() == SHIPPED + "\n"
    ask_for_own(run)
    assert len(list((home / "snapshots").iterdir())) == 2


def test_a_link_among_ones_own_is_replaced_and_not_what_it_leads_to(run, built, home, tmp_path):
    outside = tmp_path / "outside.json"
    outside.write_text(SHIPPED + "\n")
    own = home / "snapshots" / "2025-12-24.json"
    own.parent.mkdir()
    own.symlink_to(outside)
    done = ask_for_own(run)
    assert done.exit_code == 0
    assert f"written to {own}, " in done.stdout
    assert outside.read_text() == SHIPPED + "\n"
    assert own.read_text() == SHIPPED
    assert not own.is_symlink()


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir, lambda path: path.symlink_to("nowhere")])
def test_what_is_no_file_among_ones_own_is_refused_before_any_work(run, built, home, make):
    own = home / "snapshots" / "2025-12-24.json"
    own.parent.mkdir()
    make(own)
    done = ask_for_own(run)
    assert done.exit_code == 2
    assert done.stderr.startswith(f"error: {own}: is ")
    assert built == []


def test_a_named_file_is_replaced_without_leaving_anything(run, built, tmp_path):
    out = tmp_path / "old.json"
    out.write_bytes(bundled.SNAPSHOT.read_bytes() + b" ")
    ask(run, out)
    assert {path.name for path in tmp_path.iterdir()} == {"old.json", "raw"}


@pytest.mark.parametrize("named", [True, False])
def test_how_risk_is_estimated_is_read_from_data_toml(run, built, home, tmp_path, named):
    path = tmp_path / "mine.toml" if named else home / "data.toml"
    path.write_text('[risk]\nestimator = "ewma"\nyears = 5\n')
    assert ask_for_own(run, *(["--config", path] if named else [])).exit_code == 0
    assert built[0][2] == "ewma"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[risk]\nestimator = "best"\n', "risk: estimator: 'best' is none of 'sample'"),
        ("[risk]\nyears = 1\n", "risk: years: expected a whole number of at least 3"),
        ("[risk]\nyears = 41\n", "risk: years: expected at most 40"),
        ("[risk]\nhalf_life_weeks = 1\n", "expected a finite number from 4 to 1000"),
        ("[risk]\nyear = 10\n", "risk: year: is not a name that is known here"),
        ("[risk]\nhalf_life_weeks = 26\n", "half_life_weeks changes nothing for"),
        ("[risks]\n", "risks: is not a name that is known here"),
        ("[risk\n", "is not TOML"),
    ],
)
def test_settings_that_are_not_understood_are_refused(run, built, home, text, said):
    (home / "data.toml").write_text(text)
    done = ask_for_own(run)
    assert done.exit_code == 2
    assert said in done.stderr
    assert built == []


def test_a_damaged_file_of_the_store_is_never_passed_over(run, built, home):
    damaged = home / "series" / "close" / "+spy+@yahoo.parquet"
    damaged.parent.mkdir(parents=True)
    damaged.write_bytes(b"PAR1")
    done = ask_for_own(run)
    assert done.exit_code == 3
    assert "+spy+@yahoo.parquet" in done.stderr
    assert not (home / "snapshots").exists()


def test_a_file_of_a_folder_that_cannot_be_read_is_named(run, built, tmp_path):
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "prices.csv").write_text("x\n")
    done = ask(run, tmp_path / "new.json")
    assert done.exit_code == 0
    assert "prices.csv" in done.stderr


def test_valuations_of_ones_own_are_handed_to_the_builder(run, built, tmp_path):
    (tmp_path / "mine.toml").write_text(
        '[[valuation]]\nindex = "S&P 500"\nearnings_yield = 0.04\non = 2025-12-01\n'
        'definition = "mine"\nmean_5y = 0.05\nsd_5y = 0.005\nreference_date = 2025-12-01\n'
        'note = "by hand"\nsource = "a sheet"\n'
    )
    ask_for_own(run, "--home", tmp_path, "--config", tmp_path / "mine.toml")
    assert built[0][2:] == ("sample", "S&P 500")


def test_a_valuation_of_ones_own_of_a_later_day_is_named_to_who_builds(run, built, tmp_path):
    """Not in the snapshot, which nothing of a later day may change."""
    text = (
        '[[valuation]]\nindex = "S&P 500"\nearnings_yield = 0.04\non = 2026-01-05\n'
        'definition = "mine"\nmean_5y = 0.05\nsd_5y = 0.005\nreference_date = 2025-12-01\n'
        'note = "by hand"\nsource = "a sheet"\n'
    )
    (tmp_path / "mine.toml").write_text(text)
    done = ask_for_own(run, "--home", tmp_path, "--config", tmp_path / "mine.toml")
    assert "your valuation of S&P 500 is known only from 2026-01-05 on" in done.stderr
    (tmp_path / "mine.toml").write_text(text.replace("2026-01-05", "2025-12-24"))
    done = ask_for_own(run, "--home", tmp_path, "--config", tmp_path / "mine.toml")
    assert "your valuation" not in done.stderr

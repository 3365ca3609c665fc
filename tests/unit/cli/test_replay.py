import json

import pytest

from allocator import bundled, load_snapshot


@pytest.fixture
def recorded(run, example, tmp_path):
    """A proposal as it was recorded."""
    path = tmp_path / "proposal.json"
    path.write_text(run("propose", example, "--json").stdout)
    return path


@pytest.fixture
def changed(recorded):
    """Change the recorded document with a function, and write it back."""

    def change(edit):
        document = json.loads(recorded.read_text())
        edit(document)
        recorded.write_text(json.dumps(document))
        return recorded

    return change


def test_a_proposal_is_made_again_to_the_byte(run, recorded):
    done = run("replay", recorded)
    assert done.exit_code == 0
    assert done.stdout.startswith("same: run ")
    assert f"{len(recorded.read_bytes()):,} bytes" in done.stdout


def test_another_layout_of_the_same_values_is_told_apart(run, changed):
    done = run("replay", changed(lambda document: None))
    assert done.exit_code == 0
    assert "only the layout of the file differs" in done.stdout


def test_a_changed_value_is_found_with_both_values(run, changed):
    done = run("replay", changed(lambda document: document["trades"][0].update(shares=7777)))
    assert done.exit_code == 5
    assert "different in 1 place:" in done.stdout
    assert "trades[0].shares: given 7777, now " in done.stdout


def test_other_versions_are_named_first(run, changed):
    def edit(document):
        document["schema"] = document["schema"]
        document["as_of"] = "2001-01-01"
        document["run"]["versions"]["numpy"] = "0.1"

    lines = run("replay", changed(edit)).stdout.splitlines()
    assert "run.versions.numpy" in lines[1]
    assert "as_of" in lines[2]


def test_changed_inputs_change_the_answer(run, changed):
    def edit(document):
        document["run"]["inputs"]["portfolio"]["accounts"][0]["cash"] = "20000.00"

    done = run("replay", changed(edit))
    assert done.exit_code == 5
    assert "run.id" in done.stdout
    assert len(done.stdout.splitlines()) <= 1 + 2 * 20 + 1


def test_a_snapshot_that_is_not_here_is_named_by_digest_and_date(run, changed, tmp_path):
    def edit(document):
        document["run"]["inputs"]["snapshot"]["digest"] = "f" * 64

    path = changed(edit)
    done = run("replay", path)
    assert done.exit_code == 2
    assert "f" * 64 in done.stderr
    assert "snapshot of 2025-12-24" in done.stderr


def test_a_snapshot_found_elsewhere_serves(run, example, tmp_path):
    other = tmp_path / "other.json"
    other.write_text(bundled.SNAPSHOT.read_text() + "\n")
    recorded = tmp_path / "proposal.json"
    recorded.write_text(run("propose", example, "--snapshot", other, "--json").stdout)
    assert run("replay", recorded).exit_code == 2
    assert run("replay", recorded, "--snapshot", other).exit_code == 0


def test_an_own_snapshot_is_found_also_after_it_was_replaced(run, example, home):
    own = home / "snapshots" / "2025-12-24.json"
    own.parent.mkdir()
    own.write_text(bundled.SNAPSHOT.read_text() + "\n")
    recorded = home / "proposal.json"
    recorded.write_text(run("propose", example, "--json").stdout)
    assert run("replay", recorded).exit_code == 0
    own.rename(own.with_name("2025-12-24-abcdef.json"))
    own.write_text(bundled.SNAPSHOT.read_text())
    assert run("replay", recorded).exit_code == 0


def test_a_snapshot_that_is_named_is_never_ignored(run, recorded, tmp_path):
    other = tmp_path / "other.json"
    other.write_text(bundled.SNAPSHOT.read_text() + "\n")
    done = run("replay", recorded, "--snapshot", other)
    assert done.exit_code == 2
    assert load_snapshot(bundled.SNAPSHOT).digest in done.stderr
    assert f"{other} is of 2025-12-24 with SHA-256 {load_snapshot(other).digest}" in done.stderr


def test_an_empty_file_is_told_what_it_should_be(run, tmp_path):
    path = tmp_path / "empty.json"
    path.touch()
    said = run("replay", path).stderr
    assert "allocator propose PORTFOLIO --json" in said
    assert "examples/" not in said


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{", "is not JSON"),
        ("[1, 2]", "is not a proposal"),
        ("{}", "is of the schema None"),
        ('{"schema": 1, "schema": 1}', "the key 'schema' appears twice"),
        ('{"schema": NaN}', "NaN is not a number"),
        ("[" * 100_000, "is not JSON"),
        ('{"schema": "allocator.proposal/2"}', "run is missing"),
        ('{"schema": "allocator.proposal/2", "run": {}}', "run.inputs is missing"),
        ("", "the file is empty"),
    ],
)
def test_what_is_no_recorded_proposal_gets_an_answer(run, tmp_path, text, why):
    path = tmp_path / "proposal.json"
    path.write_text(text)
    done = run("replay", path)
    assert done.exit_code == 2
    assert f"error: {path}" in done.stderr
    assert why in done.stderr


@pytest.mark.parametrize("key", ["portfolio", "policy", "scenarios", "snapshot"])
@pytest.mark.parametrize("damage", [None, 3, [3], {"what": 1}], ids=str)
def test_a_damaged_input_is_told_with_its_file(run, changed, key, damage):
    path = changed(lambda document: document["run"]["inputs"].update({key: damage}))
    done = run("replay", path)
    assert done.exit_code == 2
    assert done.stderr.startswith(f"error: {path}: ")
    assert done.stdout == ""

"""The files in examples/ do what they say, on the bundled snapshot."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from allocator import load_snapshot
from allocator.bundled import SNAPSHOT
from allocator.cli.inputs import read_worlds
from allocator.cli.program import program
from allocator.model.scenario import SignalView, StatedView

EXAMPLES = Path(__file__).parents[2] / "examples"


def test_the_scenarios_show_both_kinds_of_view_and_the_market_rule():
    worlds = read_worlds(str(EXAMPLES / "scenarios"), load_snapshot(SNAPSHOT))
    views = [view for world in worlds for view in world.views]
    assert {type(view) for view in views} == {StatedView, SignalView}
    shared = [world for world in worlds if world.probability_from]
    assert sum(world.probability for world in shared) == pytest.approx(0.9)


@pytest.mark.parametrize("command", ["propose", "explain"])
def test_every_command_takes_them(command, tmp_path):
    words = [command, str(EXAMPLES / "portfolio.csv"), "--home", str(tmp_path)]
    done = CliRunner().invoke(program, [*words, "--scenarios", str(EXAMPLES / "scenarios")])
    assert done.exit_code == 0, done.output
    assert "Small caps catch up" in done.output

"""Every command and option is explained, in the program and on paper."""

from pathlib import Path

import click
import pytest

from allocator.cli.program import program

ROOT = Path(__file__).parents[2]
MOST_OPTIONS = 8


def commands(group, above):
    """List every command below a group with the words that call it."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        words = f"{above} {name}"
        if isinstance(command, click.Group):
            yield from commands(command, words)
        else:
            yield pytest.param(words, command, id=words)


COMMANDS = list(commands(program, "allocator"))


@pytest.fixture(scope="module")
def paper():
    """Everything that is written for users."""
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    return "\n".join(page.read_text(encoding="utf-8") for page in pages)


def test_there_are_commands_to_explain():
    assert len(COMMANDS) >= 4


@pytest.mark.parametrize(("words", "command"), COMMANDS)
def test_every_command_and_option_has_help(words, command):
    assert command.help
    assert command.help.strip().splitlines()[0].endswith(".")
    options = [each for each in command.params if isinstance(each, click.Option)]
    assert all(option.help for option in options)


@pytest.mark.parametrize(("words", "command"), COMMANDS)
def test_no_command_has_more_options_than_a_person_can_hold(words, command):
    """Those that say of which market and day, the same on every command, count as one."""
    options = {each.name for each in command.params if isinstance(each, click.Option)}
    own = options - {"snapshot", "home", "quotes", "on"}
    assert len(own) + (own != options) <= MOST_OPTIONS


@pytest.mark.parametrize(("words", "command"), COMMANDS)
def test_every_command_and_option_is_in_the_readme_or_the_docs(paper, words, command):
    assert words in paper
    for option in command.params:
        if isinstance(option, click.Option):
            assert any(name in paper for name in option.opts), option.name

"""The docstring of a test is the file it is about."""

from inspect import cleandoc
from pathlib import Path

import pytest

from allocator.errors import InputError
from allocator.portfolio import read_policy, read_portfolio, read_scenarios

NAMES = {"portfolio": "mine.csv", "policy": "mine.toml", "scenario": "worlds/mine.toml"}


@pytest.fixture
def here(tmp_path, monkeypatch):
    """Stand in a new folder, so that messages name files as a user would."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def docstring(request, here):
    """Write the test's docstring to a file of the given name."""

    def write(name):
        path = Path(name)
        path.parent.mkdir(exist_ok=True)
        path.write_text(cleandoc(request.function.__doc__) + "\n", encoding="utf-8")
        return name

    return write


@pytest.fixture
def portfolio(docstring):
    return read_portfolio(docstring("mine.csv"))


@pytest.fixture
def problems(docstring):
    """Every problem of the docstring as a portfolio file, as the terminal shows it."""
    return refusal(read_portfolio, docstring("mine.csv"))


@pytest.fixture
def policy(docstring):
    return read_policy(docstring("mine.toml"))


@pytest.fixture
def policy_problems(docstring):
    return refusal(read_policy, docstring("mine.toml"))


@pytest.fixture
def scenario(docstring):
    docstring("worlds/mine.toml")
    (found,) = read_scenarios("worlds")
    return found


@pytest.fixture
def scenario_problems(docstring):
    docstring("worlds/mine.toml")
    return refusal(read_scenarios, "worlds")


def refusal(reader, path):
    """Read what must be refused: its problems in words."""
    with pytest.raises(InputError) as refused:
        reader(path)
    return [str(problem) for problem in refused.value.problems]


@pytest.fixture
def refused():
    return refusal

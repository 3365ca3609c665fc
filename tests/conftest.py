"""What holds for every test: nobody's own data are used."""

import pytest


@pytest.fixture(autouse=True)
def home(tmp_path_factory, monkeypatch):
    """A home of the test's own, where nothing is stored yet."""
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("ALLOCATOR_HOME", str(folder))
    return folder

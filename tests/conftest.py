"""What holds for every test: nobody's own data are used, and real data where they are there."""

import pytest
from hypothesis import settings

from tests.shared_data import require

settings.register_profile("ours", deadline=None, max_examples=50)  # a busy machine is no failure
settings.load_profile("ours")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """Look for the folder that a test marked `realdata` reads, before anything opens it."""
    mark = item.get_closest_marker("realdata")
    if mark is not None:
        require(*mark.args)


@pytest.fixture(autouse=True)
def home(tmp_path_factory, monkeypatch):
    """A home of the test's own, where nothing is stored yet."""
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("ALLOCATOR_HOME", str(folder))
    return folder

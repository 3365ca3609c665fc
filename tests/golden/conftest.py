"""Text and JSON to the byte, with a way to take what the code says now as right."""

from pathlib import Path

import pytest

HERE = Path(__file__).parent


def pytest_addoption(parser):
    parser.addoption(
        "--update-golden", action="store_true", help="rewrite the golden files; read the diff"
    )


@pytest.fixture
def golden(request):
    """Compare a text with the golden file of a name, or rewrite that file."""

    def compare(name, text):
        path = HERE / name
        if request.config.getoption("--update-golden"):
            path.write_bytes(text.encode())
        assert text == path.read_bytes().decode()

    return compare

"""What is installed: the package and its data, and nothing else."""

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[2]
MOST_BYTES = 3_000_000


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Build the wheel as `make wheel` does."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "-o", str(folder), str(ROOT)],
        capture_output=True,
        check=True,
    )
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def names(wheel):
    with ZipFile(wheel) as archive:
        return set(archive.namelist())


def described(names):
    """The wheel's own description of itself."""
    return {name for name in names if name.split("/")[0].endswith(".dist-info")}


def test_the_wheel_holds_the_package_and_its_data_and_nothing_else(names):
    """No tests, no caches, no examples, no price history."""
    modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "allocator").rglob("*.py")}
    scenarios = {
        f"allocator/bundled/scenarios/{name}.toml"
        for name in ("easing-priced", "hard-landing", "inflation-returns", "second-half-easing")
    }
    data = {
        "allocator/py.typed",
        "allocator/bundled/snapshot.json",
        "allocator/bundled/facts.toml",
        "allocator/bundled/policy_rate.csv",
        "allocator/bundled/fomc_meetings.csv",
        "allocator/bundled/federal_tax.toml",
        "allocator/bundled/sale_fees.toml",
    }
    assert len(modules) > 80
    assert names - described(names) == modules | scenarios | data


def test_the_wheel_brings_its_licence_and_the_command(names):
    inside = {name.split("/", 1)[1] for name in described(names)}
    assert inside == {"METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE"}


def test_the_wheel_is_small(wheel):
    with ZipFile(wheel) as archive:
        unpacked = sum(entry.file_size for entry in archive.infolist())
    assert wheel.stat().st_size < unpacked < MOST_BYTES

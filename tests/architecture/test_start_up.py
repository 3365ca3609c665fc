"""Starting is quick because nothing is loaded before it is needed."""

import json
import subprocess
import sys
from time import perf_counter

import pytest

from tests.trade_records import record, save

NETWORK = {"requests", "yfinance", "curl_cffi", "tenacity"}
DATA = {"pandas", "pyarrow", "holidays", "riskfolio", "sklearn", *NETWORK}
ORDERS = {"simplefix", "xlsxwriter"}
HEAVY = {"numpy", "scipy", "cvxpy", "pydantic", "clarabel", "highspy", "matplotlib", *DATA, *ORDERS}
LOADED = """
import json, sys
sys.argv = ["allocator", *json.loads(sys.argv[1])]
from allocator.cli import main
try:
    main()
finally:
    print(json.dumps(sorted(sys.modules)), file=sys.stderr)
"""


def modules_after(*words):
    """Run the program on words in a process of its own, and list what that loaded."""
    done = subprocess.run(
        [sys.executable, "-c", LOADED, json.dumps(words)],
        capture_output=True,
        text=True,
        check=False,
    )
    return set(json.loads(done.stderr.splitlines()[-1]))


def seconds(*words):
    """Time a process: the best of five."""
    times = []
    for _ in range(5):
        start = perf_counter()
        subprocess.run([sys.executable, *words], capture_output=True, check=True)
        times.append(perf_counter() - start)
    return min(times)


@pytest.mark.parametrize(
    "words",
    [
        ["--help"],
        ["--version"],
        ["propose", "--help"],
        ["check", "--help"],
        ["explain", "--help"],
        ["whatif", "--help"],
        ["views", "rate-cycle", "--help"],
        ["views", "history", "--help"],
        ["replay", "--help"],
        ["trades", "--help"],
        *(
            ["data", each, "--help"]
            for each in ("refresh", "import", "status", "verify", "snapshot")
        ),
        ["no-such-command"],
    ],
    ids=" ".join,
)
def test_asking_for_help_loads_nothing_heavy(words):
    loaded = modules_after(*words)
    assert "allocator.cli.program" in loaded
    assert loaded & HEAVY == set()


def test_checking_a_file_loads_no_solver():
    loaded = modules_after("check", "examples/portfolio.csv")
    assert "allocator.portfolio.pricing" in loaded
    assert loaded & {"cvxpy", "clarabel", "highspy", "pandas", "scipy"} == set()


def test_proposing_loads_neither_pandas_nor_the_builder_of_snapshots():
    loaded = modules_after("propose", "examples/portfolio.csv", "--json")
    assert "allocator.pipeline" in loaded
    unwanted = {"allocator.market.builder", "allocator.market.store", "matplotlib", *DATA}
    assert loaded & unwanted == set()


def test_only_a_chart_that_is_asked_for_loads_matplotlib(tmp_path):
    words = ("views", "rate-cycle")
    assert "matplotlib" not in modules_after(*words)
    assert "matplotlib" in modules_after(*words, "--chart", str(tmp_path / "chart.svg"))


@pytest.mark.parametrize(
    ("key", "wanted"), [("csv", set()), ("fix", {"simplefix"}), ("xlsx", {"xlsxwriter"})]
)
def test_only_the_order_format_that_is_asked_for_is_loaded(tmp_path, key, wanted):
    path = save(record(), tmp_path / "proposal.json")
    loaded = modules_after(
        "trades", str(path), "--format", key, "--output", str(tmp_path / "orders.out")
    )
    assert (tmp_path / "orders.out").exists()
    assert loaded & {"pandas", *ORDERS} == wanted


def test_only_refreshing_loads_a_client_of_the_network():
    for words in (["data", "status"], ["data", "verify"], ["data", "import", "pyproject.toml"]):
        loaded = modules_after(*words)
        assert "allocator.market.store" in loaded
        assert loaded & NETWORK == set()


def test_building_a_snapshot_loads_no_estimator_that_was_not_named():
    loaded = modules_after("data", "snapshot", "--as-of", "2025-12-24")
    assert {"allocator.market.builder", "allocator.market.covariance.estimators"} <= loaded
    assert loaded & {"riskfolio", "sklearn", *NETWORK} == set()


def test_help_takes_a_third_of_loading_the_solver_at_most():
    help_ = seconds(
        "-c", "import sys; sys.argv[1:] = ['--help']; from allocator.cli import main; main()"
    )
    assert help_ < seconds("-c", "import cvxpy") / 3

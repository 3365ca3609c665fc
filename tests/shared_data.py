"""
A folder of market data beside the project, which is not published, and who needs it.

`shared/data` holds series as their sources gave them, `shared/broker_samples` files of brokers.
Tests that read the first are marked `realdata`, of the second `realdata("broker_samples")`.
"""

import os
from pathlib import Path

import pytest

SHARED = Path(__file__).parents[2] / "shared"
DATA = SHARED / "data"
SAMPLES = SHARED / "broker_samples"


def require(folder: str = DATA.name) -> None:
    """Skip a test whose folder is missing; where CI is set, fail it, lest nobody notice."""
    if (SHARED / folder).is_dir():
        return
    reason = f"needs ../{SHARED.name}/{folder}"
    if os.environ.get("CI"):
        pytest.fail(f"{reason}, and CI is set", pytrace=False)
    pytest.skip(reason)

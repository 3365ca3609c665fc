"""Every situation that explanations are tested in."""

import pytest

from tests.unit.explanation.made import SITUATIONS, propose_with


@pytest.fixture(scope="session", params=SITUATIONS.values(), ids=SITUATIONS)
def proposal(request):
    return propose_with(**request.param)

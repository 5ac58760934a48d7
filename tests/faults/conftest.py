"""What fault tests may ask for."""

import pytest
from faults.rounds import Rounds


@pytest.fixture
def rounds(request):
    """Seeds for this test, as many as its promise names: see `rounds.py`."""
    asked = request.config.getoption
    rounds = Rounds(request.node.nodeid, long=asked("--long"), only=asked("--seed"))
    yield rounds
    for line in rounds.unfinished():  # stands under the failed test
        print(line)

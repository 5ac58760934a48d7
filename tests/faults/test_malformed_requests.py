"""Requests that fit no form, and such as fit, for each route of hub, exchange and seat.

A hundred a route with each seed: some drawn by schemathesis after our OpenAPI, fitting and unfit, the
others bent by hand (`bent.py`). Each is read, as somebody asks who may. Never a 5xx, never an answer
that hangs, every no in words, and the books stay whole.
"""

import logging
import signal
from collections import Counter
from contextlib import contextmanager

import pytest
import structlog
from faults.bent import HEADERS, request_of
from faults.drawn import FITTING, UNFIT, Drawn
from faults.sides import SIDES

LONGEST_S = 60
"""An answer that takes so long, on however busy a machine, hangs."""
EACH = 100
FITTING_EACH, UNFIT_EACH = 20, 10
"""Of each hundred; the rest is bent: to draw what is unfit costs as much as its answer."""


@pytest.fixture(autouse=True, scope="module")
def quiet():
    """A line of log for each refusal would take longer than the refusal."""
    before = structlog.get_config()["wrapper_class"]
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    yield
    structlog.configure(wrapper_class=before)


@contextmanager
def answered_soon(side):
    """No answer takes for ever."""

    def late(*_):
        raise TimeoutError(side.asked)

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(LONGEST_S)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def requests(side, drawn, operation, seed):
    """All that one route is asked with one seed; where nothing is read, once with each header."""
    if not operation.varies:
        yield from (request_of(operation, seed, n, side) for n in range(len(HEADERS)))
        return
    for mode, count in ((FITTING, FITTING_EACH), (UNFIT, UNFIT_EACH)):
        yield from drawn.requests(operation, seed, mode=mode, count=count, ids=side.ids)
    for number in range(EACH - FITTING_EACH - UNFIT_EACH):
        yield request_of(operation, seed, number, side)


@pytest.mark.parametrize("name", list(SIDES))
def test_whatever_is_sent_is_answered_soon_and_in_order(rounds, name):
    for seed in rounds(f"malformed_{name}", each=EACH):
        with SIDES[name]() as side:
            drawn = Drawn(side.document, side.app)
            for operation in side.operations():
                tally = Counter()
                for number, request in enumerate(requests(side, drawn, operation, seed)):
                    with answered_soon(side):
                        said = side.send(operation, seed, number, request)
                    assert not said.wrong(), f"{said.wrong()}: {side.asked}"
                    tally["at the gate" if said.is_at_the_gate() else "read"] += 1
                assert tally["read"] > tally["at the gate"], (operation.label, tally)

"""Requests that fit no form, for each route, written after the OpenAPI.

The owner is signed in and each form has its right token, so that what is sent is read and not turned
away at the gate; machines sign what they say. Never a 5xx, never an answer that hangs, and the books
stay whole.
"""

import json
import logging
import signal
from contextlib import contextmanager, suppress

import pytest
import structlog
from faults.bent import HEADERS, address_of, body_of, chance_of, words_of
from faults.web import REQUEST_ID, site, token, trade
from house.sources import ROOT

from kiosk.hub import DATABASE
from kiosk.link.client import LinkDownError
from kiosk.rules.refusals import Refusal
from kiosk.verifying import verify_hub

LONGEST_S = 20
"""An answer that takes so long, on however busy a machine, hangs."""
LEFT_OUT = {"sign_in.leave", "requester.leave", "me.set_password", "staff.change", "staff.end"}
"""They end the sign-in of whoever asks."""
ALIKE = 2
"""So often is asked what has nothing to vary."""


@pytest.fixture(autouse=True, scope="module")
def quiet():
    """A line of log for each refusal would take longer than the refusal."""
    before = structlog.get_config()["wrapper_class"]
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    yield
    structlog.configure(wrapper_class=before)


class Side:
    """One machine's app, its OpenAPI, and somebody who may do everything there."""

    def __init__(self, name, app, sign_in, ask, ids) -> None:
        self.app, self.sign_in, self.ask, self.ids = app, sign_in, ask, ids
        app.testing = False  # what fails is a 500 here, as in the café
        self.document = json.loads((ROOT / "docs" / f"openapi-{name}.json").read_text("utf-8"))
        self.enter()

    def enter(self):
        self.client, page = self.sign_in()
        self.key = token(self.client, page)

    def operations(self):
        """Each operation as (method, path, what the document says)."""
        return [
            (method.upper(), path, said)
            for path, methods in self.document["paths"].items()
            for method, said in methods.items()
            if said["operationId"] not in LEFT_OUT
        ]

    def send(self, seed, method, path, said):
        """One bent request; the status of its answer."""
        chance = chance_of(seed, said["operationId"] + method)
        place, query = address_of(said, path, chance, self.ids)
        if said["x-may"] == "enrolled machine":
            return self.signed(method, place, query, words_of(said, chance, self.shapes))
        keys = {"csrf_token": self.key, "request_id": f"{REQUEST_ID}{seed}{chance.randrange(9)}"}
        more = {} if method == "GET" else body_of(said, chance, keys)
        headers = dict(chance.choice(HEADERS))
        return self.asked(method, place, query_string=query, headers=headers, **more)

    @property
    def shapes(self):
        return self.document["components"]["schemas"]

    def asked(self, method, place, **more):
        try:
            answer = self.client.open(place, method=method, **more)
            return answer.status_code
        finally:
            self.answered = f"{method} {place} {str(more)[:600]}"

    def signed(self, method, place, query, body):
        self.answered = f"signed {method} {place} {body[:300]}"
        with self.app.test_request_context(place, query_string=query) as context:
            whole = context.request.full_path.rstrip("?")
        try:
            self.ask(method, whole, body)
        except Refusal as refusal:
            return refusal.status
        except LinkDownError:  # there is no such door, which no machine's key says
            return self.ask.__self__._transport.status
        return 200


@contextmanager
def answered_soon(what):
    """No answer takes for ever."""

    def late(*_):
        raise TimeoutError(what())

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(LONGEST_S)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@pytest.fixture
def hub():
    with site() as cafe:
        stage = cafe.stage
        stage.shift()
        for prepare in ("visitor", "booking", "ticket", "tea", "thing", "voucher", "subscribed"):
            with suppress(Exception):
                getattr(stage, prepare)()
        sign_in = lambda: (cafe.staff("naomi"), "/me")  # noqa: E731
        yield Side("hub", cafe.app, sign_in, cafe.station(1), stage.ids)
        assert verify_hub(cafe.world.hub.folder / DATABASE)["problems"] == []


@pytest.fixture
def exchange():
    with trade() as market:
        market.requester("Bent")
        names = market.market.submitted(2)
        ids = {"assignment": names[0]}
        sign_in = lambda: (market.signed_in("Bent"), "/requester/post")  # noqa: E731
        ask = market.hub(market.market.hub)
        yield Side("exchange", market.app, sign_in, ask, ids)
        market.market.adds_up()


@pytest.mark.parametrize("name", ["hub", "exchange"])
def test_whatever_is_sent_is_answered_soon_and_in_order(rounds, request, name):
    side = request.getfixturevalue(name)
    operations = side.operations()
    assert len(operations) > 15
    for seed in rounds(f"malformed_{name}"):
        side.enter()
        for method, path, said in operations:
            has_nothing_to_vary = method == "GET" and "parameters" not in said
            if has_nothing_to_vary and seed >= ALIKE:
                continue
            with answered_soon(lambda: side.answered):
                status = side.send(seed, method, path, said)
            assert status < 500 or status == 503, side.answered

"""The machines that are asked in malformed requests: hub, exchange and seat, somebody signed in.

What is sent has to be read, not turned away at the gate: so each asks as one who may, machines sign
what they say, and forms have their right token more often than not.
"""

import itertools
import json
import random
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import ClassVar

from exchange import postgres
from fakes import quick_disk
from fakes.clock import FakeClock
from fakes.seat import Desk
from fakes.station_browser import ORIGIN, Browser
from faults.bent import HEADERS, TOKEN
from faults.web import site, token, trade
from house.sources import ROOT
from werkzeug.test import EnvironBuilder

from deploy import openapi
from kiosk.exchange import commands
from kiosk.hub_folder import DATABASE
from kiosk.link.client import LinkDownError
from kiosk.rules.refusals import CATALOGUE, Refusal
from kiosk.rules.roles import RIGHTS, STAFF, Role
from kiosk.texts import sentence
from kiosk.verifying import verify_hub
from station_agent.guard import token as word_of_the_seat

SIGNED = "enrolled machine"
AT_THE_GATE = ("csrf_failed", "not_allowed", "sign_in_first", "too_often")
"""Refusals of what was not even read."""
NO_WORDS = ("Traceback (most recent", "Internal Server Error", "<!doctype html>\n<html lang=en>")
"""What the framework says when nobody of ours did."""
STATUSES = {*CATALOGUE.values(), 422}
"""422 is a page of ours whose form stands there again, with what is wrong at its fields."""
SAYS_NO = ('role="alert"', "note--bad", "field__error", "error-summary")
IN_JSON = 0.75
STAFF_OF_EXCHANGE = "staff of the exchange"
FOREIGN = "http://evil.example"
OF_THE_HOUSE = ("/settings", "/people", "/reports", "/till", "/audit", "/me", "/modules", "/tasks")
"""Pages of the hub that one test asks; another asks all others, so that two processes share them."""
PREPARED = (
    "subscribed",
    "booking",
    "block",
    "ticket",
    "tea",
    "thing",
    "sponsored",
    "voucher",
    "printed",
)
"""What stands in the café: something for each name that an address has."""


@dataclass(frozen=True)
class Operation:
    """One method of one path, and what its OpenAPI says of it."""

    method: str
    path: str
    said: dict
    label: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "label", f"{self.method} {self.path}")

    @property
    def may(self):
        return self.said["x-may"]

    @property
    def varies(self):
        """Whether there is anything in a request that the view reads."""
        return self.method != "GET" or "parameters" in self.said


@dataclass(frozen=True)
class Said:
    """What came back."""

    status: int
    kind: str = "text/plain"
    text: str = ""
    place: str = ""
    code: str = ""

    def is_at_the_gate(self):
        if self.code in AT_THE_GATE or "/sign-in" in self.place:
            return True
        told = (str(sentence(Refusal(code), "en")) for code in AT_THE_GATE)
        return self.status in {400, 401, 403, 429} and any(one in self.text for one in told)

    def wrong(self):
        """What is wrong with this answer, or "" for nothing."""
        if self.status >= 500 and self.status != 503:
            return f"{self.status}"
        if self.status < 400 or self.code in CATALOGUE:
            return ""
        is_told = self.status in STATUSES and self._has_words()
        return "" if is_told else f"no words: {self.text[-900:]}"

    def _has_words(self):
        if "json" in self.kind:
            return json.loads(self.text).get("refusal") in CATALOGUE
        if "html" in self.kind:
            return any(one in self.text for one in SAYS_NO)
        return len(self.text) > 9 and not any(one in self.text for one in NO_WORDS)


class Side:
    """One machine's app, its OpenAPI, and whoever may do something there."""

    base = "http://localhost"

    def __init__(self, document, app, ids, clock) -> None:
        self.document, self.app, self.ids, self.clock = document, app, ids, clock
        app.testing = False  # what fails is a 500 here, as in the café
        self.asked = ""

    @property
    def shapes(self):
        return self.document["components"]["schemas"]

    def operations(self):
        """Each operation; those that end a sign-in come last."""
        made = [
            Operation(method.upper(), path, said)
            for path, methods in self.document["paths"].items()
            for method, said in methods.items()
        ]
        return sorted(made, key=lambda one: one.said["operationId"].startswith(("staff.", "sign_")))

    def keys(self, _who):
        """The right token for this person's forms."""
        raise NotImplementedError

    def client(self, _who):
        raise NotImplementedError

    def who(self, _operation, _chance):
        """Somebody who may, by name."""
        return ""

    def signed_out(self, _who):
        """The sign-in of this one is over: signs in again."""

    def send(self, operation, seed, number, request):
        """Send a request, `{"path": …, "data": …}`, as somebody who may; what came back."""
        chance = random.Random(f"{seed} {number} {operation.label}")
        if operation.may == SIGNED:
            return self._send_signed(request)
        who = self.who(operation, chance)
        client = self.client(who)
        if operation.label.startswith("POST /lobby/"):
            self.clock.forward(seconds=61)  # one phone joins no more often
        self._stamp(operation, request, who, chance)
        self.asked = f"{who or 'somebody'}: {str(request)[:2000]}"
        answer = client.open(base_url=self.base, **request)
        said = Said(answer.status_code, answer.content_type or "", "", answer.location or "")
        if said.status >= 400:
            said = Said(said.status, said.kind, answer.get_data(as_text=True), said.place)
        answer.close()
        if said.status == 429:
            self.clock.forward(seconds=61)
        elif said.is_at_the_gate():
            self.signed_out(who)
            if operation.said["operationId"].endswith(".leave"):  # it was what was asked for
                return replace(said, place="")
        return said

    def _stamp(self, operation, request, who, chance):
        """Put the right token and an own origin on most of what is sent, wrong ones on the rest."""
        headers = {**chance.choice(HEADERS), **request["headers"]}
        if chance.random() < IN_JSON:  # a refusal is told in a tenth of the time
            headers["Accept"] = "application/json"
        request["headers"] = headers
        if operation.method == "GET":
            return
        headers["Origin"] = chance.choice((self.base,) * 14 + (FOREIGN, "null"))
        typed = request.get("data")
        if isinstance(typed, bytes):
            request["data"] = typed.replace(TOKEN.encode(), self.keys(who).encode())
        elif isinstance(typed, dict) and chance.random() < 0.9:
            typed["csrf_token"] = self.keys(who)
            if chance.random() < 0.9:
                typed["request_id"] = f"0123456789abcdef{chance.randrange(10**6)}"

    def _send_signed(self, request):
        with EnvironBuilder(**request).get_request() as built:
            place = built.full_path.rstrip("?")
            body = built.get_data()
        self.asked = f"signed: {request['method']} {place} {body[:2000]!r}"
        try:
            self.ask(request["method"], place, body)
        except Refusal as refusal:
            return Said(refusal.status, code=refusal.code)
        except LinkDownError:  # there is no such door, which no machine's key says
            answer = self.ask.__self__._transport.last
            return Said(answer.status_code, answer.content_type or "", answer.text)
        return Said(200)


class HubSide(Side):
    """The hub: three people of its staff and one station."""

    PEOPLE: ClassVar = {"naomi": Role.OWNER, "amina": Role.OPERATOR, "otieno": Role.MENTOR}

    def __init__(self, cafe, ids, *, of_house) -> None:
        document = json.loads((ROOT / "docs" / "openapi-hub.json").read_text("utf-8"))
        super().__init__(document, cafe.app, ids, cafe.clock)
        self.cafe, self.ask, self.of_house = cafe, cafe.station(1), of_house
        self.people = {}
        for name in self.PEOPLE:
            self.signed_out(name)

    def operations(self):
        """Half of them: those of the house, or all others."""
        made = super().operations()
        return [one for one in made if one.path.startswith(OF_THE_HOUSE) is self.of_house]

    def signed_out(self, who):
        client = self.cafe.staff(who)
        self.people[who] = (client, token(client, "/me"))

    def client(self, who):
        return self.people[who][0]

    def keys(self, who):
        return self.people[who][1]

    def who(self, operation, chance):
        """The owner more often than not, who sees most; else whose role may."""
        may = RIGHTS[operation.may].roles if operation.may in RIGHTS else STAFF
        others = [name for name, role in self.PEOPLE.items() if role in may]
        return chance.choice(("naomi", *others))


class ExchangeSide(Side):
    """The exchange: one requester and one hub."""

    def __init__(self, market) -> None:
        market.requester("Bent")
        names = market.market.submitted(2)
        document = json.loads((ROOT / "docs" / "openapi-exchange.json").read_text("utf-8"))
        super().__init__(document, market.app, {"assignment": list(names)}, market.clock)
        self.market, self.ask = market, market.hub(market.market.hub)
        self.people = {}
        for who in ("Bent", STAFF_OF_EXCHANGE):
            self.signed_out(who)

    def signed_out(self, who):
        if who == STAFF_OF_EXCHANGE:
            client, page = self.app.test_client(), "/staff/sign-in"
            self.clock.forward(seconds=1)  # codes of one second differ by chance only
            code = commands.staff(self.market.exchange)["code"]
            answer = client.post(page, data={"csrf_token": token(client, page), "code": code})
            assert answer.location == "/staff/", answer.text
            page = "/staff/"
        else:
            client, page = self.market.signed_in("Bent"), "/requester/post"
        self.people[who] = (client, token(client, page))

    def who(self, operation, _chance):
        is_staffs = operation.said["operationId"].startswith("staff.")
        return STAFF_OF_EXCHANGE if is_staffs else "Bent"

    def client(self, who):
        return self.people[who][0]

    def keys(self, who):
        return self.people[who][1]


class SeatSide(Side):
    """The pages of a seat, with somebody in session. It has no OpenAPI in `docs`: made here."""

    base = ORIGIN

    def __init__(self, desk) -> None:
        self.desk, self.codes = desk, itertools.count(100_000)
        desk.publish()
        desk.hub.put_window(beat_interval_s=5)
        desk.forward(6)
        self.browser = Browser(desk)
        document = json.loads(openapi.document("Seat", self.browser.app))
        ids = {"slug": ["digits"], "module": ["digits"]}
        super().__init__(document, self.browser.app, ids, desk.clock)
        self.app.config["PROPAGATE_EXCEPTIONS"] = False

    def client(self, _who):
        if self.desk.agent.sitting.kept is None:
            self._sit_down()
        return self.browser.client

    def _sit_down(self):
        session = self.desk.sit_down(str(next(self.codes)), seconds=6_000, pin="4711", name="Grace")
        self.desk.deal(session, 3, first=next(self.codes))
        self.desk.forward(6)

    def keys(self, _who):
        with self.app.test_request_context(base_url=ORIGIN):
            return word_of_the_seat()


@contextmanager
def hub(*, of_house):
    """A café in which something stands for most of what an address can name."""
    with site() as cafe:
        cafe.stage.shift()
        ids = {}
        for prepare in PREPARED:
            getattr(cafe.stage, prepare)()
            for name, known in cafe.stage.ids.items():
                ids.setdefault(name, {})[known] = None
        ids = {name: list(known) for name, known in ids.items()}
        yield HubSide(cafe, ids, of_house=of_house)
        assert verify_hub(cafe.world.hub.folder / DATABASE)["problems"] == []


@contextmanager
def exchange():
    """An exchange with a requester, whose two tasks were answered."""
    with trade() as market:
        yield ExchangeSide(market)
        market.market.adds_up()


@contextmanager
def exchange_on_postgres():
    """The same on PostgreSQL, whose texts take no NUL and whose numbers end sooner."""
    with postgres.running() as server:
        postgres.execute(server, "CREATE DATABASE malformed")
        with trade(database_url=postgres.named(server, "malformed")) as market:
            yield ExchangeSide(market)
            market.market.adds_up()


@contextmanager
def seat():
    """A seat with somebody in session, a module and tasks."""
    with quick_disk.folder() as folder:
        (folder / "memory").mkdir()
        desk = Desk(folder / "station", folder / "memory", FakeClock())
        yield SeatSide(desk)
        desk.agent.store.close()


SIDES = {
    "hub": partial(hub, of_house=False),
    "house": partial(hub, of_house=True),
    "exchange": exchange,
    "exchange_on_postgres": exchange_on_postgres,
    "seat": seat,
}

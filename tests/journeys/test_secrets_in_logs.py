"""A whole day with secrets that are easy to find: none stands in a log, in any machine's words."""

import base64
import io
import logging
import re
import secrets
from pathlib import Path
from urllib.parse import quote

import pytest
import structlog
from fakes.bad_network import GOOD, BadLine
from fakes.hub_world import World
from fakes.machines import look
from journeys.desk import operator
from journeys.journey import Journey
from journeys.seeds import seeded
from journeys.small_site import memory_folder

from kiosk import app as hub_app
from kiosk.acts import front_desk, station_link
from kiosk.acts import vouchers as acts
from kiosk.acts.selling import Counter
from kiosk.acts.vouchers import paper_text
from kiosk.exchange.app import create_app as exchange_app
from kiosk.hub import new_request_id
from kiosk.logs import write_logs
from kiosk.protocol.enrolment import make_code
from kiosk.rules.refusals import Refusal
from kiosk.store import vouchers
from station_agent import entering
from station_agent.app import create_app as station_app
from station_agent.folder import enrol_station

PASSWORD, WRONG_PASSWORD = "zebra-password-right", "zebra-password-wrong"
CODE, PIN, WRONG_PIN = "883301", "83917264", "61840275"
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@pytest.fixture
def cafe():
    with memory_folder() as folder, seeded(11):
        journey = Journey(11, Path(folder))
        for line in journey.lines.values():
            line.odds = GOOD
        journey.pass_time(1)
        yield journey
        journey.close()


@pytest.fixture
def written(caplog):
    """All that hub, exchange and stations log, down to the last detail."""
    stream = io.StringIO()
    write_logs(stream)
    caplog.set_level(logging.DEBUG)
    yield lambda: stream.getvalue() + caplog.text
    structlog.reset_defaults()


class Canaries:
    """Secrets, and each way in which one may be written."""

    def __init__(self) -> None:
        self.kept = {}

    def keep(self, name, secret):
        raw = secret if isinstance(secret, bytes) else str(secret).encode()
        assert len(raw) >= 6, name
        self.kept[name] = {
            raw.hex(),
            base64.b64encode(raw).decode().rstrip("="),
            base64.urlsafe_b64encode(raw).decode().rstrip("="),
            *((str(secret), quote(str(secret))) if isinstance(secret, str) else (repr(raw),)),
        }
        return secret

    def found_in(self, text):
        lower = text.lower()
        return [name for name, ways in self.kept.items() if any(w.lower() in lower for w in ways)]


def sign_in(client, path, canaries, **fields):
    page = client.get(path)
    token = canaries.keep("form token", TOKEN.search(page.text)[1])
    answer = client.post(
        path, data={**fields, "csrf_token": token}, headers={"Origin": "http://localhost"}
    )
    for n, cookie in enumerate(answer.headers.getlist("Set-Cookie")):
        canaries.keep(f"cookie {path} {n}", cookie.split(";")[0].split("=", 1)[1])
    return answer.status_code


def type_at(cafe, seat, code, pin="", paper=""):
    try:
        entering.enter(
            cafe.agents[seat], code=code, pin=pin, request_id=new_request_id(), paper=paper
        )
    except Refusal as refusal:
        return refusal.code
    return ""


def at_the_desk(cafe, app, canaries):
    """The desk signs in, rightly and wrongly, and is refused things."""
    for name, secret in (("password", PASSWORD), ("wrong password", WRONG_PASSWORD)):
        canaries.keep(name, secret)
    World(cafe.hub, cafe.clock).staff("naomi", role="owner", name="Naomi", password=PASSWORD)
    desk = app.test_client()
    assert sign_in(desk, "/sign-in", canaries, name="naomi", password=WRONG_PASSWORD) == 401
    assert sign_in(desk, "/sign-in", canaries, name="naomi", password=PASSWORD) == 303
    assert desk.get("/people/nobody").status_code == 404
    assert desk.post("/people", data={"pin": PIN}).status_code == 400
    return desk


def at_the_seats(cafe, canaries):
    """By code and PIN, by voucher typed and scanned; and by what is none."""
    canaries.keep("pin", PIN)
    grace = World(cafe.hub, cafe.clock).visitor("Grace Canary", code=CODE, pin=PIN)
    counter = Counter("half-hour", 10_000, operator(cafe))
    cafe.hub.write(front_desk.sell_pass, visitor=grace, counter=counter)
    canaries.keep("code", CODE)
    assert type_at(cafe, 1, CODE, canaries.keep("wrong pin", WRONG_PIN)) == "wrong_pin"
    assert type_at(cafe, 1, CODE, PIN) == ""
    sold = cafe.hub.write(acts.sell_voucher, counter=Counter("five", 800, operator(cafe))).code
    paper = paper_text(cafe.hub.site, look(cafe, vouchers.by_code, sold))
    canaries.keep("voucher", sold)
    canaries.keep("voucher's paper", paper)
    assert type_at(cafe, 2, canaries.keep("no voucher", "ZZZZ7777ZZZZ"))
    assert type_at(cafe, 2, sold, paper=paper) == ""


def a_new_station(cafe, app, folder, canaries):
    """A station is let in, with the right code and with another."""
    right = cafe.hub.write(
        station_link.add_station,
        seat=9,
        zone="standard",
        row_name="",
        by="test",
        chance=secrets.token_bytes(7),
    )
    wrong = str(make_code(cafe.hub.keys.public_signing, secrets.token_bytes(7)))
    for name, code in (("one-time code", right), ("wrong one-time code", wrong)):
        canaries.keep(name, code.replace("-", "")[10:])
    line = BadLine(lambda: app, cafe.chance, GOOD)
    with pytest.raises(Refusal, match="code_unknown"):
        enrol_station(folder, line, url="http://hub", code=wrong)
    enrol_station(folder, line, url="http://hub", code=right)


def at_the_exchange(cafe, canaries):
    """A requester signs in with a key that is wrong."""
    key = canaries.keep("requester's key", "zebra-secret-key-of-a-requester")
    employer = exchange_app(cafe.exchange).test_client()
    assert sign_in(employer, "/requester/sign-in", canaries, name="Acme", secret=key) in (200, 401)


def keys_of_all(cafe, canaries):
    for seat, agent in cafe.agents.items():
        canaries.keep(f"station {seat}'s key", bytes(agent.machine.keys.signing))
    canaries.keep("hub's key", bytes(cafe.hub.keys.signing))
    canaries.keep("exchange's key", bytes(cafe.exchange.keys.signing))


def test_no_secret_of_a_day_is_logged(cafe, written, tmp_path, monkeypatch):
    canaries = Canaries()
    app = hub_app.create_app(cafe.hub)
    app.config["TRUSTED_HOSTS"] = None
    cafe.apps["hub"] = app
    desk = at_the_desk(cafe, app, canaries)
    at_the_seats(cafe, canaries)
    a_new_station(cafe, app, tmp_path / "nine", canaries)
    at_the_exchange(cafe, canaries)

    def fails(*_, **__):
        typed = PASSWORD + PIN  # in the hands of what fails
        raise RuntimeError(len(typed))

    monkeypatch.setattr("kiosk.lobby.doors.offers.active", fails)
    assert desk.get("/lobby/").status_code == 500
    for agent in cafe.agents.values():
        station_app(agent).test_client().get("/nowhere", base_url="http://127.0.0.1:8070")
    cafe.pass_time(5)
    keys_of_all(cafe, canaries)

    assert "refused" in written()  # it was listened to
    assert canaries.found_in(written()) == []
    assert canaries.found_in(audit_of(cafe.hub)) == []
    for folder in (cafe.memory[1], cafe.memory[2]):
        said = (file.read_bytes() for file in folder.rglob("status.json"))
        assert canaries.found_in(b" ".join(said).decode()) == []
    assert "password" in canaries.found_in(f"see {PASSWORD}")  # and it would be found


def audit_of(hub):
    with hub.read() as db:
        rows = db.execute("SELECT * FROM audit").fetchall()
    assert rows
    return "\n".join(" ".join(str(value) for value in tuple(row)) for row in rows)

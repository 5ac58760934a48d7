"""Four machines on disk, made once and copied for each journey: hub, exchange, two stations."""

import secrets
import shutil
import tempfile
from functools import cache
from pathlib import Path
from random import Random

from argon2 import PasswordHasher
from fakes.bad_network import BadLine
from fakes.clock import FakeClock
from fakes.hub_world import World, make_hub
from flask import Flask
from journeys.seeds import seeded
from rules.module_samples import sample_files

from kiosk.acts import classroom, exchange_link, people
from kiosk.acts.importing import keep_module
from kiosk.exchange.acts.people import add_code, add_requester
from kiosk.exchange.acts.posting import post_batch
from kiosk.exchange.app import create_app as exchange_app
from kiosk.exchange.exchange import open_exchange
from kiosk.exchange.planning import read_plan
from kiosk.link.enrol import enrol
from kiosk.protocol.enrolment import make_code
from kiosk.protocol.facts import BlobRef
from kiosk.settings import ExchangeSettings, HubSettings
from kiosk.station_api.beat_door import BeatDoor
from kiosk.station_api.doors import doors as station_doors
from kiosk.station_api.sharing_door import sharing_door
from station_agent.folder import enrol_station
from station_agent.store.open import open_store

SEATS = (1, 2)
PIN = "4711"
CODES = {"Grace Muthoni": "471902", "Otieno Oduor": "471903", "Wanjiku Kamau": "471904"}
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""A PIN's hash says its own cost, so the hub checks these in no time."""
HUB = {
    "ending_s": 30,
    "warnings_s": (120, 60),
    "hand_slots": 4,
    "grace_s": 0,
    "exchange_url": "http://exchange",
    "pause_limit_s": 600,
}
EXCHANGE = {"allotment_target": 30}
DIGIT = {
    "prompt": "Which number is it?",
    "picture": "${image}",
    "picture_alt": "A number",
    "fields": [{"name": "number", "kind": "text"}],
}
WORD = {"prompt": "Write ${word} the other way round", "fields": [{"name": "word", "kind": "text"}]}
TASKS = {"description": "", "seconds_estimate": 10, "keywords": [], "expires_in_s": 1_209_600}
EXPECTATIONS = ["It is what was asked."]


def station_app(hub):
    """The hub's doors for stations, without its pages."""
    app = Flask("hub", static_folder=None)
    app.extensions["hub"] = hub
    app.register_blueprint(station_doors)
    app.register_blueprint(sharing_door)
    app.wsgi_app = BeatDoor(hub, app.wsgi_app)
    return app


def memory_folder():
    """Where journeys keep their files: memory, for a disk would only be slow."""
    shared = Path("/dev/shm")  # noqa: S108  nothing in it is worth stealing
    return tempfile.TemporaryDirectory(prefix="journeys-", dir=shared if shared.is_dir() else None)


@cache
def template():
    """The four folders, and the temporary folder that lives as long as this process."""
    home = memory_folder()
    with seeded("template"):
        _make(Path(home.name))
    return home


def _make(folder):
    clock = FakeClock()
    exchange = open_exchange(folder / "exchange", ExchangeSettings(**EXCHANGE), clock)
    hub = make_hub(folder / "hub", clock, **HUB)
    try:
        _post_tasks(exchange)
        _join(hub, exchange)
        _furnish(World(hub, clock), folder)
    finally:
        hub.close()
        exchange.close()


def copy_of(target):
    """A fresh copy of the four folders under `target`."""
    shutil.copytree(template().name, target, dirs_exist_ok=True)
    return target


def _post_tasks(exchange):
    requester = exchange.write(
        add_requester,
        name="Acme",
        access_key="AKACME",
        secret_hash="none",
        fund_minor=100_000,
        by="test",
    )
    pictures = {}
    for n in range(12):
        content = f"picture {n}".encode()
        name = exchange.blobs.put(content)
        pictures[f"{n}.png"] = BlobRef(name, len(content), "image/png")
    numbers = "image\n" + "".join(f"{n}.png\n" for n in range(12))
    words = "word\n" + "".join(f"word{n}\n" for n in range(8))
    _post(exchange, requester, "Read a number", DIGIT, numbers, pictures, "pets", 25)
    _post(exchange, requester, "Turn a word round", WORD, words, {}, None, 40)


def _post(exchange, requester, title, form, csv_text, pictures, qualification, reward_minor):
    asked = {
        **TASKS,
        "title": title,
        "description": title,
        "form": form,
        "reward_minor": reward_minor,
        "qualification": qualification,
        "expectations": EXPECTATIONS,
    }
    plan = read_plan(asked, csv_text=csv_text, pictures=pictures)
    exchange.write(post_batch, requester=requester, title=title, plan=plan)


def _join(hub, exchange):
    code = make_code(exchange.keys.public_signing, secrets.token_bytes(7))
    exchange.write(add_code, name="Kibera", token=code.token, by="test")
    app = exchange_app(exchange)
    line = BadLine(lambda: app, Random(0))
    host = enrol(line, hub.keys, code=str(code), kind="hub", name="Kibera", currency="KES")
    hub.write(exchange_link.join, url=HUB["exchange_url"], host=host, by="test")


def _furnish(world, folder):
    operator = world.staff("amina")
    world.open_shift(operator)
    world.offer("half-hour", title="30 min", seconds=1800, price_minor=4000)
    world.offer("five", title="5 min", seconds=300, price_minor=800, place=2)
    for name, code in CODES.items():
        _register(world.hub, name, code)
    row = keep_module(sample_files(tries=None), modules=world.hub.modules, blobs=world.hub.blobs)
    world.hub.write(classroom.import_edition, row=row, by="test")
    app = station_app(world.hub)
    for seat in SEATS:
        line = BadLine(lambda: app, Random(0))
        code = world.enrol_code(seat)
        home = folder / f"station-{seat}"
        enrol_station(home, line, url="http://hub", code=code)
        open_store(home, world.clock).close()


def _register(hub, name, code):
    hub.write(
        people.register_visitor,
        name=name,
        language="en",
        group="visitor",
        pin_hash=QUICK.hash(PIN),
        code=code,
        by="test",
    )


HUB_SETTINGS = HubSettings(**HUB)
EXCHANGE_SETTINGS = ExchangeSettings(**EXCHANGE)

"""A seat: the agent of one station, and the hub it talks to."""

from functools import cache
from pathlib import Path

from fakes.hub import FakeHub
from msgspec.structs import replace

import kiosk
from kiosk.protocol.bodies import Edition, Hand, HitTerms, Price, Slot, Window
from kiosk.protocol.tmod import pack_module
from kiosk.rules.module_files import read_module, station_edition
from kiosk.settings import StationSettings
from station_agent import entering
from station_agent.agent import Agent
from station_agent.folder import enrol_station, load_machine

SHIPPED = Path(kiosk.__path__[0]) / "shipped"
FORM = {
    "prompt": "Which digit is this?",
    "picture": "${image}",
    "picture_alt": "A handwritten digit",
    "fields": [
        {
            "name": "digit",
            "kind": "choice",
            "label": "The digit",
            "options": [{"value": str(n), "label": str(n), "key": str(n)} for n in range(10)],
        }
    ],
}
WINDOW = Window(
    site="Kibera Career Centre",
    currency="KES",
    currency_symbol="KSh",
    currency_decimals=2,
    per_hour_minor=7000,
    languages=("en", "ar"),
    prices=(Price("30 minutes", 4000),),
    tasks=(),
)


def terms(hit_type="digits", **changes):
    return HitTerms(
        **{
            "hit_type": hit_type,
            "requester": "Acme",
            "title": "Read a digit",
            "description": "",
            "form": FORM,
            "reward_minor": 200,
            "seconds_estimate": 10,
            "qualification": "",
            "expectations": ("One digit from 0 to 9",),
            "rejected_percent": 2,
            "days_to_pay": 1,
            **changes,
        }
    )


@cache
def shipped(slug):
    folder = SHIPPED / slug
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    return read_module(files)


class Desk:
    """A hub, and the agent of one seat that a test kills and starts at will."""

    def __init__(self, folder, memory, clock) -> None:
        self.clock = clock
        self.hub = FakeHub(clock)
        self.folder, self.memory = folder, memory
        self.settings = StationSettings(draft_folder=str(memory))
        self.hub.put_window = lambda **changes: self.hub.put(replace(WINDOW, **changes))
        enrol_station(folder, self.hub, url="http://hub", code=self.hub.code)
        self.agent = None
        self.start()

    def start(self):
        self.agent = Agent(
            load_machine(self.folder),
            self.hub,
            self.clock,
            self.settings,
            chance_per_mille=lambda: 500,
        )
        return self.agent

    def kill(self):
        """As SIGKILL would: nothing is told, nothing is tidied."""
        self.agent.store.close()

    def restart(self):
        self.kill()
        return self.start()

    def forward(self, seconds, *, step=1):
        """Time passes with the agent's rounds in it."""
        for _ in range(0, seconds, step):
            self.clock.forward(seconds=step)
            self.agent.tick()

    def deal(self, session, count, *, hit_type="digits", first=1, **changes):
        """A hand of so many digits, with their pictures."""
        contents = [f"picture {n}".encode() for n in range(first, first + count)]
        slots = tuple(
            Slot(f"assignment-{n}", hit_type, {"image": f"sha256:{self.hub.keep(content)}"})
            for n, content in enumerate(contents, start=first)
        )
        visitor = self.hub.sessions[session]["visitor"]
        until = self.clock.now() + 72 * 3600 * 1000
        hand = Hand(session, visitor, until, (terms(hit_type, **changes),), slots)
        self.hub.put(hand, *contents)

    def publish(self, slug="digits"):
        """The shipped module's station edition reaches the station."""
        return self.publish_module(shipped(slug))

    def publish_module(self, module):
        """Any module's station edition reaches the station."""
        self.publish_bytes(module, pack_module(station_edition(module)))
        return module

    def publish_bytes(self, module, content):
        """An edition whose bytes are what a test says."""
        name = self.hub.keep(content)
        self.hub.put(Edition(module.slug, module.edition, module.title, name), content)

    def sit_down(self, code="4F7K2M9T", *, seconds=1800, pin="", **record):
        """A visitor opens a session at the lock; returns its name."""
        self.hub.sell(code, seconds=seconds, pin=pin, **record)
        self.agent.tick()
        entering.enter(self.agent, code=code, pin=pin, request_id=f"request-{len(self.hub.calls)}")
        self.agent.tick()
        return self.agent.sitting.kept.session

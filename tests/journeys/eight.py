"""A real site for a class of eight: a hub, eight stations, each a process; made as its people would."""

import contextlib
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from browser import visitor as person
from browser.live_site import BIN, START_LIMIT_S, Site, until_heard
from fakes.learner import changed
from fakes.ports import free_port
from fakes.qr_reader import read
from fakes.seat import shipped
from looks.test_qr import picture

from kiosk import passwords
from kiosk.acts import cashier, classes, classroom, front_desk, meetings, people
from kiosk.acts.classes import ClassDraft
from kiosk.acts.importing import keep_module
from kiosk.acts.marking import keep_practice
from kiosk.acts.selling import Counter
from kiosk.cli.options import hub_settings
from kiosk.clock import SystemClock
from kiosk.making import make_site
from kiosk.opening_hub import hub_alone
from kiosk.protocol.bodies import Practice
from kiosk.rules.instants import later
from kiosk.rules.modules import StepKind
from kiosk.store import offers

NAMES = ("Abdi", "Brian", "Fatuma", "Grace", "Hassan", "Joy", "Lilian", "Zawadi")
PASSWORD, PIN = "three quiet words", "2468"
EDITION = "digits-e1"
QUESTIONS = 2
"""Of the exam, so that eight sit it in a moment."""
HOUR_S = 3_600
TEAM = 3


@dataclass
class ClassSite(Site):
    """The site, whose hub a test ends and starts again."""

    codes: dict[str, str] = field(default_factory=dict)
    title: str = "Morning group"
    hub: object = None

    def make(self):
        """The people, the class that meets now, the module that all have practised."""
        with hub_alone(self.folder, hub_settings(self.folder), SystemClock()) as hub:
            make_site(hub, password=PASSWORD)
            mentor = self._staff(hub, "mentor")
            whole = _short_exam(shipped("digits"))
            row = keep_module(whole.files, modules=hub.modules, blobs=hub.blobs)
            hub.write(classroom.import_edition, row=row, by=mentor)
            learners = [self._learner(hub, n, name) for n, name in enumerate(NAMES)]
            self._sell(hub, learners, by=self._staff(hub, "operator"))
            for one in learners:
                _practised(hub, one, whole)
            self._class(hub, learners, by=mentor)

    def sign_in(self, role):
        return role, PASSWORD

    def start_hub(self):
        """`kiosk serve`, with the exchange that it starts itself."""
        log = (self.folder / "logs" / "hub.log").open("ab")
        ports = {"KIOSK_PORT": str(self.port), "KIOSK_EXCHANGE_PORT": str(self.port + 10)}
        command = [str(BIN / "kiosk"), "serve", "--data", str(self.folder)]
        self.hub = self._popen(command, stdout=log, stderr=log, **ports)
        log.close()
        for _ in range(START_LIMIT_S * 10):
            with contextlib.suppress(URLError, OSError), urlopen(self.panel + "/sign-in"):  # noqa: S310  our own hub
                return
            with contextlib.suppress(Exception):
                self.hub.wait(0.1)
        raise AssertionError("The hub did not start")

    def cut_hub(self):
        """It is ended as by a power cut: nothing is put away."""
        self.hub.kill()
        self.hub.wait()

    def add_stations(self, count):
        """Enrolled and run, some at a time, as a team of people would."""
        with ThreadPoolExecutor(TEAM) as team:
            list(team.map(self._run_station, range(1, count + 1)))

    def _run_station(self, seat):
        data = self.folder / f"station-{seat}"
        told = ("--seat", str(seat), "--json", "--data", str(self.folder))
        added = self._asked("kiosk", "station", "add", *told)
        self._asked("station-agent", "enrol", self.panel, added["code"], "--data", str(data))
        port = free_port()
        with (self.folder / "logs" / f"station-{seat}.log").open("ab") as log:
            command = [str(BIN / "station-agent"), "run", "--data", str(data)]
            process = self._popen(command, stdout=log, stderr=log, KIOSK_PORT=str(port))
        until_heard(process, port)
        self.stations[seat] = f"http://127.0.0.1:{port}"

    def certificate(self, text):
        """What `kiosk certificate check` says of a code."""
        return self._asked("kiosk", "certificate", "check", text, "--json", "--data",
                           str(self.folder))  # fmt: skip

    def _staff(self, hub, role):
        sealed = hub.pepper.sealed(passwords.hash_of(PASSWORD))
        told = {"sign_in": role, "name": f"Demo {role.title()}", "role": role, "by": "init"}
        return hub.write(people.add_staff, password_hash=sealed, **told)

    def _learner(self, hub, n, name):
        self.codes[name] = f"47190{n}"
        pin = hub.pepper.sealed(passwords.hash_of(PIN))
        told = {"name": f"{name} Otieno", "language": "en", "group": "visitor", "by": "init"}
        return hub.write(people.register_visitor, pin_hash=pin, code=self.codes[name], **told)

    def _sell(self, hub, learners, *, by):
        with hub.read() as db:
            offer = max(offers.active(db), key=lambda one: one.seconds)
        hub.write(cashier.open_shift, float_minor=0, by=by)
        for one in learners:
            counter = Counter(offer.id, offer.price_minor, by)
            hub.write(front_desk.sell_pass, visitor=one, counter=counter)
        hub.write(cashier.count_drawer, counted_minor=offer.price_minor * len(learners), by=by)

    def _class(self, hub, learners, *, by):
        draft = ClassDraft(self.title, by)
        made = hub.write(classes.make_class, draft=draft, by=by)
        for one in learners:
            hub.write(classes.add_member, class_id=made, visitor=one, by=by)
        now = later(hub.now(), seconds=1)  # none begins in the minute before
        spans = ((now, later(now, seconds=3 * HOUR_S)),)
        told = {"class_id": made, "spans": spans, "seats": (), "by": by}
        hub.write(meetings.add_meetings, **told)


def _short_exam(whole):
    raw = json.loads(whole.files["module.json"])
    steps = [one | {"draw": QUESTIONS} if one["kind"] == "exam" else one for one in raw["steps"]]
    return changed(whole, steps=steps)


def _practised(hub, visitor, module):
    """All before the exam was done last week."""
    for step in module.steps:
        if step.kind is StepKind.EXAM:
            return
        for item in step.items or ("",):
            answer = {"digit": module.item(item).gold["digit"]} if item else {}
            body = Practice(visitor, module.edition, step.id, item, answer, True, 1, 0, 900)
            told = {"body": body, "at": hub.now(), "fact_id": f"init/{visitor}/{step.id}/{item}"}
            hub.write(keep_practice, **told)


def sit_exam(tab, url, right):
    """Every question of it, right at once."""
    tab.go(f"{url}/exam/{EDITION}")
    for _ in range(QUESTIONS):
        person.answer(tab, right[person.item_here(tab)])


def code_on(page):
    """The text of the QR code that a page shows, read from its drawing as a phone does."""
    return read(picture(page.locator(".qr").evaluate("one => one.outerHTML")))


def folder_for(tmp_path: Path):
    (tmp_path / "site" / "logs").mkdir(parents=True)
    return tmp_path / "site"

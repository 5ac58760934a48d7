"""A visit at a seat whose agent is going to be killed: tasks, practice, an exam, drafts, more time.

The browser asks in the same words until a page comes; whatever a page called saved is a proof.
"""

import re
import time

import requests
from fakes.hub import FakeHub
from faults.killing import ANSWERS_WITHIN_S, Asked
from faults.seat_process import ROWS, STEPS, TEXT
from rules.module_samples import sample_files

from kiosk.clock import SystemClock
from kiosk.protocol.bodies import Edition, Hand, HitTerms, Slot, Window
from kiosk.protocol.time_calls import Bought, ForSale
from kiosk.protocol.tmod import pack_module
from kiosk.rules.module_files import read_module, station_edition

CODE, PIN, VISITOR = "471905", "4711", "visitor-471905"
PAID_S, BOUGHT_S, PRICE_MINOR, ACCOUNT_MINOR = 36_000, 900, 2_000, 50_000
TASKS, BUYS = 20, 2
FIELD = re.compile(r'name="(answer_\w+)"')
HIDDEN = re.compile(r'type="hidden" name="(\w+)" value="([^"]*)"')
TASK = re.compile(r'name="assignment" value="([^"]+)"')
HOME, MORE = 'class="tiles', "/time/more"
LOOKS_EVERY_S = 0.02


class Hub(FakeHub):
    """As the real one: the same sale is made once, and who sits here already is given the session again."""

    def __init__(self, clock) -> None:
        super().__init__(clock)
        self.bought = {}

    def _begin(self, code):
        here = [name for name, kept in self.sessions.items() if kept["open"]]
        return here[0] if here else super()._begin(code)

    def _buy(self, buying):
        if buying.request_id not in self.bought:
            self.bought[buying.request_id] = super()._buy(buying)
        return Bought(self.bought[buying.request_id].seconds)


def furnish(hub):
    """A visitor with money and paid time, a module with an exam, and tasks for when they sit down."""
    hub.put(Window("Centre", "KES", "KSh", 2, 7000, ("en",), (), (), beat_interval_s=1))
    hub.on_sale = (ForSale("quarter", "15 min", BOUGHT_S, PRICE_MINOR),)
    hub.sell(CODE, seconds=PAID_S, pin=PIN, name="Grace", balance_minor=ACCOUNT_MINOR)
    module = read_module(sample_files(rows=ROWS, steps=STEPS, qualification=""))
    content = pack_module(station_edition(module))
    hub.put(Edition("pets", module.edition, module.title, hub.keep(content)), content)


def deal(hub):
    """A hand for the one session."""
    (session,) = hub.sessions
    terms = HitTerms("t", "Acme", "Type it", "", TEXT, 200, 10, "", (), 0, 0)
    slots = tuple(Slot(f"task-{n}", "t", {}) for n in range(TASKS))
    hub.put(Hand(session, VISITOR, SystemClock().now() + 10**8, (terms,), slots))


class Visit:
    """What is done in the browser. `url` is wherever the agent listens now."""

    def __init__(self, hub, chance) -> None:
        self.hub, self.chance, self.url = hub, chance, ""
        self.saved, self.asked = set(), set()
        self.exam, self.opened_at, self.left_at = [], (0, 0), (0, 0)

    def visits(self):
        yield from self._sit_down()
        pieces = [*(["task"] * TASKS), *(["buy"] * BUYS), "learn"]
        self.chance.shuffle(pieces)
        for piece in pieces:
            yield from getattr(self, f"_{piece}")()

    def looks(self):
        """Another part of the page asks for the bar, as it does every few seconds."""
        for _ in range(TASKS):
            yield self._asks("/bar")
            time.sleep(LOOKS_EVERY_S)

    def leave(self):
        """The visitor goes."""
        before = time.monotonic()
        page = self._asks("/finish").ask()
        self._asks("/finish", hidden(page, "/finish")).ask()
        self.left_at = before, time.monotonic()

    # one thing each

    def _sit_down(self):
        before = time.monotonic()
        page = yield self._asks("/")
        while HOME not in page:  # a lock screen of the agent before is not taken any more
            typed = {**hidden(page, "/open"), "code": CODE, "pin": PIN}
            page = yield self._asks("/open", typed, None)
            if HOME not in page:  # or it was taken, and the answer lost: then home is there already
                page = yield self._asks("/")
        self.opened_at = before, time.monotonic()
        deal(self.hub)
        yield from self._until("/work", "Type it")
        yield from self._until("/learn", 'href="/learn/pets"')

    def _task(self):
        page = yield self._asks("/work/task")
        if TASK.search(page) is None:
            page = yield self._asks("/work/accept", hidden(page, "/work/accept"))
        name = TASK.search(page)[1]
        if self.chance.random() < 0.3:
            half = {
                **hidden(page, "/work/answer"),
                "draft": f"work:{name}",
                "answer_text": f"half of {name}",
            }
            yield self._asks("/draft", half, (204,))
            page = yield self._asks("/work/task", proofs=(("page", name),))
            assert f"half of {name}" in page
        self.asked.add(name)
        typed = {**hidden(page, "/work/answer"), "answer_text": f"all of {name}"}
        page = yield self._asks("/work/answer", typed, proofs=(("saved", name),))
        self.saved.add(name)

    def _buy(self):
        page = yield from self._until(f"{MORE}?offer=quarter", 'name="price"')
        typed = {**hidden(page, MORE), "pin": PIN}
        while True:
            page = yield self._asks(MORE, typed, None)
            if HOME in page:
                return
            time.sleep(LOOKS_EVERY_S)

    def _learn(self):
        page = yield self._asks("/learn/pets")
        typed = {**hidden(page, "/learn/answer"), FIELD.search(page)[1]: "grey"}
        yield self._asks("/learn/answer", typed, proofs=(("page", "p1"),))
        for _ in range(2):
            page = yield self._asks("/exam/pets")
            typed = {**hidden(page, "/exam/answer"), FIELD.search(page)[1]: "grey"}
            self.exam.append(typed["item"])
            yield self._asks("/exam/answer", typed)

    def _until(self, path, words):
        page = ""
        while words not in page:
            page = yield self._asks(path, None, None)
            time.sleep(LOOKS_EVERY_S)
        return page

    def _asks(self, path, typed=None, status=(200,), proofs=()):
        def ask():
            answer = requests.request(
                "GET" if typed is None else "POST",
                self.url + path,
                data=typed,
                headers={"Origin": self.url, "Connection": "close"},
                timeout=ANSWERS_WITHIN_S,
            )
            assert status is None or answer.status_code in status, (path, answer.text)
            return answer.text

        return Asked(ask, proofs)


def hidden(page, path):
    """What the form that posts there carries along."""
    forms = re.findall(rf'<form[^>]*action="{path}"[^>]*>(.*?)</form>', page, re.DOTALL)
    return {name: value for form in forms for name, value in HIDDEN.findall(form)}

"""The hub is killed while money is taken, given back, counted and handed over, and renewed by its job.

A desk sends its forms to a real process. It is killed a seeded moment after one of them was sent; what
was acknowledged stands on the disk then. Started anew, all forms come once more under their request
ids: in the end the books are those of a day on which nobody was killed.
"""

import shutil
import threading
import time
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest
import requests
from fakes import quick_disk
from fakes.clock import FakeClock
from fakes.hub_world import PASSWORD, World, make_hub
from fakes.stage import Stage
from faults.live_hub import Browser, LiveHub

from kiosk.acts import accounts, renewal_consent
from kiosk.clock import SystemClock
from kiosk.disk.open import open_for_reading
from kiosk.hub import DATABASE
from kiosk.link.client import HttpTransport, SignedClient
from kiosk.protocol import station_calls as words
from kiosk.protocol.codec import encode
from kiosk.rules.tenders import Pay
from kiosk.store import ledger, visitors
from kiosk.verifying import verify_hub

SEEDS = [0, 1, *(pytest.param(seed, marks=pytest.mark.faults) for seed in range(2, 8))]
WEEK_S, LATE_S = 7 * 86_400, 60
SUBSCRIBERS = tuple(str(471_910 + n) for n in range(24))
ALL_OF_THEM = len(SUBSCRIBERS)
PRICE_MINOR = 20_000
KILLED_WITHIN_MS = 40
RENEWED_WITHIN_S = 20
COUNTS_MANY = ("day_", "spell_", "sqlite_", "lock_out", "revision")
"""What is summed up or drawn anew in its own time; `kiosk verify` adds it up again."""


@dataclass(frozen=True)
class Sent:
    """One form: who sends it, where to, under which request id."""

    who: str
    path: str
    fields: dict
    request_id: str


@dataclass(frozen=True)
class Site:
    """A data folder to be copied, what its forms are about, and the keys of its stations."""

    folder: Path
    ids: dict
    stations: dict
    hub_key: bytes

    desks: dict = field(default_factory=dict)

    def desks_of(self, hub):
        """The two who work there: their cookies hold on each copy of the folder."""
        if not self.desks:
            self.desks.update({name: Browser(hub, name) for name in ("naomi", "amina")})
        return self.desks

    def answer(self, hub):
        """The stations report, as they do every five seconds."""
        for keys in self.stations.values():
            line = SignedClient(HttpTransport(hub.url), keys, self.hub_key)
            line.call("POST", words.BEAT_PATH, encode(words.Beat("locked", "boot-1", version="t")))


@pytest.fixture(scope="module")
def site():
    """A café a week ago, whose subscribers are due today; and what its forms are about."""
    with quick_disk.folder() as folder:
        clock = FakeClock(SystemClock().now() - (WEEK_S + LATE_S) * 1_000)
        with closing(make_hub(folder / "hub", clock)) as hub:
            cafe = World(hub, clock)
            made = furnish(cafe, clock), cafe.keys, hub.keys.public_signing
        yield Site(folder / "hub", *made)


def furnish(cafe, clock):
    for name, role in (("amina", "operator"), ("otieno", "mentor"), ("naomi", "owner")):
        setattr(cafe, name, cafe.staff(name, role=role))
    cafe.offer("quarter", title="15 min", seconds=900, price_minor=2_000)
    cafe.offer("half-hour", title="30 min", seconds=1_800, price_minor=4_000, place=2)
    for seat in (1, 2, 3):
        cafe.station(seat)
    stage = Stage(cafe)
    stage.shift()
    subscribers(cafe)
    clock.forward(seconds=WEEK_S + LATE_S)
    for prepare in (stage.voucher, stage.stack, stage.thing, stage.sponsorship_stopped):
        prepare()
    cafe.visitor(code="471902")
    return stage.ids


def subscribers(cafe):
    for place, code in enumerate(SUBSCRIBERS):
        who = cafe.visitor(f"Subscriber {place}", code=code)
        paid = {"amount_minor": 2 * PRICE_MINOR, "tendered_minor": 2 * PRICE_MINOR, "pay": Pay()}
        cafe.hub.write(accounts.top_up, visitor=who, **paid, by=cafe.naomi)
        made = cafe.subscribe(who, by=cafe.naomi, title=f"Weekly {place}", price_minor=PRICE_MINOR)
        told = {"subscription": made, "visitor": who, "minor": PRICE_MINOR, "by": cafe.naomi}
        cafe.hub.write(renewal_consent.agree_at_desk, **told)


def forms(ids, chance):
    """What two operators do in one day, one after the other; what needs no order has none."""
    cash, start = {"tender": "cash", "given": "exact"}, "/floor/start"
    why = {"reason": "since a test asks"}
    morning = [
        (start, {"seat": "1", "offer": "half-hour", **cash}),
        (f"/vouchers/batches/{ids['batch']}/sold", {"offer": "quarter", **cash}),
        ("/vouchers/batches", {"offer": "quarter", "count": "3", "days": "90"}),
        (f"/receipts/{ids['payment']}/give-back", {"amount": "5", "back_by": "cash", **why}),
        (f"/equipment/{ids['code']}/lend", {"who": "471902", "days": "7", **cash}),
        (f"/settings/sponsorships/{ids['sponsorship']}/give-back", {"paid_to": "drawer"}),
    ]
    chance.shuffle(morning)
    count = ("/till/count", {"count_100000": "1"})
    handed = ("/till/hand-over", {"to_name": "amina", "to_password": PASSWORD, **why})
    evening = [(start, {"seat": "2", "offer": "quarter", **cash}), count, ("/till/close", why)]
    told = [("naomi", *one) for one in (*morning, count, handed)]
    told += [("amina", *one) for one in evening]
    return [Sent(*one, f"{chance.getrandbits(96):024x}") for one in told]


def a_day(site, folder, seed, *, killed):
    """Live through the day; returns what is in the books at its end."""
    chance = Random(seed)
    shutil.copytree(site.folder, folder / "hub")
    told, hub = forms(site.ids, chance), LiveHub(folder / "hub")
    hub.start()
    try:
        site.answer(hub)
        desks = {name: Browser(hub, name) for name in ("naomi", "amina")}
        if killed:
            answers = until_killed(hub, desks, told, chance)
            assert_kept(hub, told, answers)
            hub.start()
            site.answer(hub)
        else:
            answers = {}
        for form in told:
            again = desks[form.who].post(hub, form.path, form.request_id, **form.fields)
            assert again[0] == 303, (form, again)
            # An answer that was cut off in its middle still says whether and where to.
            assert again[:2] == answers.get(form.request_id, again)[:2], form
        until_renewed(hub)
    finally:
        hub.stop()
    assert verify_hub(hub.folder / DATABASE)["problems"] == []
    return books(hub)


def until_killed(hub, desks, told, chance):
    """Send the forms until the hub dies, a moment after one of them; returns the answers that came."""
    at, after_s = chance.randrange(len(told)), chance.randrange(KILLED_WITHIN_MS) / 1_000
    answers, due = {}, threading.Event()

    def send():
        with suppress(requests.RequestException):
            for n, form in enumerate(told):
                if n == at:
                    due.set()
                answers[form.request_id] = desks[form.who].post(
                    hub, form.path, form.request_id, **form.fields
                )

    sender = threading.Thread(target=send)
    sender.start()
    due.wait()
    time.sleep(after_s)  # the seeded moment of a real death
    hub.kill()
    sender.join()
    return answers


def assert_kept(hub, told, answers):
    """What was acknowledged is on the disk of the dead hub, and its books are whole."""
    assert {status for status, *_ in answers.values()} <= {303}
    assert verify_hub(hub.folder / DATABASE)["problems"] == []
    with closing(open_for_reading(hub.folder / DATABASE)) as db:
        done = {row["request_id"] for row in db.execute("SELECT request_id FROM request_done")}
    assert set(answers) <= done
    assert len(done & {form.request_id for form in told} - set(answers)) <= 1


def until_renewed(hub, least=ALL_OF_THEM):
    """The job comes round by itself; returns how many are renewed."""
    ends = time.monotonic() + RENEWED_WITHIN_S
    while time.monotonic() < ends:
        with closing(open_for_reading(hub.folder / DATABASE)) as db:
            told = "SELECT count(*) AS n FROM subscription WHERE n = 2"
            found = db.execute(told).fetchone()["n"]
        if found >= least:
            return found
    raise AssertionError("the subscriptions are not renewed")


def books(hub):
    """How many rows of each kind there are, and what went from what kind of account to what kind."""
    with closing(open_for_reading(hub.folder / DATABASE)) as db:
        names = [
            row["name"]
            for row in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
            if not row["name"].startswith(COUNTS_MANY)
        ]
        rows = {
            name: db.execute(f"SELECT count(*) AS n FROM {name}").fetchone()["n"] for name in names
        }
        moved = {}
        for row in db.execute("SELECT debit, credit, amount_minor, reason FROM transfer"):
            kinds = row["debit"].partition(":")[0], row["credit"].partition(":")[0]
            key = (*kinds, row["amount_minor"], row["reason"])
            moved[key] = moved.get(key, 0) + 1
        return rows, moved


@pytest.fixture(scope="module")
def quiet_day(site):
    """The same day on which nobody is killed."""
    with quick_disk.folder() as folder:
        return a_day(site, folder, 0, killed=False)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_hub_killed_at_its_work_does_each_thing_once_and_loses_none(site, quiet_day, seed):
    with quick_disk.folder() as folder:
        assert a_day(site, folder, seed, killed=True) == quiet_day, f"seed {seed}"


@pytest.mark.parametrize("seed", SEEDS)
def test_a_hub_killed_while_its_job_renews_has_each_pay_once(site, seed):
    chance = Random(seed)
    with quick_disk.folder() as folder:
        shutil.copytree(site.folder, folder / "hub")
        hub = LiveHub(folder / "hub")
        try:
            hub.begin()
            seen = until_renewed(hub, least=chance.randint(1, len(SUBSCRIBERS) - 1))
            hub.kill()
            assert verify_hub(hub.folder / DATABASE)["problems"] == [], f"seed {seed}"
            assert until_renewed(hub, least=seen) >= seen, f"seed {seed}"
            hub.begin()
            until_renewed(hub)
        finally:
            hub.kill()
        assert verify_hub(hub.folder / DATABASE)["problems"] == [], f"seed {seed}"
        with closing(open_for_reading(hub.folder / DATABASE)) as db:
            rows = db.execute("SELECT n FROM subscription").fetchall()
            assert [row["n"] for row in rows] == [2] * len(SUBSCRIBERS), f"seed {seed}"
            balances = {
                ledger.balance(db, f"visitor:{visitors.by_code(db, code).id}")
                for code in SUBSCRIBERS
            }
        assert balances == {PRICE_MINOR}, f"seed {seed}"

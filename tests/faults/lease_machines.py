"""Machines in memory: a hub's acts and a station's agent with clocks, disks and lines that a test moves.

No HTTP, no threads, no files: what is real is what decides (acts, rules, leases, facts, the agent).
A disk keeps what was committed; a machine that dies loses all else.
"""

import hashlib
import sqlite3
from contextlib import contextmanager, suppress
from types import SimpleNamespace
from unittest import mock
from urllib.parse import parse_qs, urlsplit

from fakes.clock import FakeClock
from msgspec.structs import replace

from kiosk.acts import clock as clock_acts
from kiosk.acts import ingest, paying_here, records, seating, station_link
from kiosk.acts.arriving import Identity
from kiosk.acts.opening import open_fact
from kiosk.acts.site import Site
from kiosk.backups.restoring import _begin_anew
from kiosk.clock_watch import ClockWatch
from kiosk.disk.acting import Act, Asked, perform
from kiosk.hub import Changes, _wants_site
from kiosk.link import receiver
from kiosk.link.client import LinkDownError
from kiosk.link.gate import Peer
from kiosk.protocol import station_calls as words
from kiosk.protocol import time_calls
from kiosk.protocol.codec import decode, encode, pack
from kiosk.protocol.drafts import DRAFTS_PATH
from kiosk.protocol.leases import Lease
from kiosk.protocol.sync import PULL_PATH, PUSH_PATH, Feed, Pulled
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.settings import StationSettings
from kiosk.station_api.beats import Beats
from kiosk.store import sessions, vouchers
from kiosk.trying import Trying
from station_agent.agent import UNTOLD, Agent
from station_agent.vault import Vault

PIN = "4711"
PAUSE_LIMIT_S = 120
OFFLINE_OK_S = 40
NOTHING_NEW = pack(Pulled(Feed("", 0), ()))


class Died(BaseException):
    """The machine lost its power in the middle of what it did."""


def hash_of(*, session, secret):
    """Stands for argon2, which is slow on purpose."""
    return hashlib.sha256(f"{session} {secret}".encode()).hexdigest()


def matches(kept, *, session, secret):
    return kept == hash_of(session=session, secret=secret)


class Disk:
    """A database in memory, as writer and readers at once. `dies` before or after its next commit.

    All of a schedule is one outer transaction, which the next schedule rolls back, and each commit a
    savepoint: so no schedule pays for reading a hundred tables' schema anew.
    """

    def __init__(self, image) -> None:
        self.db = sqlite3.connect(":memory:", isolation_level=None, cached_statements=1_000)
        image.backup(self.db)
        self.db.row_factory = sqlite3.Row
        self.db.execute("PRAGMA foreign_keys = ON")
        self.clock, self.dies = None, ""

    def as_at_first(self, clock):
        """Nothing of the schedule before stays."""
        if self.db.in_transaction:
            self.db.execute("ROLLBACK")
        self.db.execute("BEGIN")
        self.clock, self.dies = clock, ""
        return self

    def back_up(self):
        """As it is now it can come back."""
        self.db.execute("SAVEPOINT backup")
        self.copied_at = self.clock.now()

    def restore(self):
        """It is as it was at the last backup; returns when that was."""
        self.db.execute("ROLLBACK TO backup")
        return self.copied_at

    def run(self, act, *, request_id=None, form=None, **arguments):
        asked, dies = Asked(Act.of(act), arguments, request_id, form), self.dies
        self.dies = ""
        self.db.execute("SAVEPOINT whole")
        result, refusal = perform(self.db, self.clock.now(), asked)
        if dies == "before":
            self.db.execute("ROLLBACK TO whole")
        self.db.execute("RELEASE whole")
        if dies:
            raise Died
        if refusal is not None:
            raise refusal
        return result

    @contextmanager
    def read(self):
        yield self.db

    def close(self):
        pass

    def cut_log(self):
        """A log in memory holds nothing of the visitor before."""


class HubMachine:
    """The hub: its acts behind the calls of a station. `heard` is memory, as it is in the real one."""

    module_of = None

    def __init__(self, disk, keys, settings, folder) -> None:
        self.clock = FakeClock()
        self.disk = disk.as_at_first(self.clock)
        self.keys, self.settings, self.trying = keys, settings, Trying(folder / "trying")
        self.peers = {}
        self.visitors = {}  # code -> id
        self.start()

    def start(self):
        """After a crash only the disk is left."""
        self.disk.dies = ""
        self.heard, self.changes, self.beats = {}, Changes(), Beats()
        self.started = self.clock.now()
        self.line = SimpleNamespace(up=False, since=0)
        self.watch = ClockWatch(self.clock, clock_acts.past(self.disk.db, None))

    def restore(self):
        """A backup takes the database's place, as `kiosk restore` does it."""
        copied_at, now = self.disk.restore(), self.clock.now()
        self.disk.run(_begin_anew, copied_at=Instant(min(now, copied_at)))
        self.start()
        self.write(station_link.tell_again)

    # what acts and beats ask of a hub

    @property
    def site(self):
        doubted = self.watch.doubt() is not None
        boot = self.clock.boot_id()
        return Site(self.settings, self.keys, boot, self.watch.boot_at, clock_doubted=doubted)

    def clock_doubt(self):
        return self.watch.doubt()

    def now(self):
        return self.clock.now()

    def read(self):
        return self.disk.read()

    def write(self, act, *, request_id=None, **arguments):
        if _wants_site(act):
            arguments["site"] = self.site
        try:
            return self.disk.run(act, request_id=request_id, **arguments)
        finally:
            self.changes.note()

    # what stations ask

    def answer(self, station, path, body):
        """As the doors of `kiosk.station_api` do it, once the signature is believed."""
        url = urlsplit(path)
        if url.path == words.RECORD_PATH:
            return encode(self._record(station, parse_qs(url.query)["session"][0]))
        if url.path == PULL_PATH:
            return NOTHING_NEW
        if url.path == PUSH_PATH:
            return encode(self._push(station, body))
        if url.path == DRAFTS_PATH:  # nobody writes an answer in these schedules
            raise Refusal("busy")
        shape, answer = {
            words.BEAT_PATH: (words.Beat, self._beat),
            words.OPEN_PATH: (words.Open, self._open),
            words.TAKE_PATH: (words.Take, self._take),
            words.RENEW_PATH: (words.Renew, self._renew),
            words.BUY_PATH: (time_calls.Buy, self._buy),
        }[url.path]
        return encode(answer(station, decode(body, shape)))

    def _beat(self, station, beat):
        return self.beats.answer(self, Peer(station, self.peers[station], b"", ""), beat)

    def _take(self, station, asked):
        told = {"station": station, "session": asked.session, "boot_id": asked.boot_id}
        return self.write(seating.take_session, **told)

    def _renew(self, station, asked):
        told = {"station": station, "session": asked.session, "boot_id": asked.boot_id}
        return self.write(seating.renew_lease, **told, used_s=asked.used_s)

    def _record(self, station, session):
        running = sessions.open_at(self.disk.db, station)
        if running is None or running.id != session:
            raise Refusal("no_session_here")
        site = self.site
        return records.record_of(self.disk.db, self.now(), site, visitor=running.visitor)

    def _open(self, station, asked):
        opened = self.write(
            seating.open_by_identity,
            request_id=f"{station}:{asked.request_id}",
            station=station,
            boot_id=asked.boot_id,
            identity=self._identity(asked.code),
            account_minor=asked.account_minor,
        )
        session = decode(opened.lease.raw, Lease).session
        return replace(opened, resume_hash=hash_of(session=session, secret=asked.pin or asked.code))

    def _identity(self, code):
        if code in self.visitors:
            return Identity(self.visitors[code])
        voucher = vouchers.by_code(self.disk.db, code)
        return Identity(voucher.visitor, voucher.code)

    def _buy(self, station, asked):
        running = sessions.open_at(self.disk.db, station)
        if running is None or running.id != asked.session:
            raise Refusal("no_session_here")
        seconds = self.write(
            paying_here.buy_time,
            request_id=f"{station}:{asked.request_id}",
            station=station,
            session=asked.session,
            visitor=running.visitor,
            offer=asked.offer,
            price_minor=asked.price_minor,
        )
        return time_calls.Bought(seconds)

    def _push(self, station, body):
        batch = receiver.open_batch(body, public_key=self.peers[station])
        opened = {one.fact.id: open_fact(one, keys=self.keys, module_of=None) for one in batch}
        facts = ingest.Facts(opened)
        return self.write(ingest.take_station_facts, station=station, facts=facts)


class Line:
    """A station's way to its hub. `fate` befalls the call after so many good ones."""

    def __init__(self, hub, origin) -> None:
        self.hub, self.origin = hub, origin
        self.up, self.fate, self.good, self.late = True, "", 0, []

    def call(self, _method, path, body=b""):
        if not self.up:
            raise LinkDownError
        fate = ""
        if self.fate and self.good == 0:
            fate, self.fate = self.fate, ""
        self.good = max(0, self.good - 1)
        if fate == "request lost":
            raise LinkDownError
        if fate == "late":
            self.late.append((path, body))
            raise LinkDownError
        if fate in ("hub dies before", "hub dies after"):
            self.hub.disk.dies = fate.rpartition(" ")[2]
        answer = self._ask(path, body)
        if fate == "doubled":
            self._deaf(path, body)
        if fate == "reply lost":
            raise LinkDownError
        if fate == "caller dies":
            raise Died
        return answer

    def come_late(self):
        """What was held back arrives; nobody hears its answer."""
        late, self.late = self.late, []
        for path, body in late:
            self._deaf(path, body)

    def _deaf(self, path, body):
        with suppress(Refusal, LinkDownError):
            self._ask(path, body)

    def _ask(self, path, body):
        try:
            return self.hub.answer(self.origin, path, body)
        except Died as death:
            self.hub.start()
            raise LinkDownError from death
        finally:
            self.hub.disk.dies = ""


class StationMachine:
    """A seat's machine: disk, memory files, clock, line; its agent is None while it is dead."""

    def __init__(self, seat, machine, disk, hub) -> None:
        self.seat, self.machine, self.hub = seat, machine, hub
        self.clock = FakeClock()
        self.disk = disk.as_at_first(self.clock)
        self.tmpfs = {}
        self.line = Line(hub, machine.keys.origin)
        self.agent = None
        self.start()

    def start(self):
        """The agent begins on what is on the disk, and in memory files of this boot."""
        self.disk.dies = ""
        with mock.patch.multiple(
            "station_agent.agent",
            open_store=lambda _folder, _clock: self._store(),
            station_folder=lambda _chosen, _origin: None,
            Vault=self._vault,
        ):
            self.agent = Agent(
                self.machine, None, self.clock, StationSettings(), chance_per_mille=lambda: 500
            )
        self.agent.window = replace(UNTOLD, pause_limit_s=PAUSE_LIMIT_S, offline_ok_s=OFFLINE_OK_S)
        self.agent.link._client = self.agent.link._sender.client = self.line

    def _store(self):
        return SimpleNamespace(writer=self.disk, readers=self.disk, close=lambda: None)

    def _vault(self, _folder, told):
        vault = Vault(None, told)
        vault._kept = self.tmpfs
        return vault

    def kill(self):
        """SIGKILL: memory is gone, files and memory files are there."""
        self.agent = None

    def power_cut(self):
        """Memory files are gone too, and the boot's clock begins anew."""
        self.agent = None
        self.tmpfs.clear()
        self.clock.reboot()

    def waits_here(self):
        """Facts that the hub has not taken."""
        return self.agent.waiting()

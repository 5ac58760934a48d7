"""The hub as a door or a job holds it: one writer, readers, keys, links, what stations last said.

Nothing here decides; acts do. Made by `open_hub`, closed by `close`.
"""

import inspect
import secrets
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, TypeVar

from kiosk import last_alive
from kiosk.acts import clock as clock_acts
from kiosk.acts import saved_settings
from kiosk.acts.site import Site
from kiosk.backups.backup_line import BackupLine
from kiosk.check_line import CheckLine
from kiosk.clock import Clock
from kiosk.clock_watch import ClockWatch
from kiosk.disk.ballast import Ballast
from kiosk.disk.db import Db
from kiosk.disk.open import is_damage
from kiosk.disk.readers import Readers
from kiosk.disk.writer import Writer, end_process
from kiosk.exchange_line import ExchangeLine
from kiosk.heard import Heard
from kiosk.hub_folder import BLOBS, DATABASE, MODULES, TRYING, UPLOADS
from kiosk.internet_line import InternetLine
from kiosk.link.blobs import BlobFolder
from kiosk.link.errand import Errands
from kiosk.link.gate import Gate, Peer
from kiosk.link.uploads import Uploads
from kiosk.metrics import WriteTimes
from kiosk.pepper import Pepper
from kiosk.protocol.keys import Keys
from kiosk.protocol.tmod import unpack_module
from kiosk.reading_settings import with_saved
from kiosk.room_line import RoomLine
from kiosk.rules.clock_doubt import Doubt
from kiosk.rules.instants import Instant
from kiosk.rules.module_files import read_module
from kiosk.rules.modules import Module
from kiosk.rules.refusals import Refusal
from kiosk.settings import HubSettings
from kiosk.store import clock_doubts, stations, training
from kiosk.store import saved_settings as kept_settings
from kiosk.trying import Trying
from kiosk.turns import Turns

R = TypeVar("R")

MODULES_KEPT = 16


@dataclass(slots=True)
class Changes:
    """Counts commits, so that readers in memory know when to look again."""

    n: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self) -> None:
        """The writer has committed."""
        with self.lock:
            self.n += 1


class Hub:
    """All that the doors and jobs of one site share."""

    def __init__(
        self,
        folder: Path,
        settings: HubSettings,
        clock: Clock,
        keys: Keys,
        *,
        on_disaster: Callable[[BaseException], None] = end_process,
    ) -> None:
        self.folder = folder
        self._given = settings
        self.settings = settings
        self.clock = clock
        self.keys = keys
        self.pepper = Pepper(keys)
        self.changes = Changes()
        self.heard: dict[str, Heard] = {}
        self.internet = InternetLine()
        self.room = RoomLine()
        self.errands = Errands()
        self.backups = BackupLine()
        self.checking = CheckLine()
        self.blobs = BlobFolder(folder / BLOBS)
        self.uploads = Uploads(folder / UPLOADS, self.blobs)
        self.modules = BlobFolder(folder / MODULES)
        self.trying = Trying(folder / TRYING)
        self.turns = Turns(clock.boot_ns)
        self.writes = WriteTimes()
        self.readers = Readers(folder / DATABASE)
        self.ballast = Ballast(folder, settings.ballast_bytes)
        self._writer = Writer(
            folder / DATABASE,
            self,
            on_commit=self.changes.note,
            on_disaster=on_disaster,
            on_full=self.ballast.release,
        )
        with self.read() as db:
            self.clock_watch = ClockWatch(clock, clock_acts.past(db, last_alive.noted(folder)))
        self.started = self.now()
        self.line = ExchangeLine(since=self.started)
        self.site = Site(settings, keys, clock.boot_id(), self.clock_watch.boot_at)
        self.gate = Gate(keys, self._peer)
        self._peers: dict[str, tuple[int, Peer | None]] = {}
        self._module = lru_cache(maxsize=MODULES_KEPT)(self._read_module)
        self.look_at_settings()

    def write(
        self,
        act: Callable[..., R],
        *,
        request_id: str | None = None,
        form: Mapping[str, object] | None = None,
        **arguments: object,
    ) -> R:
        """Run an act; `site` is handed to those that ask for it. `form`: see `Writer.run`.

        Raises:
            Refusal: `clock_doubted` (settings hold from a moment on, so they wait for a clock that
                is believed); what the act refuses.
        """
        if act is saved_settings.save_settings and self.clock_doubt() is not None:
            raise Refusal("clock_doubted")
        if _wants_site(act):
            arguments["site"] = self.site
        self.writes.begin()
        began_ns = self.clock.boot_ns()
        try:
            result = self._writer.run(act, request_id=request_id, form=form, **arguments)
        finally:
            self.writes.end(self.clock.boot_ns() - began_ns)
        if act is saved_settings.save_settings:
            self.look_at_settings()
        return result

    @property
    def writes_on(self) -> bool:
        """Whether acts are done at all."""
        return self._writer.alive

    @property
    def queued(self) -> int:
        """How many acts wait for the writer."""
        return self._writer.queued

    def look_at_settings(self) -> None:
        """Hold what holds now: what was saved in the panel, where the file leaves it open."""
        with self.read() as db:
            held = kept_settings.in_force(db, self.clock_watch.believed())
        self.settings = with_saved(self._given, {name: line.value for name, line in held.items()})
        self.site = self.site.with_settings(self.settings)

    @contextmanager
    def read(self) -> Iterator[Db]:
        """A read transaction; end it before `write`, read afresh after it."""
        try:
            with self.readers.read() as db:
                yield db
        except sqlite3.DatabaseError as error:
            self.checking.suspected |= is_damage(error)
            raise

    def now(self) -> Instant:
        """UTC, milliseconds; while the clock is in doubt what is counted, see `ClockWatch.now`."""
        return self.clock_watch.now()

    @property
    def site(self) -> Site:
        """What acts work with, as it is now."""
        if self.clock_doubt() is None:
            return self._site
        return replace(self._site, clock_doubted=True)

    @site.setter
    def site(self, site: Site) -> None:
        self._site = replace(site, clock_doubted=False)

    def clock_doubt(self) -> Doubt | None:
        """Why the wall clock is not to be believed now; None: it is."""
        return self.clock_watch.doubt()

    def believe_clock(self) -> None:
        """Count from the wall clock as it is now, unless a doubt is kept that is not over."""
        with self.read() as db:
            doubted = clock_doubts.open_one(db) is not None
        if doubted:
            return
        self.clock_watch.believe()
        self.site = replace(
            self.site, boot_id=self.clock.boot_id(), boot_at=self.clock_watch.boot_at
        )
        last_alive.note(self.folder, self.clock)
        self.look_at_settings()

    def module_of(self, edition: str) -> Module:
        """The whole module of an edition, gold answers included.

        Raises:
            Refusal: `module_unknown`, also while its bytes are missing (a restore brings the
                database only).
        """
        with self.read() as db:
            row = training.edition(db, edition)
        if row is None or not self.modules.has(row.sha256):
            raise Refusal("module_unknown", edition=edition)
        return self._module(row.sha256)

    def _read_module(self, sha256: str) -> Module:
        return read_module(unpack_module(self.modules.get(sha256)))

    def _peer(self, origin: str) -> Peer | None:
        """A station by its name, read again only after a commit."""
        seen = self.changes.n
        known = self._peers.get(origin)
        if known is not None and known[0] == seen:
            return known[1]
        with self.read() as db:
            peer = stations.peer(db, origin)
        if peer is not None:
            self._peers[origin] = (seen, peer)
        return peer

    def close(self) -> None:
        """Finish what is queued and close the files."""
        self.checking.end()
        self.errands.wait()
        self._writer.close()
        self.readers.close()


@cache
def _wants_site(act: Callable[..., Any]) -> bool:
    return "site" in inspect.signature(act).parameters


def new_request_id() -> str:
    """For writes that nobody asked for by form: jobs and commands."""
    return secrets.token_hex(16)

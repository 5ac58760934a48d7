"""An exchange in its data folder: keys, database, pictures, settings, and the way to its acts."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection

from kiosk.clock import Clock
from kiosk.disk.open import refuse_emptied
from kiosk.exchange import start_check
from kiosk.exchange.acts.passing import is_anything_due, let_time_decide
from kiosk.exchange.office import Office
from kiosk.exchange.store import people
from kiosk.exchange.store.engine import sqlite_url
from kiosk.exchange.store.own_key import note_owner, owner_of
from kiosk.exchange.store.schema import migrate
from kiosk.exchange.store.transactions import Store, open_store
from kiosk.link.blobs import BlobFolder
from kiosk.link.errand import Errands
from kiosk.link.gate import Gate, Peer
from kiosk.link.uploads import Uploads
from kiosk.metrics import WriteTimes
from kiosk.protocol.keys import Keys, load_keys, make_keys, save_keys
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.settings import ExchangeSettings
from kiosk.trying import Trying

R = TypeVar("R")

DATABASE = "exchange.db"
KEYS = "exchange.keys"
MAKING = "exchange.making"
BLOBS = "blobs"
UPLOADS = "uploads"
TRYING = "trying"
ROUNDS_LIMIT = 100


@dataclass(frozen=True, slots=True)
class Exchange:
    """One exchange; any number of threads use it."""

    folder: Path
    settings: ExchangeSettings
    clock: Clock
    keys: Keys
    store: Store
    gate: Gate
    blobs: BlobFolder
    uploads: Uploads
    trying: Trying
    errands: Errands = field(default_factory=Errands)
    writes: WriteTimes = field(default_factory=WriteTimes)

    def write(
        self, act: Callable[..., R], *, request_id: str | None = None, **arguments: object
    ) -> R:
        """Run an act of `kiosk/exchange/acts`; it is on disk when this returns.

        Raises:
            Refusal: what the act refuses; `conflict` for a used `request_id` with other arguments.
        """
        begun_ns = self.clock.boot_ns()
        self.writes.begin()
        try:
            return self.store.write(act, request_id=request_id, office=self.office(), **arguments)
        finally:
            self.writes.end(self.clock.boot_ns() - begun_ns)

    def read(self) -> AbstractContextManager[Connection]:
        """A connection that reads one state."""
        return self.store.read()

    def office(self) -> Office:
        """What acts are handed besides their arguments."""
        return Office(self.keys, self.settings, self.clock.boot_id(), self.clock.boot_ns())

    def let_time_pass(self) -> int:
        """Let time decide all that is due now; returns how many rounds that took."""
        for rounds in range(ROUNDS_LIMIT):
            with self.read() as db:
                if not is_anything_due(db, self.clock.now()):
                    return rounds
            self.write(let_time_decide)
        return ROUNDS_LIMIT

    def close(self) -> None:
        """Close the database, once a stick that is written or read is done."""
        self.errands.wait()
        self.store.close()


def database_url(folder: Path, settings: ExchangeSettings) -> str:
    """Where this exchange keeps its rows."""
    return settings.database_url or sqlite_url(folder / DATABASE)


def open_exchange(folder: Path, settings: ExchangeSettings, clock: Clock) -> Exchange:
    """Open an exchange, making what is missing in its folder.

    Raises:
        Refusal: `data_folder_wrong` when the folder cannot be written or its keys are damaged;
            `database_missing` where there was one; what `start_check.look` refuses.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _make_missing(folder, settings)
        blobs = BlobFolder(folder / BLOBS)
        trying = Trying(folder / TRYING)
    except OSError as error:
        raise Refusal("data_folder_wrong", path=str(folder)) from error
    uploads = Uploads(folder / UPLOADS, blobs)
    keys = load_keys(folder / KEYS)
    url = database_url(folder, settings)
    migrate(url)
    store = open_store(url, clock)
    _note_owner(folder, store, keys)
    (folder / MAKING).unlink(missing_ok=True)

    def peer_of(origin: str) -> Peer | None:
        with store.read() as db:
            return people.hub_of(db, origin)

    gate = Gate(keys, peer_of)
    return Exchange(folder, settings, clock, keys, store, gate, blobs, uploads, trying)


def _make_missing(folder: Path, settings: ExchangeSettings) -> None:
    """New keys, and with them a new database; never an empty one beside keys that are in use.

    `MAKING` stands there until both are, so that a first start which was cut off is made again.
    """
    making, has_keys = folder / MAKING, (folder / KEYS).exists()
    is_file, url = not settings.database_url, database_url(folder, settings)
    is_gone = is_file and not (folder / DATABASE).exists()
    if is_gone and has_keys and not making.exists():
        raise Refusal("database_missing", path=str(folder / DATABASE))
    if is_file and has_keys and not making.exists():
        refuse_emptied(folder / DATABASE)
    if not is_gone:
        origin = load_keys(folder / KEYS).origin if has_keys else ""
        start_check.look(folder, url, origin=origin, is_new=not has_keys or making.exists())
    if is_gone or not has_keys:
        making.touch(mode=0o600)
    if not has_keys:
        save_keys(make_keys(), folder / KEYS)


def _note_owner(folder: Path, store: Store, keys: Keys) -> None:
    """The database says whose it is, and the folder that the database was in use, in that order."""
    with store.read() as db:
        is_noted = bool(owner_of(db))
    if not is_noted:
        store.write(_own, origin=keys.origin)
    (folder / start_check.KNOWN).touch(mode=0o600)


def _own(db: Connection, now: Instant, *, origin: str) -> None:
    if not owner_of(db):  # else another process of ours was quicker
        note_owner(db, now, origin=origin)

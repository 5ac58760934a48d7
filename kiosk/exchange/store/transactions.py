"""One act, one transaction: a lock around SQLite's writer, bounded retries on PostgreSQL.

Source: DESIGN.md §4 and §12.
"""

import random
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Protocol, TypeVar, cast

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from kiosk.disk.acting import Act, Asked, TransactionEndedError
from kiosk.disk.writer import FATAL, PRIMARY_CODE_MASK, end_process, is_full
from kiosk.exchange.store import engine as engines
from kiosk.exchange.store.once import perform
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal

R = TypeVar("R")
F = TypeVar("F", bound=Callable[..., Any])

TRIES = 20
RETRIED = frozenset({"40001", "40P01", "23505"})
"""Serialisation failure, deadlock, and a row that somebody else made in the same moment."""
LONGEST_WAIT_S = 0.4


class Now(Protocol):
    """The part of a clock that a store needs."""

    def now(self) -> Instant:
        """UTC, milliseconds."""


def moves_money(act: F) -> F:
    """Mark an act that posts transfers.

    Transfers are chained one after another, so on PostgreSQL such acts queue up at the book from
    their beginning; without it each would run to its end, find the chain moved on, and run again.
    """
    act.__moves_money__ = True  # type: ignore[attr-defined]
    return act


def in_lane(lane_of: Callable[..., str]) -> Callable[[F], F]:
    """Mark an act that only one at a time should run in a lane; `lane_of(**arguments)` names it.

    Facts of one hub move one row of `heard`: side by side they would only make each other fail.
    """

    def mark(act: F) -> F:
        act.__lane_of__ = lane_of  # type: ignore[attr-defined]
        return act

    return mark


class Store(Protocol):
    """What the exchange needs of a database."""

    def write(
        self, act: Callable[..., R], *, request_id: str | None = None, **arguments: object
    ) -> R:
        """Run `act(db, now, **arguments)` and return its result once it is on disk.

        Raises:
            Refusal: what the act refuses; `conflict` for a used `request_id` with other
                arguments; `busy` when others kept getting in the way; `disk_full`.
        """

    def read(self) -> AbstractContextManager[Connection]:
        """A connection that reads one state."""

    def close(self) -> None:
        """Close all connections."""


class SqliteStore:
    """A SQLite file with one writer."""

    def __init__(
        self,
        url: str,
        clock: Now,
        *,
        on_disaster: Callable[[BaseException], None] = end_process,
    ) -> None:
        self._writer = engines.sqlite_writer(url)
        self._readers = engines.sqlite_readers(url)
        self._clock = clock
        self._on_disaster = on_disaster
        self._one_writes = threading.Lock()

    def write(
        self, act: Callable[..., R], *, request_id: str | None = None, **arguments: object
    ) -> R:
        """Run an act while no other runs."""
        asked = Asked(Act.of(act), arguments, request_id)
        with self._one_writes:
            try:
                with self._writer.begin() as db:
                    result = cast("R", perform(db, self._clock.now(), asked))
                    if not engines.in_transaction(db):  # a full disk or an interrupt ended it
                        raise TransactionEndedError(asked.act.name)
                    return result
            except DBAPIError as error:
                if _is_fatal(error):
                    self._on_disaster(error)
                if _is_of_full_disk(error):
                    raise Refusal("disk_full") from error
                raise

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One state of the file, for reading."""
        with self._readers.begin() as db:
            yield db

    def close(self) -> None:
        """Close the file, readers first, so that the writer checkpoints."""
        self._readers.dispose()
        with self._one_writes:
            self._writer.dispose()


class PostgresStore:
    """A PostgreSQL database that many processes may share."""

    def __init__(self, url: str, clock: Now) -> None:
        self._engine: Engine = engines.postgres(url)
        self._clock = clock
        self._pause = threading.Event()

    def write(
        self, act: Callable[..., R], *, request_id: str | None = None, **arguments: object
    ) -> R:
        """Run an act; again, when another got in its way.

        A connection that breaks is `busy`: asked again with its request id, the act is done once,
        whether the database still committed it or not.
        """
        asked = Asked(Act.of(act), arguments, request_id)
        for tries in range(TRIES):
            try:
                with self._lane(act, arguments) as connection, connection.begin():
                    return cast("R", self._perform(connection, act, asked))
            except DBAPIError as error:
                if error.connection_invalidated:  # also while it committed: nobody knows of what
                    raise Refusal("busy") from error
                if getattr(error.orig, "sqlstate", None) not in RETRIED:
                    raise
            self._pause.wait(random.uniform(0, LONGEST_WAIT_S * (tries + 1) / TRIES))  # noqa: S311  who goes first is no secret
        raise Refusal("busy")

    def _perform(self, db: Connection, act: Callable[..., Any], asked: Asked) -> object:
        if getattr(act, "__moves_money__", False):
            # LOCK takes no snapshot: what follows sees all that was committed before.
            db.execute(text("LOCK TABLE transfer IN SHARE ROW EXCLUSIVE MODE"))
        return perform(db, self._clock.now(), asked)

    @contextmanager
    def _lane(self, act: Callable[..., Any], arguments: Mapping[str, Any]) -> Iterator[Connection]:
        """A connection that has the act's lane to itself, taken before its snapshot is."""
        lane_of = getattr(act, "__lane_of__", None)
        with self._engine.connect() as db:
            if lane_of is None:
                yield db
                return
            lane = {"lane": lane_of(**arguments)}
            db.execute(text("SELECT pg_advisory_lock(hashtext(:lane))"), lane)
            db.commit()
            try:
                yield db
            finally:
                if not db.invalidated:  # else the lane went with its connection
                    db.execute(text("SELECT pg_advisory_unlock(hashtext(:lane))"), lane)
                    db.commit()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One state of the database, for reading."""
        with (
            self._engine.connect().execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            ) as db,
            db.begin(),
        ):
            yield db

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()


def open_store(url: str, clock: Now) -> Store:
    """The store at this address; its schema must be there already."""
    return SqliteStore(url, clock) if engines.is_sqlite(url) else PostgresStore(url, clock)


def _is_of_full_disk(error: BaseException | None) -> bool:
    """Also where it is what came of it: SQLite ends a transaction with its savepoints then."""
    while error is not None:
        found = error.orig if isinstance(error, DBAPIError) else error
        if isinstance(found, sqlite3.Error) and is_full(found):
            return True
        error = error.__context__
    return False


def _is_fatal(error: DBAPIError) -> bool:
    if not isinstance(error.orig, sqlite3.Error):
        return False
    code = getattr(error.orig, "sqlite_errorcode", None)
    return code is not None and (code & PRIMARY_CODE_MASK) in FATAL

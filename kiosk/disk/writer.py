"""One writer: one connection in one thread writes, and commits for many at once.

`run` queues an act and waits. The thread takes what is queued, runs each act in its own
SAVEPOINT, commits once and only then answers all. A refused act rolls back itself alone.
Source: DESIGN.md §4.
"""

import os
import queue
import sqlite3
import sys
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, TypeVar

from kiosk.disk.acting import Act, Asked, perform
from kiosk.disk.open import BUSY_TIMEOUT_S, open_for_writing
from kiosk.rules.instants import MS_PER_S, Instant
from kiosk.rules.refusals import Refusal

R = TypeVar("R")

BATCH_LIMIT = 128
CHECKPOINT_AFTER_COMMITS = 200
CUT_WAITS_MS = 200
FATAL = (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
PRIMARY_CODE_MASK = 0xFF
EXIT_ON_DISASTER = 70


class Now(Protocol):
    """The part of a clock that the writer needs."""

    def now(self) -> Instant:
        """UTC, milliseconds."""


@dataclass(frozen=True, slots=True)
class _Job:
    asked: Asked | None
    future: Future[Any] = field(default_factory=Future)


def end_process(error: BaseException) -> None:
    """Stop at once: carrying on after an I/O error can lose what was confirmed."""
    print(f"The database cannot be written: {error}. Stopping.", file=sys.stderr, flush=True)  # noqa: T201  the last word of a dying process
    os._exit(EXIT_ON_DISASTER)


class Writer:
    """The one thread that writes a SQLite file.

    Args:
        path: the database file; its schema must be there already.
        clock: asked once for each batch; all acts of a batch share its instant.
        on_commit: called in the writer's thread after each commit, before the answers.
        on_disaster: called on an I/O error or damage; must not return in production.
        on_full: called when the disk is full; True where it made room, so that the act is done
            once more.
    """

    def __init__(
        self,
        path: Path,
        clock: Now,
        *,
        on_commit: Callable[[], None] = lambda: None,
        on_disaster: Callable[[BaseException], None] = end_process,
        on_full: Callable[[], bool] = lambda: False,
    ) -> None:
        self._on_full = on_full
        self._db = open_for_writing(path)
        self._clock = clock
        self._on_commit = on_commit
        self._on_disaster = on_disaster
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._commits = 0
        self._closing = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="writer", daemon=True)
        self._thread.start()

    def run(
        self,
        act: Callable[..., R],
        *,
        request_id: str | None = None,
        form: Mapping[str, object] | None = None,
        **arguments: object,
    ) -> R:
        """Run `act(db, now, **arguments)` and return its result once it is on disk.

        `form` stands for the arguments where it is asked whether the request is the same.

        Raises:
            Refusal: what the act refuses; `conflict` for a used `request_id` with other
                arguments or another `form`; `busy` when the writer is closed; `disk_full`,
                nothing is changed then.
        """
        job = _Job(Asked(Act.of(act), arguments, request_id, form))
        with self._closing:
            if self._closed:
                raise Refusal("busy")
            self._jobs.put(job)
        result: R = job.future.result()
        return result

    def cut_log(self) -> bool:
        """Move all of the log into the file and cut it to nothing: what was deleted stands nowhere.

        Returns False where a reader held it: ask again later.

        Raises:
            Refusal: `busy` when the writer is closed.
        """
        job = _Job(None)
        with self._closing:
            if self._closed:
                raise Refusal("busy")
            self._jobs.put(job)
        was_cut: bool = job.future.result()
        return was_cut

    @property
    def alive(self) -> bool:
        """Whether acts are done: its thread lives and was not told to end."""
        return self._thread.is_alive() and not self._closed

    @property
    def queued(self) -> int:
        """How many acts wait; it grows where commits are slower than what comes."""
        return self._jobs.qsize()

    def close(self) -> None:
        """Finish what is queued, checkpoint, close the file."""
        with self._closing:
            if self._closed:
                return
            self._closed = True
            self._jobs.put(None)
        self._thread.join()

    def _work(self) -> None:
        while (first := self._jobs.get()) is not None:
            batch, last = self._drain(first)
            acts = [job for job in batch if job.asked is not None]
            if acts:
                self._run_batch(acts)
            for job in batch:
                if job.asked is None:
                    job.future.set_result(self._cut())
            if last:
                break
        self._checkpoint()
        self._db.close()

    def _drain(self, first: _Job) -> tuple[list[_Job], bool]:
        batch = [first]
        while len(batch) < BATCH_LIMIT:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                return batch, False
            if job is None:
                return batch, True
            batch.append(job)
        return batch, False

    def _run_batch(self, batch: list[_Job]) -> None:
        try:
            answers = self._try_together(batch)
        except sqlite3.Error as error:
            self._run_alone(batch, error)
            return
        except BaseException as error:  # noqa: BLE001  no thread must wait for a dead writer
            self._disaster(batch, error)
            return
        self._on_commit()
        for job, (result, refusal) in zip(batch, answers, strict=True):
            _answer(job, result, refusal)
        self._checkpoint_now_and_then()

    def _try_together(self, batch: list[_Job]) -> list[tuple[Any, Exception | None]]:
        """Run all in one transaction; an sqlite3.Error means that nothing of it is on disk."""
        now = self._clock.now()
        self._db.execute("BEGIN IMMEDIATE")
        try:
            answers = [perform(self._db, now, job.asked) for job in batch if job.asked is not None]
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise
        return answers

    def _run_alone(self, batch: list[_Job], error: sqlite3.Error) -> None:
        if _is_fatal(error):
            self._disaster(batch, error)
        elif len(batch) == 1 and is_full(error) and self._on_full():
            self._run_batch(batch)
        elif len(batch) == 1:
            batch[0].future.set_exception(Refusal("disk_full") if is_full(error) else error)
        else:
            for job in batch:
                self._run_batch([job])

    def _disaster(self, batch: list[_Job], error: BaseException) -> None:
        for job in batch:
            job.future.set_exception(error)
        self._on_disaster(error)

    def _checkpoint_now_and_then(self) -> None:
        self._commits += 1
        if self._commits % CHECKPOINT_AFTER_COMMITS == 0:
            self._checkpoint()

    def _checkpoint(self) -> None:
        try:
            self._db.execute("PRAGMA wal_checkpoint(PASSIVE)")
        except sqlite3.Error as error:
            if _is_fatal(error):
                self._on_disaster(error)

    def _cut(self) -> bool:
        """Readers are short; one that is not is not waited for."""
        try:
            self._db.execute(f"PRAGMA busy_timeout = {CUT_WAITS_MS}")
            busy = self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            self._db.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_S * MS_PER_S}")
        except sqlite3.Error as error:
            if _is_fatal(error):
                self._on_disaster(error)
            return False
        return not busy


def is_full(error: sqlite3.Error) -> bool:
    """Whether the disk took no more; the same is done again once there is room."""
    return _primary_code(error) == sqlite3.SQLITE_FULL


def _is_fatal(error: sqlite3.Error) -> bool:
    return _primary_code(error) in FATAL


def _primary_code(error: sqlite3.Error) -> int | None:
    code = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & PRIMARY_CODE_MASK


def _answer(job: _Job, result: object, refusal: Exception | None) -> None:
    if refusal is None:
        job.future.set_result(result)
    else:
        job.future.set_exception(refusal)

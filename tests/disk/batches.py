"""A small database with a writer, and batches of acts whose order a test decides."""

import sqlite3
import threading
from contextlib import closing, contextmanager

from kiosk.disk.acting import Act, Asked
from kiosk.disk.once import SCHEMA
from kiosk.disk.open import open_for_writing
from kiosk.disk.writer import Writer, _Job
from kiosk.rules.refusals import Refusal

NO_LIMIT = 1_073_741_823
BIG = 1_000_000


def make(path):
    """A file with the table `kept` and the table of requests done."""
    with closing(open_for_writing(path)) as db:
        db.execute("CREATE TABLE kept (n INTEGER PRIMARY KEY, word TEXT NOT NULL) STRICT")
        db.execute(SCHEMA)
    return path


def forget_all(db, now):
    """An act that deletes what is kept."""
    del now
    db.execute("DELETE FROM kept")


@contextmanager
def writing(path, clock, **options):
    """A writer on that file; what goes wrong on the disk is kept in `writer.disasters`."""
    disasters = []
    writer = Writer(path, clock, on_disaster=disasters.append, **options)
    writer.disasters = disasters
    try:
        yield writer
    finally:
        writer.close()


def kept(path):
    """The words on disk, in the order of their numbers, read by another connection."""
    with closing(sqlite3.connect(path)) as db:
        return [word for (word,) in db.execute("SELECT word FROM kept ORDER BY n")]


def together(writer, *asked):
    """Put acts into one batch; returns for each its result or the exception it got.

    The writer's thread is held in a first act until all of them are queued.
    """
    begun, go = threading.Event(), threading.Event()

    def hold(db, now) -> None:
        begun.set()
        go.wait()

    held = _job((hold, {}))
    writer._jobs.put(held)
    begun.wait()
    jobs = [_job(one) for one in asked]
    for job in jobs:
        writer._jobs.put(job)
    go.set()
    return [job.future.exception() or job.future.result() for job in jobs]


def _job(asked):
    act, arguments, *request_id = asked
    return _Job(Asked(Act.of(act), arguments, request_id[0] if request_id else None))


# acts


def keep(db, now, *, word: str) -> str:
    db.execute("INSERT INTO kept (word) VALUES (:word)", {"word": word})
    return f"{word} is kept"


def keep_and_refuse(db, now, *, word: str) -> str:
    keep(db, now, word=word)
    raise Refusal("not_allowed")


def keep_and_stumble(db, now, *, word: str) -> str:
    keep(db, now, word=word)
    raise ZeroDivisionError


def keep_and_be_interrupted(db, now, *, word: str) -> str:
    """SQLite ends the whole transaction under an interrupted INSERT."""
    keep(db, now, word=word)
    db.create_function("interrupt", 0, db.interrupt)
    db.execute("INSERT INTO kept (word) SELECT coalesce(interrupt(), word) FROM kept")
    return "never"


def be_interrupted_and_go_on(db, now, *, word: str) -> str:
    """An act that hides what happened is found out by `in_transaction`."""
    try:
        keep_and_be_interrupted(db, now, word=word)
    except sqlite3.OperationalError:
        return "nothing happened"
    return "never"


def be_interrupted_and_refuse(db, now, *, word: str) -> str:
    try:
        keep_and_be_interrupted(db, now, word=word)
    except sqlite3.OperationalError as error:
        raise Refusal("not_allowed") from error
    return "never"


def fill_the_disk(db, now, *, word: str) -> str:
    keep(db, now, word=word)
    pages = db.execute("PRAGMA page_count").fetchone()[0]
    db.execute(f"PRAGMA max_page_count = {pages}")
    try:
        db.execute("INSERT INTO kept (word) VALUES (:word)", {"word": "x" * BIG})
    finally:
        db.execute(f"PRAGMA max_page_count = {NO_LIMIT}")
    return "never"


def meet_an_io_error(db, now, *, word: str) -> str:
    keep(db, now, word=word)
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR_WRITE
    raise error


def be_told_to_exit(db, now) -> None:
    raise SystemExit


def read_all(db, now) -> int:
    return len(db.execute("SELECT n, word FROM kept").fetchall())

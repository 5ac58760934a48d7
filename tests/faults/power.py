"""Power cuts of a database, by what its disk was told.

A `Recording` is what acts wrote through `fakes/shim.py`, and where each commit was acknowledged. A cut
falls behind any write. What was synced is there; of the rest all is lost, all is kept, or each write
is kept, lost or torn at sectors of 512 bytes, in any order. Stock sqlite3 then opens what is left, as
a hub does when the power is back: it must find exactly what some commit left, and no commit that was
acknowledged before the cut may be missing from it.
"""

import sqlite3
from bisect import bisect_right
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from unittest import mock

from fakes import apsw_db
from fakes.shim import DELETE, SYNC, TRUNCATE, WRITE, Disk

from kiosk.disk import migrate, readers, writer
from kiosk.disk.open import open_for_reading

SECTOR = 512
CHUNK = 32_768
LOST, KEPT, MIXED = "lost", "kept", "mixed"
WAYS = (LOST, KEPT, MIXED, MIXED)
CHECKPOINT_AFTER_COMMITS = 7
"""Not 200, so that many cuts fall into a checkpoint."""


@dataclass
class Recording:
    """`acked`: how many operations had been done when each commit was acknowledged, in order."""

    database: str
    disk: Disk = field(default_factory=Disk)
    acked: list = field(default_factory=list)
    told: dict = field(default_factory=dict)
    begins: int = 0
    """The operation from which on there is a schema: cuts of its making are another test's."""
    heard: list = field(default_factory=list)
    """(operation, number): by then another machine had heard the fact of this number."""

    @property
    def ops(self):
        return self.disk.ops

    def note(self, figures):
        """What is acknowledged by now, read by whoever did it."""
        self.told[len(self.acked)] = figures

    def heard_at(self, position):
        """The highest number that another machine had heard before this operation."""
        return max((number for place, number in self.heard if place <= position), default=0)

    def places(self, chance, count):
        """Where to cut, in order: anywhere, around an acknowledgement, within a checkpoint."""
        inside = [n for n, op in enumerate(self.ops) if op.file == self.database]
        chosen = []
        for _ in range(count):
            around = chance.choice(self.acked) - chance.randrange(4)
            anywhere = chance.randrange(len(self.ops) + 1)
            chosen.append(
                chance.choice((anywhere, around, chance.choice(inside or [anywhere]) + 1))
            )
        return sorted(max(self.begins, place) for place in chosen)

    def commits_at(self, position):
        """How many commits were acknowledged before this operation."""
        return bisect_right(self.acked, position)


@contextmanager
def recording(database):
    """Writers and readers made in here stand on a disk that is recorded, and checkpoint often."""
    made = Recording(database)

    class Acknowledging(writer.Writer):
        def __init__(self, *told, on_commit=lambda: None, **named) -> None:
            if not made.disk.before.get(database):
                made.begins = len(made.ops)

            def note():
                made.acked.append(len(made.ops))
                on_commit()

            super().__init__(*told, on_commit=note, **named)

    disk = made.disk.name
    with (
        mock.patch.object(
            writer, "open_for_writing", lambda path: apsw_db.open_for_writing(path, disk)
        ),
        mock.patch.object(
            readers, "open_for_a_thread", lambda path: apsw_db.open_for_reading(path, disk)
        ),
        mock.patch.object(
            migrate, "open_for_writing", lambda path: apsw_db.open_for_writing(path, disk)
        ),
        mock.patch.object(writer, "CHECKPOINT_AFTER_COMMITS", CHECKPOINT_AFTER_COMMITS),
        mock.patch("kiosk.hub.Writer", Acknowledging),
        mock.patch("station_agent.store.open.Writer", Acknowledging),
    ):
        yield made


class Walk:
    """Goes along a recording; at each place it knows what is synced and what is not yet."""

    def __init__(self, recorded) -> None:
        self.recorded, self.at = recorded, 0
        self.synced = {
            name: bytearray(content or b"") for name, content in recorded.disk.before.items()
        }
        self.pending = {name: [] for name in self.synced}

    def go_to(self, position):
        for op in self.recorded.ops[self.at : position]:
            self._do(op)
        self.at = position

    def _do(self, op):
        waiting = self.pending.setdefault(op.file, [])
        if op.kind is not SYNC:
            waiting.append(op)
            return
        if not self.synced.get(op.file):  # SQLite syncs the folder with a file that is new in it
            self._sync_names()
        held = self.synced.setdefault(op.file, bytearray())
        for one in waiting:
            _put(held, one)
        waiting.clear()

    def _sync_names(self):
        for name, waiting in self.pending.items():
            gone = _after_deletion(waiting)
            if gone is not None:
                self.synced[name] = bytearray()
                waiting[:] = gone

    def image(self, way, chance):
        """Each file as the disk has it when the power is cut here: {name: bytes, to be read only}."""
        return {
            name: _left(self.synced.get(name, b""), waiting, way, chance)
            for name, waiting in self.pending.items()
        }


def _left(content, waiting, way, chance):
    """What is left of one file: what was synced, and what else came of the rest."""
    since = _after_deletion(waiting)
    if since is not None:
        deleted = way == KEPT or (way == MIXED and chance.random() < 0.5)
        before = [op for op in waiting[: -len(since) - 1] if op.kind is not DELETE]
        content, waiting = (b"", since) if deleted else (content, before)
    came = _what_came(waiting, way, chance)
    if came:
        content = bytearray(content)
        for op in came:
            _put(content, op)
    return content


def _after_deletion(waiting):
    """What was written to a file of this name since it was deleted; None: it was not."""
    for place in range(len(waiting) - 1, -1, -1):
        if waiting[place].kind is DELETE:
            return waiting[place + 1 :]
    return None


def _what_came(waiting, way, chance):
    if way == LOST:
        return []
    if way == KEPT:
        return waiting
    came = []
    for op in waiting:
        what = chance.choice((LOST, KEPT, MIXED))
        if what == KEPT or (what == MIXED and op.kind is not WRITE):
            came.append(op)
        elif what == MIXED:
            came.extend(_torn(op, chance))
    if chance.random() < 0.5:  # the disk has an order of its own
        chance.shuffle(came)
    return came


def _torn(op, chance):
    """Those of its sectors that reached the disk."""
    start, end = op.where, op.where + len(op.content)
    edges = [start, *range(start - start % SECTOR + SECTOR, end, SECTOR), end]
    return [
        op._replace(where=left, content=op.content[left - start : right - start])
        for left, right in pairwise(edges)
        if chance.random() < 0.5
    ]


def _put(content, op):
    if op.kind is WRITE:
        end = op.where + len(op.content)
        if len(content) < end:
            content.extend(bytes(end - len(content)))
        content[op.where : end] = op.content
    elif op.kind is TRUNCATE:
        del content[op.where :]
        content.extend(bytes(op.where - len(content)))


class Bench:
    """Where what is left of a disk is put and opened by stock sqlite3."""

    def __init__(self, folder, database) -> None:
        self.path = Path(folder) / database
        self._there = bytearray()

    def put(self, image):
        """Only what differs from what is there is written: a database is large, a cut is small."""
        for suffix in ("-shm", "-journal", "-wal"):
            Path(f"{self.path}{suffix}").unlink(missing_ok=True)
        for name, content in image.items():
            if name == self.path.name:
                self._put_database(content)
            elif content:
                (self.path.parent / name).write_bytes(content)

    def _put_database(self, content):
        with self.path.open("r+b" if self.path.exists() else "w+b", buffering=0) as file:
            file.truncate(len(content))
            for start in range(0, len(content), CHUNK):
                chunk = content[start : start + CHUNK]
                if self._there[start : start + CHUNK] != chunk:
                    file.seek(start)
                    file.write(chunk)

    def recovered(self, image):
        """What the database is once sqlite3 has opened it and worked its log in: its bytes."""
        self.put(image)
        with closing(sqlite3.connect(self.path, isolation_level=None)) as db:
            db.execute("BEGIN IMMEDIATE")  # the log is read; the tables need not be
            db.execute("ROLLBACK")
        size = self.path.stat().st_size
        if len(self._there) != size:
            self._there = bytearray(size)
        with self.path.open("rb", buffering=0) as file:
            file.readinto(self._there)
        return self._there


class Judge:
    """Says of each image whether it is what a commit left, and of each such state whether all is well.

    `look(path)` names what is wrong in a state, `figures(db)` reads what `Recording.note` was told,
    `number(db)` the last number of a fact that is there.
    """

    def __init__(self, recorded, bench, *, look, figures, number=None, every=1) -> None:
        self.recorded, self.bench = recorded, bench
        self._look, self._figures, self._every = look, figures, every
        self._number, self._numbers = number, {}
        self._ahead = Walk(recorded)
        self._states = {}
        self._seen = set()

    def check(self, image, position):
        """Raises where something that was acknowledged is missing, or what is there is no state."""
        acked = self.recorded.commits_at(position)
        states = {n: self._state(n) for n in (acked, acked + 1)}  # one in flight may be there whole
        found = self.bench.recovered(image)
        for commit, state in states.items():
            if found == state:
                self._check_state(commit)
                assert self.recorded.heard_at(position) <= self._numbers.get(commit, 0)
                return
        raise AssertionError(self._what_is_wrong(acked))

    def _state(self, commit):
        """The database behind so many commits, as it is if all reaches the disk."""
        if commit not in self._states and commit <= len(self.recorded.acked):
            self._ahead.go_to([self.recorded.begins, *self.recorded.acked][commit])
            self._states[commit] = bytes(self.bench.recovered(self._ahead.image(KEPT, None)))
            self._states.pop(commit - 3, None)
        return self._states.get(commit)

    def _check_state(self, commit):
        if self._number and commit not in self._numbers:
            with closing(open_for_reading(self.bench.path)) as db:
                self._numbers[commit] = self._number(db)
        if commit in self._seen or commit % self._every:
            return
        self._seen.add(commit)
        with closing(open_for_reading(self.bench.path)) as db:
            assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            assert db.execute("PRAGMA foreign_key_check").fetchall() == []
            told = self.recorded.told.get(commit)
            assert told in (None, self._figures(db))
        wrong = self._look(self.bench.path)
        assert wrong == [], wrong

    def _what_is_wrong(self, acked):
        with closing(sqlite3.connect(self.bench.path)) as db:
            sound = db.execute("PRAGMA integrity_check").fetchone()[0]
            return f"{acked} commits were acknowledged; another state is there (integrity: {sound})"

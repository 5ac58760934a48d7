"""The process beside the hub that reads all of its database: what it finds, and where it goes on."""

import os
import sqlite3
import subprocess
from contextlib import closing

import pytest
from fakes import worn_disk
from fakes.hub_world import World, make_hub

from kiosk import check_notes, checking_child
from kiosk.check_line import CHILD
from kiosk.checking_child import FOUND, STOPPED, WELL_ENDED, check_through
from kiosk.disk.open import open_for_reading
from kiosk.hub_folder import DATABASE
from kiosk.rules.whole_checks import Checks, Round
from kiosk.store import table_checks

NOW = 1_795_300_000_000


@pytest.fixture
def folder(tmp_path, clock):
    world = World(make_hub(tmp_path, clock), clock)
    world.staff()
    world.hub.close()
    worn_disk.fill(tmp_path)
    return tmp_path


def ask(folder, *, deep=True, **known):
    check_notes.keep_checks(folder, Checks(Round(NOW, deep=deep, **known)))


def parts(folder, *, deep=True):
    with closing(open_for_reading(folder / DATABASE)) as db:
        return table_checks.parts(db, deep=deep)


@pytest.fixture
def looks(monkeypatch):
    """Which parts were read, in their order."""
    seen, look = [], table_checks.look_at

    def noted(db, part, *, deep):
        seen.append(part)
        return look(db, part, deep=deep)

    monkeypatch.setattr(checking_child.table_checks, "look_at", noted)
    return seen


@pytest.mark.parametrize("deep", [False, True])
def test_a_round_reads_every_part_once_and_rests_between(folder, clock, looks, deep):
    rests = []
    ask(folder, deep=deep)
    assert check_through(folder, clock, rests.append) == ""
    assert tuple(looks) == parts(folder, deep=deep)
    assert rests == [0.0] * len(looks)
    assert check_notes.checks(folder) == Checks(None, clock.now())
    assert check_through(folder, clock, rests.append) == ""
    assert len(rests) == len(looks)


def test_it_rests_as_long_as_it_worked_but_not_for_ever(folder, clock, monkeypatch):
    rests, takes = [], iter((3, 50))
    monkeypatch.setattr(checking_child.table_checks, "parts", lambda _db, **_: ("seat", "offer"))

    def slow(_db, _part, *, deep):
        clock.forward(seconds=next(takes))
        return "ok"

    monkeypatch.setattr(checking_child.table_checks, "look_at", slow)
    ask(folder)
    check_through(folder, clock, rests.append)
    assert rests == [3.0, 10]


def test_a_round_that_was_cut_off_goes_on_where_it_was(folder, clock, looks):
    class CutOffError(Exception):
        pass

    def cut(_seconds):
        if len(looks) % 7 == 0:
            raise CutOffError

    ask(folder)
    cuts = 0
    while check_notes.checks(folder).round is not None:
        try:
            check_through(folder, clock, cut)
        except CutOffError:
            cuts += 1
    assert tuple(looks) == parts(folder)
    assert cuts == len(looks) // 7


def test_another_unclean_stop_has_the_next_round_begin_at_once(folder, clock, looks):
    every = parts(folder)
    ask(folder, again=True, done=every[:-3])
    assert check_through(folder, clock, lambda _s: None) == ""
    assert tuple(looks) == (*every[-3:], *every)


def test_damage_is_looked_at_twice_and_marked(folder, clock, looks):
    worn_disk.wear(folder)
    ask(folder)
    assert check_through(folder, clock, lambda _s: None).startswith("audit: ")
    assert looks[-2:] == ["audit", "audit"]
    assert check_notes.marked(folder).reason.startswith("audit: ")
    assert "audit" not in check_notes.checks(folder).round.done


def test_what_is_read_well_the_second_time_is_no_damage(folder, clock, monkeypatch):
    look, told = table_checks.look_at, []

    def once(db, part, *, deep):
        if part == "audit" and not told:
            told.append(part)
            return "a page was not read"
        return look(db, part, deep=deep)

    monkeypatch.setattr(checking_child.table_checks, "look_at", once)
    ask(folder)
    assert check_through(folder, clock, lambda _s: None) == ""
    assert told
    assert check_notes.marked(folder) is None


@pytest.mark.parametrize(
    ("code", "is_damage"),
    [
        (sqlite3.SQLITE_CORRUPT, True),
        (sqlite3.SQLITE_CORRUPT_VTAB, True),
        (sqlite3.SQLITE_NOTADB, True),
        (sqlite3.SQLITE_IOERR_READ, True),
        (sqlite3.SQLITE_IOERR_SHMSIZE, False),
        (sqlite3.SQLITE_FULL, False),
        (sqlite3.SQLITE_NOMEM, False),
        (sqlite3.SQLITE_BUSY, False),
    ],
)
def test_want_of_room_or_of_a_turn_is_no_damage(folder, clock, monkeypatch, code, is_damage):
    def fails(_db, _part, *, deep):
        error = sqlite3.OperationalError("so")
        error.sqlite_errorcode = code
        raise error

    monkeypatch.setattr(checking_child.table_checks, "look_at", fails)
    ask(folder)
    if is_damage:
        assert check_through(folder, clock, lambda _s: None).endswith(": so")
        assert check_notes.marked(folder) is not None
        return
    with pytest.raises(sqlite3.OperationalError):
        check_through(folder, clock, lambda _s: None)
    assert check_notes.marked(folder) is None


# the process


def process(folder, **given):
    command = [*CHILD, str(folder)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, **given)


@pytest.mark.parametrize("how", ["well", "worn", "gone"])
def test_how_it_ends_says_what_it_found(folder, how):
    ask(folder, done=parts(folder)[:-1] if how == "well" else ())
    if how == "worn":
        worn_disk.wear(folder)
    if how == "gone":
        (folder / DATABASE).unlink()
    with process(folder) as child:
        _out, said = child.stderr.read(), child.wait()
    assert said == {"well": WELL_ENDED, "worn": FOUND, "gone": STOPPED}[how]
    assert (check_notes.marked(folder) is not None) == (how == "worn")


def test_it_ends_with_whoever_asked_for_it(folder):
    """A hub that is killed closes the pipe; the check would rest for hours."""
    ask(folder)
    source, target = os.pipe()
    code = (
        "import os, sys, threading\n"
        "from kiosk import checking_child\n"
        "wait = threading.Event.wait\n"
        "def rests(self, seconds=None):\n"
        "    if seconds is None:\n"
        "        return wait(self)\n"
        f"    os.write({target}, b'.')\n"
        "    os.read(os.pipe()[0], 1)\n"
        "checking_child.threading.Event.wait = rests\n"
    )
    command = [CHILD[0], "-c", f"{code}\nchecking_child.main()", str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, pass_fds=(target,)) as child:
        os.close(target)
        assert os.read(source, 1) == b"."
        child.stdin.close()
        assert child.wait(240) == WELL_ENDED
    os.close(source)
    assert len(check_notes.checks(folder).round.done) == 1

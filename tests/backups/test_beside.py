"""The process that makes backups beside the hub: what it is told, and every way in which it may fail."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import msgspec
import pytest
from fakes.hub_world import World, make_hub

from kiosk.backups import backing_up_child, backup_checks, beside
from kiosk.backups.backing_up import FOLDER, all_in
from kiosk.backups.backing_up_child import NO_MEMORY, WELL_ENDED, answer
from kiosk.backups.backup_line import BackupLine
from kiosk.backups.beside import Beside
from kiosk.backups.making import Asked, Done, Refused, Told
from kiosk.backups.telling import Meter, Step, silent
from kiosk.disk import coming_last
from kiosk.rules.refusals import Refusal

NOW = 1_795_300_000_000
WITHIN_S = 60
QUICK = {"look_every_s": 0.02, "hung_s": 0.1}
SAYS_DONE = f"print('{msgspec.json.encode(Done('hub-1')).decode()}', flush=True)"


@pytest.fixture
def folder(tmp_path, clock):
    (tmp_path / "second").mkdir()
    world = World(make_hub(tmp_path / "data", clock), clock)
    world.staff()
    world.hub.close()
    return tmp_path / "data" / FOLDER


@pytest.fixture
def child(monkeypatch):
    """Another program in the child's place."""

    def be(*command):
        monkeypatch.setattr(beside, "CHILD", command)

    return be


@pytest.fixture
def python(child):
    def be(*lines):
        child(sys.executable, "-c", "\n".join(lines))

    return be


def asked(folder, place="", *, anew=True):
    return Asked(str(folder), NOW, "", str(place), anew)


def refused(maker, folder):
    with pytest.raises(Refusal) as caught:
        maker.have_done(asked(folder), silent)
    return caught.value.code


# what it does


def test_a_process_of_its_own_makes_a_whole_backup_and_brings_it_away(folder, tmp_path):
    told = []
    done = Beside().have_done(asked(folder, tmp_path / "second"), lambda *one: told.append(one))
    assert (done.backup, done.second) == (f"hub-{NOW}", None)
    for place in (folder, tmp_path / "second"):
        backup_checks.check(place / done.backup)
    steps = [step for step, _part in told]
    assert list(dict.fromkeys(steps)) == list(Step)
    assert [part for step, part in told if step is Step.COPYING][-1] > 0.9
    assert all(list(place.rglob("*.part")) == [] for place in (folder, tmp_path / "second"))


def test_what_it_refuses_is_refused_here(folder, tmp_path):
    folder.write_text("a file")
    assert refused(Beside(), folder) == "data_folder_wrong"


def test_no_key_stands_where_others_read_it(folder, monkeypatch):
    seen = {}
    really = subprocess.Popen

    def begun(command, **more):
        seen["command"], seen["env"] = command, more.get("env")
        return really(command, **more)

    monkeypatch.setattr(beside.subprocess, "Popen", begun)
    Beside().have_done(asked(folder), silent)
    assert (list(seen["command"][1:]), seen["env"]) == (
        ["-m", "kiosk.backups.backing_up_child"],
        None,
    )


def test_it_comes_last(python, folder):
    python(
        "import os",
        "from pathlib import Path",
        "from kiosk.disk.coming_last import OOM, come_last",
        "came_with = int(OOM.read_text())",
        "come_last()",
        "assert os.nice(0) == 19, os.nice(0)",
        "assert int(OOM.read_text()) > max(0, came_with)",
        SAYS_DONE,
    )
    assert Beside().have_done(asked(folder), silent) == Done("hub-1")


@pytest.mark.parametrize("machine", ["unheard of", "x86_64"])
def test_what_the_system_does_not_give_is_done_without(monkeypatch, tmp_path, machine):
    def refuses(*_asked):
        raise OSError

    monkeypatch.setattr(coming_last.os, "nice", refuses)
    monkeypatch.setattr(coming_last.ctypes, "CDLL", refuses)
    monkeypatch.setattr(coming_last, "OOM", tmp_path / "none" / "oom")
    monkeypatch.setattr(coming_last.platform, "machine", lambda: machine)
    coming_last.come_last()


# how it fails


@pytest.mark.parametrize(
    ("how", "code"),
    [
        pytest.param("kill -9 $$", "backup_ended", id="killed, as where memory is short"),
        pytest.param(f"exit {NO_MEMORY}", "backup_ended", id="it found no memory"),
        pytest.param("exit 1", "backup_failed", id="a fault of ours"),
        pytest.param("kill -BUS $$", "backup_failed", id="its disk went"),
        pytest.param("read asked; exit 0", "backup_failed", id="it says nothing"),
    ],
)
def test_one_that_ends_without_an_answer_is_told_in_words(child, folder, how, code):
    child("/bin/sh", "-c", how)
    maker = Beside()
    assert refused(maker, folder) == code
    child("/bin/sh", "-c", "exit 1")  # and the next one is begun
    assert refused(maker, folder) == "backup_failed"


def test_one_that_stands_still_is_ended(child, folder):
    child("/bin/sh", "-c", "kill -STOP $$")
    maker = Beside(**QUICK)
    assert refused(maker, folder) == "backup_hung"
    assert refused(maker, folder) == "backup_hung"  # the first is gone, else this were busy


def test_one_that_turns_and_turns_is_ended(child, folder):
    child("/bin/sh", "-c", "while :; do :; done")
    assert refused(Beside(look_every_s=0.02, hung_s=10**9, stuck_s=0.2), folder) == "backup_hung"


def test_a_slow_one_that_speaks_is_waited_for(python, folder):
    word = msgspec.json.encode(Told(Step.WRITING, 7)).decode()
    python("import time", *[f"print('{word}', flush=True); time.sleep(0.05)"] * 4, SAYS_DONE)
    told = []
    maker = Beside(look_every_s=0.02, hung_s=WITHIN_S, stuck_s=WITHIN_S)
    assert maker.have_done(asked(folder), lambda *one: told.append(one)) == Done("hub-1")
    assert told == [(Step.WRITING, 0.07)] * 4


def test_where_no_process_can_begin_it_is_said(child, folder):
    child(str(folder / "no such program"))
    assert refused(Beside(), folder) == "backup_ended"


def test_a_process_that_is_gone_has_done_nothing():
    assert beside._worked(2**22 + 1) == 0
    assert beside._worked(os.getpid()) >= 0


# one at a time, and its end


def in_a_thread(maker, folder):
    """The outcome of one that is begun now, once it was waited for."""
    came = []

    def ask():
        try:
            came.append(maker.have_done(asked(folder), silent))
        except Refusal as refusal:
            came.append(refusal.code)

    thread = threading.Thread(target=ask)
    thread.start()
    while maker._child is None and thread.is_alive():
        thread.join(0.01)

    def outcome():
        thread.join(WITHIN_S)
        return came[0]

    return outcome


def test_two_are_never_made_at_once(child, folder, tmp_path):
    child("/bin/sh", "-c", f"while [ ! -e {tmp_path}/go ]; do sleep 0.02; done; exit 1")
    maker = Beside()
    first = in_a_thread(maker, folder)
    assert refused(maker, folder) == "busy"
    (tmp_path / "go").touch()
    assert first() == "backup_failed"


def test_the_end_of_the_hub_ends_it_and_none_begins_any_more(child, folder):
    child("/bin/sh", "-c", "read asked; read more")
    maker = Beside()
    first = in_a_thread(maker, folder)
    maker.end()
    assert first() == "busy"
    assert refused(maker, folder) == "busy"
    maker.end()


def test_the_last_one_of_the_day_is_given_its_time(python, folder, tmp_path):
    python(
        "import pathlib, time",
        f"pathlib.Path({str(tmp_path / 'began')!r}).touch()",
        "time.sleep(0.3)",
        SAYS_DONE,
    )
    line = BackupLine()
    came = []

    def make():
        with line.making(NOW, at_closing=True):
            came.append(line.have_done(asked(folder)))

    line.thread = threading.Thread(target=make)
    line.thread.start()
    while not (tmp_path / "began").exists():
        line.thread.join(0.01)
    line.end()
    assert came == [Done("hub-1")]


# the child by itself


def test_each_percent_is_said_once(folder, clock, monkeypatch):
    said = []

    def make(_asked, tell, _clock):
        for part in (0.0, 0.001, 0.011, 0.011):
            tell(Step.WRITING, part)
        return Done("hub-1")

    monkeypatch.setattr(backing_up_child, "make", make)
    assert answer(asked(folder), said.append, clock) == WELL_ENDED
    assert said == [Told(Step.WRITING, 0), Told(Step.WRITING, 1), Done("hub-1")]


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (Refusal("busy"), WELL_ENDED, [Refused("busy", {})]),
        (MemoryError(), NO_MEMORY, []),
    ],
)
def test_what_it_cannot_do_it_says(folder, clock, monkeypatch, error, code, said):
    def make(*_asked):
        raise error

    heard = []
    monkeypatch.setattr(backing_up_child, "make", make)
    assert answer(asked(folder), heard.append, clock) == code
    assert heard == said


def test_it_ends_when_nobody_listens_any_more(folder):
    """The hub was killed before it could say what it wants, or in the midst of it."""
    process = subprocess.Popen(
        beside.CHILD, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    process.communicate(b"", timeout=WITHIN_S)
    assert process.returncode != 0
    assert all_in(folder) == ()


def test_a_backup_that_is_there_is_only_brought_away(folder, tmp_path):
    Beside().have_done(asked(folder), silent)
    made = (folder / f"hub-{NOW}" / "manifest.json").stat().st_mtime_ns
    done = Beside().have_done(asked(folder, tmp_path / "second", anew=False), silent)
    assert (done.backup, (folder / done.backup / "manifest.json").stat().st_mtime_ns) == (
        f"hub-{NOW}",
        made,
    )
    backup_checks.check(tmp_path / "second" / done.backup)


def test_a_second_place_that_is_away_is_told_beside_what_was_made(folder, tmp_path):
    done = Beside().have_done(asked(folder, tmp_path / "gone"), silent)
    assert (done.backup, done.second.refusal().code) == (f"hub-{NOW}", "backup_place_missing")
    assert len(all_in(Path(folder))) == 1


@pytest.mark.parametrize(("total", "told"), [(4, [0.0, 0.5, 1.0, 1.0]), (0, [0.0, 1.0, 1.0, 1.0])])
def test_a_meter_never_tells_more_than_all(total, told):
    seen = []
    meter = Meter(lambda _step, part: seen.append(part), Step.READING, total=total)
    assert list(meter.of([b"ab", b"cd"])) == [b"ab", b"cd"]
    assert meter.reading(lambda count: b"e" * count)(3) == b"eee"
    assert seen == told

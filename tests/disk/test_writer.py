import gc
import os
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from disk.batches import (
    be_told_to_exit,
    keep,
    keep_and_refuse,
    keep_and_stumble,
    kept,
    make,
    meet_an_io_error,
    read_all,
    together,
    writing,
)

from kiosk.disk import writer as writer_module
from kiosk.disk.acting import Tool
from kiosk.disk.readers import Readers
from kiosk.disk.writer import EXIT_ON_DISASTER
from kiosk.rules.refusals import Refusal

REQUEST = "a-request-of-mine"


@pytest.fixture
def path(tmp_path):
    return make(tmp_path / "site.db")


@pytest.fixture
def writer(path, clock):
    with writing(path, clock) as made:
        yield made


# one act


def test_what_an_act_returns_comes_back_once_it_is_on_disk(writer, path):
    assert writer.run(keep, word="one") == "one is kept"
    assert kept(path) == ["one"]


def test_a_refused_act_leaves_nothing(writer, path):
    with pytest.raises(Refusal, match="not_allowed"):
        writer.run(keep_and_refuse, word="one")
    assert kept(path) == []


def test_an_act_that_stumbles_leaves_nothing_and_the_next_one_runs(writer, path):
    with pytest.raises(ZeroDivisionError):
        writer.run(keep_and_stumble, word="one")
    writer.run(keep, word="two")
    assert kept(path) == ["two"]


def test_an_act_is_told_the_time_by_the_clock(writer, clock):
    def tell(db, now) -> int:
        return now

    assert writer.run(tell) == clock.now()


# many at once


def test_acts_that_wait_together_are_committed_once(path, clock):
    commits = []
    with writing(path, clock, on_commit=lambda: commits.append(kept(path))) as writer:
        together(writer, *[(keep, {"word": str(n)}) for n in range(9)])
    assert commits == [[], [str(n) for n in range(9)]]


def test_a_commit_is_told_before_the_answer(path, clock):
    told = threading.Event()
    with writing(path, clock, on_commit=told.set) as writer:
        writer.run(keep, word="one")
        assert told.is_set()


def test_a_refused_act_rolls_back_alone(writer, path):
    answers = together(
        writer,
        (keep, {"word": "one"}),
        (keep_and_refuse, {"word": "two"}),
        (keep_and_stumble, {"word": "three"}),
        (keep, {"word": "four"}),
    )
    assert answers[0] == "one is kept"
    assert isinstance(answers[1], Refusal)
    assert isinstance(answers[2], ZeroDivisionError)
    assert kept(path) == ["one", "four"]


def test_a_batch_has_a_limit(path, clock, monkeypatch):
    monkeypatch.setattr(writer_module, "BATCH_LIMIT", 3)
    commits = []
    with writing(path, clock, on_commit=lambda: commits.append(len(kept(path)))) as writer:
        together(writer, *[(keep, {"word": str(n)}) for n in range(7)])
    assert commits == [0, 3, 6, 7]


def test_many_threads_write_and_nothing_is_lost(writer, path):
    def write(name):
        for n in range(20):
            writer.run(keep, word=f"{name}-{n}")

    threads = [threading.Thread(target=write, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(kept(path)) == sorted(f"{name}-{n}" for name in "abcd" for n in range(20))


# asked twice, done once


def test_the_same_request_is_done_once_and_answered_alike(writer, path):
    first = writer.run(keep, request_id=REQUEST, word="one")
    assert writer.run(keep, request_id=REQUEST, word="one") == first
    assert kept(path) == ["one"]


def test_the_same_request_twice_in_one_batch_is_done_once(writer, path):
    asked = (keep, {"word": "one"}, REQUEST)
    assert together(writer, asked, asked) == ["one is kept", "one is kept"]
    assert kept(path) == ["one"]


def test_the_same_request_with_other_arguments_is_a_conflict(writer, path):
    writer.run(keep, request_id=REQUEST, word="one")
    with pytest.raises(Refusal, match="conflict"):
        writer.run(keep, request_id=REQUEST, word="two")
    assert kept(path) == ["one"]


def test_the_same_request_to_another_act_is_a_conflict(writer):
    writer.run(keep, request_id=REQUEST, word="one")
    with pytest.raises(Refusal, match="conflict"):
        writer.run(keep_and_refuse, request_id=REQUEST, word="one")


def test_a_refused_request_may_be_asked_again(writer, path):
    with pytest.raises(Refusal):
        writer.run(keep_and_refuse, request_id=REQUEST, word="one")
    writer.run(keep, request_id=REQUEST, word="one")
    assert kept(path) == ["one"]


@pytest.mark.parametrize(
    "wrong", ["", "short", "x" * 129, "request\0-one-more", "request\ud800-one"]
)
def test_what_is_no_id_is_malformed(writer, wrong):
    with pytest.raises(Refusal, match="malformed"):
        writer.run(keep, request_id=wrong, word="one")


@dataclass(frozen=True)
class Settings(Tool):
    per_hour: int


@dataclass(frozen=True)
class Receipt:
    word: str
    per_hour: int


def keep_at_a_price(db, now, *, word: str, settings: Settings) -> Receipt:
    keep(db, now, word=word)
    return Receipt(word, settings.per_hour)


def test_tools_are_no_part_of_what_is_asked_and_a_kept_result_has_its_shape(writer):
    first = writer.run(keep_at_a_price, request_id=REQUEST, word="one", settings=Settings(7))
    again = writer.run(keep_at_a_price, request_id=REQUEST, word="one", settings=Settings(8))
    assert first == again == Receipt("one", 7)


# closing


def test_closing_finishes_what_is_queued(path, clock):
    with writing(path, clock) as writer:
        begun, go = threading.Event(), threading.Event()

        def hold(db, now) -> None:
            begun.set()
            go.wait()

        threads = [threading.Thread(target=writer.run, args=(hold,))]
        threads[0].start()
        begun.wait()
        threads += [
            threading.Thread(target=writer.run, args=(keep,), kwargs={"word": str(n)})
            for n in range(5)
        ]
        for thread in threads[1:]:
            thread.start()
        while writer._jobs.qsize() < 5:
            pass
        closing_thread = threading.Thread(target=writer.close)
        closing_thread.start()
        while writer._jobs.qsize() < 6:
            pass
        go.set()
        for thread in (*threads, closing_thread):
            thread.join()
    assert sorted(kept(path)) == ["0", "1", "2", "3", "4"]


def test_a_closed_writer_is_busy_and_may_be_closed_again(path, clock):
    with writing(path, clock) as writer:
        writer.close()
        with pytest.raises(Refusal, match="busy"):
            writer.run(keep, word="late")


def test_the_log_is_checkpointed_now_and_then_and_at_the_end(path, clock, monkeypatch):
    monkeypatch.setattr(writer_module, "CHECKPOINT_AFTER_COMMITS", 2)
    with writing(path, clock) as writer:
        writer.run(keep, word="one")
        before = path.read_bytes()
        writer.run(keep, word="two")
        writer.run(read_all)  # its answer comes after the checkpoint
        assert path.read_bytes() != before
    with closing(sqlite3.connect(f"file:{path}?immutable=1", uri=True)) as db:
        assert len(db.execute("SELECT word FROM kept").fetchall()) == 2


# the end


def test_an_io_error_ends_it_and_everybody_waiting_is_told(path, clock):
    with writing(path, clock) as writer:
        answers = together(
            writer,
            (keep, {"word": "one"}),
            (meet_an_io_error, {"word": "two"}),
            (keep, {"word": "3"}),
        )
        assert [type(answer) for answer in answers] == [sqlite3.OperationalError] * 3
        writer.run(read_all)
        assert [str(error) for error in writer.disasters] == ["disk I/O error"]
    assert kept(path) == []


def test_a_damaged_page_ends_it(path, clock):
    with writing(path, clock) as writer:
        for n in range(200):
            writer.run(keep, word=f"{n}" * 50)
    damaged = bytearray(path.read_bytes())
    damaged[-4096:] = b"\xff" * 4096
    path.write_bytes(damaged)
    with writing(path, clock) as writer:
        with pytest.raises(sqlite3.DatabaseError, match="malformed"):
            writer.run(read_all)
        assert len(writer.disasters) == 1


def test_damage_found_by_a_checkpoint_ends_it(path, clock):
    class Damaged:
        def execute(self, sql):
            error = sqlite3.OperationalError("disk I/O error")
            error.sqlite_errorcode = sqlite3.SQLITE_IOERR
            raise error

    with writing(path, clock) as writer:
        whole, writer._db = writer._db, Damaged()
        writer._checkpoint()
        writer._db = whole
        assert len(writer.disasters) == 1


def test_a_checkpoint_that_finds_the_file_busy_is_tried_again_later(path, clock):
    class Busy:
        def execute(self, sql):
            raise sqlite3.OperationalError("database is locked")

    with writing(path, clock) as writer:
        whole, writer._db = writer._db, Busy()
        writer._checkpoint()
        writer._db = whole
        assert writer.disasters == []


def test_no_thread_waits_for_a_writer_that_died(path, clock):
    with writing(path, clock) as writer:
        with pytest.raises(SystemExit):
            writer.run(be_told_to_exit)
        assert [type(error) for error in writer.disasters] == [SystemExit]


def test_in_production_the_process_ends_with_a_sentence():
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from kiosk.disk.writer import end_process; end_process(OSError('x'))",
        ],
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == EXIT_ON_DISASTER
    assert done.stderr == "The database cannot be written: x. Stopping.\n"


# readers


def test_readers_see_what_was_committed_but_cannot_write(writer, path):
    writer.run(keep, word="one")
    readers = Readers(path)
    with readers.read() as db:
        assert [row["word"] for row in db.execute("SELECT word FROM kept")] == ["one"]
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            keep(db, 0, word="two")
    readers.close()


def test_a_read_sees_one_state_also_inside_another_read(writer, path):
    readers = Readers(path)
    with readers.read() as outer:
        assert read_all(outer, 0) == 0
        writer.run(keep, word="one")
        with readers.read() as inner:
            assert read_all(inner, 0) == 0
        assert read_all(outer, 0) == 0
    with readers.read() as afresh:
        assert read_all(afresh, 0) == 1
    readers.close()


def test_each_thread_has_its_own_connection_and_keeps_it(path):
    readers = Readers(path)
    mine, theirs = [], []

    def look(found):
        with readers.read() as db:
            found.append(id(db))
        with readers.read() as db:
            found.append(id(db))

    def look_and_close():
        look(theirs)
        readers.close()

    look(mine)
    thread = threading.Thread(target=look_and_close)
    thread.start()
    thread.join()
    assert mine[0] == mine[1]
    assert theirs[0] == theirs[1]
    assert mine[0] != theirs[0]
    readers.close()
    readers.close()


def test_a_thread_that_ends_takes_its_connection_with_it(path):
    readers = Readers(path)

    def look():
        with readers.read():
            assert _open_files(path)

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    gc.collect()
    assert _open_files(path) == []


def _open_files(path):
    opened = (os.path.realpath(each) for each in Path("/proc/self/fd").iterdir())
    return [each for each in opened if each == str(path)]

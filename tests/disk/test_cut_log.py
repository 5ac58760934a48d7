"""What is erased is nowhere any more: not in the file, not in its log."""

import pytest
from disk.batches import forget_all, keep, make, writing

from kiosk.disk.readers import Readers
from kiosk.rules.refusals import Refusal


@pytest.fixture
def path(tmp_path):
    return make(tmp_path / "site.db")


@pytest.fixture
def writer(path, clock):
    with writing(path, clock) as made:
        yield made


def test_what_was_deleted_stands_nowhere_once_the_log_is_cut(path, writer):
    word = "a word that nobody may find"
    log = path.with_name(path.name + "-wal")
    writer.run(keep, word=word)
    assert word.encode() in log.read_bytes()
    assert writer.cut_log()
    assert word.encode() in path.read_bytes()
    writer.run(forget_all)
    assert writer.cut_log()
    assert log.read_bytes() == b""
    assert word.encode() not in path.read_bytes()


def test_a_log_that_is_read_is_cut_later(path, writer):
    writer.run(keep, word="one")
    readers = Readers(path)
    with readers.read() as db:
        db.execute("SELECT word FROM kept").fetchall()
        assert not writer.cut_log()
    readers.close()
    assert writer.cut_log()
    writer.run(keep, word="two")


def test_the_log_of_a_closed_writer_is_not_cut(writer):
    writer.close()
    with pytest.raises(Refusal, match="busy"):
        writer.cut_log()

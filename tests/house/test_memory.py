"""A test process gives back what a large test took, and names one whose memory stays."""

import threading

import pytest
from fakes import memory

PIECES, PIECE_BYTES = 150_000, 1_000


@pytest.fixture
def watch(tmp_path):
    return memory.Watch(tmp_path / "memory.txt")


def took(kept):
    """Small pieces in a thread of their own, in a ring that only the collector can free."""
    pieces = [bytearray(PIECE_BYTES) for _ in range(PIECES)]
    pieces.append(pieces)
    kept.extend(pieces[:-1])


def in_a_thread(kept):
    thread = threading.Thread(target=took, args=(kept,))
    thread.start()
    thread.join()


def test_what_a_test_left_free_goes_back(watch, tmp_path):
    before_mb = memory.resident_mb()
    for _ in range(4):
        kept = []
        in_a_thread(kept)
        kept.clear()
        watch.after("a large test")
    assert memory.resident_mb() - before_mb < PIECES * PIECE_BYTES // 1_000_000
    assert not (tmp_path / "memory.txt").exists()


def test_one_whose_memory_stays_is_named_once(watch, tmp_path):
    kept = []
    in_a_thread(kept)
    for name in ("a test that keeps", "the next one"):
        watch.after(name)
    (line,) = (tmp_path / "memory.txt").read_text("utf-8").splitlines()
    assert line.endswith("after a test that keeps")

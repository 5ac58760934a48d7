"""Blobs that no fact names: they wait, count against a quota, and go; one named by a fact stays."""

import errno
import hashlib
from types import SimpleNamespace

import pytest

from kiosk.link import uploads
from kiosk.link.blobs import BlobFolder
from kiosk.link.uploads import EXPIRES_AFTER_S, Progress, Uploads
from kiosk.rules.instants import Instant, later
from kiosk.rules.refusals import Refusal

NOW = Instant(1_795_300_000_000)
CONTENT = b"a picture in pieces"
SEAT, OTHER = "a" * 32, "b" * 32


def named(content):
    return hashlib.sha256(content).hexdigest()


NAME = named(CONTENT)


@pytest.fixture
def blobs(tmp_path):
    return BlobFolder(tmp_path / "blobs")


@pytest.fixture
def up(tmp_path, blobs):
    return Uploads(tmp_path / "uploads", blobs)


def begin(up, content=CONTENT, origin=SEAT, now=NOW):
    up.begin(now, origin=origin, name=named(content), length=len(content))


def send(up, chunk, offset, *, name=NAME, origin=SEAT, now=NOW):
    return up.append(now, origin=origin, name=name, offset=offset, chunk=chunk)


def left(tmp_path):
    return [path for path in (tmp_path / "uploads").rglob("*") if path.is_file()]


def whole(up, content=CONTENT, origin=SEAT, now=NOW):
    begin(up, content, origin, now)
    send(up, content, 0, name=named(content), origin=origin, now=now)


def test_a_fact_that_came_first_takes_its_blob_when_it_comes(up, blobs, tmp_path):
    for names in ([NAME], [NAME, "x"], ["../" + NAME]):
        up.keep_named(origin=SEAT, names=names)
    whole(up)
    assert blobs.get(NAME) == CONTENT
    assert left(tmp_path) == []
    up.keep_named(origin=SEAT, names=[NAME])
    assert left(tmp_path) == []


def test_what_no_fact_names_goes_after_a_week_and_what_one_names_stays(up, blobs):
    whole(up)
    whole(up, b"named in time")
    up.keep_named(origin=SEAT, names=[named(b"named in time")])
    up.keep_named(origin=OTHER, names=[NAME])  # another machine's fact does not name it
    assert up.progress(origin=SEAT, name=NAME) == Progress(len(CONTENT), len(CONTENT))
    assert up.expire_all(later(NOW, seconds=EXPIRES_AFTER_S + 60)) == 1
    assert blobs.get(named(b"named in time")) == b"named in time"
    with pytest.raises(Refusal, match="not_found"):
        up.progress(origin=SEAT, name=NAME)
    whole(up, origin=OTHER, now=later(NOW, seconds=EXPIRES_AFTER_S + 120))
    assert blobs.get(NAME) == CONTENT


def test_whole_ones_count_until_a_fact_names_them(up, monkeypatch):
    monkeypatch.setattr(uploads, "UNNAMED_LIMIT_BYTES", 2 * len(CONTENT))
    whole(up)
    assert up.unnamed_bytes(SEAT) == len(CONTENT)
    with pytest.raises(Refusal, match="too_large"):
        begin(up, b"x" * (len(CONTENT) + 1))
    whole(up, origin=OTHER)  # each for itself
    up.keep_named(origin=SEAT, names=[NAME])
    begin(up, b"x" * 2 * len(CONTENT))
    monkeypatch.setattr(uploads, "UNNAMED_LIMIT", 1)
    with pytest.raises(Refusal, match="too_many"):
        begin(up, b"y")


def test_the_greedy_get_a_share_of_the_disk_and_the_others_go_on(up, monkeypatch):
    """Ten stations that send all they may leave room for an honest one."""
    free = [400_000]
    monkeypatch.setattr(uploads.shutil, "disk_usage", lambda _: SimpleNamespace(free=free[0]))
    for n in range(10):
        greedy, took = f"{n:032x}", 0
        while True:
            content = bytes([n, took % 251]) * 1000 + took.to_bytes(4, "big")
            try:
                whole(up, content, greedy)
            except Refusal as refusal:
                assert refusal.code in {"disk_full", "too_many"}  # noqa: PT017  either is its end
                break
            took += 1
            free[0] -= len(content)
        assert took < 30
    assert free[0] > 80_000
    whole(up, origin=OTHER)
    up.keep_named(origin=OTHER, names=[NAME])


def cut_at_the_last_byte(up, tmp_path, content=CONTENT):
    """All bytes were written, and then the power went."""
    begin(up)
    (path,) = left(tmp_path)
    path.write_bytes(content)


def test_cut_off_at_the_last_byte_it_is_looked_through_when_somebody_asks(up, blobs, tmp_path):
    cut_at_the_last_byte(up, tmp_path)
    assert up.progress(origin=SEAT, name=NAME).offset == len(CONTENT)
    assert [path.suffix for path in left(tmp_path)] == [".whole"]
    up.expire_all(later(NOW, seconds=2 * EXPIRES_AFTER_S))
    cut_at_the_last_byte(up, tmp_path)
    up.keep_named(origin=SEAT, names=[NAME])
    assert blobs.get(NAME) == CONTENT


def test_other_bytes_than_named_are_found_out_then_too(up, blobs, tmp_path):
    cut_at_the_last_byte(up, tmp_path, CONTENT[::-1])
    up.keep_named(origin=SEAT, names=[NAME])
    assert not blobs.has(NAME)
    whole(up)
    assert blobs.get(NAME) == CONTENT


def test_a_blob_that_finds_no_room_when_it_is_named_waits_as_it_is(up, blobs, monkeypatch):
    whole(up)
    with monkeypatch.context() as patched:

        def full(*_):
            raise OSError(errno.ENOSPC, "full")

        patched.setattr("kiosk.link.blobs.sync", full)
        with pytest.raises(Refusal, match="disk_full"):
            up.keep_named(origin=SEAT, names=[NAME])
    up.keep_named(origin=SEAT, names=[NAME])
    assert blobs.get(NAME) == CONTENT

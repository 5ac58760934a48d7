"""Blobs that come up in pieces: resumed where they stopped, whole or not there."""

import base64
import errno
import hashlib
import itertools
from concurrent.futures import ThreadPoolExecutor

import pytest
from fakes.hub_world import make_hub

from kiosk.jobs.tidying import forget_uploads
from kiosk.link import uploads
from kiosk.link.blobs import BlobFolder
from kiosk.link.tus import CHUNK_TYPE, create, download, head, options, patch
from kiosk.link.uploads import (
    BEGUN_LIMIT,
    CHUNK_LIMIT_BYTES,
    EXPIRES_AFTER_S,
    UNNAMED_LIMIT_BYTES,
    Progress,
    Uploads,
)
from kiosk.protocol.sync import BLOB_LIMIT_BYTES, BLOB_PATH
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


@pytest.mark.parametrize("size", range(1, len(CONTENT) + 1))
def test_in_pieces_of_any_size_and_cut_after_each_it_comes_whole(tmp_path, blobs, size):
    begin(Uploads(tmp_path / "uploads", blobs))
    for offset in range(0, len(CONTENT), size):
        assert not blobs.has(NAME)
        again = Uploads(tmp_path / "uploads", blobs)  # the process was killed meanwhile
        begin(again)
        assert again.progress(origin=SEAT, name=NAME) == Progress(offset, len(CONTENT))
        send(again, CONTENT[offset : offset + size], offset)
    assert not blobs.has(NAME)
    again.keep_named(origin=SEAT, names=[NAME])
    assert blobs.get(NAME) == CONTENT
    assert left(tmp_path) == []


def test_nothing_is_told_to_be_here_before_it_is_on_the_disk(up, tmp_path, monkeypatch):
    begin(up)

    def fail(_descriptor):
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patched:
        patched.setattr(uploads.os, "fsync", fail)
        with pytest.raises(Refusal, match="disk_full"):
            send(up, CONTENT[:5], 0)
    assert up.progress(origin=SEAT, name=NAME).offset == 0
    assert send(up, CONTENT[:5], 0).offset == 5


@pytest.mark.parametrize("offset", [0, 4, 6, 19])
def test_another_place_than_where_it_stopped_is_refused_and_changes_nothing(up, offset):
    begin(up)
    send(up, CONTENT[:5], 0)
    with pytest.raises(Refusal, match="upload_offset_wrong"):
        send(up, b"x", offset)
    assert up.progress(origin=SEAT, name=NAME).offset == 5


def test_bytes_of_another_name_are_thrown_away_at_the_end(up, blobs, tmp_path):
    begin(up)
    with pytest.raises(Refusal, match="upload_checksum_wrong"):
        send(up, CONTENT[::-1], 0)
    assert not blobs.has(NAME)
    assert left(tmp_path) == []
    begin(up)
    assert send(up, CONTENT, 0).offset == len(CONTENT)


def test_more_than_was_announced_and_chunks_that_are_too_long_are_refused(up):
    begin(up)
    for chunk in (CONTENT + b"!", bytes(CHUNK_LIMIT_BYTES + 1)):
        with pytest.raises(Refusal, match="too_large"):
            send(up, chunk, 0)
    assert up.progress(origin=SEAT, name=NAME).offset == 0


def test_what_is_here_is_not_sent_again(up, blobs):
    blobs.put(CONTENT)
    begin(up)
    whole = Progress(len(CONTENT), len(CONTENT))
    assert up.progress(origin=SEAT, name=NAME) == whole
    assert send(up, b"", len(CONTENT)) == whole
    with pytest.raises(Refusal, match="upload_offset_wrong"):
        send(up, CONTENT, 0)


def test_two_stations_send_the_same_blob_and_do_not_meet(up, blobs, tmp_path):
    for origin in (SEAT, OTHER):
        begin(up, origin=origin)
        send(up, CONTENT[:5], 0, origin=origin)
    send(up, CONTENT[5:], 5)
    up.keep_named(origin=SEAT, names=[NAME])
    assert blobs.get(NAME) == CONTENT
    assert up.progress(origin=OTHER, name=NAME).offset == len(CONTENT)


def test_two_stations_at_once_end_with_one_blob(up, blobs):
    contents = [bytes([n]) * 2000 for n in range(8)]

    def whole(origin, content):
        begin(up, content, origin)
        for offset in range(0, len(content), 500):
            if blobs.has(named(content)):
                return
            try:
                send(up, content[offset : offset + 500], offset, name=named(content), origin=origin)
            except Refusal as refusal:
                assert refusal.code == "upload_offset_wrong"  # noqa: PT017  the other was first
                return

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda one: whole(*one), itertools.product((SEAT, OTHER), contents)))
    for origin in (SEAT, OTHER):
        up.keep_named(origin=origin, names=map(named, contents))
    assert all(blobs.get(named(content)) == content for content in contents)


def test_what_is_named_while_room_is_counted_takes_none(up, blobs, monkeypatch):
    begin(up)
    send(up, CONTENT, 0)
    begun = Uploads._begun

    def named_meanwhile(self, origin):
        listed = list(begun(self, origin))
        monkeypatch.setattr(Uploads, "_begun", begun)
        self.keep_named(origin=origin, names=[NAME])
        return iter(listed)

    monkeypatch.setattr(Uploads, "_begun", named_meanwhile)
    up._check_quota(SEAT, 1000)
    assert blobs.get(NAME) == CONTENT


def test_an_empty_blob_is_whole_when_it_is_announced(up, blobs):
    begin(up, b"")
    assert up.progress(origin=SEAT, name=named(b"")) == Progress(0, 0)
    up.keep_named(origin=SEAT, names=[named(b"")])
    assert blobs.get(named(b"")) == b""


def test_a_machine_has_so_many_and_so_much_begun_and_no_more(up):
    with pytest.raises(Refusal, match="too_large"):
        up.begin(NOW, origin=SEAT, name=NAME, length=BLOB_LIMIT_BYTES + 1)
    for n in range(UNNAMED_LIMIT_BYTES // BLOB_LIMIT_BYTES):
        up.begin(NOW, origin=SEAT, name=named(bytes([n])), length=BLOB_LIMIT_BYTES)
    with pytest.raises(Refusal, match="too_large"):
        begin(up)
    for n in range(BEGUN_LIMIT):
        up.begin(NOW, origin=OTHER, name=named(bytes([n])), length=1)
    with pytest.raises(Refusal, match="too_many"):
        begin(up, origin=OTHER)


def test_what_nobody_goes_on_with_lapses(up, tmp_path):
    begin(up)
    send(up, CONTENT[:5], 0, now=later(NOW, seconds=EXPIRES_AFTER_S))
    assert up.expire_all(later(NOW, seconds=EXPIRES_AFTER_S + 60)) == 0
    assert up.expire_all(later(NOW, seconds=2 * EXPIRES_AFTER_S + 60)) == 1
    with pytest.raises(Refusal, match="not_found"):
        up.progress(origin=SEAT, name=NAME)


def test_before_the_first_upload_there_is_nothing_to_lapse(tmp_path, blobs):
    assert Uploads(tmp_path / "none", blobs).expire_all(NOW) == 0


@pytest.mark.parametrize("wrong", ["", "../../etc/passwd", "A" * 64, NAME + "x"])
def test_a_name_that_is_none_makes_no_file(up, tmp_path, wrong):
    with pytest.raises(Refusal, match="malformed"):
        up.begin(NOW, origin=SEAT, name=wrong, length=5)
    with pytest.raises(Refusal, match="not_found"):
        send(up, b"x", 0, name=wrong)
    assert left(tmp_path) == []


# headers


def said(**more):
    return {"Tus-Resumable": "1.0.0", **{k.replace("_", "-"): v for k, v in more.items()}}


def metadata(name=NAME):
    return f"filename eA==,sha256 {base64.b64encode(name.encode()).decode()}"


def created(up, **more):
    told = {"Upload_Length": str(len(CONTENT)), "Upload_Metadata": metadata(), **more}
    return create(up, NOW, said(**told), origin=SEAT)


def patched(up, chunk=CONTENT, **more):
    told = {"Content_Type": CHUNK_TYPE, "Upload_Offset": "0", **more}
    return patch(up, NOW, said(**told), origin=SEAT, name=NAME, chunk=chunk)


def summed(way, content):
    return f"{way} {base64.b64encode(hashlib.new(way, content).digest()).decode()}"


def test_the_words_of_tus(up):
    assert options().headers["Tus-Extension"] == "creation,checksum,expiration"
    made = created(up)
    assert (made.status, made.headers["Location"]) == (201, BLOB_PATH + NAME)
    assert made.headers["Upload-Expires"].endswith("GMT")
    at = head(up, said(), origin=SEAT, name=NAME)
    assert (at.status, at.headers["Upload-Offset"], at.headers["Upload-Length"]) == (200, "0", "19")
    assert at.headers["Cache-Control"] == "no-store"
    done = patched(up, Upload_Checksum=summed("sha256", CONTENT))
    assert (done.status, done.headers["Upload-Offset"]) == (204, "19")
    assert done.headers["Tus-Resumable"] == "1.0.0"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"Tus_Resumable": "0.2.2"}, "tus_version_wrong"),
        ({"Content_Type": "text/plain"}, "malformed"),
        ({"Upload_Offset": "-1"}, "malformed"),
        ({"Upload_Offset": "9" * 13}, "malformed"),
        ({"Upload_Offset": "3"}, "upload_offset_wrong"),
        ({"Upload_Checksum": "md5 AAAA"}, "malformed"),
        ({"Upload_Checksum": "sha256 AAAA"}, "upload_checksum_wrong"),
        ({"Upload_Checksum": "sha1 "}, "upload_checksum_wrong"),
    ],
)
def test_a_patch_that_is_wrong_is_refused_and_changes_nothing(up, more, code):
    created(up)
    with pytest.raises(Refusal, match=code):
        patched(up, **more)
    assert up.progress(origin=SEAT, name=NAME).offset == 0
    assert patched(up, Upload_Checksum=summed("sha1", CONTENT)).status == 204


@pytest.mark.parametrize(
    "more",
    [
        {"Upload_Length": ""},
        {"Upload_Length": "ten"},
        {"Upload_Metadata": ""},
        {"Upload_Metadata": "sha256 ***"},
        {"Upload_Metadata": "sha256 /w=="},
        {"Upload_Metadata": metadata("../x")},
    ],
)
def test_an_announcement_that_is_wrong_begins_nothing(up, tmp_path, more):
    with pytest.raises(Refusal, match="malformed"):
        created(up, **more)
    assert left(tmp_path) == []


def test_the_statuses_are_those_of_tus():
    assert Refusal("upload_offset_wrong").status == 409
    assert Refusal("upload_checksum_wrong").status == 460
    assert Refusal("tus_version_wrong").status == 412


def test_the_hub_forgets_what_nobody_went_on_with(tmp_path, clock):
    hub = make_hub(tmp_path / "hub", clock)
    hub.uploads.begin(hub.now(), origin=SEAT, name=NAME, length=5)
    clock.forward(hours=8 * 24)
    forget_uploads(hub, hub.now())
    assert not list((tmp_path / "hub" / "uploads" / SEAT).iterdir())
    hub.close()


@pytest.mark.parametrize(
    ("asked", "status", "content"),
    [
        ("", 200, CONTENT),
        ("bytes=0-4", 206, CONTENT[:5]),
        ("bytes=5-1000", 206, CONTENT[5:]),
        ("bytes=19-30", 206, b""),
        ("bytes=9-3", 206, b""),
        ("bytes=-5", 200, CONTENT),
        ("lines=1-2", 200, CONTENT),
    ],
)
def test_a_part_is_given_to_whoever_asks_for_one(blobs, asked, status, content):
    blobs.put(CONTENT)
    given = download(blobs, {"Range": asked}, name=NAME)
    assert (given.status, given.content) == (status, content)
    with pytest.raises(Refusal, match="not_found"):
        download(blobs, {"Range": asked}, name="0" * 64)

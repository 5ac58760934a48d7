import errno
import hashlib

import pytest
from link.shelves import Wire, client

from kiosk.link import blobs
from kiosk.link.blobs import BlobFolder, fetch_missing
from kiosk.link.client import LinkDownError
from kiosk.protocol.sync import BLOB_PATH
from kiosk.rules.refusals import Refusal

PICTURE, OTHER = b"a picture", b"another picture"


def name(content):
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def folder(tmp_path):
    return BlobFolder(tmp_path / "blobs")


def files(tmp_path):
    return [path for path in (tmp_path / "blobs").rglob("*") if path.is_file()]


def test_bytes_come_back_by_their_name(folder):
    assert folder.put(PICTURE) == name(PICTURE)
    assert folder.get(name(PICTURE)) == PICTURE
    assert folder.has(name(PICTURE))


def test_the_same_bytes_are_kept_once(folder, tmp_path):
    assert folder.put(PICTURE) == folder.put(PICTURE)
    assert len(files(tmp_path)) == 1
    assert BlobFolder(tmp_path / "blobs").has(name(PICTURE))


@pytest.mark.parametrize(
    "wrong",
    ["", "ab", "AB" * 32, "../" * 20 + "etc", name(PICTURE) + "\n", f"{name(PICTURE)}/x", "é" * 64],
)
def test_what_is_no_name_is_not_found_whatever_lies_there(folder, wrong):
    folder.put(PICTURE)
    assert not folder.has(wrong)
    with pytest.raises(Refusal, match="not_found"):
        folder.get(wrong)


def test_bytes_that_are_not_here_are_not_found(folder):
    assert not folder.has(name(PICTURE))
    with pytest.raises(Refusal, match="not_found"):
        folder.get(name(PICTURE))


def test_a_blob_is_opened_to_read_parts_of_it(folder):
    name = folder.put(b"several parts")
    with folder.opened(name) as file:
        file.seek(8)
        assert file.read() == b"parts"


@pytest.mark.parametrize("name", ["0" * 64, "../passwords"])
def test_what_is_not_here_is_not_opened(folder, name):
    with pytest.raises(Refusal) as refused:
        folder.opened(name)
    assert refused.value.code == "not_found"


def test_a_blob_has_a_limit(folder, monkeypatch):
    monkeypatch.setattr(blobs, "BLOB_LIMIT_BYTES", 9)
    folder.put(PICTURE)
    with pytest.raises(Refusal, match="too_large"):
        folder.put(PICTURE + b"!")


@pytest.mark.parametrize("fault", ["fsync", "rename"])
def test_a_write_that_is_torn_leaves_nothing_half_there(folder, tmp_path, monkeypatch, fault):
    def fail(*_):
        raise OSError("no space left")

    with monkeypatch.context() as patched:
        if fault == "fsync":
            folder.put(OTHER)
            (tmp_path / "blobs" / name(PICTURE)[:2]).mkdir(exist_ok=True)
            patched.setattr(blobs.os, "fsync", fail)
        else:
            patched.setattr(blobs.Path, "rename", fail)
        with pytest.raises(OSError, match="no space"):
            folder.put(PICTURE)
    assert not folder.has(name(PICTURE))
    assert [path for path in files(tmp_path) if path.name.startswith(".part")] == []
    folder.put(PICTURE)
    assert folder.get(name(PICTURE)) == PICTURE


def test_a_file_left_by_a_power_cut_is_no_blob(folder, tmp_path):
    torn = tmp_path / "blobs" / name(PICTURE)[:2] / ".part-x"
    torn.parent.mkdir()
    torn.write_bytes(PICTURE[:3])
    assert not folder.has(name(PICTURE))
    folder.put(PICTURE)
    assert folder.get(name(PICTURE)) == PICTURE


# fetched


def serving(served, *contents):
    def serve(method, path, body):
        served.append(path)
        found = {BLOB_PATH + name(content): content for content in contents}
        if path not in found:
            raise Refusal("not_found", what="blob")
        return found[path]

    return Wire(serve)


def test_only_what_is_missing_is_fetched(folder):
    served = []
    wire = serving(served, PICTURE, OTHER)
    folder.put(OTHER)
    names = [name(PICTURE), name(OTHER), name(PICTURE)]
    assert fetch_missing(client(wire), folder, names) == 1
    assert served == [BLOB_PATH + name(PICTURE)]
    assert fetch_missing(client(wire), folder, names) == 0


def test_bytes_with_another_name_are_refused_and_not_kept(folder, tmp_path):
    wire = Wire(lambda *_: OTHER)
    with pytest.raises(Refusal, match="malformed"):
        fetch_missing(client(wire), folder, [name(PICTURE)])
    assert files(tmp_path) == []


def test_what_came_before_a_cut_is_kept(folder):
    wire = serving([], PICTURE)
    honest = wire.send

    def cut(method, path, headers, body):
        if path.endswith(name(OTHER)):
            raise LinkDownError("cut")
        return honest(method, path, headers, body)

    wire.send = cut
    with pytest.raises(LinkDownError):
        fetch_missing(client(wire), folder, [name(PICTURE), name(OTHER)])
    assert folder.has(name(PICTURE))


def test_a_blob_that_the_hub_does_not_have_is_not_found(folder):
    with pytest.raises(Refusal, match="not_found"):
        fetch_missing(client(serving([])), folder, [name(PICTURE)])


def test_a_full_disk_is_a_refusal_and_leaves_nothing_half(folder, tmp_path, monkeypatch):
    def no_room(_descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(blobs.os, "fsync", no_room)
    with pytest.raises(Refusal, match="disk_full"):
        folder.put(PICTURE)
    monkeypatch.undo()
    assert files(tmp_path) == []
    assert folder.put(PICTURE) == name(PICTURE)


# fetched in pieces

LARGE = bytes(range(256)) * 10


class Pieces:
    """Answers with the part of a blob that is asked for; the link fails after `cuts` answers."""

    def __init__(self, content=LARGE, *, ranges=True) -> None:
        self.content, self.ranges, self.left, self.asked = content, ranges, None, []

    def call(self, method, path, body=b"", *, beside):
        if self.left == 0:
            raise LinkDownError("cut")
        self.left = None if self.left is None else self.left - 1
        first, last = map(int, beside["Range"].removeprefix("bytes=").split("-"))
        self.asked.append(first)
        return self.content[first : last + 1] if self.ranges else self.content


@pytest.mark.parametrize("size", [100, 256, 1000, 2559, 2560, 4000])
def test_a_large_blob_comes_in_pieces_and_after_every_cut_goes_on(folder, monkeypatch, size):
    monkeypatch.setattr(blobs, "FETCHED_BYTES", size)
    link = Pieces()
    for _ in range(100):
        link.left = 1
        try:
            assert fetch_missing(link, folder, [name(LARGE)]) == 1
            break
        except LinkDownError:
            assert not folder.has(name(LARGE))
    assert folder.get(name(LARGE)) == LARGE
    assert len(link.asked) == len(set(link.asked)), "no byte went over the line twice"


def test_an_answer_with_all_of_it_is_taken_as_all(folder, monkeypatch):
    monkeypatch.setattr(blobs, "FETCHED_BYTES", 100)
    fetch_missing(Pieces(ranges=False), folder, [name(LARGE)])
    assert folder.get(name(LARGE)) == LARGE


@pytest.mark.parametrize(
    "wrong", [Pieces(LARGE[::-1]), Pieces(LARGE[::-1], ranges=False), Pieces(b"")]
)
def test_pieces_of_something_else_are_thrown_away(folder, tmp_path, monkeypatch, wrong):
    monkeypatch.setattr(blobs, "FETCHED_BYTES", 1000)
    with pytest.raises(Refusal, match="malformed"):
        fetch_missing(wrong, folder, [name(LARGE)])
    assert files(tmp_path) == []
    assert fetch_missing(Pieces(), folder, [name(LARGE)]) == 1


def test_more_than_a_blob_may_have_is_not_fetched_for_ever(folder, tmp_path, monkeypatch):
    monkeypatch.setattr(blobs, "FETCHED_BYTES", 100)
    monkeypatch.setattr(blobs, "BLOB_LIMIT_BYTES", 300)
    with pytest.raises(Refusal, match="malformed"):
        fetch_missing(Pieces(), folder, [name(LARGE)])
    assert files(tmp_path) == []


def test_a_name_that_is_none_is_never_a_file_that_comes(folder):
    with pytest.raises(Refusal, match="malformed"):
        fetch_missing(Pieces(), folder, ["../../etc"])


def test_a_full_disk_keeps_what_came(folder, monkeypatch):
    monkeypatch.setattr(blobs, "FETCHED_BYTES", 1000)
    link = Pieces()
    link.left = 1
    with pytest.raises(LinkDownError):
        fetch_missing(link, folder, [name(LARGE)])

    def no_room(_descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    link.left = None
    with monkeypatch.context() as patched:
        patched.setattr(blobs.os, "fsync", no_room)
        with pytest.raises(Refusal, match="disk_full"):
            fetch_missing(link, folder, [name(LARGE)])
    assert fetch_missing(link, folder, [name(LARGE)]) == 1

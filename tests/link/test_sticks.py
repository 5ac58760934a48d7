import errno
from pathlib import Path

import pytest

from kiosk.link import sticks
from kiosk.link.sticks import folder_of, plugged_in, stick
from kiosk.rules.refusals import Refusal


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "stick_full"),
        (errno.EDQUOT, "stick_full"),
        (errno.EFBIG, "stick_full"),
        (errno.EROFS, "stick_locked"),
        (errno.EACCES, "stick_locked"),
        (errno.EIO, "stick_gone"),
        (errno.ENODEV, "stick_gone"),
        (errno.ENOENT, "stick_gone"),
    ],
)
def test_each_fault_of_a_stick_has_its_words(number, code):
    with pytest.raises(Refusal, match=code), stick():
        raise OSError(number, "x")


def test_a_folder_is_meant_as_it_is(tmp_path):
    assert folder_of(tmp_path) == tmp_path


def test_a_file_or_nothing_is_no_stick(tmp_path):
    (tmp_path / "file").touch()
    for wrong in (tmp_path / "file", tmp_path / "none"):
        with pytest.raises(Refusal, match="stick_gone"):
            folder_of(wrong)


def test_a_device_is_where_it_is_mounted(tmp_path, monkeypatch):
    mounts = tmp_path / "mounts"
    mounts.write_text("proc /proc proc rw 0 0\n/dev/sdb1 /media/my\\040stick vfat rw 0 0\n")
    monkeypatch.setattr(Path, "is_block_device", lambda _: True)
    assert folder_of(Path("/dev/sdb"), mounts=mounts) == Path("/media/my stick")
    with pytest.raises(Refusal, match="stick_gone"):
        folder_of(Path("/dev/sdc"), mounts=mounts)


def test_what_is_plugged_in_is_found_in_the_folder_and_in_a_persons_folder(tmp_path, monkeypatch):
    for name in ("A", "left", "amina/B", "amina/left"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "file").touch()
    monkeypatch.setattr(sticks, "MOUNTED_IN", {tmp_path})
    monkeypatch.setattr(sticks, "is_mounted", lambda path: path.name in {"A", "B"})
    assert plugged_in(tmp_path) == (tmp_path / "A", tmp_path / "amina" / "B")
    assert plugged_in(tmp_path / "none") == ()


def test_a_folder_that_is_left_without_its_stick_is_none(tmp_path, monkeypatch):
    (tmp_path / "left").mkdir()
    assert plugged_in(tmp_path) == (tmp_path / "left",)
    monkeypatch.setattr(sticks, "MOUNTED_IN", {tmp_path})
    assert plugged_in(tmp_path) == ()
    assert sticks.is_mounted(Path("/proc"))


def test_of_a_crowded_folder_some_names_are_looked_at(tmp_path, monkeypatch):
    for n in range(9):
        (tmp_path / str(n)).touch()
    monkeypatch.setattr(sticks, "NAMES_LIMIT", 4)
    assert len(sticks.names_in(tmp_path)) == 4

"""Whether a copy lies on another disk than what was copied, as the kernel of a machine tells it."""

import os

import pytest

from kiosk.disk import disks
from kiosk.disk.disks import Machine, Standing, disks_of, standing


@pytest.fixture
def machine(tmp_path):
    """A machine with its own /proc and /sys: `mount` and `disk` say what it has."""
    return Told(tmp_path / "machine")


class Told(Machine):
    """What the kernel tells is written by the test."""

    def __init__(self, folder) -> None:
        folder.mkdir()
        super().__init__(folder / "mountinfo", folder / "dev")
        self.mounts.touch()
        self.devices.mkdir()

    def mount(self, device, point, kind="ext4", source="/dev/none"):
        line = (
            f"36 35 {device} / {str(point).replace(' ', chr(92) + '040')} rw - {kind} {source} rw\n"
        )
        self.mounts.write_text(self.mounts.read_text() + line)

    def disk(self, device, name, *, of=None, slaves=(), file=None):
        """A block device; a partition stands in the folder of its disk."""
        entry = self.devices.parent / "block" / (f"{of}/{name}" if of else name)
        (entry / "slaves").mkdir(parents=True)
        (entry / "dev").write_text(f"{device}\n")
        if of:
            (entry / "partition").write_text("1\n")
        for below in slaves:
            (entry / "slaves" / below.name).symlink_to(below)
        if file:
            (entry / "loop").mkdir()
            (entry / "loop" / "backing_file").write_text(f"{file}\n")
        (self.devices / device).symlink_to(entry)
        return entry


@pytest.fixture
def folders(tmp_path):
    made = {name: tmp_path / name for name in ("data", "place")}
    for folder in made.values():
        folder.mkdir()
    return made


def on(machine, folders):
    return standing(folders["place"], folders["data"], machine)


def test_two_disks_are_apart_and_two_partitions_of_one_are_not(machine, folders):
    machine.disk("8:0", "sda")
    machine.disk("8:1", "sda1", of="sda")
    machine.disk("8:2", "sda2", of="sda")
    machine.disk("8:17", "sdb1", of="sdb")
    machine.mount("8:1", folders["data"])
    machine.mount("8:17", folders["place"])
    assert on(machine, folders) is Standing.APART
    machine.mount("8:2", folders["place"])  # over the other, which it hides
    assert on(machine, folders) is Standing.SAME_DISK
    assert disks_of(folders["place"], machine) == {"sda"}


def test_a_volume_lies_on_all_disks_under_it(machine, folders):
    one, two = machine.disk("8:0", "sda"), machine.disk("8:16", "sdb")
    machine.disk("253:0", "dm-0", slaves=(one, two))
    machine.mount("253:0", folders["data"])
    machine.mount("8:16", folders["place"])
    assert disks_of(folders["data"], machine) == {"sda", "sdb"}
    assert on(machine, folders) is Standing.SAME_DISK


def test_a_file_that_is_mounted_lies_where_the_file_lies(machine, folders, tmp_path):
    machine.disk("8:0", "sda")
    machine.mount("8:0", tmp_path)
    machine.disk("7:0", "loop0", file=tmp_path / "image")
    machine.mount("7:0", folders["place"])
    assert on(machine, folders) is Standing.SAME_DISK


def test_a_file_that_is_mounted_in_itself_for_ever_is_no_end(machine, folders):
    machine.disk("7:0", "loop0", file=folders["place"] / "image")
    machine.mount("7:0", folders["place"])
    assert disks_of(folders["place"], machine) == {"7:0"}


def test_memory_is_no_disk(machine, folders):
    machine.mount("8:0", folders["data"])
    machine.mount("0:31", folders["place"], "tmpfs", "tmpfs")
    assert on(machine, folders) is Standing.MEMORY


def test_a_share_is_apart_and_is_one_for_all_its_folders(machine, folders):
    machine.mount("8:0", folders["data"])
    machine.mount("0:50", folders["place"], "nfs4", "nas:/copies")
    assert on(machine, folders) is Standing.APART
    machine.mount("0:51", folders["data"], "nfs4", "nas:/copies")
    assert on(machine, folders) is Standing.SAME_DISK


def test_what_lies_over_another_file_system_is_not_believed_to_be_apart(machine, folders):
    """In a container the data may be a volume, and all else is a layer on the very same disk."""
    machine.mount("8:0", folders["data"])
    machine.mount("0:60", folders["place"], "overlay", "overlay")
    assert on(machine, folders) is Standing.SAME_DISK


def test_two_parts_of_a_pool_break_together(machine, folders):
    machine.mount("0:70", folders["data"], "zfs", "tank/data")
    machine.mount("0:71", folders["place"], "zfs", "tank/copies")
    assert on(machine, folders) is Standing.SAME_DISK
    machine.mount("0:72", folders["place"], "zfs", "other/copies")
    assert on(machine, folders) is Standing.APART


def test_parts_of_one_file_system_with_numbers_of_their_own_are_one_disk(
    machine, folders, monkeypatch, tmp_path
):
    """btrfs gives each part a number of its own; its source is the same device."""
    machine.disk("8:3", "sdc3", of="sdc")
    device = tmp_path / "sdc3"
    device.touch()
    monkeypatch.setattr(disks.Path, "is_block_device", lambda path: path == device)
    monkeypatch.setattr(disks.os, "major", lambda _: 8)
    monkeypatch.setattr(disks.os, "minor", lambda _: 3)
    machine.mount("0:40", folders["data"], "btrfs", device)
    machine.mount("0:41", folders["place"], "btrfs", device)
    assert disks_of(folders["data"], machine) == {"sdc"}
    assert on(machine, folders) is Standing.SAME_DISK
    machine.mount("0:42", folders["place"], "btrfs", tmp_path / "machine")
    assert on(machine, folders) is Standing.APART


def test_where_the_kernel_tells_nothing_the_number_must_do(machine, folders, tmp_path):
    machine.mounts.unlink()
    assert on(machine, folders) is Standing.SAME_DISK
    number = tmp_path.stat().st_dev
    assert disks_of(tmp_path, machine) == {f"{os.major(number)}:{os.minor(number)}"}
    assert disks_of(tmp_path / "gone", machine) == {""}


def test_a_name_with_a_space_is_read_and_what_is_no_line_is_passed_over(machine, tmp_path):
    (tmp_path / "my stick").mkdir()
    machine.mounts.write_text("what is this\n\n")
    machine.mount("9:1", tmp_path / "my stick")
    assert disks_of(tmp_path / "my stick" / "copies", machine) == {"9:1"}
    assert standing(tmp_path / "gone", tmp_path, machine) is Standing.GONE


def test_this_very_machine_is_read(tmp_path):
    (tmp_path / "place").mkdir()
    assert standing(tmp_path / "place", tmp_path) is Standing.SAME_DISK

import os
from pathlib import Path

import pytest
from fakes.clock import FakeClock

from kiosk.doctoring import mount_checks
from kiosk.doctoring.finding import Patient
from kiosk.doctoring.mount_checks import file_system, kind_of, sync_time
from kiosk.settings import HubSettings

MOUNTS = """\
/dev/sda1 / ext4 rw,relatime 0 0
tmpfs /run tmpfs rw 0 0
server:/srv /data nfs4 rw 0 0
/dev/sdb1 /media/my\\040stick vfat rw 0 0
/dev/sdc1 /data/hub ext4 rw 0 0
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/home/hub", "ext4"),
        ("/data", "nfs4"),
        ("/data/other/hub", "nfs4"),
        ("/database", "ext4"),
        ("/data/hub/site", "ext4"),
        ("/media/my stick/hub", "vfat"),
        ("/run/hub", "tmpfs"),
    ],
)
def test_the_innermost_mount_counts(folder, kind):
    assert kind_of(MOUNTS, Path(folder)) == kind


def test_no_mount_says_nothing():
    assert kind_of("", Path("/data")) == ""


@pytest.fixture
def mounted(tmp_path, monkeypatch):
    def on(kind):
        (tmp_path / "mounts").write_text(f"disk / {kind} rw 0 0\n", "utf-8")
        monkeypatch.setattr(mount_checks, "MOUNTS", tmp_path / "mounts")
        return list(file_system(Patient(tmp_path, HubSettings(), FakeClock())))

    return on


@pytest.mark.parametrize(
    ("kind", "do"),
    [
        ("ext4", ""),
        ("nfs4", "a network loses what it confirmed"),
        ("cifs", "a network loses what it confirmed"),
        ("vfat", "breaks when the power is cut"),
        ("tmpfs", "memory is empty after a power cut"),
    ],
)
def test_a_disk_of_the_wrong_kind_is_said(mounted, kind, do):
    (found,) = mounted(kind)
    assert (found.ok, found.what) == (not do, "file_system")
    assert do in found.advice("en")
    assert kind in found.said("en")


def test_where_the_system_names_no_mounts_nothing_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(mount_checks, "MOUNTS", tmp_path / "nothing")
    assert list(file_system(Patient(tmp_path, HubSettings(), FakeClock()))) == []


@pytest.mark.parametrize(("slept_ns", "hint"), [(1_000, True), (5_000_000, False)])
def test_a_disk_that_keeps_a_page_too_quickly_is_hinted_at(tmp_path, monkeypatch, slept_ns, hint):
    clock = FakeClock()
    synced = []

    def sync(file):
        synced.append(file)
        clock.forward(seconds=slept_ns / 1e9)

    monkeypatch.setattr(mount_checks.os, "fsync", sync)
    (found,) = sync_time(Patient(tmp_path, HubSettings(), clock))
    assert found.ok  # a hint is no fault
    assert ("may only pretend" in found.said("en")) is hint
    assert len(synced) == mount_checks.TRIES
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_takes_no_file_gives_no_hint(tmp_path, monkeypatch):
    def refuse(*_):
        raise PermissionError

    monkeypatch.setattr(os, "open", refuse)
    assert list(sync_time(Patient(tmp_path, HubSettings(), FakeClock()))) == []

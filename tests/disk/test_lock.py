import errno
import os
import subprocess
import sys

import pytest

from kiosk.disk import lock
from kiosk.rules.refusals import Refusal

HOLD = """
import sys
from pathlib import Path
from kiosk.disk import lock
lock.hold(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def test_a_lock_keeps_a_second_holder_out_until_it_is_let_go(tmp_path):
    path = tmp_path / "hub.lock"
    held = lock.hold(path)
    assert lock.is_held(path)
    with pytest.raises(Refusal, match="already_running"):
        lock.hold(path)
    os.close(held)
    assert not lock.is_held(path)
    os.close(lock.hold(path))


def test_nobody_holds_a_lock_that_is_not_there_and_looking_makes_none(tmp_path):
    assert not lock.is_held(tmp_path / "hub.lock")
    assert list(tmp_path.iterdir()) == []


def test_a_lock_may_be_held_for_a_while(tmp_path):
    path = tmp_path / "hub.lock"
    with lock.holding(path):
        assert lock.is_held(path)
        with pytest.raises(Refusal, match="already_running"), lock.holding(path):
            pass
        assert lock.is_held(path)
    assert not lock.is_held(path)


def test_a_process_that_dies_lets_go(tmp_path):
    path = tmp_path / "hub.lock"
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as holder:
        assert holder.stdout.readline() == b"held\n"
        assert lock.is_held(path)
        holder.kill()
        holder.wait()
        assert not lock.is_held(path)


@pytest.mark.parametrize(
    ("number", "code"), [(errno.EROFS, "disk_read_only"), (errno.EACCES, "data_folder_wrong")]
)
def test_a_lock_that_cannot_be_made_is_said_in_words(tmp_path, monkeypatch, number, code):
    path = tmp_path / "hub.lock"
    path.touch()

    def refuse(*_):
        raise OSError(number, "Said by the system")

    monkeypatch.setattr("kiosk.disk.lock.os.open", refuse)
    for asked in (lock.hold, lock.is_held):
        with pytest.raises(Refusal, match=code) as refused:
            asked(path)
        assert refused.value.details["path"] == str(tmp_path)

"""An OS lock keeps a second process out of a data folder."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.disk.read_only import unusable
from kiosk.rules.refusals import Refusal


def hold(path: Path) -> int:
    """Take the lock until the process ends; returns the file descriptor that holds it.

    Raises:
        Refusal: `already_running` when another process holds it; `data_folder_wrong` where it
            cannot be made; `disk_read_only`.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise unusable(path.parent, error) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(descriptor)
        raise Refusal("already_running", path=str(path)) from error
    return descriptor


@contextmanager
def holding(path: Path) -> Iterator[None]:
    """Keep every other process out for a while.

    Raises:
        Refusal: `already_running` when another process holds the lock; `data_folder_wrong`,
            `disk_read_only`.
    """
    descriptor = hold(path)
    try:
        yield
    finally:
        os.close(descriptor)


@contextmanager
def waiting(path: Path) -> Iterator[None]:
    """Wait until no other process holds the lock, then keep it out.

    Raises:
        Refusal: `data_folder_wrong` where the lock cannot be made; `disk_read_only`.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise unusable(path.parent, error) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def is_held(path: Path) -> bool:
    """Whether a process holds the lock right now."""
    if not path.exists():
        return False
    try:
        os.close(hold(path))
    except Refusal as refusal:
        if refusal.code != "already_running":
            raise
        return True
    return False

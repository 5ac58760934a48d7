"""The session's key and its unfinished answers, in memory that a power cut empties.

A killed agent finds them again, a stolen disk does not hold them. Source: DESIGN.md §8.
"""

import hashlib
import os
import secrets
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from kiosk.disk.copying import room_needed
from kiosk.protocol.drafts import DRAFT_LIMIT_BYTES, draft_name
from kiosk.protocol.sealing import lock_away, take_out

KEY_BYTES = 32
KEY_FILE = "session.key"
SUFFIX = ".draft"
DRAFTS_LIMIT = 200


def memory_folder(chosen: str) -> Path | None:
    """Where files live in memory: the setting, the user's run folder, or shared memory."""
    candidates = (chosen, os.environ.get("XDG_RUNTIME_DIR", ""), "/dev/shm")  # noqa: S108  tmpfs is the point
    for candidate in candidates:
        if candidate and os.access(candidate, os.W_OK | os.X_OK):
            return Path(candidate)
    return None


def station_folder(chosen: str, origin: str) -> Path | None:
    """This station's own folder in memory; None where there is none."""
    memory = memory_folder(chosen)
    return None if memory is None else memory / f"kiosk-station-{origin}"


def own_folder(folder: Path | None) -> Path | None:
    """The folder, made and closed to others; None where another user made it before us.

    Shared memory is open to everybody, and our name in it can be guessed.
    """
    if folder is None:
        return None
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.geteuid():
        return None
    folder.chmod(0o700)
    return folder


Told = Callable[[str, str, bytes], None]
"""Session, name, what was typed; nothing was where it is finished."""


class Vault:
    """Key and drafts of the open session.

    Args:
        folder: on tmpfs; None keeps everything in this process, so a killed agent loses it.
        told: hears of each draft that was kept or is finished, for who keeps it elsewhere too.
    """

    def __init__(self, folder: Path | None, told: Told = lambda *_: None) -> None:
        self._folder = folder
        self._told = told
        self._kept: dict[str, bytes] = {}

    def begin(self, session: str) -> None:
        """A new key for a session; the key of the same session stays."""
        if self._session_and_key()[0] == session:
            return
        self.end()
        self._write(KEY_FILE, secrets.token_bytes(KEY_BYTES) + session.encode())

    def holds(self, session: str) -> bool:
        """Whether the key of this session is here."""
        return self._session_and_key()[0] == session

    def end(self) -> None:
        """The session is over: its key and its drafts are gone for ever."""
        for name in tuple(self._names()):
            self._remove(name)

    def lock(self, plain: bytes) -> bytes:
        """Encrypt under the session's key."""
        return lock_away(self._session_and_key()[1], plain)

    def unlock(self, locked: bytes) -> bytes | None:
        """Decrypt; None when it belongs to another session."""
        key = self._session_and_key()[1]
        return take_out(key, locked) if key else None

    def keep_draft(self, name: str, plain: bytes) -> bool:
        """Keep an unfinished answer; False when it is too large or there are too many."""
        if not self.keep_here(name, plain):
            return False
        self._told(self._session_and_key()[0], draft_name(name), plain)
        return True

    def keep_here(self, name: str, plain: bytes) -> bool:
        """As `keep_draft`, and told to nobody: it is of who learns beside the session's visitor."""
        if len(plain) > DRAFT_LIMIT_BYTES or sum(1 for _ in self._names()) > DRAFTS_LIMIT:
            return False
        self._write(_file_of(name), self.lock(plain))
        return True

    def take_in(self, name: str, plain: bytes) -> None:
        """A draft from another seat, by its hashed name; what was typed here is newer."""
        file = f"{name}{SUFFIX}"
        room = len(plain) <= DRAFT_LIMIT_BYTES and sum(1 for _ in self._names()) <= DRAFTS_LIMIT
        if room and self._read(file) is None:
            self._write(file, self.lock(plain))

    def draft(self, name: str) -> bytes | None:
        """The unfinished answer of that name, or None."""
        locked = self._read(_file_of(name))
        return None if locked is None else self.unlock(locked)

    def drop_draft(self, name: str) -> None:
        """The answer is finished."""
        if self._read(_file_of(name)) is not None:
            self._remove(_file_of(name))
            self._told(self._session_and_key()[0], draft_name(name), b"")

    def token(self, purpose: str) -> str:
        """A secret word that lives as long as the session, also over a killed agent; or ""."""
        key = self._session_and_key()[1]
        return hashlib.sha256(key + purpose.encode()).hexdigest() if key else ""

    def _session_and_key(self) -> tuple[str, bytes]:
        raw = self._read(KEY_FILE) or b""
        return raw[KEY_BYTES:].decode(), raw[:KEY_BYTES]

    def _names(self) -> Iterator[str]:
        if self._folder is None:
            yield from tuple(self._kept)
            return
        for path in self._folder.iterdir():
            if path.name == KEY_FILE or path.suffix == SUFFIX:
                yield path.name

    def _read(self, name: str) -> bytes | None:
        if self._folder is None:
            return self._kept.get(name)
        try:
            return (self._folder / name).read_bytes()
        except FileNotFoundError:
            return None

    def _write(self, name: str, content: bytes) -> None:
        if self._folder is None:
            self._kept[name] = content
            return
        with room_needed():
            descriptor, aside = tempfile.mkstemp(dir=self._folder, prefix=".part-")  # mode 0600
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(content)
                Path(aside).rename(self._folder / name)
            except OSError:
                Path(aside).unlink(missing_ok=True)
                raise

    def _remove(self, name: str) -> None:
        if self._folder is None:
            self._kept.pop(name, None)
        else:
            (self._folder / name).unlink(missing_ok=True)


def _file_of(name: str) -> str:
    return draft_name(name) + SUFFIX

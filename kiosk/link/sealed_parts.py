"""The stream of a sealed backup as files of a gigabyte: sticks' file systems stop at four."""

import hashlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Annotated, BinaryIO

import msgspec

from kiosk.disk.copying import write_file
from kiosk.link.sealed_streams import NotWholeError

PART_BYTES = 1024 * 1024 * 1024
NAME = "part-"


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file of a stream."""

    bytes: Annotated[int, msgspec.Meta(ge=1)]
    sha256: str


def name_of(number: int) -> str:
    """The file of a part; the first is 1."""
    return f"{NAME}{number}"


def is_part(name: str) -> bool:
    """Whether a file is one of these."""
    return name.startswith(NAME) and name.removeprefix(NAME).isdecimal()


def write_parts(folder: Path, frames: Iterator[bytes]) -> tuple[Part, ...]:
    """Write a stream; a frame is never split.

    Raises:
        OSError: the place takes no more.
    """
    parts: list[Part] = []
    waiting = next(frames, None)
    while waiting is not None:
        one = _Writing(frames, waiting)
        write_file(folder / name_of(len(parts) + 1), one.pieces())
        parts.append(Part(one.size, one.digest.hexdigest()))
        waiting = one.left
    return tuple(parts)


class _Writing:
    """The frames of one part; what is `left` begins the next."""

    def __init__(self, frames: Iterator[bytes], first: bytes) -> None:
        self._frames = frames
        self.left: bytes | None = first
        self.size = 0
        self.digest = hashlib.sha256()

    def pieces(self) -> Iterator[bytes]:
        while self.left is not None and (not self.size or self.size + len(self.left) <= PART_BYTES):
            self.size += len(self.left)
            self.digest.update(self.left)
            yield self.left
            self.left = next(self._frames, None)


class PartReader:
    """Reads parts as one stream, and compares their sums at the end of each."""

    def __init__(self, folder: Path, parts: tuple[Part, ...]) -> None:
        self._folder = folder
        self._parts = parts
        self._at = -1
        self._file: BinaryIO = BytesIO()
        self._left = 0
        self._digest = hashlib.sha256()

    def read(self, count: int) -> bytes:
        """So many bytes; fewer at the end of all.

        Raises:
            NotWholeError: a part is gone, shorter, or not as its sum says.
        """
        found = b""
        while len(found) < count and (self._left or self._next()):
            found += self._piece(min(count - len(found), self._left))
        return found

    def close(self) -> None:
        """Let the file go."""
        self._file.close()

    def _piece(self, count: int) -> bytes:
        try:
            piece = self._file.read(count)
        except OSError as error:
            raise NotWholeError from error
        if not piece:
            raise NotWholeError
        self._digest.update(piece)
        self._left -= len(piece)
        return piece

    def _next(self) -> bool:
        """Open the next part; False: that was the last."""
        self._check_sum()
        if self._at + 1 >= len(self._parts):
            return False
        self._at += 1
        path = self._folder / name_of(self._at + 1)
        try:
            if path.is_symlink() or not path.is_file():  # a pipe would be waited for for ever
                raise NotWholeError
            self._file = path.open("rb")
        except OSError as error:
            raise NotWholeError from error
        self._left, self._digest = self._parts[self._at].bytes, hashlib.sha256()
        return True

    def _check_sum(self) -> None:
        """A part that was read to its end is no longer than said, and what its sum says."""
        if self._file.closed or self._at < 0:
            return
        with self._file as file:
            if file.read(1) or self._digest.hexdigest() != self._parts[self._at].sha256:
                raise NotWholeError

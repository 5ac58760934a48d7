"""How far a backup is: which step, and which part of it is done."""

from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum


class Step(StrEnum):
    """What is done with a backup just now, in this order."""

    WRITING = "writing"
    READING = "reading"
    CHECKING = "checking"
    COPYING = "copying"


Tell = Callable[[Step, float], None]
"""Told a step and which part of it is done, 0 to 1."""


def silent(_step: Step, _part: float) -> None:
    """Nobody watches."""


class Meter:
    """Counts the bytes of one step, and tells."""

    def __init__(self, tell: Tell, step: Step, *, total: int) -> None:
        self._tell = tell
        self._step = step
        self._total = total
        self._done = 0
        tell(step, 0.0)

    def add(self, bytes_: int) -> None:
        """So many more are done."""
        self._done += bytes_
        self._tell(self._step, min(1.0, self._done / self._total) if self._total else 1.0)

    def of(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """The same pieces, counted."""
        for piece in pieces:
            yield piece
            self.add(len(piece))

    def reading(self, read: Callable[[int], bytes]) -> Callable[[int], bytes]:
        """The same reader, counted."""

        def counted(count: int) -> bytes:
            found = read(count)
            self.add(len(found))
            return found

        return counted

    def part_of(self, bytes_: int) -> Callable[[float], None]:
        """For something of so many bytes that tells which part of it is done."""
        began = self._done

        def told(part: float) -> None:
            self.add(began + int(part * bytes_) - self._done)

        return told

"""Which facts are being applied, written down before they are: a crash leaves their names behind.

A fact that ends the process (a fault of ours, of SQLite, of a library) is sent again by its maker,
and would end it again and again. Who finds names left behind applies those facts one by one, and
the one that was being applied at three crashes is parked for staff. No fsync: what must survive is
the process, not the power; a power cut that loses the names only begins the count anew.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from kiosk.disk.copying import room_needed
from kiosk.protocol.facts import FACT_ID, SignedFact
from kiosk.rules.refusals import Refusal

CRASHES_BEFORE_PARKED = 3
LEFT_LIMIT_BYTES = 64 * 1024


class Trying:
    """The facts in work, by the machine they came from; one batch a machine at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._in_work: set[str] = set()
        self._crashes: dict[str, int] = {}
        folder.mkdir(mode=0o700, exist_ok=True)
        for left in sorted(folder.glob("*.ids")):
            self._crashes.update(_read(left))

    def crashes(self, fact_id: str) -> int:
        """How often the process ended while this fact was being applied."""
        return self._crashes.get(fact_id, 0)

    def is_poison(self, fact_id: str) -> bool:
        """Whether it is not to be tried again before staff say so."""
        return self.crashes(fact_id) >= CRASHES_BEFORE_PARKED

    def forgive(self, fact_id: str) -> None:
        """Staff want it tried again."""
        self._crashes.pop(fact_id, None)

    def groups(self, facts: Sequence[SignedFact]) -> tuple[tuple[SignedFact, ...], ...]:
        """Facts that may be applied together; each that was there at a crash is by itself."""
        clean = tuple(one for one in facts if not self.crashes(one.fact.id))
        alone = tuple((one,) for one in facts if self.crashes(one.fact.id))
        return ((clean,) if clean else ()) + alone

    @contextmanager
    def turn_of(self, machine: str) -> Iterator[None]:
        """One batch of a machine in work: a second one waits its turn at its maker.

        Raises:
            Refusal: `busy` while there is another.
        """
        with self._lock:
            if machine in self._in_work:
                raise Refusal("busy")
            self._in_work.add(machine)
        try:
            yield
        finally:
            with self._lock:
                self._in_work.discard(machine)

    @contextmanager
    def names_of(self, machine: str, facts: Sequence[SignedFact]) -> Iterator[None]:
        """The names of these facts are on disk while they are applied.

        Raises:
            Refusal: `disk_full`.
        """
        names = [one.fact.id for one in facts]
        lines = [f"{name} {self.crashes(name) + 1}\n" for name in names]
        path = self._folder / f"{machine}.ids"
        with room_needed():
            path.write_text("".join(lines), "ascii")
        try:
            yield
        finally:  # also after a refusal: the process lives
            for name in names:
                self.forgive(name)
            with suppress(OSError):
                path.unlink(missing_ok=True)


def _read(left: Path) -> dict[str, int]:
    """The names in a file, and what was counted; a torn file counts as none."""
    with suppress(OSError, UnicodeDecodeError), left.open(encoding="ascii") as file:
        found = (line.split() for line in file.read(LEFT_LIMIT_BYTES).splitlines())
        return {
            parts[0]: int(parts[1])
            for parts in found
            if len(parts) == 2 and FACT_ID.fullmatch(parts[0]) and parts[1].isdigit()
        }
    return {}

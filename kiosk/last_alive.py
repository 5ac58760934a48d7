"""When the hub last noted that it runs: a line in a file, so that a quiet hub writes no row.

After a power cut the file may be a little old, or empty: then the hub was away for longer, or it
is not known for how long.
"""

from pathlib import Path

from kiosk.clock import NS_PER_MS, Clock
from kiosk.rules.clock_doubt import Alive
from kiosk.rules.instants import Instant

FILE = "alive.txt"
BYTES_MOST = 200


def note(folder: Path, clock: Clock) -> None:
    """Write it down; a full disk is no reason to stop."""
    words = f"{clock.now()} {clock.boot_ns() // NS_PER_MS} {clock.boot_id()}\n"
    aside = folder / f"{FILE}.part"
    try:
        aside.write_text(words, "ascii")
        aside.replace(folder / FILE)
    except OSError:
        return


def noted(folder: Path) -> Alive | None:
    """What was written last; None: nothing that can be read."""
    try:
        with (folder / FILE).open(encoding="ascii") as file:
            at, boot_ms, boot_id = file.read(BYTES_MOST).split()
        return Alive(Instant(int(at)), boot_id, int(boot_ms))
    except (OSError, ValueError):
        return None

"""The process beside the hub that reads all of a large database: `python -m kiosk.checking_child`.

It has the lowest priority, its own connection that cannot write, and rests as long as it worked. It
keeps how far it came after each part, so that the next one goes on there. Source: DESIGN.md §4.
"""

import os
import sqlite3
import sys
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from kiosk import check_notes
from kiosk.backups.manifests import HUB_DATABASE
from kiosk.clock import Clock, SystemClock
from kiosk.disk.coming_last import come_last
from kiosk.disk.open import is_damage, open_for_reading
from kiosk.rules import whole_checks
from kiosk.rules.whole_checks import Round
from kiosk.store import table_checks
from kiosk.store.table_checks import WELL

WELL_ENDED, FOUND, STOPPED = 0, 3, 4
REST_MOST_S = 10
NS_PER_S = 1_000_000_000
Rest = Callable[[float], object]


def check_through(folder: Path, clock: Clock, rest: Rest) -> str:
    """Go on with the round that is kept, and with those that follow; what is wrong, else nothing.

    What is wrong is looked at twice, and then marked.

    Raises:
        sqlite3.Error: it could not be looked at now, which is not damage.
        OSError: the mark could not be written.
    """
    while (round_ := check_notes.checks(folder).round) is not None:
        wrong = _round(folder, round_, clock, rest)
        if wrong:
            check_notes.mark_damaged(folder, wrong, clock.now())
            return wrong
        kept = check_notes.checks(folder)
        if kept.round is not None:
            check_notes.keep_checks(folder, whole_checks.after_end(kept.round, clock.now()))
    return ""


def _round(folder: Path, round_: Round, clock: Clock, rest: Rest) -> str:
    with closing(open_for_reading(folder / HUB_DATABASE)) as db:
        parts = table_checks.parts(db, deep=round_.deep)
    for part in whole_checks.left(round_, parts):
        began_ns = clock.boot_ns()
        if _look(folder, part, deep=round_.deep) != WELL:
            again = _look(folder, part, deep=round_.deep)
            if again != WELL:
                return f"{part}: {again}"
        kept = check_notes.checks(folder)
        round_ = kept.round or round_
        check_notes.keep_checks(folder, whole_checks.after_part(kept, round_, part))
        rest(min((clock.boot_ns() - began_ns) / NS_PER_S, REST_MOST_S))
    return ""


def _look(folder: Path, part: str, *, deep: bool) -> str:
    """`ok`, or what is wrong, by a connection of its own: it remembers no page."""
    try:
        with closing(open_for_reading(folder / HUB_DATABASE)) as db:
            return table_checks.look_at(db, part, deep=deep)
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        return str(error)


def main() -> None:
    """Check the data folder that is named; end with the hub that asked."""
    come_last()
    threading.Thread(target=_end_with_the_hub, daemon=True).start()
    try:
        wrong = check_through(Path(sys.argv[1]), SystemClock(), threading.Event().wait)
    except (sqlite3.Error, OSError) as error:
        print(f"the check stopped: {error}", file=sys.stderr, flush=True)  # noqa: T201  the hub's log has it
        sys.exit(STOPPED)
    sys.exit(FOUND if wrong else WELL_ENDED)


def _end_with_the_hub() -> None:
    """The hub holds the other end of standard input: killed or not, it closes with it."""
    with suppress(OSError):
        while os.read(0, 1):
            pass
    os._exit(WELL_ENDED)


if __name__ == "__main__":
    main()

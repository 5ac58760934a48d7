"""Wrong tries at a lock with the hub away: so many, then nobody is asked for a while.

They stand on disk: pulling the plug after four of them buys no four others.
"""

import contextlib

from kiosk.clock import Clock
from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from station_agent.store import tries
from station_agent.store.open import Store
from station_agent.store.tries import NONE, Wrong

TRIES = 5
LOCKED_OUT_S = 900
NS_PER_MS = 1_000_000
MS_PER_S = 1000


class Tries:
    """Counts them by the boot-time clock; a lock-out of another boot begins anew in this one."""

    def __init__(self, clock: Clock, store: Store) -> None:
        self._clock = clock
        self._store = store
        with store.readers.read() as db:
            self._now = tries.read(db)
        if self._now.until_ms and self._now.boot_id != clock.boot_id():
            self._keep(self._locked_out())

    def check(self) -> None:
        """Refuse whoever tried too often.

        Raises:
            Refusal: `locked_out`.
        """
        if self._boot_ms() < self._now.until_ms:
            raise Refusal("locked_out")

    def count_wrong(self) -> None:
        """One more; the last of them locks out."""
        wrong = Wrong(self._now.wrong + 1, "", 0)
        self._keep(self._locked_out() if wrong.wrong >= TRIES else wrong)

    def forgive(self) -> None:
        """The right one came: those before were slips."""
        if self._now != NONE:
            self._keep(NONE)

    def _locked_out(self) -> Wrong:
        until_ms = self._boot_ms() + LOCKED_OUT_S * MS_PER_S
        return Wrong(0, self._clock.boot_id(), until_ms)

    def _boot_ms(self) -> int:
        return self._clock.boot_ns() // NS_PER_MS

    def _keep(self, wrong: Wrong) -> None:
        """Counted in memory whatever the disk says: a full one opens nothing."""
        self._now = wrong
        with contextlib.suppress(Refusal):
            self._store.writer.run(keep_tries, wrong=wrong)


def keep_tries(db: Db, now: Instant, *, wrong: Wrong) -> None:
    """How often somebody was wrong is on disk."""
    del now
    tries.keep(db, wrong)

"""What the station's acts write facts with: its keys, the hub's sealing key, the moment."""

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.clock import Clock
from kiosk.disk.acting import Tool
from kiosk.disk.db import Db
from kiosk.link import sqlite_outbox
from kiosk.link.sqlite_outbox import Writing
from kiosk.protocol.bodies import SEALED, Body, type_of, write_body
from kiosk.protocol.facts import Moment
from kiosk.protocol.keys import Keys
from kiosk.protocol.sealing import seal
from kiosk.rules.instants import Instant
from station_agent.store.outbox import AUDIENCE


@dataclass(frozen=True, slots=True)
class Letter(Tool):
    """A fact ready to be put: what it says, sealed to the hub where the hub alone may read it.

    A tool, so that no hash of an answer is kept beside the request that brought it: ten digits
    are soon tried.
    """

    keys: Keys
    body: Body
    sealed: bytes | None
    at: Moment

    def put(self, db: Db, now: Instant) -> None:
        """Into the outbox, in the act's transaction."""
        del now
        sqlite_outbox.put(
            db, Writing(self.keys, self.at), audience=AUDIENCE, body=self.body, sealed=self.sealed
        )


@dataclass(slots=True)
class Pen(Tool):
    """Makes letters to the hub, whose key may change meanwhile."""

    keys: Keys
    hub_sealing: bytes
    clock: Clock
    offset_ms: Callable[[], int] = lambda: 0

    def letter(self, body: Body) -> Letter:
        """A letter with this body, made now."""
        sealed = seal(self.hub_sealing, write_body(body)) if type_of(body) in SEALED else None
        return Letter(self.keys, body, sealed, self._moment())

    def writing(self) -> Writing:
        """What a fact is made with now that no visitor said."""
        return Writing(self.keys, self._moment())

    def _moment(self) -> Moment:
        return Moment(
            wall=self.clock.now(),
            boot_id=self.clock.boot_id(),
            boot_ns=self.clock.boot_ns(),
            offset_ms=self.offset_ms(),
        )

"""The station's agent: puts the parts together and keeps their rhythm.

`tick` does one round without threads (journeys), `start` lets each duty run in its own.
"""

import logging
import secrets
from collections.abc import Callable
from typing import TypeVar

from kiosk.clock import Clock
from kiosk.disk.ballast import Ballast
from kiosk.link import sqlite_outbox
from kiosk.link.blobs import BlobFolder
from kiosk.link.client import LinkDownError, Transport
from kiosk.protocol.bodies import Window
from kiosk.protocol.station_calls import BeatAnswer
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.settings import StationSettings
from station_agent import power
from station_agent.asking import Asking
from station_agent.drafts import Drafts
from station_agent.duties import NS_PER_S, Roster
from station_agent.folder import Machine, keep_keys
from station_agent.hub_link import HubLink
from station_agent.hub_time import HubTime
from station_agent.orders import Orders
from station_agent.pen import Pen
from station_agent.player.library import Library
from station_agent.player.timing import Stopwatch
from station_agent.removal import Removal
from station_agent.room import Room
from station_agent.rounds import Rounds
from station_agent.sitting import Hub, Sitting
from station_agent.states import State
from station_agent.store import shelf, signer
from station_agent.store.open import open_store
from station_agent.store.outbox import AUDIENCE
from station_agent.store.sessions import Kept
from station_agent.vault import Vault, own_folder, station_folder

R = TypeVar("R")

STOP_WITHIN_S = 2
UNTOLD = Window(
    site="",
    currency="",
    currency_symbol="",
    currency_decimals=2,
    per_hour_minor=0,
    languages=("en",),
    prices=(),
    tasks=(),
)
"""What a station knows of its site before the hub has told it."""

log = logging.getLogger("station")


def by_chance() -> int:
    """Per mille, for the jitter of retries."""
    return secrets.randbelow(1001)


class Agent:
    """One station.

    Args:
        machine: enrolled; its data folder is used by nobody else meanwhile.
        transport: to the hub.
        clock: of this machine.
        settings: of this station.
        chance_per_mille: draws 0 to 1000, for the jitter of retries.
    """

    def __init__(
        self,
        machine: Machine,
        transport: Transport,
        clock: Clock,
        settings: StationSettings | None = None,
        *,
        chance_per_mille: Callable[[], int] = by_chance,
    ) -> None:
        self._look_until_ns, self._chosen_language = 0, ""
        self.machine = machine
        self.clock = clock
        self.settings = settings or StationSettings()
        self.store = open_store(machine.folder, clock)
        self._sign_as(machine.keys.origin)
        self.hub_time = HubTime(self.store, clock)
        self.blobs = BlobFolder(machine.folder / "blobs")
        self.mac = power.mac_address()
        self.memory = own_folder(station_folder(self.settings.draft_folder, machine.keys.origin))
        hub = machine.hub
        self.drafts = Drafts(machine.keys, hub.public_sealing, lambda: self.hub_now)
        self.vault = Vault(self.memory, self.drafts.typed)
        self.pen = Pen(machine.keys, hub.public_sealing, clock, lambda: self.hub_time.offset_ms)
        self.removal = Removal(machine.folder)
        self.library = Library(self.store, self.blobs)
        self.stopwatch = Stopwatch(clock)
        self.link = HubLink(transport, hub.upstream, self.store, clock, self.pen)
        self.sitting = Sitting(
            self.store,
            self.vault,
            clock,
            self.pen,
            Hub(hub.public_signing, machine.keys.origin),
            save_interval_s=self.settings.save_interval_s,
        )
        self.room = Room(lambda: self.hub_now, lambda: self.hub_away, self.library.module)
        self.rounds = Rounds(self, chance_per_mille)
        self.orders = Orders(
            self.sitting,
            self.link,
            self.store,
            language=lambda: self.language,
            renew=self.rounds.renew,
            restart=lambda: power.restart(self.settings.restart_command),
            can_restart=lambda: bool(self.settings.restart_command.strip()),
            room=self.room,
        )
        self.heard = BeatAnswer(now=0, seat=hub.seat.removeprefix("seat ").strip())
        self.window = UNTOLD
        self.asking = Asking(self.store, self.sitting, self.pen)
        self.read_window()
        self.roster = Roster(self.rounds.duties())
        self.ballast = Ballast(machine.folder, self.settings.ballast_bytes)
        self.started = False
        self.drafts.wake = lambda: self.roster.wake("send")

    # what screens read

    @property
    def state(self) -> State:
        """What the agent is doing."""
        return self.sitting.state

    @property
    def hub_now(self) -> Instant:
        """The time by the hub's clock, as far as it was heard."""
        return self.hub_time.read().now

    @property
    def language(self) -> str:
        """The session's, else the one chosen at the lock, else the site's own."""
        kept = self.sitting.kept
        return kept.language if kept else self._chosen_language or self.window.languages[0]

    @property
    def hub_away(self) -> bool:
        """Whether the desk does not answer."""
        return self.link.hop.away

    @property
    def seconds_left(self) -> int:
        """Seconds that the visitor may still use, as things stand."""
        return self.sitting.seconds_left(hub_away=self.hub_away)

    def waiting(self) -> int:
        """Facts that are not at the hub yet."""
        with self.store.readers.read() as db:
            return sqlite_outbox.waiting(db, AUDIENCE)

    def session(self) -> str:
        """The open session.

        Raises:
            Refusal: `no_session_here`.
        """
        return self._kept().session

    def visitor(self) -> str:
        """The open session's visitor.

        Raises:
            Refusal: `no_session_here`.
        """
        return self._kept().visitor

    def _kept(self) -> Kept:
        kept = self.sitting.kept
        if kept is None:
            raise Refusal("no_session_here")
        return kept

    # what a visitor does

    def write(
        self, act: Callable[..., R], *, request_id: str | None = None, **arguments: object
    ) -> R:
        """Run an act; what it tells the hub is sent as soon as there is a way.

        Raises:
            Refusal: what the act refuses, or `conflict`.
        """
        result = self.store.writer.run(act, request_id=request_id, form=None, **arguments)
        self.roster.wake("send")
        return result

    def choose_language(self, language: str) -> None:
        """For the lock, and for the session that begins there."""
        if language in self.window.languages:
            self._chosen_language = language

    def look_around(self) -> None:
        """Somebody without an account looks at tasks and modules for some free minutes."""
        self._look_until_ns = self.clock.boot_ns() + self.window.look_around_s * NS_PER_S

    def look_seconds_left(self) -> int:
        """Seconds until the look around ends; 0 when nobody looks."""
        return max(0, (self._look_until_ns - self.clock.boot_ns()) // NS_PER_S)

    def finish(self) -> None:
        """End the session by the visitor's own will.

        Raises:
            Refusal: `no_session_here`.
        """
        self.sitting.close("finished")
        self.session_ended()

    def follow_hub(self) -> bool:
        """Pin the hub's newest keys, if those that are pinned have signed for them."""
        try:
            way = self.link.way_to_newer_keys()
        except (LinkDownError, Refusal) as error:
            log.debug("keys: %s", error)
            return False
        if not way:
            return False
        self.machine = keep_keys(self.machine, way)
        hub = self.machine.hub
        self.link.believe(hub.upstream)
        self.sitting.believe(Hub(hub.public_signing, self.machine.keys.origin))
        self.drafts.seal_to(hub.public_sealing)
        self.pen.hub_sealing = hub.public_sealing
        log.info("the hub has new keys")
        return True

    # the rhythm

    def tick(self) -> None:
        """One round of everything that is due."""
        self.roster.tick()

    def start(self) -> None:
        """A thread for each duty; room is kept aside for a full disk."""
        self.ballast.hold()
        self.started = True
        self.roster.start()

    def stop(self) -> None:
        """End the threads and let the file go; an open session stays open on disk."""
        self.roster.stop(within_s=STOP_WITHIN_S)
        self.store.close()

    def language_for(self, own: str) -> str:
        """Of who begins here and speaks `own`: the one chosen at the lock goes before it."""
        chosen = self._chosen_language or own
        return chosen if chosen in self.window.languages else self.window.languages[0]

    def session_ended(self) -> None:
        """Nothing of the session's choices stays for the next one."""
        self._look_until_ns, self._chosen_language = 0, ""
        self.orders.forget()
        self.roster.wake("beat", "send")

    def _sign_as(self, origin: str) -> None:
        """Under new keys what is made is numbered anew."""
        with self.store.readers.read() as db:
            known = signer.is_known(db, origin)
        if not known:
            self.store.writer.run(signer.note_signer, origin=origin)

    def lock_for_good(self) -> None:
        """The hub says that staff have removed this computer: what is open ends, and is kept."""
        kept = self.sitting.kept
        if (
            self.removal.note()
            and kept is not None
            and self.sitting.close_this(kept.session, "desk")
        ):
            self.session_ended()

    def read_window(self) -> None:
        """What the hub has told of the site, as far as it has come."""
        with self.store.readers.read() as db:
            self.window = shelf.window(db) or UNTOLD
        self.asking.read()

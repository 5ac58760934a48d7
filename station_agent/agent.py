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
from kiosk.link.sender import Sending
from kiosk.protocol.bodies import Window
from kiosk.protocol.station_calls import BeatAnswer, Open, Opened
from kiosk.rules.card_paper import is_card, is_code
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.rules.voucher_paper import Paper, is_paper
from kiosk.settings import StationSettings
from station_agent import power
from station_agent.asking import Asking
from station_agent.closing import seconds_open
from station_agent.drafts import Drafts
from station_agent.duties import NS_PER_S, Roster
from station_agent.folder import Machine, keep_keys
from station_agent.hub_link import HubLink
from station_agent.hub_time import HubTime
from station_agent.opening import (
    Here,
    check_card,
    check_paper,
    opened_alone,
    opened_by_card,
    seconds_allowed,
    seconds_for_card,
    seconds_left,
)
from station_agent.orders import Orders
from station_agent.pen import Pen
from station_agent.player.library import Library
from station_agent.player.timing import Stopwatch
from station_agent.removal import REVOKED, Removal
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

    def enter(
        self, *, code: str, pin: str, request_id: str, paper: str = "", account_minor: int = 0
    ) -> None:
        """Open a session with a code, or go on with the paused one that waits here.

        `paper` is all that was read from a signed voucher; it opens the seat with the hub away too.
        `account_minor` is what the visitor agreed to have set aside of the account.

        Raises:
            Refusal: `revoked`, `hub_away`, `site_closed`, `station_not_free`, `voucher_forged`,
                `voucher_other_site`, what the hub refuses (`wrong_pin`,
                `locked_out`, `voucher_…`, …), what `resume_with` or `seconds_left` refuses.
        """
        if self.state is State.PAUSED:
            self.sitting.resume_with(pin or code)
        else:
            asked = Open(request_id, self.clock.boot_id(), code, pin, account_minor)
            self._open(asked, paper)
        self.roster.wake("beat", "send", "fetch")

    def card_seconds(self, text: str) -> int:
        """How long a scanned card opens this seat while the hub is away.

        Raises:
            Refusal: `card_other_site`, `card_forged`, `site_closed`, what `seconds_for_card`
                refuses.
        """
        card = check_card(text, self.machine.hub)
        open_s = seconds_open(self.window, self.hub_now)
        time, now = self.hub_time.read(), self.clock.now()
        with self.store.readers.read() as db:
            left_s = seconds_for_card(db, card, text, window=self.window, time=time, now=now)
        return left_s if open_s is None else min(left_s, open_s)

    def enter_by_card(self, text: str) -> None:
        """Open a session with a scanned card alone, while the hub is away: no account, no files.

        Raises:
            Refusal: `revoked`, `station_not_free`, `hub_is_back`, what `card_seconds` refuses.
        """
        self._check_free()
        if not self.hub_away:
            raise Refusal("hub_is_back")
        left_s = self.card_seconds(text)
        card = check_card(text, self.machine.hub)
        language = self._language_for(self.window.languages[0])
        now = self.hub_now
        here = Here(self.machine.keys.origin, self.clock.boot_id(), now, language)
        opened, told = opened_by_card(card, text, left_s=left_s, here=here)
        self.sitting.open_alone(opened, language=language, told=told)
        self.roster.wake("beat", "send", "fetch")

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

    def _check_free(self) -> None:
        if self.removal.is_so:
            raise Refusal(REVOKED)
        if self.state is not State.LOCKED:
            raise Refusal("station_not_free", station=self.heard.seat)

    def _open(self, opening: Open, text: str) -> None:
        self._check_free()
        paper = check_paper(text, self.machine.hub) if is_paper(text) else None
        opened = self._asked(opening)
        if opened is not None:
            self.sitting.open(opened, language=self._language_for(opened.record.language))
        elif paper is None:
            raise Refusal(self._hub_away_for(opening.code, text))
        else:
            self._open_alone(paper, text)

    def _hub_away_for(self, code: str, text: str) -> str:
        """Why a code opens nothing without the hub; a card that is typed could be scanned."""
        may_scan = bool(self.window.offline_ok_s) and is_code(code) and not is_card(text)
        return "hub_away_scan_card" if may_scan else "hub_away"

    def _asked(self, opening: Open) -> Opened | None:
        """What the hub opens; None while it is away."""
        if self.link.push() in (Sending.DOWN, Sending.BUSY):
            return None  # the hub must know first that the session before is over
        try:
            return self.link.open(opening)
        except LinkDownError:
            return None

    def _open_alone(self, paper: Paper, text: str) -> None:
        time = self.hub_time.read()
        now = time.now
        language = self._language_for(self.window.languages[0])
        open_s = seconds_open(self.window, now)
        with self.store.readers.read() as db:
            left_s = seconds_left(db, paper, text, now=now)
        left_s = seconds_allowed(paper, window=self.window, time=time, left_s=left_s)
        left_s = left_s if open_s is None else min(left_s, open_s)
        here = Here(self.machine.keys.origin, self.clock.boot_id(), now, language)
        opened, told = opened_alone(paper, text, left_s=left_s, here=here)
        self.sitting.open_alone(opened, language=language, told=told)

    def _language_for(self, own: str) -> str:
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

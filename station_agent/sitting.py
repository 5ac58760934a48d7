"""The session at this seat: its lease, its meter, its visitor's record, and its state.

What stands on disk and what is in memory change together, under one lock.
"""

import contextlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from kiosk.clock import Clock
from kiosk.protocol.bodies import Body, Window
from kiosk.protocol.codec import decode
from kiosk.protocol.leases import Lease, SignedLease, read_lease
from kiosk.protocol.resume import resume_matches
from kiosk.protocol.station_calls import Opened, Record
from kiosk.rules.refusals import Refusal
from station_agent.beside import Beside
from station_agent.meter import LOOKS_EVERY_S, NS_PER_S, Reading, limit_s, read, wake_up
from station_agent.on_disk import OnDisk
from station_agent.opening import ALONE, BY_CARD
from station_agent.pen import Pen
from station_agent.seated import CLOSED_AFTER_PAUSE, ClosedWhy, Seated
from station_agent.states import IN_SESSION, RUNNING, Event, State, next_state
from station_agent.store.open import Store
from station_agent.store.sessions import Kept, PausedWhy
from station_agent.tries import Tries
from station_agent.vault import Vault


@dataclass(frozen=True, slots=True)
class Hub:
    """Whose leases are good, and for which station."""

    public_signing: bytes
    station: str


class Sitting:
    """At most one session; `state` is locked without one.

    Args:
        store: the station's file.
        vault: the session's key and drafts.
        clock: of this machine.
        pen: writes facts to the hub.
        hub: whose leases are spent here.
        save_interval_s: used time is on disk at least this often.
    """

    def __init__(
        self, store: Store, vault: Vault, clock: Clock, pen: Pen, hub: Hub, *, save_interval_s: int
    ) -> None:
        self._disk = OnDisk(store, vault, pen)
        self._clock = clock
        self._hub = hub
        self._save_interval_ns = max(0, save_interval_s - LOOKS_EVERY_S) * NS_PER_S
        self._lock = threading.RLock()
        self._tries = Tries(clock, store)
        self._now: Seated | None = None
        self.beside = Beside(store, vault, pen, lambda: self.kept)
        self.state = State.LOCKED
        self._wake()

    @property
    def kept(self) -> Kept | None:
        """The session, or None."""
        now = self._now
        return None if now is None else now.kept

    @property
    def lease(self) -> Lease | None:
        """Its newest lease."""
        now = self._now
        return None if now is None else now.lease

    @property
    def is_alone(self) -> bool:
        """Whether it stands on its voucher or card only: the hub has given no lease yet."""
        now = self._now
        return now is not None and now.lease.kind in (ALONE, BY_CARD)

    @property
    def record(self) -> Record | None:
        """Its visitor's record as the hub last told it."""
        now = self._now
        return None if now is None else now.record

    @property
    def used_s(self) -> int:
        """Used seconds by the last reading, never more than the lease holds."""
        now = self._now
        return 0 if now is None else now.used_s

    def seconds_left(self, *, hub_away: bool) -> int:
        """What may still be used, were the hub to stay as it is; 0 without a session."""
        now = self._now
        if now is None:
            return 0
        limit = limit_s(now.lease, renewed_at_used_s=now.kept.renewed_used_s, hub_away=hub_away)
        return max(0, limit - now.meter.used_s)

    # what the hub says

    def open(self, opened: Opened, *, language: str) -> None:
        """Begin the session, or take the newer lease of the one that is open already.

        Raises:
            Refusal: `station_not_free`, or what `read_lease` refuses.
        """
        with self._lock:
            session = decode(opened.lease.raw, Lease).session
            if self._now is not None and self._now.lease.session == session:
                self.renew(opened.lease, used_s=self._now.kept.renewed_used_s)
                return
            next_state(self.state, Event.OPEN)
            self._begin(opened, self._read(opened.lease, above_n=0), language=language)

    def open_alone(self, opened: Opened, *, language: str, told: Body) -> None:
        """Begin the session of a signed voucher or card with the hub away; `told` goes to it later.

        Raises:
            Refusal: `station_not_free`.
        """
        with self._lock:
            lease = decode(opened.lease.raw, Lease)
            self._begin(opened, lease, language=language, told=told)

    def renew(self, signed: SignedLease, *, used_s: int) -> None:
        """Spend a newer lease from here on; `used_s` is what the hub was told with the question.

        Raises:
            Refusal: `no_session_here`, or what `read_lease` refuses.
        """
        with self._lock:
            now = self._required()
            kept = replace(now.kept, renewed_used_s=max(used_s, now.kept.renewed_used_s))
            if signed.raw != kept.lease_raw:
                lease = self._read(signed, above_n=now.lease.n)
                if lease.session != now.lease.session:
                    raise Refusal("lease_wrong", lease=lease.lease_id)
                kept = replace(kept, lease_raw=signed.raw, lease_signature=signed.signature)
                now.lease, now.kept = lease, kept
                self._disk.save(now)
            now.kept = kept

    def keep_record(self, record: Record) -> None:
        """The newer record of the open session's visitor."""
        with self._lock:
            now = self._now
            if now is None or record.visitor != now.kept.visitor:
                return
            if record.revision < now.record.revision:
                return
            now.record = record
            self._disk.keep_record(record)

    def spend(self, *, hub_away: bool, window: Window) -> None:
        """One look at the clock: spend, notice sleep and the end, save now and then."""
        with self._lock:
            self._disk.erase()
            now = self._now
            if now is None:
                return
            now.hub_away = hub_away
            advanced = now.spend(read(self._clock))
            if self.state in RUNNING and (advanced.slept_s or advanced.rebooted):
                self._pause("rebooted" if advanced.rebooted else "suspended")
            elif self.state is State.PAUSED:
                self._check_pause(now, window.pause_limit_s)
            else:
                left_s = self.seconds_left(hub_away=hub_away)
                self._check_end(left_s, ending_s=window.ending_s)
            if self._now is not None and now.meter.used_ns - now.saved_ns >= self._save_interval_ns:
                self._disk.save(self._now)

    def pause(self, why: PausedWhy) -> None:
        """Stop spending and lock the screen.

        Raises:
            Refusal: `no_session_here`, `already_paused`.
        """
        with self._lock:
            next_state(self.state, Event.PAUSE)
            self._spend_up_to_now()
            self._pause(why)

    def resume(self) -> None:
        """Go on spending.

        Raises:
            Refusal: `no_session_here`, `not_paused`.
        """
        with self._lock:
            after = next_state(self.state, Event.RESUME)
            now = self._required()
            paused = now.meter, now.kept
            now.meter = replace(now.meter, running=True, last=read(self._clock))
            rebooted = now.kept.why == "rebooted"
            now.kept = replace(now.kept, state="open", why="")
            try:
                self._disk.tell_used(now, "rebooted" if rebooted else "resumed")
            except Refusal:  # a full disk: nobody pays for a screen that stays locked
                now.meter, now.kept = paused
                raise
            self.state = after

    def resume_with(self, secret: str) -> None:
        """The visitor shows by PIN or voucher that the paused session is theirs.

        Raises:
            Refusal: `no_session_here`, `not_paused`, `locked_out`, `wrong_pin`.
        """
        with self._lock:
            next_state(self.state, Event.RESUME)
            kept = self._required().kept
            self._tries.check()
            if not resume_matches(kept.resume_hash, session=kept.session, secret=secret):
                self._tries.count_wrong()
                raise Refusal("wrong_pin")
            self._tries.forgive()
            self.resume()

    def close(self, why: ClosedWhy) -> None:
        """End the session: one fact, then nothing of it stays.

        Raises:
            Refusal: `no_session_here`.
        """
        with self._lock:
            after = next_state(self.state, Event.CLOSE)
            self._spend_up_to_now()
            self._disk.close(self._required(), why)
            self._now = None
            self.state = after
            self._disk.erase()

    def close_this(self, session: str, why: ClosedWhy) -> bool:
        """End this session and no other; returns whether it was open."""
        with self._lock:
            is_open = self._now is not None and self._now.lease.session == session
            if is_open:
                self.close(why)
            return is_open

    def with_session(self, session: str, deed: Callable[[], None]) -> None:
        """Do this while that session is open here, and it cannot end meanwhile."""
        with self._lock:
            if self._now is not None and self._now.lease.session == session:
                deed()

    # inside

    def _begin(
        self, opened: Opened, lease: Lease, *, language: str, told: Body | None = None
    ) -> None:
        after = next_state(self.state, Event.OPEN)
        reading = read(self._clock)
        self._now = self._disk.begin(opened, lease, reading, language=language, told=told)
        self.state = after

    def _wake(self) -> None:
        """After a start of the agent: go on where the last one was killed."""
        found = self._disk.found()
        if found is None:
            return
        reading = read(self._clock)
        woken = wake_up(found.meter, reading)
        found.meter = woken.meter
        self._now, self.state = found, State(found.kept.state)
        if woken.rebooted:
            self._pause_anew(reading)
        elif woken.slept_s:
            self._pause("suspended")
        else:
            with contextlib.suppress(Refusal):  # a full disk: the next look at the clock does it
                self._disk.save(
                    found
                )  # time without an agent is used time, also if it is killed once more

    def _pause_anew(self, reading: Reading) -> None:
        """A new boot: its clock begins again, so a pause is counted from here."""
        now = self._required()
        now.kept = replace(now.kept, paused_boot_ns=reading.boot_ns)
        if self.state is State.PAUSED:
            self._disk.save(now)
        else:
            self._pause("rebooted")

    def _check_end(self, left_s: int, *, ending_s: int) -> None:
        if left_s <= 0:
            self.close("time_up")
        elif self.state is State.OPEN and left_s <= ending_s:
            self._turn(Event.NEAR_END, "ending")
        elif self.state is State.ENDING and left_s > ending_s:
            self._turn(Event.EXTEND, "open")

    def _check_pause(self, now: Seated, limit_s: int) -> None:
        if now.kept.why == "desk":  # the desk ends what the desk began: it may be an assembly
            return
        paused_ns = read(self._clock).boot_ns - now.kept.paused_boot_ns
        if paused_ns > limit_s * NS_PER_S:
            self.close(CLOSED_AFTER_PAUSE[now.kept.why])

    def _turn(self, event: Event, shown: Literal["open", "ending"]) -> None:
        self.state = next_state(self.state, event)
        now = self._required()
        now.kept = replace(now.kept, state=shown)
        self._disk.save(now)

    def _pause(self, why: PausedWhy) -> None:
        after = next_state(self.state, Event.PAUSE)
        now = self._required()
        now.meter = replace(now.meter, running=False)
        boot_ns = now.meter.last.boot_ns
        now.kept = replace(now.kept, state="paused", why=why, paused_boot_ns=boot_ns)
        self.state = after  # the meter stands still, so the screen is locked whatever the disk says
        self._disk.tell_used(now, "paused")

    def _spend_up_to_now(self) -> None:
        if self.state in IN_SESSION:
            self._required().spend(read(self._clock))

    def tell_lease(self, session: str) -> None:
        """The hub was restored and has lost this session: tell it its own lease, and what is used.

        A paused one was told with its pause.
        """
        with self._lock:
            if (
                self._now is not None
                and self._now.lease.session == session
                and (self.state in RUNNING)
            ):
                self._disk.tell_used(self._now, "resumed")

    def believe(self, hub: Hub) -> None:
        """The hub signs leases with another key from now on."""
        self._hub = hub

    def _required(self) -> Seated:
        if self._now is None:
            raise Refusal("no_session_here")
        return self._now

    def _read(self, signed: SignedLease, *, above_n: int) -> Lease:
        return read_lease(
            signed,
            public_key=self._hub.public_signing,
            station=self._hub.station,
            boot_id=self._clock.boot_id(),
            above_n=above_n,
        )

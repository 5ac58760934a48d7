"""What of the session stands on this seat's disk: written with each change, found after a start."""

from typing import Literal

from kiosk.protocol.bodies import Body, SessionClosed, SessionUsed
from kiosk.protocol.codec import decode, encode
from kiosk.protocol.leases import Lease
from kiosk.protocol.station_calls import Opened, Record
from station_agent.acts import sessions as acts
from station_agent.meter import NS_PER_S, Meter, Reading
from station_agent.pen import Pen
from station_agent.seated import NS_PER_MS, ClosedWhy, Seated
from station_agent.store import sessions
from station_agent.store.open import Store
from station_agent.store.sessions import Kept
from station_agent.vault import Vault

UsedWhy = Literal["paused", "resumed", "rebooted"]


class OnDisk:
    """The session's rows, its record under the session's key, and the facts that tell of it."""

    def __init__(self, store: Store, vault: Vault, pen: Pen) -> None:
        self._store = store
        self._vault = vault
        self._pen = pen
        self._is_erased = False

    def begin(
        self,
        opened: Opened,
        lease: Lease,
        reading: Reading,
        *,
        language: str,
        told: Body | None = None,
    ) -> Seated:
        """A session begins; `told` tells of one that the hub did not open."""
        letter = None if told is None else self._pen.letter(told)
        kept = acts.begun(opened, lease, reading, language)
        self._vault.begin(lease.session)
        self._store.writer.run(
            acts.open_session,
            kept=kept,
            revision=opened.record.revision,
            record=self._vault.lock(encode(opened.record)),
            letter=letter,
        )
        meter = Meter(opened.used_s * NS_PER_S, running=True, last=reading)
        away_ns = opened.hub_away_s * NS_PER_S
        return Seated(kept, lease, meter, opened.record, meter.used_ns, away_ns)

    def found(self) -> Seated | None:
        """The session as the last run of the agent left it; None where there is none."""
        with self._store.readers.read() as db:
            kept, locked = sessions.read(db), sessions.record(db)
        if kept is None:
            self._vault.end()
            return None
        before = Reading(kept.boot_id, kept.boot_ns, kept.awake_ns)
        meter = Meter(kept.used_ms * NS_PER_MS, running=kept.state != "paused", last=before)
        if not self._vault.holds(kept.session):
            self._vault.begin(kept.session)
            self._store.writer.run(acts.key_lost)
        lease = decode(kept.lease_raw, Lease)
        record, away_ns = self._record(kept, locked), kept.away_ms * NS_PER_MS
        return Seated(kept, lease, meter, record, meter.used_ns, away_ns)

    def save(self, now: Seated) -> None:
        """Used seconds, a newer lease, another state."""
        now.keep_meter()
        self._store.writer.run(acts.save_session, kept=now.kept)

    def keep_record(self, record: Record) -> None:
        """The newer record, under the session's key."""
        locked = self._vault.lock(encode(record))
        self._store.writer.run(acts.keep_record, revision=record.revision, record=locked)

    def tell_used(self, now: Seated, why: UsedWhy) -> None:
        """The hub is told the used seconds."""
        now.keep_meter()
        used = SessionUsed(now.lease.session, now.used_s, why, hub_away_s=now.hub_away_s)
        self._store.writer.run(acts.tell_used, kept=now.kept, used=used, pen=self._pen)

    def close(self, now: Seated, why: ClosedWhy) -> None:
        """One fact says that it is over; then nothing of it stays, nor its key."""
        closed = SessionClosed(now.lease.session, now.used_s, why, hub_away_s=now.hub_away_s)
        guest = now.kept.visitor if now.record.guest else ""
        self._store.writer.run(acts.close_session, closed=closed, pen=self._pen, guest=guest)
        self._vault.end()
        self._is_erased = False

    def erase(self) -> None:
        """What is forgotten stands in the log still: the hash of a PIN, which is soon tried."""
        if not self._is_erased:
            self._is_erased = self._store.writer.cut_log()

    def _record(self, kept: Kept, locked: bytes | None) -> Record:
        """The record from disk; one without a name until the hub tells it again."""
        plain = None if locked is None else self._vault.unlock(locked)
        if plain is None:
            return Record(0, kept.visitor, name="", language=kept.language, guest=True)
        return decode(plain, Record)

"""What an agent does again and again: meter, beat, renew, send, fetch."""

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from kiosk.clock import NS_PER_MS
from kiosk.link.backoff import delay_ms
from kiosk.link.client import LinkDownError, NotSignedError
from kiosk.link.sender import Sending
from kiosk.protocol.drafts import draft_of_task
from kiosk.protocol.station_calls import Beat, BeatAnswer, Record, Renew
from kiosk.protocol.version import CALLS_VERSION, PROGRAM_VERSION
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from station_agent import old_editions, status
from station_agent.acts import work
from station_agent.duties import Duty
from station_agent.pictures import picture_names
from station_agent.removal import REVOKED
from station_agent.states import RUNNING, State
from station_agent.store import hands, outbox

if TYPE_CHECKING:
    from station_agent.agent import Agent

MS_PER_S = 1000
METER_MS = 1000
TIDY_MS = 600_000
TIDIED_AT_ONCE = 20
"""Acts of one round; what is left then is left for the next."""
NOT_KNOWN = "session_not_known"
"""The hub was restored from a copy that is older than the session."""
SESSION_GONE = frozenset({"session_closed", "no_session_here"})
HELD = frozenset({"dealt", "accepted"})
SHOWN: dict[State, Literal["locked", "open", "paused", "ending"]] = {
    State.ENROLLING: "locked",
    State.LOCKED: "locked",
    State.OPEN: "open",
    State.PAUSED: "paused",
    State.ENDING: "ending",
}
"""A state as a beat says it."""

log = logging.getLogger("station")


class Rounds:
    """The duties of one agent; each returns after how many milliseconds to do it again."""

    def __init__(self, agent: "Agent", chance_per_mille: Callable[[], int]) -> None:
        self._agent = agent
        self._chance = chance_per_mille
        self._failures = {"send": 0, "fetch": 0}
        agent.room.changed = lambda: agent.roster.wake("beat")

    def duties(self) -> list[Duty]:
        """All of them, in the order of a round."""
        clock = self._agent.clock
        return [
            Duty("meter", self.meter, clock),
            Duty("beat", self.beat, clock),
            Duty("renew", self.renew, clock),
            Duty("send", self.send, clock),
            Duty("fetch", self.fetch, clock),
            Duty("tidy", self.tidy, clock),
        ]

    def meter(self) -> int:
        """Spend the seconds; notice sleep and the end."""
        before = self._agent.state
        self._agent.sitting.spend(hub_away=self._agent.hub_away, window=self._agent.window)
        if self._agent.state is not before:
            log.info("state %s", self._agent.state)
            if self._agent.state is State.LOCKED:
                self._agent.session_ended()
            self._agent.roster.wake("beat", "send")
        return METER_MS

    def beat(self) -> int:
        """Report, and do what the answer orders."""
        was_away = self._agent.hub_away
        before = self._agent.state
        report = self._report()
        try:
            answer = self._agent.link.beat(report)
            self._agent.orders.heard(report.not_done)
            self._agent.orders.restart_if_told(reported=report.done)
            self._hear(answer)
        except NotSignedError:
            if self._agent.follow_hub():
                return 0
        except LinkDownError as error:
            log.debug("beat: %s", error)
        except Refusal as refusal:
            log.debug("beat: %s", refusal)
            if refusal.code == REVOKED:
                self._agent.lock_for_good()
        else:
            self._agent.removal.lift()
            if was_away:
                self._agent.roster.wake("renew", "send", "fetch")
        if before is not State.LOCKED and self._agent.state is State.LOCKED:
            self._agent.session_ended()
        status.write(self._agent)
        return self._agent.window.beat_interval_s * MS_PER_S

    def _report(self) -> Beat:
        kept = self._agent.sitting.kept
        with self._agent.store.readers.read() as db:
            told = outbox.told(db)
            filled = outbox.filled(db, limit_bytes=self._agent.settings.outbox_limit_bytes)
        offset_ms = self._agent.hub_time.offset_ms
        return Beat(
            state=SHOWN[self._agent.state],
            boot_id=self._agent.clock.boot_id(),
            session=kept.session if kept else "",
            used_s=self._agent.sitting.used_s,
            done=self._agent.orders.done,
            waiting=told.waiting,
            waiting_since=max(0, told.since + offset_ms) if told.since else 0,
            set_aside=told.set_aside,
            filled_percent=filled,
            boot_ms=self._agent.clock.boot_ns() // NS_PER_MS,
            mac=self._agent.mac,
            not_done=self._agent.orders.not_done,
            version=PROGRAM_VERSION,
            speaks=CALLS_VERSION,
            learner=self._agent.room.report(),
        )

    def _hear(self, answer: BeatAnswer) -> None:
        self._agent.heard = answer
        if not answer.now_unsure:
            self._agent.hub_time.hear(Instant(answer.now))
        if self._agent.orders.carry_out(answer.commands, now=answer.now):
            self._agent.roster.wake("beat", "send")
        if self._agent.link.tell_again(answer.kept):
            self._agent.roster.wake("send")
        is_old = self._agent.sitting.beside.hear(answer) or self._record_is_old(answer.record)
        if self._agent.link.is_behind(answer.feed) or is_old:
            self._agent.roster.wake("fetch")
        self._agent.hub_time.keep()

    def _record_is_old(self, revision: int) -> bool:
        record = self._agent.sitting.record
        return record is not None and revision > record.revision

    def renew(self) -> int:
        """Tell the used seconds; spend the newer lease."""
        kept = self._agent.sitting.kept
        if kept is not None and self._agent.state in RUNNING and self._is_known():
            used_s = self._agent.sitting.used_s
            asked = Renew(
                self._agent.sitting.lease.lease_id if self._agent.sitting.lease else "",
                kept.session,
                self._agent.clock.boot_id(),
                used_s,
            )
            try:
                renewed = self._agent.link.renew(asked)
                self._agent.sitting.renew(renewed.lease, used_s=used_s)
            except LinkDownError as error:
                log.debug("renew: %s", error)
            except Refusal as refusal:
                self._not_renewed(refusal, session=kept.session)
        return self._agent.window.renew_interval_s * MS_PER_S

    def _is_known(self) -> bool:
        """Whether the hub has heard of the session; one opened without it is told first."""
        return not self._agent.sitting.is_alone or self._agent.link.push() is Sending.NOTHING

    def _not_renewed(self, refusal: Refusal, *, session: str) -> None:
        """The hub has closed it; another may have begun here before the answer came."""
        log.info("lease not renewed: %s", refusal)
        if refusal.code == NOT_KNOWN:
            self._agent.sitting.tell_lease(session)
            self._agent.roster.wake("send")
        elif refusal.code in SESSION_GONE and self._agent.sitting.close_this(session, "desk"):
            self._agent.session_ended()

    def send(self) -> int:
        """Push what waits."""
        sent = self._agent.link.push()
        self._agent.drafts.send(self._agent.link)
        failed = sent in (Sending.DOWN, Sending.BUSY, Sending.FAILED)
        return max(self._again("send", failed=failed), self._agent.link.after_s * MS_PER_S)

    def fetch(self) -> int:
        """Pull facts, then blobs, then the visitor's record."""
        try:
            if self._agent.link.pull():
                self._agent.read_window()
            old_editions.bring_back(self._agent)
            self._agent.link.fetch_blobs(self._agent.blobs)
            self._fetch_record()
            self._agent.drafts.fetch(self._agent.link, self._agent.sitting, self._agent.vault)
        except (LinkDownError, Refusal) as error:
            log.debug("fetch: %s", error)
            return self._again("fetch", failed=True)
        return self._again("fetch", failed=False)

    def _fetch_record(self) -> None:
        kept = self._agent.sitting.kept
        if kept is None:
            return
        if self._record_is_old(self._agent.heard.record):
            self.take_record()
        beside = self._agent.sitting.beside
        if beside.hear(self._agent.heard):
            beside.take(kept.session, self._agent.link.besides(kept.session).records)

    def take_record(self) -> None:
        """Replace the visitor's record by what the hub says now; nothing while nobody sits here."""
        kept = self._agent.sitting.kept
        if kept is None:
            return
        record = self._agent.link.record(kept.session)
        self._agent.link.fetch(self._agent.blobs, picture_names(record))
        self._agent.sitting.keep_record(record)
        self._drop_answered(kept.session, record)

    def _drop_answered(self, session: str, record: Record) -> None:
        """What its visitor answered at another seat, which was silent until now, is done."""
        answered = {one.assignment for one in record.outcomes}
        with self._agent.store.readers.read() as db:
            here = hands.slots(db, session)
        held = tuple(one.slot.assignment for one in here if one.state in HELD)
        gone = tuple(one for one in held if one in answered)
        if gone:
            self._agent.store.writer.run(work.answered_elsewhere, session=session, answered=gone)
            for one in gone:
                self._agent.vault.drop_draft(draft_of_task(one))

    def tidy(self) -> int:
        """Let copies and old editions go that were kept long enough, by the hub's clock."""
        if self._agent.started:
            self._agent.ballast.hold()
        read = self._agent.hub_time.read()
        if not self._agent.hub_away and read.is_sure:
            for _ in range(TIDIED_AT_ONCE):
                with self._agent.store.readers.read() as db:
                    if not outbox.any_to_let_go(db, read.now):
                        break
                self._agent.store.writer.run(outbox.let_go, hub_now=read.now)
            old_editions.let_go(self._agent, read.now)
        return TIDY_MS

    def _again(self, duty: str, *, failed: bool) -> int:
        """Milliseconds until the next try: a back-off with jitter, never past the fixed poll."""
        self._failures[duty] = self._failures[duty] + 1 if failed else 0
        poll_ms = self._agent.settings.poll_interval_s * MS_PER_S
        if not failed:
            return poll_ms
        waits_ms = delay_ms(self._failures[duty], chance_per_mille=self._chance())
        return min(poll_ms, max(METER_MS, waits_ms))

"""Sending what waits: halve a batch that fails, set aside the one fact that fails alone.

Nothing is acknowledged without the receiver's signature (`client.py` sees to it).
Source: DESIGN.md §8.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from kiosk.link.client import LinkDownError, SignedClient
from kiosk.link.shelf import Outbox, Parcel
from kiosk.protocol.codec import decode, pack
from kiosk.protocol.sync import (
    ACKNOWLEDGED,
    PUSH_FACTS_LIMIT,
    PUSH_LIMIT_BYTES,
    PUSH_PATH,
    REFUSED,
    Push,
    PushAnswer,
    Sent,
)
from kiosk.rules.refusals import Refusal

BATCH_FAILS_BEFORE_HALVING = 2
ALONE_FAILS_BEFORE_QUARANTINE = 5
AFTER_MOST_S = 300
BATCH_OVERHEAD_BYTES = 16 * 1024
PAUSING = frozenset(
    {"unsigned", "unknown_origin", "revoked", "wrong_signature", "not_allowed", "replayed"}
)
WAITING = frozenset({"busy", "too_often", "disk_full"})


class Sending(StrEnum):
    """How a push went."""

    NOTHING = "nothing waits"
    SENT = "sent"
    FAILED = "refused as a whole"
    DOWN = "no answer"
    BUSY = "asked to wait"
    PAUSED = "not let in"


@dataclass(slots=True)
class Sender:
    """Pushes one outbox over one link. One thread uses it.

    `moved` is how many facts the last push settled; the others wait for their reader's word.
    `after_s` is how long a busy reader asked us to wait, 0 where it did not. `refused` is why the
    last push was not let in.
    """

    client: SignedClient
    outbox: Outbox
    batch_limit: int = PUSH_FACTS_LIMIT
    failures: int = 0
    moved: int = 0
    after_s: int = 0
    refused: str = ""

    def push_once(self) -> Sending:
        """Send one batch and keep what was said of it."""
        batch = self.outbox.next(
            limit=self.batch_limit, limit_bytes=PUSH_LIMIT_BYTES - BATCH_OVERHEAD_BYTES
        )
        if not batch:
            return Sending.NOTHING
        self.after_s = 0
        try:
            answer = self._push(batch)
        except LinkDownError:
            return Sending.DOWN
        except Refusal as refusal:
            return self._failed(batch, refusal)
        self.outbox.settle(answer.results, answer.kept)
        self.moved = _moved(batch, answer)
        self.failures = 0
        self.batch_limit = min(PUSH_FACTS_LIMIT, self.batch_limit * 2)
        return Sending.SENT

    def _push(self, batch: Sequence[Parcel]) -> PushAnswer:
        facts = tuple(Sent(parcel.raw, parcel.signature) for parcel in batch)
        return decode(self.client.call("POST", PUSH_PATH, pack(Push(facts))), PushAnswer)

    def _failed(self, batch: Sequence[Parcel], refusal: Refusal) -> Sending:
        if refusal.code in PAUSING:
            self.refused = refusal.code
            return Sending.PAUSED
        if refusal.code in WAITING:
            self.after_s = _asked_to_wait(refusal)
            return Sending.BUSY
        self.failures += 1
        if len(batch) > 1 and self.failures >= BATCH_FAILS_BEFORE_HALVING:
            self.batch_limit = max(1, len(batch) // 2)
            self.failures = 0
        elif len(batch) == 1 and self.failures >= ALONE_FAILS_BEFORE_QUARANTINE:
            self.outbox.quarantine(batch[0].id, refusal.code)
            self.failures = 0
        return Sending.FAILED


def _asked_to_wait(refusal: Refusal) -> int:
    """What a reader may ask for: some minutes at most, and only a number."""
    after_s = refusal.details.get("after_s", 0)
    return min(AFTER_MOST_S, max(0, after_s)) if isinstance(after_s, int) else 0


def _moved(batch: Sequence[Parcel], answer: PushAnswer) -> int:
    """How many of a batch wait no more."""
    wordless = {parcel.id for parcel in batch if parcel.needs_answer}
    return sum(
        one.result in REFUSED
        or (
            one.result in ACKNOWLEDGED
            and bool(one.answer or one.id.partition("/")[2] not in wordless)
        )
        for one in answer.results
    )

"""Receiving facts: check before, keep once, apply or park, answer after the commit.

`open_batch` is slow work done before the act; `take` runs inside it. Source: DESIGN.md §8.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from types import MappingProxyType

from kiosk.link.shelf import CRASHED, Inbox, InboxState
from kiosk.protocol.abandoned import ABANDONED, Abandoned
from kiosk.protocol.bodies import ParkedError, read_body
from kiosk.protocol.codec import decode, unpack
from kiosk.protocol.facts import Fact, SignedFact, read_fact
from kiosk.protocol.sync import PUSH_LIMIT_BYTES, Kept, Outcome, Push, PushAnswer, Result, Sent
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal

PARKED_RETRY_LIMIT = 50
RESULTS: MappingProxyType[InboxState, Result] = MappingProxyType(
    {"applied": "stored", "parked": "parked", "rejected": "rejected"}
)
NOT_THE_SENDER = frozenset({"wrong_signature", "unknown_origin"})
"""What `read_fact` calls a fact that was damaged on a disk, and a door calls a stranger."""


class CrashedError(ParkedError):
    """The process ended each time that this fact was applied; staff may have it tried again."""

    code = CRASHED


Apply = Callable[[SignedFact], str]
"""Does what a fact says and returns the reader's word for it ("" where there is none).

Raises `ParkedError` to keep the fact for later, `Refusal` to keep it as rejected.
"""


def open_batch(
    raw: bytes, *, public_key: bytes, older: Sequence[bytes] = ()
) -> tuple[SignedFact, ...]:
    """Read a push and check every signature; `older` are keys that the sender had before.

    Raises:
        Refusal: what `read_fact` refuses; one bad fact refuses the batch, and the sender halves.
            A wrong signature under a fact is `malformed` here: the sender itself was let in, and
            would else take it for a closed door.
    """
    push = unpack(raw, Push, limit_bytes=PUSH_LIMIT_BYTES)
    try:
        return open_facts(push.facts, public_key=public_key, older=older)
    except Refusal as refusal:
        if refusal.code in NOT_THE_SENDER:
            raise Refusal("malformed", field="fact", reason=refusal.code) from refusal
        raise


def open_facts(
    facts: Iterable[Sent], *, public_key: bytes, older: Sequence[bytes] = ()
) -> tuple[SignedFact, ...]:
    """Read facts that came in an answer to a pull."""
    return tuple(open_fact_of(one, (public_key, *older)) for one in facts)


def open_fact_of(one: Sent, keys: Sequence[bytes]) -> SignedFact:
    """A fact by that of its maker's keys that it was made under.

    Raises:
        Refusal: what `read_fact` refuses.
    """
    for key in keys[:-1]:
        try:
            return read_fact(one.raw, one.signature, public_key=key)
        except Refusal as refusal:
            if refusal.code != "unknown_origin":
                raise
    return read_fact(one.raw, one.signature, public_key=keys[-1])


def take(inbox: Inbox, now: Instant, facts: Iterable[SignedFact], apply: Apply) -> PushAnswer:
    """Keep and apply facts inside one transaction; the answer may go out after its commit."""
    facts = tuple(facts)
    answer = take_only(inbox, now, facts, apply)
    if any(outcome.result == "stored" for outcome in answer.results):
        for origin in dict.fromkeys(signed.fact.origin for signed in facts):
            retry_parked(inbox, now, apply, origin=origin)
    return answer


def take_only(inbox: Inbox, now: Instant, facts: Iterable[SignedFact], apply: Apply) -> PushAnswer:
    """The same, and no parked fact is tried again: these are looked at one by one."""
    return _each(inbox, now, facts, lambda signed: _apply(inbox, now, signed, apply))


def keep_unread(
    inbox: Inbox, now: Instant, facts: Iterable[SignedFact], *, code: str
) -> PushAnswer:
    """Keep facts and do nothing that they say, not even about numbers; `code` is why they wait."""

    def keep(signed: SignedFact) -> Outcome:
        inbox.keep(signed, now, state="parked", code=code, answer="")
        return Outcome(signed.fact.id, "parked", code)

    return _each(inbox, now, facts, keep)


def _each(
    inbox: Inbox,
    now: Instant,
    facts: Iterable[SignedFact],
    keep: Callable[[SignedFact], Outcome],
) -> PushAnswer:
    facts = tuple(facts)
    results = tuple(_take_one(inbox, now, signed, keep) for signed in facts)
    epochs = dict.fromkeys((one.fact.origin, one.fact.epoch) for one in facts)
    kept: tuple[Kept, ...] = tuple(
        inbox.kept(origin=origin, epoch=epoch) for origin, epoch in epochs
    )
    return PushAnswer(results, kept)


def _take_one(
    inbox: Inbox, now: Instant, signed: SignedFact, keep: Callable[[SignedFact], Outcome]
) -> Outcome:
    known = inbox.known(signed)
    if known is None:
        return keep(signed)
    if known.sha256 != signed.sha256:
        inbox.quarantine(signed, now, code="conflict")
        return Outcome(signed.fact.id, "conflict", "conflict")
    if known.state == "rejected":
        return Outcome(signed.fact.id, "rejected", known.code)
    return Outcome(signed.fact.id, "duplicate", known.code, known.answer)


def _apply(inbox: Inbox, now: Instant, signed: SignedFact, apply: Apply) -> Outcome:
    state, code, answer = _come_to(inbox, now, signed, apply)
    inbox.keep(signed, now, state=state, code=code, answer=answer)
    return Outcome(signed.fact.id, RESULTS[state], code, answer)


def _come_to(
    inbox: Inbox, now: Instant, signed: SignedFact, apply: Apply
) -> tuple[InboxState, str, str]:
    """What a fact comes to: its state, a code, the reader's word."""
    try:
        with inbox.alone():
            if signed.fact.type == ABANDONED:
                _abandon(inbox, now, signed)
                return "applied", "", ""
            return "applied", "", apply(signed)
    except ParkedError as waits:
        return "parked", waits.code, ""
    except Refusal as refusal:
        return "rejected", refusal.code, ""


def _abandon(inbox: Inbox, now: Instant, signed: SignedFact) -> None:
    """A word on the numbers themselves, so that no act need know it."""
    body = read_body(signed.fact, signed.fact.body_bytes)
    if isinstance(body, Abandoned) and body.last >= body.first:
        inbox.abandon(signed, now, body)
        return
    raise Refusal("malformed", field="last")


def retry_parked(inbox: Inbox, now: Instant, apply: Apply, *, origin: str) -> int:
    """Try parked facts of one maker again, since what they waited for may have come.

    Only that maker's: `apply` knows whose facts it reads. Returns how many are parked no more.
    """
    kept = inbox.parked(PARKED_RETRY_LIMIT, origin=origin)
    return take_parked(inbox, now, (reread(raw, signature) for raw, signature in kept), apply)


def take_parked(inbox: Inbox, now: Instant, facts: Iterable[SignedFact], apply: Apply) -> int:
    """Apply facts from our own shelf that are parked; returns how many are parked no more.

    Signatures were checked when they came in; the bytes have not moved since.
    """
    left = 0
    for signed in facts:
        known = inbox.known(signed)
        if known is None or known.state != "parked":
            continue
        state, code, answer = _come_to(inbox, now, signed, apply)
        if state != "parked":
            inbox.keep(signed, now, state=state, code=code, answer=answer)
            left += 1
    return left


def reread(raw: bytes, signature: bytes) -> SignedFact:
    """A fact from our own shelf, its signature checked when it came."""
    return SignedFact(decode(raw, Fact), raw, signature, hashlib.sha256(raw).digest())

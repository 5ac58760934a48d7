"""What nobody can ask for any more goes; what a restored hub lost and we let go is told again."""

from sqlalchemy import Connection

from kiosk.exchange.acts import deciding
from kiosk.exchange.office import Office
from kiosk.exchange.store import awards, letting_go, outbox, people, work
from kiosk.exchange.store.letting_go import Copies
from kiosk.protocol.abandoned import Abandoned
from kiosk.rules.instants import S_PER_DAY, Instant, later
from kiosk.rules.kept_copies import KEPT_S, mark_of_restored, may_go_upto, next_mark

ROWS_AT_ONCE = 500
MAKERS_AT_ONCE = 50
RAW_KEPT_S = REQUESTS_KEPT_S = 30 * S_PER_DAY
LET_GO = "let_go"


def any_to_let_go(db: Connection, now: Instant) -> bool:
    """A look first, so that a quiet exchange writes nothing."""
    return bool(
        letting_go.streams_to_mark(db, limit=1)
        or letting_go.streams_to_empty(db, before=later(now, seconds=-KEPT_S), limit=1)
        or letting_go.makers_to_empty(db, before=later(now, seconds=-RAW_KEPT_S), limit=1)
        or letting_go.any_forgotten(
            db, requests=_requests_before(now), sign_ins=_sign_ins_before(now)
        )
    )


def let_go(db: Connection, now: Instant, *, office: Office) -> int:
    """One bounded part of all that may go; returns how many rows that was."""
    del office
    for one in letting_go.streams_to_mark(db):
        mark = next_mark(one.mark, now, read_upto=one.read_upto, gone_upto=one.gone_upto)
        if mark is not None:
            letting_go.set_mark(db, one, mark)
    gone = letting_go.forget_requests(db, before=_requests_before(now), limit=ROWS_AT_ONCE)
    gone += letting_go.forget_sign_ins(db, before=_sign_ins_before(now), limit=ROWS_AT_ONCE - gone)
    for one in letting_go.streams_to_empty(db, before=later(now, seconds=-KEPT_S)):
        if gone >= ROWS_AT_ONCE:
            return gone
        upto = may_go_upto(one.mark, now)
        gone += letting_go.let_copies_go(db, one, upto=upto, limit=ROWS_AT_ONCE - gone)
    before = later(now, seconds=-RAW_KEPT_S)
    for maker in letting_go.makers_to_empty(db, before=before, limit=MAKERS_AT_ONCE):
        if gone >= ROWS_AT_ONCE:
            return gone
        gone += letting_go.let_bytes_go(db, maker, before=before, limit=ROWS_AT_ONCE - gone)
    return gone


def is_news(db: Connection, *, hub: str, epoch: str, after: int) -> bool:
    """Whether a hub's word on how far it has its stream changes anything here."""
    one = letting_go.copies_of(db, hub)
    if one is None:
        return False
    if _is_ahead(one, epoch, after):
        return True
    has = _has(one, epoch, after)
    return has != one.read_upto or _lacks_gone(db, one, has)


def hear(db: Connection, now: Instant, *, office: Office, hub: str, epoch: str, after: int) -> None:
    """A hub that pulls says how far it has its stream.

    Less than before: it was restored from a backup, and what it lost is its again. Where we let
    copies of that go, it is told so, and every decision among them once more: each visitor of an
    answer that it still has is paid. More than we sent: our database is an older copy that somebody
    put back by hand, so its stream begins anew, else it would pass over what we say from here.
    """
    one = letting_go.copies_of(db, hub)
    if one is None:
        return
    if _is_ahead(one, epoch, after):
        tell_gone(db, now, office=office, hub=hub, has=one.read_upto)
        outbox.begin_anew(db, office.keys.signing, hub=hub)
        people.record(db, now, who="exchange", what="find_put_back", target=hub)
        return
    has = _has(one, epoch, after)
    letting_go.set_read(db, one, read_upto=has)
    if has < one.read_upto:
        letting_go.set_mark(db, one, mark_of_restored(one.mark, now, has=has))
    if _lacks_gone(db, one, has):
        _tell_again(db, now, office, hub, one, has)


def tell_gone(db: Connection, now: Instant, *, office: Office, hub: str, has: int) -> None:
    """The same for a hub that said on a stick how far it has its stream."""
    one = letting_go.copies_of(db, hub)
    if one is not None and _lacks_gone(db, one, has):
        _tell_again(db, now, office, hub, one, has)


def _tell_again(
    db: Connection, now: Instant, office: Office, hub: str, one: Copies, has: int
) -> None:
    gone = Abandoned(one.epoch, has + 1, one.gone_upto, LET_GO)
    key, at = office.keys.signing, office.moment(now)
    word = outbox.put(db, key, at, hub=hub, body=gone)
    about = _about(one, has)
    letting_go.note_told(db, epoch=word.fact.epoch, seq=word.fact.seq, about=about)
    awards.set_told(db, hub, 0)  # keys and certificates taken back: all of them again
    for assignment in letting_go.assignments_told(db, one, after=has):
        last = work.decisions_of(db, assignment)[-1]
        body = deciding.said(office, assignment, last, due=Instant(0))
        outbox.put(db, key, at, hub=hub, body=body)


def _lacks_gone(db: Connection, one: Copies, has: int) -> bool:
    if has >= one.gone_upto:
        return False
    return not letting_go.was_told_of_gone(db, one, about=_about(one, has))


def _about(one: Copies, has: int) -> str:
    return f"{has + 1}-{one.gone_upto}"


def _has(one: Copies, epoch: str, after: int) -> int:
    """A hub that knows another epoch has nothing of this one."""
    return after if epoch == one.epoch else 0


def _is_ahead(one: Copies, epoch: str, after: int) -> bool:
    return epoch == one.epoch and after > one.last_seq


def _requests_before(now: Instant) -> Instant:
    return later(now, seconds=-REQUESTS_KEPT_S)


def _sign_ins_before(now: Instant) -> Instant:
    return later(now, seconds=-S_PER_DAY)

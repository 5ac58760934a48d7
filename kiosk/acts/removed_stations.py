"""What becomes of what a removed station held: kept as it comes, applied where staff say so.

A station is removed because it was stolen, or by mistake, or is broken; the answers on it are its
visitors', who should be paid. Its key may be a thief's by now, so nothing of it is applied by
itself, and nothing is lost by itself either.
"""

from kiosk.acts.ingest import Facts
from kiosk.disk.db import Db
from kiosk.link import receiver
from kiosk.link.shelf import HELD
from kiosk.link.sqlite_inbox import SqliteInbox
from kiosk.protocol.sync import PushAnswer
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.store import audit, held, stations
from kiosk.store.held import Came

HELD_MOST = 1000
"""Facts of one removed station that wait here for staff; more wait on the station. 64 MB at most,
so that a thief with its key fills no disk."""
AFTER_S = 300


def hold_facts(db: Db, now: Instant, *, station: str, facts: Facts) -> PushAnswer:
    """Keep what a removed station sends, applied to nothing.

    Raises:
        Refusal: `busy` while so much of it waits that staff should look first.
    """
    if held.count(db, station) >= HELD_MOST:
        raise Refusal("busy", after_s=AFTER_S)
    removed_at = stations.removed_at(db, station) or now
    came_in = tuple(facts.by_id.values())
    signed = tuple(one.signed for one in came_in)
    answer = receiver.keep_unread(SqliteInbox(db), now, signed, code=HELD)
    news = {one.id for one in answer.results if one.result == "parked"}
    for one in came_in:
        if one.signed.fact.id in news:
            came: Came = "before" if one.made_at < removed_at else "after"
            held.add(db, one.signed, station=station, made_at=one.made_at, came=came)
    return answer


def take_held(db: Db, now: Instant, *, station: str, came: Came, by: str) -> int:
    """Take over what a removed station sent; the job that reads what waits applies it.

    Returns how many; `held.DECIDED_AT_ONCE` at most.

    Raises:
        Refusal: `not_found` where nothing of it waits (any more).
    """
    places = _waiting(db, station=station, came=came)
    held.take(db, now, places, by=by)
    _note(db, now, act="take_held", station=station, by=by, detail=f"{came}:{len(places)}")
    return len(places)


def refuse_held(db: Db, now: Instant, *, station: str, came: Came, by: str, reason: str) -> int:
    """Refuse what a removed station sent: kept with its signature, and never applied.

    Raises:
        Refusal: `not_found` where nothing of it waits (any more).
    """
    places = _waiting(db, station=station, came=came)
    held.refuse(db, now, places, by=by, reason=reason)
    detail = f"{came}:{len(places)}"
    _note(db, now, act="refuse_held", station=station, by=by, reason=reason, detail=detail)
    return len(places)


def _waiting(db: Db, *, station: str, came: Came) -> tuple[held.Place, ...]:
    places = held.some(db, station=station, came=came)
    if not places:
        raise Refusal("not_found", what="fact")
    return places


def _note(
    db: Db, now: Instant, *, act: str, station: str, by: str, detail: str, reason: str = ""
) -> None:
    about = f"station:{station}"
    audit.record(db, now, by=by, act=act, about=about, reason=reason, detail=detail)

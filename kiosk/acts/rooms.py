"""Orders of a mentor to the seats of a room. Each belongs to the session that is open there now."""

from collections.abc import Collection

import msgspec

from kiosk.disk.db import Db
from kiosk.protocol.room_calls import Show
from kiosk.rules.instants import Instant
from kiosk.rules.orders import good_until
from kiosk.rules.refusals import Refusal
from kiosk.store import audit, commands, revisions, sessions, stations

WORDS_LIMIT = 120


def show_at(db: Db, now: Instant, *, seats: Collection[int], show: Show, by: str) -> int:
    """Open a page at these seats, or ask a question there; returns at how many.

    Raises:
        Refusal: `nobody_sits`.
    """
    words = msgspec.json.encode(show).decode()
    reached = _order(db, now, seats, kind="show", words=words)
    what = "/".join(filter(None, (show.slug, show.step, show.item)))
    audit.record(db, now, by=by, act="show_at_seats", about=f"sessions:{reached}", reason=what)
    return reached


def say_at(db: Db, now: Instant, *, seats: Collection[int], words: str, by: str) -> int:
    """Show a sentence at these seats; returns at how many.

    Raises:
        Refusal: `field_missing`, `nobody_sits`, in that order.
    """
    reached = _order(db, now, seats, kind="message", words=_required(words))
    audit.record(db, now, by=by, act="message_seats", about=f"sessions:{reached}")
    return reached


def hold_screens(db: Db, now: Instant, *, seats: Collection[int], words: str, by: str) -> int:
    """Hold the screens of these seats with a word; their time goes on. Returns how many.

    Raises:
        Refusal: `field_missing`, `nobody_sits`, in that order.
    """
    said = _required(words)
    reached = _order(db, now, seats, kind="hold", words=said)
    audit.record(db, now, by=by, act="hold_screens", about=f"sessions:{reached}", reason=said)
    return reached


def free_screens(db: Db, now: Instant, *, seats: Collection[int], by: str) -> int:
    """Let the screens of these seats go on; returns how many.

    Raises:
        Refusal: `nobody_sits`.
    """
    reached = _order(db, now, seats, kind="unhold", words="")
    audit.record(db, now, by=by, act="free_screens", about=f"sessions:{reached}")
    return reached


def say_coming(db: Db, now: Instant, *, seat: int, name: str, by: str) -> None:
    """Tell the learner at a seat who is on the way.

    Raises:
        Refusal: `nobody_sits`.
    """
    _order(db, now, (seat,), kind="coming", words=name)
    audit.record(db, now, by=by, act="say_coming", about=f"seat:{seat}")


def take_hand_down(db: Db, now: Instant, *, seat: int, by: str) -> None:
    """The learner at a seat was helped.

    Raises:
        Refusal: `nobody_sits`.
    """
    _order(db, now, (seat,), kind="helped", words="")
    audit.record(db, now, by=by, act="take_hand_down", about=f"seat:{seat}")


def pack_up(db: Db, now: Instant, *, seats: Collection[int], name: str, by: str) -> int:
    """Each of these seats says whether it may be switched off; returns how many.

    Raises:
        Refusal: `no_such_station` where there is none.
    """
    places = [one for one in stations.seats(db) if one.number in seats and one.origin]
    if not places:
        raise Refusal("no_such_station")
    until = good_until("pack", now)
    for place in places:
        commands.send(db, now, station=place.origin, kind="pack", words=name, until=until)
    audit.record(db, now, by=by, act="pack_up", about=f"seats:{len(places)}")
    revisions.bump(db, revisions.FLOOR)
    return len(places)


def _required(words: str) -> str:
    said = words.strip()[:WORDS_LIMIT]
    if not said:
        raise Refusal("field_missing", field="words")
    return said


def _order(db: Db, now: Instant, seats: Collection[int], *, kind: str, words: str) -> int:
    at = {place.origin for place in stations.seats(db) if place.number in seats and place.origin}
    reached = [one for one in sessions.all_open(db) if one.station in at]
    if not reached:
        raise Refusal("nobody_sits")
    until = good_until(kind, now)
    for one in reached:
        commands.send(
            db, now, station=one.station, kind=kind, session=one.id, words=words, until=until
        )
    revisions.bump(db, revisions.FLOOR)
    return len(reached)
